import { JsonPatch } from 'cdk8s';
import { MeshAgent, MeshRegistry } from '../../src';
import { ADVERTISED_PORT_DIFFERS, PROBE_ON_CLOSED_PORT, SERVICE_PORT_NO_POD_HAS } from '../../src/rules/ports';
import { find, Manifest, meshChart, synth } from '../support/manifests';
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
  const faults = (...objects: Manifest[]) => said(SERVICE_PORT_NO_POD_HAS, objects);
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

  test('a number in quotes', () => {
    expect(faults(agent(), service([{ port: 8080, targetPort: '8080' }]))).toEqual([
      'Service mesh/weather-agent: port 8080: targetPort "8080": what stands between quotes is the name of a port, and a name has a letter in it, so calls to ' +
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
      'a name of another protocol',
      [agent({ ports: [{ ...http, protocol: 'UDP' }] }), service([{ port: 8080, targetPort: 'http' }])],
    ],
    [
      'a name of an init container, which is gone',
      [
        withSidecar(agent(), { ports: [{ name: 'admin', containerPort: 9 }] }, 'initContainers'),
        service([{ port: 9, targetPort: 'admin' }]),
      ],
    ],
    [
      'a registry',
      [deployment({ image: 'mcpmesh/registry:3.6.0', ports: [{ containerPort: 8000 }] }), service([{ port: 8080 }])],
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
    agentOfOurs.workload.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/ports/0/name', 'web'));
    expect(faults(...synth(chart))).toEqual([
      expect.stringContaining('Service mesh/mcp-mesh-weather: port "http" (8080): targetPort "http": the pods'),
    ]);
  });
});

describe('advertised-port-differs', () => {
  const faults = (...objects: Manifest[]) => said(ADVERTISED_PORT_DIFFERS, objects);
  const agent = (
    name: string = 'weather-agent',
    host: string = 'weather-agent.mesh',
    port: string = '8080',
    more: Manifest = {},
  ) =>
    deployment(
      {
        env: [
          { name: 'MCP_MESH_HTTP_HOST', value: host },
          { name: 'MCP_MESH_HTTP_PORT', value: port },
        ],
        ports: [http, { name: 'admin', containerPort: 9090 }],
        ...more,
      },
      { name, labels: { app: 'weather-agent' } },
    );

  test('a Service that translates 80 to 8080', () => {
    expect(faults(agent(), service([{ port: 80, targetPort: 8080 }]))).toEqual([
      'Service mesh/weather-agent: port 80: Deployment mesh/weather-agent listens on 8080 (MCP_MESH_HTTP_PORT), and advertises that number with the name of this ' +
        'Service, so callers ask for a port that it does not have. Give the Service port 8080.',
    ]);
  });

  test('the right port, sent elsewhere', () => {
    expect(faults(agent(), service([{ port: 8080, targetPort: 'admin' }]))).toEqual([
      'Service mesh/weather-agent: port 8080 with targetPort "admin": Deployment mesh/weather-agent listens on 8080 (MCP_MESH_HTTP_PORT), and advertises that ' +
        "number with the name of this Service, so calls arrive at another port than the agent's. Set targetPort to 8080, or to the name of that port.",
    ]);
  });

  test('several agents with one Service are one mistake', () => {
    expect(
      faults(
        agent('a'),
        agent('b'),
        service([
          { name: 'web', port: 80 },
          { name: 'more', port: 81 },
        ]),
      ),
    ).toEqual([
      'Service mesh/weather-agent: ports "web" (80), "more" (81): Deployment mesh/a and Deployment mesh/b listen on 8080 (MCP_MESH_HTTP_PORT), and advertise ' +
        'that number with the name of this Service, so callers ask for a port that it does not have. Give the Service port 8080.',
    ]);
  });

  test.each<[string, Manifest[]]>([
    ['another number', [agent(), service([{ port: 8080, targetPort: 9090 }])]],
    ['the right number of another protocol', [agent(), service([{ port: 8080, protocol: 'UDP' }])]],
    ['no ports', [agent(), service([])]],
    ['a Service in front of other pods', [agent(), service([{ port: 443 }], { selector: { app: 'gateway' } })]],
    ['by a whole name', [agent('weather-agent', 'weather-agent.mesh.svc.cluster.local'), service([{ port: 80 }])]],
  ])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(1));

  test.each<[string, Manifest[]]>([
    ['the same number', [agent(), service([{ port: 8080 }])]],
    [
      'the number by its name',
      [
        agent(),
        service([
          { name: 'admin', port: 90, targetPort: 9090 },
          { name: 'http', port: 8080, targetPort: 'http' },
        ]),
      ],
    ],
    ['a headless Service, which translates nothing', [agent(), service([{ port: 80 }], { clusterIP: 'None' })]],
    [
      'a gateway, which sends on as it likes',
      [agent(), service([{ port: 8080, targetPort: 8443 }], { selector: { app: 'gateway' } })],
    ],
    ['endpoints by hand', [agent(), service([{ port: 8080, targetPort: 9090 }], { selector: {} })]],
    [
      'a gateway of another namespace',
      [
        agent('weather-agent', 'weather-agent.other'),
        { ...service([{ port: 8080, targetPort: 9090 }]), metadata: { name: 'weather-agent', namespace: 'other' } },
      ],
    ],
    [
      "an alias, which is another rule's business",
      [agent(), service([], { type: 'ExternalName', externalName: 'a.example.com' })],
    ],
    [
      "a name that no pod has, which is another rule's business",
      [agent(), service([{ port: 8080, targetPort: 'web' }])],
    ],
    ['a host outside', [agent('weather-agent', 'weather.example.com'), service([{ port: 80 }])]],
    ["the pod's own address", [agent('weather-agent', '10.1.2.3'), service([{ port: 80 }])]],
    ['an agent whose port is not told', [agent('weather-agent', 'weather-agent.mesh', ''), service([{ port: 80 }])]],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

  test('a Service of ours, whose port is patched', () => {
    const chart = meshChart();
    new MeshAgent(chart, 'weather', {
      registry: new MeshRegistry(chart, 'registry'),
      image: 'registry.example.com/weather-agent:1.4.2',
    });
    const objects = synth(chart);
    expect(faults(...objects)).toEqual([]);
    find(objects, 'Service', 'mcp-mesh-weather').spec.ports[0].port = 80;
    expect(faults(...objects)).toEqual([
      expect.stringContaining(
        'Service mesh/mcp-mesh-weather: port "http" (80): Deployment mesh/mcp-mesh-weather listens on 8080',
      ),
    ]);
  });
});

describe('probe-on-closed-port', () => {
  const faults = (...objects: Manifest[]) => said(PROBE_ON_CLOSED_PORT, objects);
  const on = (port: unknown, more: Manifest = {}) => ({ httpGet: { path: '/health', port, ...more } });
  const agent = (container: Manifest) => deployment({ ...AGENT, ports: [http], ...container });

  test('a name that the container does not have: the kubelet throws the result away', () => {
    expect(faults(agent({ livenessProbe: on('htpp'), readinessProbe: on('htpp') }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": livenessProbe, readinessProbe on port "htpp": the container has no port of this name (did you mean ' +
        '"http"?), only "http" (8080); a container that hangs is never restarted, and the pod never gets ready. Set port of the probes to http, or declare the ' +
        "port under the container's ports.",
    ]);
  });

  test('a number that an agent does not open: the probe fails', () => {
    expect(faults(agent({ livenessProbe: on(8081), readinessProbe: on('http') }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": livenessProbe on port 8081: the container has no port 8081, only "http" (8080); the kubelet restarts the ' +
        "container again and again. Set port of the probe to http, or declare the port under the container's ports.",
    ]);
  });

  test("Helm's agent without HTTP: names, and no ports", () => {
    expect(faults(deployment({ ...AGENT, startupProbe: on('http') }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": startupProbe on port "http": the container declares no ports, so none has a name; the pod never gets ' +
        "ready. Declare the port under the container's ports, with its name, or give port of the probe a number.",
    ]);
  });

  test('a number in quotes', () => {
    expect(faults(agent({ readinessProbe: on('8080') }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": readinessProbe on port "8080": what stands between quotes is the name of a port, and a name has a letter ' +
        'in it; the pod never gets ready. Write the number without quotes.',
    ]);
  });

  test("cdk8s-plus' 80 where the container opens another port, agent or not", () => {
    const probe = { tcpSocket: { port: 80 } };
    expect(
      faults(deployment({ ports: [{ containerPort: 3000 }], startupProbe: probe, readinessProbe: probe })),
    ).toEqual([
      'Deployment mesh/weather-agent: container "agent": readinessProbe, startupProbe on port 80: the container has no port 80, only 3000; the kubelet restarts ' +
        "the container again and again, and the pod never gets ready. Set port of the probes to 3000, or declare the port under the container's ports.",
    ]);
  });

  test.each<[string, Manifest[]]>([
    ['tcpSocket', [agent({ livenessProbe: { tcpSocket: { port: 9 } } })]],
    ['grpc', [agent({ livenessProbe: { grpc: { port: 9 } } })]],
    [
      'a registry',
      [deployment({ image: 'mcpmesh/registry:3.6.0', ports: [{ containerPort: 8000 }], livenessProbe: on(8080) })],
    ],
    [
      'a Job',
      [object('batch/v1', 'Job', 'a', { spec: { template: deployment({ livenessProbe: on('x') }).spec.template } })],
    ],
    ['a name, where another host is asked', [agent({ livenessProbe: on('x', { host: '10.0.0.1' }) })]],
    [
      'a name of the container beside it',
      [withSidecar(agent({ livenessProbe: on('admin') }), { ports: [{ name: 'admin', containerPort: 9 }] })],
    ],
    [
      'a sidecar among the init containers',
      [withSidecar(agent({}), { restartPolicy: 'Always', startupProbe: on('x') }, 'initContainers')],
    ],
  ])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(1));

  test.each<[string, Manifest[]]>([
    ['the right name', [agent({ livenessProbe: on('http') })]],
    [
      'the right number',
      [
        agent({
          livenessProbe: on(8080),
          readinessProbe: { tcpSocket: { port: 8080 } },
          startupProbe: { grpc: { port: 8080 } },
        }),
      ],
    ],
    ['a command', [agent({ livenessProbe: { exec: { command: ['true'] } } })]],
    ['a number of another host', [agent({ livenessProbe: on(9, { host: '10.0.0.1' }) })]],
    [
      'a number that the container beside it opens',
      [withSidecar(agent({ livenessProbe: on(9) }), { ports: [{ containerPort: 9 }] })],
    ],
    ['an agent that declares no ports', [deployment({ ...AGENT, livenessProbe: on(9) })]],
    ['a number in an argument', [agent({ args: ['--health-probe-bind-address=:8081'], livenessProbe: on(8081) })]],
    [
      'the port that the agent is told',
      [agent({ env: [{ name: 'MCP_MESH_HTTP_PORT', value: '8081' }], livenessProbe: on(8081) })],
    ],
    ["Istio's proxy", [agent({ readinessProbe: on(15021) })]],
    [
      'CoreDNS, which is probed on ports that it does not declare',
      [deployment({ ports: [{ name: 'dns', containerPort: 53 }], livenessProbe: on(8080) })],
    ],
    ['an init container that ends', [withSidecar(agent({}), { startupProbe: on('x') }, 'initContainers')]],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

  test('an agent of ours, patched', () => {
    const chart = meshChart();
    const agentOfOurs = new MeshAgent(chart, 'weather', {
      registry: new MeshRegistry(chart, 'registry'),
      image: 'registry.example.com/weather-agent:1.4.2',
    });
    expect(faults(...synth(chart))).toEqual([]);
    agentOfOurs.workload.addJsonPatch(
      JsonPatch.replace('/spec/template/spec/containers/0/ports/0/containerPort', 9000),
    );
    agentOfOurs.workload.addJsonPatch(
      JsonPatch.replace('/spec/template/spec/containers/0/livenessProbe/httpGet/port', 8000),
    );
    expect(faults(...synth(chart))).toEqual([
      expect.stringContaining(
        'container "agent": livenessProbe on port 8000: the container has no port 8000, only "http" (9000)',
      ),
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
  expect(
    [SERVICE_PORT_NO_POD_HAS, ADVERTISED_PORT_DIFFERS, PROBE_ON_CLOSED_PORT].flatMap((rule) => said(rule, odd)),
  ).toEqual([]);
});
