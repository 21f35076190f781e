import { JsonPatch } from 'cdk8s';
import { MeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/service-port-no-pod-has';
import { Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const AGENT = { env: [{ name: 'MCP_MESH_AGENT_NAME', value: 'weather' }] };

const http = { name: 'http', containerPort: 8080 };

const service = (ports: Manifest[], spec: Manifest = {}, name: string = 'weather-agent') =>
  object('v1', 'Service', name, { spec: { selector: { app: 'weather-agent' }, ports, ...spec } });

const withSidecar = (workload: Manifest, container: Manifest, list: 'containers' | 'initContainers' = 'containers') => {
  const { spec } = workload.spec.template;
  spec[list] = [...(spec[list] ?? []), { name: 'proxy', image: 'registry.example.com/proxy:1.0.0', ...container }];
  return workload;
};

describe('service-port-no-pod-has', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const agent = (container: Manifest = {}) => deployment({ ...AGENT, ports: [http], ...container });

  test('a misspelt name', () => {
    expect(faults(agent(), service([{ port: 8080, targetPort: 'htpp' }]))).toEqual([
      'Service mesh/weather-agent: port 8080: targetPort "htpp": the pods that the Service selects have no port of this name (did you mean "http"?), only "http" ' +
        "(8080), so calls to this port are refused. Set targetPort to http, or declare the port under the container's ports.",
    ]);
  });

  test('a name where the pods declare no ports', () => {
    expect(faults(deployment({}), service([{ name: 'web', port: 80, targetPort: 'http' }]))).toEqual([
      'Service mesh/weather-agent: port "web" (80): targetPort "http": the pods that the Service selects have no port of this name, so calls to this port are ' +
        "refused. Declare the port under the container's ports, with its name, or give targetPort a number.",
    ]);
  });

  test('a number that an agent does not open, written or meant', () => {
    expect(
      faults(
        agent(),
        service([
          { name: 'a', port: 80, targetPort: 8081 },
          { name: 'b', port: 9090 },
        ]),
      ),
    ).toEqual([
      'Service mesh/weather-agent: port "a" (80): targetPort 8081: the pods that the Service selects have no port 8081, only "http" (8080), so calls to this ' +
        "port are refused. Set targetPort to http, or declare the port under the container's ports.",
      'Service mesh/weather-agent: port "b" (9090): no targetPort, which means 9090: the pods that the Service selects have no port 9090, only "http" (8080), so ' +
        "calls to this port are refused. Set targetPort to http, or declare the port under the container's ports.",
    ]);
  });

  test('a port of another protocol, whose name or number is there', () => {
    const udp = agent({ ports: [{ ...http, protocol: 'UDP' }] });
    expect(faults(udp, service([{ port: 8080, targetPort: 'http' }]))).toEqual([
      'Service mesh/weather-agent: port 8080: targetPort "http": the pods that the Service selects have port "http" (8080) for UDP, and this port is for TCP, so ' +
        "calls to this port are refused. Set protocol to UDP, or declare the container's port for TCP.",
    ]);
    expect(faults(agent(), service([{ port: 80, targetPort: 8080, protocol: 'UDP' }]))).toEqual([
      'Service mesh/weather-agent: port 80: targetPort 8080: the pods that the Service selects have port "http" (8080) for TCP, and this port is for UDP, so ' +
        "calls to this port are refused. Set protocol to TCP, or declare the container's port for UDP.",
    ]);
    expect(faults(agent(), service([{ port: 80, targetPort: 'http', protocol: 'UDP' }]))).toHaveLength(1);
    // What a number is declared for opens and closes nothing, and another workload may answer over UDP.
    expect(faults(udp, service([{ port: 80, targetPort: 8080 }]))).toEqual([]);
    expect(faults(deployment({ ports: [http] }), service([{ port: 80, targetPort: 8080, protocol: 'UDP' }]))).toEqual(
      [],
    );
  });

  test('a number in quotes', () => {
    expect(faults(agent(), service([{ port: 8080, targetPort: '8080' }]))).toEqual([
      'Service mesh/weather-agent: port 8080: targetPort "8080": a value in quotes is the name of a port, and a name must contain a letter, so calls to ' +
        'this port are refused. Write the number without quotes.',
    ]);
  });

  test('a headless Service, which has no calls of its own', () => {
    expect(faults(agent(), service([{ port: 8080, targetPort: 'web' }], { clusterIP: 'None' }))).toEqual([
      expect.stringContaining('have no port of this name, only "http" (8080), so the Service leaves this port out. '),
    ]);
  });

  test.each<[string, Manifest[]]>([
    [
      'a name of an init container, which is gone',
      [
        withSidecar(agent(), { ports: [{ name: 'admin', containerPort: 9 }] }, 'initContainers'),
        service([{ port: 9, targetPort: 'admin' }]),
      ],
    ],
    [
      'a registry',
      [deployment({ image: 'mcpmesh/registry:3.7.1', ports: [{ containerPort: 8000 }] }), service([{ port: 8080 }])],
    ],
  ])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(1));

  test.each<[string, Manifest[]]>([
    ['the right name', [agent(), service([{ port: 80, targetPort: 'http' }])]],
    ['the right number', [agent(), service([{ port: 80, targetPort: 8080 }])]],
    [
      'the name in one of several workloads',
      [
        agent(),
        { ...deployment({ ports: [{ name: 'web', containerPort: 80 }] }), metadata: { name: 'b', namespace: 'mesh' } },
        service([{ port: 80, targetPort: 'web' }]),
      ],
    ],
    [
      'a name of a sidecar',
      [
        withSidecar(
          agent(),
          { ports: [{ name: 'admin', containerPort: 9 }], restartPolicy: 'Always' },
          'initContainers',
        ),
        service([{ port: 9, targetPort: 'admin' }]),
      ],
    ],
    ['an agent that declares no ports', [deployment(AGENT), service([{ port: 8080 }])]],
    ['a container beside it that declares none', [withSidecar(agent(), {}), service([{ port: 4180 }])]],
    ['a number in an argument', [agent({ args: ['--port=9090'] }), service([{ port: 9090 }])]],
    ['a number in the command', [agent({ command: ['sh', '-c', 'exec serve -p 9090'] }), service([{ port: 9090 }])]],
    [
      'a number in a variable',
      [agent({ env: [...AGENT.env, { name: 'ADMIN', value: '0.0.0.0:9090' }] }), service([{ port: 9090 }])],
    ],
    ["a port of Istio's proxy", [agent(), service([{ port: 15020 }])]],
    [
      'a number of what is no agent: what it declares binds nobody',
      [deployment({ ports: [http] }), service([{ port: 9090 }])],
    ],
    [
      'an alias',
      [agent(), service([{ port: 80, targetPort: 'x' }], { type: 'ExternalName', externalName: 'a.example.com' })],
    ],
    [
      "a Service of no pods, which is another rule's business",
      [agent(), service([{ port: 80, targetPort: 'x' }], { selector: { app: 'x' } })],
    ],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

  test.each(['http://other:9090', '19090', '9090.5', '10.0.0.7:9090'])(
    '%s in a variable says nothing of 9090',
    (value) => {
      expect(faults(agent({ env: [...AGENT.env, { name: 'OTHER', value }] }), service([{ port: 9090 }]))).toHaveLength(
        1,
      );
    },
  );

  test('a Service of ours, whose pods are patched', () => {
    const chart = meshChart();
    const agentOfOurs = new MeshAgent(chart, 'weather', {
      registry: new MeshRegistry(chart, 'registry'),
      image: 'registry.example.com/weather-agent:1.4.2',
    });
    expect(faults(...synth(chart))).toEqual([]);
    // Synthesis refuses the patch, so somebody changed the manifest afterwards.
    const patched = synth(chart).map((each) =>
      each.metadata.name === agentOfOurs.serviceName && each.kind === 'Deployment'
        ? JsonPatch.apply(each, JsonPatch.replace('/spec/template/spec/containers/0/ports/0/name', 'web'))
        : each,
    );
    expect(faults(...patched)).toEqual([
      expect.stringContaining('Service mesh/mcp-mesh-weather: port "http" (8080): targetPort "http": the pods'),
    ]);
  });
});

test('odd input is passed over', () => {
  const odd = [
    deployment({
      ...AGENT,
      ports: [null, {}],
      livenessProbe: {},
      readinessProbe: { httpGet: null },
      startupProbe: 'x',
    }),
    deployment({
      env: [
        { name: 'MCP_MESH_HTTP_HOST', value: 'weather-agent' },
        { name: 'MCP_MESH_HTTP_PORT', value: '8080' },
      ],
      ports: [{ containerPort: '8080' }],
      livenessProbe: { tcpSocket: { port: 8080 } },
    }),
    service([{}, null, { targetPort: 0 }, { port: '8080', targetPort: 'x' }, { targetPort: 'y' }] as Manifest[]),
    service('x' as unknown as Manifest[], {}, 'b'),
  ];
  expect(said(RULE, odd)).toEqual([]);
});
