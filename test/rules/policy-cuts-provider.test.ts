import { MeshAgent, MeshNetworkPolicy, MeshRegistry } from '../../src';
import { check } from '../../src/check/check';
import { RULE } from '../../src/rules/policy-cuts-provider';
import { Manifest, meshChart, synth } from '../support/manifests';
import { agent, named, recorded, REGISTRY, said, service } from '../support/mesh-manifests';
import { egress, from, ingress, to } from '../support/policy-manifests';

const FAILS = 'the registry gives out its address all the same, and every call fails';

describe('an agent and its providers', () => {
  const cut = (...objects: Manifest[]) => said(RULE, [...REGISTRY, ...objects]);
  const weather = agent('weather', undefined, { annotations: recorded(['weather', 'climate']) });
  const planner = (...wanted: unknown[]) => agent('planner', undefined, { annotations: recorded([], wanted) });

  test('no ingress rule for the client', () => {
    expect(cut(weather, planner('weather'), ingress('weather', from('other', 8080)))).toEqual([
      'NetworkPolicy mesh/weather: spec.ingress keeps Deployment mesh/planner from Deployment mesh/weather on port 8080, which provides "weather": ' +
        `no ingress rule allows this connection; ${FAILS}. Add to NetworkPolicy mesh/weather the ingress rule ` +
        '{ from: [{ podSelector: { matchLabels: { app.kubernetes.io/name: planner } } }], ports: [{ protocol: TCP, port: 8080 }] }.',
    ]);
  });

  test('no egress rule for the provider', () => {
    expect(cut(weather, planner('weather'), egress('planner', to('mcp-mesh-registry', 8000)))).toEqual([
      'NetworkPolicy mesh/planner: spec.egress keeps Deployment mesh/planner from Deployment mesh/weather on port 8080, which provides "weather": ' +
        `no egress rule allows this connection; ${FAILS}. Add to NetworkPolicy mesh/planner the egress rule ` +
        '{ to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: weather } } }], ports: [{ protocol: TCP, port: 8080 }] }.',
    ]);
  });

  test('an optional dependency is there to be used too', () => {
    expect(cut(weather, planner({ name: 'weather', optional: true }), ingress('weather'))).toHaveLength(1);
  });

  test('two capabilities of one provider, for two clients, are one finding', () => {
    const other = agent('news', undefined, { annotations: recorded([], ['climate']) });
    expect(cut(weather, planner('weather', 'climate'), other, ingress('weather'))).toEqual([
      expect.stringContaining(
        'keeps Deployment mesh/news and Deployment mesh/planner from Deployment mesh/weather on port 8080, which provides "climate" and "weather": ',
      ),
    ]);
  });

  test('what a Service leads to is not what the provider listens on: the rules about ports speak, and nobody opens a wrong port', () => {
    const env = [
      { name: 'MCP_MESH_HTTP_HOST', value: 'weather.mesh.svc.cluster.local' },
      { name: 'MCP_MESH_HTTP_PORT', value: '80' },
    ];
    const advertised = agent('weather', undefined, { annotations: recorded(['weather']), env });
    const objects = [advertised, service('weather', { ports: [{ port: 80, targetPort: 'http' }] }), planner('weather')];
    expect(cut(...objects, ingress('weather', from('planner', 80)))).toEqual([]);
    expect(cut(...objects, ingress('weather', from('planner', 8080)))).toEqual([]);
    expect(check(objects.map((object) => ({ object }))).map(({ rule }) => rule.id)).toContain(
      'advertised-port-differs',
    );
  });

  test('without a Service it is the port that the agent listens on', () => {
    const env = [{ name: 'MCP_MESH_HTTP_PORT', value: '8081' }];
    const listening = agent('weather', undefined, { annotations: recorded(['weather']), env });
    expect(cut(listening, planner('weather'), ingress('weather', from('planner', 8080)))).toHaveLength(1);
    expect(cut(listening, planner('weather'), ingress('weather', from('planner', 8081)))).toEqual([]);
  });

  test('nor the port of another pod behind the host that it advertises', () => {
    const env = [
      { name: 'MCP_MESH_HTTP_HOST', value: 'router' },
      { name: 'MCP_MESH_HTTP_PORT', value: '8080' },
    ];
    const routed = agent('weather', undefined, { annotations: recorded(['weather']), env });
    const router = service('router', { ports: [{ port: 8080, targetPort: 9999 }] });
    expect(cut(routed, router, agent('router'), planner('weather'), ingress('weather', from('planner', 8080)))).toEqual(
      [],
    );
  });

  test.each<[string, Manifest[]]>([
    [
      'both sides let it pass',
      [weather, planner('weather'), egress('planner', to('weather', 8080)), ingress('weather', from('planner', 8080))],
    ],
    ['nobody provides it', [planner('weather'), egress('planner')]],
    [
      'an agent provides for itself',
      [
        agent('weather', undefined, { annotations: recorded(['weather'], ['weather']) }),
        egress('weather'),
        ingress('weather'),
      ],
    ],
    [
      "the provider's port cannot be told",
      [
        agent('weather', undefined, { annotations: recorded(['weather']), container: { ports: undefined } }),
        planner('weather'),
        ingress('weather'),
      ],
    ],
  ])('silent where %s', (_, objects) => {
    expect(cut(...objects)).toEqual([]);
  });
});

describe('our own policies', () => {
  function objects(strict: boolean): Manifest[] {
    const chart = meshChart();
    const made = new MeshRegistry(chart, 'registry');
    const image = 'registry.example.com/agent:1.4.2';
    new MeshAgent(chart, 'weather', { registry: made, image, capabilities: ['weather'] });
    new MeshAgent(chart, 'planner', { registry: made, image, port: 8081, dependencies: ['weather'] });
    new MeshNetworkPolicy(chart, 'policy', { registry: made, strict, defaultDeny: true });
    return synth(chart);
  }
  const component = (made: Manifest[], name: string) =>
    made.find(
      ({ kind, spec }) => kind === 'NetworkPolicy' && Object.values(spec.podSelector.matchLabels ?? {}).includes(name),
    );

  test.each([false, true])('cut nothing (strict: %s)', (strict) => {
    const made = objects(strict);
    expect(said(RULE, made)).toEqual([]);
  });

  test("until a provider's admits somebody else", () => {
    const made = objects(true);
    const ofWeather = component(made, 'mcp-mesh-weather');
    ofWeather.spec.ingress[0].from[0].podSelector = named('mcp-mesh-news');
    expect(said(RULE, made)).toEqual([
      `NetworkPolicy mesh/${ofWeather.metadata.name}: spec.ingress keeps Deployment mesh/mcp-mesh-planner from Deployment mesh/mcp-mesh-weather on port 8080, ` +
        `which provides "weather": no ingress rule allows this connection; ${FAILS}. Add to NetworkPolicy mesh/${ofWeather.metadata.name} the ingress rule ` +
        '{ from: [{ podSelector: { matchLabels: { app.kubernetes.io/name: mcp-mesh-planner } } }], ports: [{ protocol: TCP, port: 8080 }] }.',
    ]);
  });
});
