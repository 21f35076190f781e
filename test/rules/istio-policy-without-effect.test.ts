import { RULE } from '../../src/rules/istio-policy-without-effect';
import { authorization, istioMesh, operation, over, peerAuthentication } from '../support/istio-manifests';
import { Manifest } from '../support/manifests';
import { said } from '../support/mesh-manifests';
import { object } from '../support/workload-manifests';

const faults = (...objects: Manifest[]) => said(RULE, [...istioMesh(), ...objects]);

describe('a selector of nobody', () => {
  const selector = (matchLabels: Manifest) => ({ selector: { matchLabels } });
  const FIX = 'Make the selector the same as labels that the pods have, in one namespace.';

  test('by a slip', () => {
    expect(faults(authorization('policy', selector({ 'app.kubernetes.io/name': 'wether' })))).toEqual([
      'AuthorizationPolicy mesh/policy: selector app.kubernetes.io/name=wether: no pod in namespace "mesh" has this label (did you mean those of Deployment ' +
        `mesh/weather? Their app.kubernetes.io/name is "weather"), so the AuthorizationPolicy does nothing. ${FIX}`,
    ]);
    expect(faults(peerAuthentication('policy', selector({ app: 'weather' })))).toEqual([
      'PeerAuthentication mesh/policy: selector app=weather: no pod in namespace "mesh" has this label (did you mean those of Deployment mesh/weather? They have ' +
        `no app), so the PeerAuthentication does nothing. ${FIX}`,
    ]);
  });

  test('in another namespace', () => {
    const weather = { 'app.kubernetes.io/name': 'weather' };
    const objects = istioMesh({}, { namespace: 'agents' });
    expect(said(RULE, [...objects, authorization('policy', selector(weather))])).toEqual([
      'AuthorizationPolicy mesh/policy: selector app.kubernetes.io/name=weather: no pod in namespace "mesh" has this label (those of Deployment agents/weather ' +
        `have, but an AuthorizationPolicy selects pods of its own namespace only), so the AuthorizationPolicy does nothing. ${FIX}`,
    ]);
  });

  test.each([
    ['RequestAuthentication', 'security.istio.io/v1', selector({ app: 'x' })],
    ['Telemetry', 'telemetry.istio.io/v1', selector({ app: 'x' })],
    ['Sidecar', 'networking.istio.io/v1', { workloadSelector: { labels: { app: 'x' } } }],
    ['EnvoyFilter', 'networking.istio.io/v1alpha3', { workloadSelector: { labels: { app: 'x' } } }],
    ['DestinationRule', 'networking.istio.io/v1', { workloadSelector: { matchLabels: { app: 'x' } } }],
  ])('of a %s', (kind, apiVersion, spec) => {
    expect(faults(object(apiVersion, kind, 'policy', { spec }))).toHaveLength(1);
    expect(faults(object('example.com/v1', kind, 'policy', { spec }))).toEqual([]);
  });

  test('silent: of pods that an operator makes', () => {
    const made = object('postgresql.cnpg.io/v1', 'Cluster', 'db', { spec: {} });
    expect(faults(made, authorization('db', selector({ 'cnpg.io/cluster': 'db' })))).toEqual([]);
    expect(faults(authorization('db', selector({ 'cnpg.io/cluster': 'db' })))).toHaveLength(1);
  });

  test('silent: of somebody, of everybody, or in a namespace that is not shown', () => {
    expect(faults(authorization('a', over('weather')), authorization('b', {}))).toEqual([]);
    expect(faults(authorization('a', selector({ app: 'x' }), { namespace: 'other' }))).toEqual([]);
    expect(faults(authorization('a', selector({ app: 'x' }), { namespace: 'istio-system' }))).toEqual([]);
  });
});

describe("a Service's port", () => {
  test('of a PeerAuthentication', () => {
    const policy = (port: number) =>
      peerAuthentication('registry', { ...over('mcp-mesh-registry'), portLevelMtls: { [port]: { mode: 'DISABLE' } } });
    expect(faults(policy(80))).toEqual([
      'PeerAuthentication mesh/registry: portLevelMtls names port 80: that is the port of Service "mcp-mesh-registry", but Istio expects the port of the pods, so ' +
        'this setting does nothing. Write 8000.',
    ]);
    expect(faults(policy(8000))).toEqual([]);
    expect(faults(policy(9090))).toEqual([]);
  });

  test('that is denied', () => {
    const policy = (ports: string[]) =>
      authorization('registry', { ...over('mcp-mesh-registry'), action: 'DENY', rules: [operation({ ports })] });
    expect(faults(policy(['80']))).toEqual([
      'AuthorizationPolicy mesh/registry: it denies port 80: that is the port of Service "mcp-mesh-registry", but Istio expects the port of the pods, so nothing is ' +
        'denied. Write ports: ["8000"].',
    ]);
    expect(faults(policy(['8000']), policy(['80', '8000']))).toEqual([]);
  });
});

describe('two over one namespace', () => {
  test('PeerAuthentications', () => {
    expect(faults(peerAuthentication('strict', {}), peerAuthentication('default', {}))).toEqual([
      'PeerAuthentication mesh/strict: it is for all of namespace "mesh", and so is PeerAuthentication mesh/default: Istio follows one PeerAuthentication over a ' +
        'namespace, the one that was made first, and ignores others. Keep one of them, or give the other a selector.',
    ]);
    const root = { namespace: 'istio-system' };
    expect(faults(peerAuthentication('b', {}, root), peerAuthentication('a', {}, root))).toEqual([
      expect.stringContaining('it is for all of the mesh, and so is PeerAuthentication istio-system/a'),
    ]);
  });

  test('Sidecars', () => {
    const sidecar = (name: string, spec: Manifest) => object('networking.istio.io/v1', 'Sidecar', name, { spec });
    expect(faults(sidecar('a', { egress: [] }), sidecar('b', { egress: [] }))).toHaveLength(1);
    const own = { workloadSelector: { labels: { 'app.kubernetes.io/name': 'weather' } } };
    expect(faults(sidecar('a', { egress: [] }), sidecar('b', own))).toEqual([]);
  });

  test('silent: one, one twice, and one with a selector', () => {
    expect(faults(peerAuthentication('strict', {}), peerAuthentication('strict', {}))).toEqual([]);
    expect(faults(peerAuthentication('strict', {}), peerAuthentication('weather', over('weather')))).toEqual([]);
    expect(faults(peerAuthentication('strict', {}), peerAuthentication('strict', {}, { namespace: 'other' }))).toEqual(
      [],
    );
  });
});
