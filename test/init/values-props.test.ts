import { propsOf } from '../../src/init/values-props';
import { AgentFacts } from '../../src/source/agent-facts';
import { pythonAgent, recordsOf } from '../support/folder';

const [{ facts }] = recordsOf({ 'weather.py': pythonAgent('weather') });

function taken(values: { [key: string]: unknown }, of: AgentFacts = facts) {
  const { props, notes, image, runtime } = propsOf({ path: 'v.yaml', values }, of);
  return { props: props.map(({ name, text }) => `${name}: ${text}`), notes, image, runtime };
}

test.each<[string, { [key: string]: unknown }, string | undefined]>([
  ['a tag', { repository: 'r/x', tag: 1.5 }, 'r/x:1.5'],
  ['a registry', { registry: 'r.example.com', repository: 'x', tag: '1' }, 'r.example.com/x:1'],
  ['a digest', { repository: 'r/x', tag: '1', digest: 'sha256:ab' }, 'r/x:1@sha256:ab'],
  ['no repository', { tag: '1' }, undefined],
])('an image with %s', (_, image, expected) => {
  expect(taken({ image })).toMatchObject({ image: expected, notes: [] });
});

test('an image without a build is taken, and said', () => {
  expect(taken({ image: { repository: 'r/x' } })).toMatchObject({
    image: 'r/x',
    notes: ['v.yaml: image.tag: there is none; give the tag of a build in main.ts'],
  });
  expect(taken({ image: { repository: 'r/x', tag: 'latest' } }).notes).toEqual([
    'v.yaml: image.tag: "latest" is another image each day; give the tag of a build in main.ts',
  ]);
});

test("MCP Mesh's own image runs the mounted code", () => {
  expect(taken({ image: { repository: 'mcpmesh/python-runtime', tag: '3.8' } })).toMatchObject({
    image: undefined,
    runtime: { release: undefined },
  });
});

test('a name, where the code leaves it to the variable', () => {
  expect(taken({ agent: { name: 'weather' } })).toMatchObject({ props: [], notes: [] });
  expect(taken({ agent: { name: 'other' } })).toMatchObject({
    props: [],
    notes: ["v.yaml: agent.name: the code registers 'weather', and not 'other'"],
  });
  expect(taken({ agent: { name: 'other' } }, { ...facts, nameIsDefault: true }).props).toEqual(["agentName: 'other'"]);
});

test('a port, where the code does not bind it', () => {
  expect(taken({ agent: { http: { port: 8080 } } }).props).toEqual([]);
  expect(taken({ agent: { http: { port: '9000' } } }).props).toEqual(['port: 9000']);
  const bound = { ...facts, port: { value: 9000, at: { file: 'weather.py', line: 1 } } };
  expect(taken({ agent: { http: { port: 8080 } } }, bound)).toMatchObject({
    props: [],
    notes: ['v.yaml: agent.http.port: the code binds 9000 by itself'],
  });
});

test('what pods and Services have besides', () => {
  expect(
    taken({
      replicaCount: 1,
      resources: {},
      env: [],
      service: { type: 'LoadBalancer', port: 8080, annotations: { a: 'b' } },
      tolerations: [{ key: 'gpu', operator: 'Exists' }],
      podAnnotations: { 'x.example.com/y': 'z' },
      terminationGracePeriodSeconds: 60,
    }),
  ).toMatchObject({
    props: [
      'serviceType: ServiceType.LOAD_BALANCER',
      "serviceAnnotations: { a: 'b' }",
      "tolerations: [{ key: 'gpu', operator: 'Exists' }]",
      "podAnnotations: { 'x.example.com/y': 'z' }",
      'terminationGracePeriodSeconds: 60',
    ],
    notes: [],
  });
});

test('names of the chart that the library has otherwise', () => {
  expect(
    taken({
      commonLabels: { team: 'a' },
      commonAnnotations: { b: 'c' },
      runtimeClassName: 'gvisor',
      hostAliases: [{ ip: '10.0.0.7', hostnames: ['legacy.example.com'] }],
    }),
  ).toMatchObject({
    props: [
      "labels: { team: 'a' }",
      "annotations: { b: 'c' }",
      "runtimeClassName: 'gvisor'",
      "hostAliases: [{ ip: '10.0.0.7', hostnames: ['legacy.example.com'] }]",
    ],
    notes: [],
  });
});

test('a log level', () => {
  const logging = (logLevel: unknown) => propsOf({ path: 'v.yaml', values: { mesh: { logLevel } } }, facts);
  expect(logging('debug')).toMatchObject({
    props: [{ name: 'logLevel', text: 'MeshLogLevel.DEBUG' }],
    imports: ['MeshLogLevel'],
    notes: [],
  });
  expect(logging('INFO')).toMatchObject({ props: [], imports: [], notes: [] });
  expect(logging('loud')).toMatchObject({
    props: [],
    notes: ['v.yaml: mesh.logLevel: give logLevel: MeshLogLevel.INFO, or another of its levels'],
  });
});

test('what is dead in the chart, and what has no place here, with the reason', () => {
  const { notes, props } = taken({
    agent: { version: '1', description: 'x', healthCheck: { interval: 3 }, capabilities: ['a'] },
    mesh: { enabled: true, tls: { mode: 'strict' } },
    service: { port: 80, targetPort: 8080 },
    secrets: { KEY: 'hush' },
    persistence: { enabled: true },
    podDisruptionBudget: { enabled: false },
    misspelt: { x: 1 },
  });
  expect(props).toEqual([]);
  expect(notes).toEqual([
    'v.yaml: agent.version: no template of the chart reads it',
    'v.yaml: agent.description: no template of the chart reads it',
    'v.yaml: agent.healthCheck: no template of the chart reads it; heartbeatInterval says how often the agent reports to the registry',
    'v.yaml: agent.capabilities: no template of the chart reads it, and the source says it',
    'v.yaml: mesh.enabled: no template of the chart reads it',
    'v.yaml: mesh.tls: declare it once, on the registry: tls: MeshTls.certManager(…), MeshTls.secrets(…) or MeshTls.vault(…)',
    'v.yaml: service.port: Service and agent have one port',
    'v.yaml: service.targetPort: no template of the chart reads it',
    'v.yaml: secrets: they are secrets in plain text; make a Secret, and read it by EnvValue.fromSecretValue',
    'v.yaml: persistence: give storage: MeshStorage.claim(…) or MeshStorage.existingClaim(…), and its path as storagePath',
    'v.yaml: misspelt: no prop is known for it',
  ]);
});

test('variables that have no EnvValue', () => {
  const env = [
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    { name: 'A', value: 1 },
    { name: 'A', value: 2 },
  ];
  expect(taken({ env })).toMatchObject({
    props: ["env: {\n    A: EnvValue.fromValue('2'),\n  }"],
    notes: ['v.yaml: env NODE: no EnvValue is known for it; patch the workload'],
  });
});
