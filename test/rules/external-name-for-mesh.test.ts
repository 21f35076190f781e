import { RULE } from '../../src/rules/external-name-for-mesh';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

describe('external-name-for-mesh', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const alias = (name: string = 'mcp-mesh-registry', spec: Manifest = {}) =>
    object('v1', 'Service', name, { spec: { type: 'ExternalName', externalName: 'registry.example.com', ...spec } });
  const agent = (name: string, variables: { [name: string]: string }) =>
    deployment({ env: Object.entries(variables).map(([key, value]) => ({ name: key, value })) }, { name });
  const at = (url: string) => ({ MCP_MESH_REGISTRY_URL: url });
  const advertised = (host: string) => ({ MCP_MESH_HTTP_HOST: host, MCP_MESH_HTTP_PORT: '8080' });

  test('the registry', () => {
    expect(faults(alias(), agent('weather-agent', at('http://mcp-mesh-registry:8000')))).toEqual([
      'Service mesh/mcp-mesh-registry: type ExternalName, for "registry.example.com": Deployment mesh/weather-agent uses this name to register ' +
        '(MCP_MESH_REGISTRY_URL), and it is an alias in the DNS without endpoints or ports: selectors, policies and service meshes do not see what is behind it. ' +
        'Let MCP_MESH_REGISTRY_URL name "registry.example.com" itself, or make this a Service with a selector or EndpointSlices.',
    ]);
  });

  test('one Service of many agents is one mistake', () => {
    const agents = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      agent(name, at('http://mcp-mesh-registry.mesh.svc.cluster.local:8000')),
    );
    expect(faults(alias(), ...agents)).toEqual([
      expect.stringContaining(
        'Deployment mesh/a, Deployment mesh/b, Deployment mesh/c and 2 more use this name to register',
      ),
    ]);
  });

  test('an agent', () => {
    expect(faults(alias('weather'), agent('weather-agent', advertised('weather.mesh')))).toEqual([
      'Service mesh/weather: type ExternalName, for "registry.example.com": Deployment mesh/weather-agent uses this name to be called ' +
        '(MCP_MESH_HTTP_HOST), and it is an alias in the DNS without endpoints or ports: selectors, policies and service meshes do not see what is behind it. ' +
        'Let MCP_MESH_HTTP_HOST name "registry.example.com" itself, or make this a Service with a selector or EndpointSlices.',
    ]);
  });

  test.each<[string, Manifest[]]>([
    [
      'a Service without a selector',
      [
        object('v1', 'Service', 'mcp-mesh-registry', { spec: { ports: [{ port: 8000 }] } }),
        agent('a', at('http://mcp-mesh-registry:8000')),
      ],
    ],
    ['an alias that no agent uses', [alias('llm'), agent('a', at('http://mcp-mesh-registry:8000'))]],
    [
      'an alias of the name in another namespace',
      [
        { ...alias(), metadata: { name: 'mcp-mesh-registry', namespace: 'other' } },
        agent('a', at('http://mcp-mesh-registry:8000')),
      ],
    ],
    ['a host outside', [alias(), agent('a', at('https://registry.example.com'))]],
    ['what is no agent', [alias(), agent('a', { URL: 'http://mcp-mesh-registry:8000' })]],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));
});

test('odd input is passed over', () => {
  const odd = [
    deployment({ env: [null, {}, { name: 'MCP_MESH_HTTP_HOST' }] }, { labels: { a: 1 } as Manifest }),
    object('v1', 'Service', 'a'),
    object('v1', 'Service', 'b', { spec: 'x' }),
    object('v1', 'Service', 'c', { spec: { selector: 'x', ports: 'y' } }),
    object('v1', 'Service', 'd', { spec: { selector: { a: null } } }),
    object('x.example.com/v1', 'X', 'e', { spec: { template: { metadata: { labels: 'x' } } } }),
    object('v1', 'Service', 'weather-agent', { spec: { type: 'ExternalName' } }),
  ];
  expect(said(RULE, odd)).toEqual([]);
});
