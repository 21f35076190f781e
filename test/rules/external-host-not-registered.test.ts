import { RULE } from '../../src/rules/external-host-not-registered';
import { INJECTED, namespace } from '../support/istio-manifests';
import { Manifest } from '../support/manifests';
import { serviceEntry } from '../support/route-manifests';
import { deployment, object, said } from '../support/workload-manifests';

const HOST = 'api.llm.example.com';
const agent = (pod: Manifest = {}, variable: string = 'LLM_BASE_URL', value: string = `https://${HOST}/v1`) =>
  deployment({ env: [{ name: variable, value }] }, pod);
const closed = (spec: Manifest = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }, metadata: Manifest = {}) =>
  object('networking.istio.io/v1', 'Sidecar', 'default', { spec, metadata });
const faults = (...objects: Manifest[]) => said(RULE, [namespace('mesh', INJECTED), ...objects]);
const annotated = (annotations: Manifest) => {
  const made = agent();
  made.spec.template.metadata.annotations = annotations;
  return made;
};

test('the words', () => {
  expect(faults(agent(), closed())).toEqual([
    'Deployment mesh/weather-agent: container "agent": env LLM_BASE_URL names host "api.llm.example.com": no ServiceEntry has it, and Sidecar mesh/default sets ' +
      'outboundTrafficPolicy REGISTRY_ONLY: the sidecar refuses the connection. Add a ServiceEntry for the host and its port.',
  ]);
});

const config = (mesh: string) =>
  object('v1', 'ConfigMap', 'istio', { metadata: { namespace: 'istio-system' }, data: { mesh } });

test.each<[string, Manifest[]]>([
  ['a Sidecar of the whole mesh', [agent(), closed(undefined, { namespace: 'istio-system' })]],
  [
    'the configuration of the mesh',
    [agent(), config('outboundTrafficPolicy:\n  mode: REGISTRY_ONLY\nrootNamespace: x')],
  ],
  [
    'an IstioOperator',
    [
      agent(),
      object('install.istio.io/v1alpha1', 'IstioOperator', 'it', {
        spec: { meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } },
      }),
    ],
  ],
  ['another host', [agent(), closed(), serviceEntry('other.example.com')]],
  ['a database', [agent({}, 'DATABASE_URL', 'postgres://db.example.com/x'), closed()]],
  ['another port that is excluded', [annotated({ 'traffic.sidecar.istio.io/excludeOutboundPorts': '5432' }), closed()]],
])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(1));

test.each<[string, Manifest[]]>([
  ['a host of a ServiceEntry', [agent(), closed(), serviceEntry(HOST)]],
  ['a wildcard of one', [agent(), closed(), serviceEntry('*.example.com')]],
  [
    'a Sidecar that lets all out',
    [
      agent(),
      closed({ outboundTrafficPolicy: { mode: 'ALLOW_ANY' } }),
      config('outboundTrafficPolicy: { mode: REGISTRY_ONLY }'),
    ],
  ],
  ['no policy', [agent(), closed({})]],
  ['a mesh that lets all out', [agent(), config('outboundTrafficPolicy:\n  mode: ALLOW_ANY')]],
  ['a pod without a proxy', [agent({ labels: { 'sidecar.istio.io/inject': 'false' } }), closed()]],
  ['a Sidecar of another namespace', [agent(), closed(undefined, { namespace: 'other' })]],
  ['a port that is excluded', [annotated({ 'traffic.sidecar.istio.io/excludeOutboundPorts': '80, 443' }), closed()]],
  [
    'ranges that are excluded',
    [annotated({ 'traffic.sidecar.istio.io/excludeOutboundIPRanges': '0.0.0.0/0' }), closed()],
  ],
  ['a URL for browsers', [agent({}, 'PUBLIC_BASE_URL'), closed()]],
  ['a URL that nobody need call', [agent({}, 'ISSUER'), closed()]],
  ['a Service', [agent({}, 'LLM_BASE_URL', 'http://llm.mesh.svc.cluster.local'), closed()]],
  ['an address', [agent({}, 'LLM_BASE_URL', 'http://203.0.113.7'), closed()]],
])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));
