import { MeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/advertised-port-differs';
import { find, Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const AGENT = { env: [{ name: 'MCP_MESH_AGENT_NAME', value: 'weather' }] };

const http = { name: 'http', containerPort: 8080 };

const service = (ports: Manifest[], spec: Manifest = {}, name: string = 'weather-agent') =>
  object('v1', 'Service', name, { spec: { selector: { app: 'weather-agent' }, ports, ...spec } });

describe('advertised-port-differs', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
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
