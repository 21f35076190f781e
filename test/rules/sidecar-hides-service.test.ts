import { RULE } from '../../src/rules/sidecar-hides-service';
import { INJECTED, istioMesh, namespace } from '../support/istio-manifests';
import { Manifest } from '../support/manifests';
import { said } from '../support/mesh-manifests';
import { object } from '../support/workload-manifests';

const sidecar = (hosts: string[], spec: Manifest = {}, metadata: Manifest = {}) =>
  object('networking.istio.io/v1', 'Sidecar', 'default', { metadata, spec: { egress: [{ hosts }], ...spec } });
const mesh = istioMesh({}, { namespace: 'agents' });
const faults = (...objects: Manifest[]) => said(RULE, [...mesh, ...objects]);

const PLAIN =
  'the proxy sends such calls on without mutual TLS, so STRICT mode and AuthorizationPolicies refuse them, and no route applies to them. ';

test('an agent of another namespace', () => {
  expect(faults(sidecar(['./*', 'istio-system/*']))).toEqual([
    `Sidecar mesh/default: its egress leaves out Service "weather" of namespace "agents", which Deployment mesh/news calls: ${PLAIN}` +
      'Add "agents/weather.agents.svc.cluster.local" to the hosts of egress, or "agents/*".',
  ]);
});

test('the registry, and no other way', () => {
  const closed = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };
  expect(faults(sidecar(['./*'], closed, { namespace: 'agents' }))).toEqual([
    'Sidecar agents/default: its egress leaves out Service "mcp-mesh-registry" of namespace "mesh", which Deployment agents/weather calls to register: the proxy ' +
      'knows no other hosts (REGISTRY_ONLY), and every call fails. Add "mesh/mcp-mesh-registry.mesh.svc.cluster.local" to the hosts of egress, or "mesh/*".',
  ]);
});

test.each<[string, string[]]>([
  ['everything', ['*/*']],
  ['the namespace', ['./*', 'agents/*']],
  ['the host', ['./*', 'agents/weather.agents.svc.cluster.local']],
  ['the host in any namespace', ['./*', '*/weather.agents.svc.cluster.local']],
  ['a domain', ['./*', 'agents/*.agents.svc.cluster.local']],
])('silent: %s', (_, hosts) => {
  expect(faults(sidecar(hosts))).toEqual([]);
});

test('what is excluded, nothing at all, and other ports', () => {
  expect(faults(sidecar(['*/*', '~agents/*']))).toHaveLength(1);
  expect(faults(sidecar(['~/*']))).toHaveLength(2);
  const egress = [{ port: { number: 8080 }, hosts: ['mesh/*'] }, { hosts: ['*/*'] }];
  expect(faults(sidecar([], { egress }))).toHaveLength(1);
  expect(faults(sidecar([], { egress: [{ ...egress[0], port: { number: 9000 } }, egress[1]] }))).toEqual([]);
  expect(faults(sidecar([], { egress: undefined, outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }))).toEqual([]);
});

test('which Sidecar decides', () => {
  const own = (name: string) => ({ workloadSelector: { labels: { 'app.kubernetes.io/name': name } } });
  expect(faults(sidecar(['./*'], own('news')))).toHaveLength(1);
  expect(faults(sidecar(['./*'], own('other')))).toEqual([]);
  // Its dot is the namespace of each pod.
  expect(faults(sidecar(['./*'], {}, { namespace: 'istio-system' }))).toHaveLength(2);
  expect(faults(sidecar(['./*', 'agents/*'], {}, { namespace: 'istio-system' }))).toHaveLength(1);
  expect(faults(sidecar(['*/*'], own('news'), { name: 'news' }), sidecar(['./*']))).toEqual([]);
  expect(faults(sidecar(['./*']), sidecar(['./*'], {}, { name: 'other' }))).toEqual([]);
});

test('silent: agents without a sidecar', () => {
  const without = istioMesh({ labels: { 'sidecar.istio.io/inject': 'false' } }, { namespace: 'agents' });
  expect(said(RULE, [...without, namespace('mesh', INJECTED), sidecar(['./*'])])).toEqual([]);
  expect(faults(namespace('mesh', { 'istio.io/dataplane-mode': 'ambient' }), sidecar(['./*']))).toEqual([]);
});
