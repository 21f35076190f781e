import { RULE } from '../../src/rules/authorization-policy-cuts-entrance';
import {
  authorization,
  from,
  INJECTED,
  istioMesh,
  namespace,
  operation,
  over,
  principal,
} from '../support/istio-manifests';
import { Manifest } from '../support/manifests';
import { deployment, said, service } from '../support/mesh-manifests';

const ingress = (name: string = 'weather') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'mesh', namespace: 'mesh' },
  spec: {
    rules: [
      { http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { number: 8080 } } } }] } },
    ],
  },
});
const virtualService = (...gateways: string[]) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'mesh', namespace: 'mesh' },
  spec: { hosts: ['a.example.com'], gateways, http: [{ route: [{ destination: { host: 'weather' } }] }] },
});
const allow = (...rules: Manifest[]) => authorization('weather', { ...over('weather'), rules });
const source = (fields: Manifest) => ({ from: [{ source: fields }] });
const closed = (...objects: Manifest[]) => said(RULE, [namespace('mesh', INJECTED), ...istioMesh(), ...objects]);

const SAID =
  ' mesh/mesh: it leads to Deployment mesh/weather on port 8080: AuthorizationPolicy mesh/weather closes that agent and admits no controller or gateway there, so every ' +
  'request gets 403 (RBAC: access denied). Admit the identity of the controller or gateway, such as { from: [{ source: { namespaces: ["istio-system"] } }] }; one without ' +
  'a proxy of Istio has none, and needs a rule without from.';

test.each<[string, Manifest]>([
  ['a caller', allow(from(principal('news')))],
  ['callers of the namespace', allow(source({ namespaces: ['mesh'] }))],
  ['every account of the namespace', allow(from('cluster.local/ns/mesh/*'))],
  ['an account', allow(source({ serviceAccounts: ['news'] }))],
  ['another port', allow(operation({ ports: ['9090'] }))],
  ['callers of accounts in the namespace', allow(source({ serviceAccounts: ['mesh/news'] }))],
  ['one of the callers alone', allow(source({ namespaces: ['mesh'], principals: ['*'] }))],
  ['callers by several accounts', allow(source({ serviceAccounts: ['news', 'weather'] }))],
  ['all ports but this one', allow(operation({ notPorts: ['8080'] }))],
  ['nobody', authorization('weather', over('weather'))],
])('%s', (_, manifest) => expect(closed(ingress(), manifest)).toEqual([`Ingress${SAID}`]));

test('a gateway of Istio', () => {
  expect(closed(virtualService('infra/public'), allow(from(principal('news'))))).toEqual([`VirtualService${SAID}`]);
  expect(closed(virtualService('mesh'), allow(from(principal('news'))))).toEqual([]);
});

const NEWS = allow(from(principal('news')));

test.each<[string, Manifest[]]>([
  ['one caller of several', [ingress(), allow({ from: [NEWS.spec.rules[0].from[0], { source: {} }] })]],
  ['one port of several', [ingress(), allow(operation({ ports: ['9090', '8080'] }))]],
  ['one operation of several', [ingress(), allow({ to: [{ operation: { ports: ['9090'] } }, {}] })]],
  ['one principal of several', [ingress(), allow(from(principal('news'), principal('ingress', 'edge')))]],
  ['every principal', [ingress(), allow(source({ principals: ['*'] }))]],
  ['accounts of another namespace', [ingress(), allow(source({ serviceAccounts: ['news', 'edge/ingress'] }))]],
  ['all accounts of another namespace', [ingress(), allow(from('cluster.local/ns/edge/*'))]],
  [
    'what denies others',
    [ingress(), authorization('d', { ...over('weather'), action: 'DENY', rules: [NEWS.spec.rules[0]] })],
  ],
  ['another namespace', [ingress(), allow(source({ namespaces: ['mesh', 'ingress-nginx'] }))]],
  ['an account that is not here', [ingress(), allow(from(principal('ingress', 'edge')))]],
  ['namespaces by a pattern', [ingress(), allow(source({ namespaces: ['*'] }))]],
  ['everybody', [ingress(), allow(operation({ ports: ['8080'] }))]],
  ['users with a token', [ingress(), allow(source({ requestPrincipals: ['*'] }))]],
  ['what a condition says', [ingress(), allow({ ...from(principal('news')), when: [{ key: 'request.headers[x]' }] })]],
  ['a second policy', [ingress(), NEWS, authorization('all', { rules: [{}] })]],
  ['a policy over others', [ingress(), authorization('news', { ...over('news'), rules: [{}] })]],
  ['a controller in the namespace', [ingress(), allow(source({ namespaces: ['mesh'] })), deployment('ingress-nginx')]],
  [
    'a gateway in the namespace',
    [
      ingress(),
      allow(source({ namespaces: ['mesh'] })),
      { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'g', namespace: 'mesh' } },
    ],
  ],
  ['a backend that is no agent', [ingress('shop'), deployment('shop'), service('shop'), NEWS]],
  ['no entrance', [NEWS]],
])('open: %s', (_, objects) => expect(closed(...objects)).toEqual([]));
