import { RULE } from '../../src/rules/authorization-policy-cuts-caller';
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
import { said } from '../support/mesh-manifests';

const cut = (...objects: Manifest[]) => said(RULE, [...istioMesh(), ...objects]);
const allow = (...rules: Manifest[]) => authorization('weather', { ...over('weather'), rules });
const deny = (...rules: Manifest[]) => authorization('weather', { ...over('weather'), action: 'DENY', rules });

const KEPT =
  'AuthorizationPolicy mesh/weather: it keeps Deployment mesh/news from Deployment mesh/weather on port 8080, which provides "weather": ';
const FORBIDDEN = 'the proxy answers 403, while the registry gives out the address all the same. ';
const NOBODY = 'none of its rules admits that';
const ADD = `Add the rule { from: [{ source: { principals: ["${principal('news')}"] } }], to: [{ operation: { ports: ["8080"] } }] }.`;

test('nobody names the caller', () => {
  expect(cut(allow(from(principal('sports'))))).toEqual([`${KEPT}${NOBODY}; ${FORBIDDEN}${ADD}`]);
});

test('a policy without rules admits nobody', () => {
  expect(cut(authorization('weather', over('weather')))).toEqual([
    `${KEPT}a policy of action ALLOW without rules allows nobody; ${FORBIDDEN}${ADD}`,
  ]);
});

test('a policy over a namespace closes the registry too, and stays as it is', () => {
  expect(cut(authorization('deny-all', {}))).toEqual([
    'AuthorizationPolicy mesh/deny-all: it keeps Deployment mesh/news and Deployment mesh/weather from the registry, Deployment ' +
      'mesh/mcp-mesh-registry on port 8000: a policy of action ALLOW without rules allows nobody; the proxy answers 403, and an agent that cannot ' +
      'register is never found. Leave it as it is, and give Deployment mesh/mcp-mesh-registry an AuthorizationPolicy of its own with the rule ' +
      `{ from: [{ source: { principals: ["${principal('news')}", "${principal('weather')}"] } }], to: [{ operation: { ports: ["8000"] } }] }.`,
    'AuthorizationPolicy mesh/deny-all: it keeps Deployment mesh/news from Deployment mesh/weather on port 8080, which provides "weather": ' +
      `a policy of action ALLOW without rules allows nobody; ${FORBIDDEN}` +
      'Leave it as it is, and give Deployment mesh/weather an AuthorizationPolicy of its own with the rule ' +
      `{ from: [{ source: { principals: ["${principal('news')}"] } }], to: [{ operation: { ports: ["8080"] } }] }.`,
  ]);
});

test('a policy of the root namespace is for the whole mesh', () => {
  expect(cut(authorization('deny-all', {}, { namespace: 'istio-system' }))).toHaveLength(2);
  expect(cut(authorization('deny-all', {}, { namespace: 'elsewhere' }))).toEqual([]);
});

test("the Service's port in place of the pod's", () => {
  const rules = [operation({ ports: ['9090'] }), operation({ ports: ['80'] })];
  expect(cut(authorization('registry', { ...over('mcp-mesh-registry'), rules }))).toEqual([
    'AuthorizationPolicy mesh/registry: it keeps Deployment mesh/news and Deployment mesh/weather from the registry, Deployment ' +
      "mesh/mcp-mesh-registry on port 8000: it names port 80, which is the Service's, and policies see the port of the pod; the proxy answers 403, and an " +
      'agent that cannot register is never found. Write ports: ["8000"].',
  ]);
});

test('another port, by operation or by condition', () => {
  const said9090 = [`${KEPT}it names port 9090, and not 8080; ${FORBIDDEN}Write ports: ["8080"].`];
  expect(cut(allow({ ...from(principal('news')), ...operation({ ports: ['9090'] }) }))).toEqual(said9090);
  expect(cut(allow({ ...from(principal('news')), when: [{ key: 'destination.port', values: ['9090'] }] }))).toEqual(
    said9090,
  );
});

test.each([
  ['methods', { methods: ['GET'] }],
  ['paths', { paths: ['/api/*'] }],
  ['what is left out', { notPaths: ['/mcp*'] }],
])('requests that agents do not send, by %s', (_, fields) => {
  expect(cut(allow({ ...from(principal('news')), ...operation(fields) }))).toEqual([
    `${KEPT}it does not admit POST /mcp, which is what agents send to each other; ${FORBIDDEN}` +
      'Let POST /mcp in, or leave methods and paths out of the rule.',
  ]);
});

test('half of what agents send to their registry', () => {
  const spec = { ...over('mcp-mesh-registry'), rules: [operation({ methods: ['POST'] })] };
  expect(cut(authorization('registry', spec))).toEqual([
    'AuthorizationPolicy mesh/registry: it keeps Deployment mesh/news and Deployment mesh/weather from the registry, Deployment ' +
      'mesh/mcp-mesh-registry on port 8000: it does not admit HEAD /heartbeat/{id}, which is what agents send to their registry; the proxy answers 403, ' +
      'and an agent that cannot register is never found. Let POST /heartbeat and HEAD /heartbeat/* in, or leave methods and paths out of the rule.',
  ]);
  const both = { ...spec, rules: [operation({ methods: ['POST'] }), operation({ methods: ['HEAD'] })] };
  expect(cut(authorization('registry', both))).toEqual([]);
});

test('a token, which an agent that registers has not', () => {
  const rules = [{ from: [{ source: { requestPrincipals: ['*'] } }] }];
  expect(cut(authorization('registry', { ...over('mcp-mesh-registry'), rules }))).toHaveLength(1);
  expect(cut(allow(...rules))).toEqual([]);
});

test('methods and paths on a port that is TCP to Istio', () => {
  const rule = { ...from(principal('news')), ...operation({ methods: ['POST'] }) };
  expect(said(RULE, [...istioMesh({}, {}, { name: 'tcp-mcp' }), allow(rule)])).toEqual([
    `${KEPT}a Service declares port 8080 as TCP, where Istio reads no methods, paths, hosts or tokens, and leaves out a rule with them; the proxy closes ` +
      "the connection, while the registry gives out the address all the same. Name the Service's port http, or give it appProtocol: http.",
  ]);
  expect(said(RULE, [...istioMesh({}, {}, { name: 'mcp', appProtocol: 'tcp' }), allow(rule)])).toHaveLength(1);
  expect(said(RULE, [...istioMesh({}, {}, { name: 'tcp-mcp', appProtocol: 'http' }), allow(rule)])).toEqual([]);
  expect(said(RULE, [...istioMesh({}, {}, { name: 'mcp' }), allow(rule)])).toEqual([]);
  // Denied without what it says of HTTP.
  expect(said(RULE, [...istioMesh({}, {}, { name: 'tcp' }), deny(operation({ methods: ['PUT'] }))])).toHaveLength(1);
});

test.each([
  [
    'of another account',
    principal('nws'),
    `principal "${principal('nws')}" is another identity than the caller's; ${FORBIDDEN}`,
  ],
  [
    'of another namespace',
    principal('news', 'mcp-mesh'),
    `principal "${principal('news', 'mcp-mesh')}" is another identity than the caller's; ${FORBIDDEN}`,
  ],
  [
    'with the scheme',
    `spiffe://${principal('news')}`,
    `principal "spiffe://${principal('news')}" has the scheme, which Istio puts in front by itself; ${FORBIDDEN}`,
  ],
  [
    'as Kubernetes calls it',
    'system:serviceaccount:mesh:news',
    `principal "system:serviceaccount:mesh:news" is not of the form cluster.local/ns/<namespace>/sa/<account>; ${FORBIDDEN}`,
  ],
])('a principal %s', (_, given, because) => {
  expect(cut(allow(from(given)))).toEqual([`${KEPT}${because}Write "${principal('news')}".`]);
});

test('a namespace or an account that is misspelt', () => {
  expect(cut(allow({ from: [{ source: { namespaces: ['mash'] } }] }))).toEqual([
    `${KEPT}it names "mash", which does not exist here; ${FORBIDDEN}Write "mesh".`,
  ]);
  expect(cut(allow({ from: [{ source: { serviceAccounts: ['mesh/newss'] } }] }))).toEqual([
    `${KEPT}it names "mesh/newss", which does not exist here; ${FORBIDDEN}Write "mesh/news".`,
  ]);
});

test('a caller without a proxy has no identity', () => {
  const objects = [...istioMesh({ labels: { 'sidecar.istio.io/inject': 'false' } }), namespace('mesh', INJECTED)];
  expect(said(RULE, [...objects, allow(from(principal('news')))])).toEqual([
    `${KEPT}the caller's pods have no proxy of Istio, and without one they have no identity; ${FORBIDDEN}` +
      'Give Deployment mesh/news a sidecar: the label sidecar.istio.io/inject: "true" on the pods, or istio-injection: enabled on their namespace.',
  ]);
  expect(said(RULE, [...objects, allow({ from: [{ source: { namespaces: ['mesh'] } }] })])).toHaveLength(1);
  expect(said(RULE, [...objects, allow(operation({ ports: ['8080'] }))])).toEqual([]);
});

test('denied', () => {
  expect(cut(deny({ from: [{ source: { notPrincipals: [principal('sports')] } }] }))).toEqual([
    `${KEPT}one of its rules denies that; ${FORBIDDEN}Leave "${principal('news')}" out of it, by notPrincipals or by naming those that are meant.`,
  ]);
  expect(cut(deny(from(principal('sports'))))).toEqual([]);
  expect(cut(deny({ from: [{ source: { notNamespaces: ['mesh'] } }] }))).toEqual([]);
  expect(cut(deny())).toEqual([]);
});

test.each<[string, Manifest]>([
  ['everything', {}],
  ['the caller', from(principal('news'))],
  ['everybody with an identity', from('*')],
  ['accounts by the start', from('cluster.local/ns/mesh/*')],
  ['accounts by the end', from('*/sa/news')],
  ['another trust domain, which the mesh may have', from('prod.example.com/ns/mesh/sa/news')],
  ['an address, which may be the caller', { from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }],
  ['a field that is new', { from: [{ source: { trustDomains: ['x'] } }] }],
  ['a host, which may be the one that is called', operation({ hosts: ['weather.mesh'] })],
  ['an account of the namespace', { from: [{ source: { serviceAccounts: ['news'] } }] }],
  ['a path with a slash behind', operation({ methods: ['POST'], paths: ['/mcp/'] })],
  ['a template of paths', operation({ paths: ['/{*}'] })],
  ['a header', { when: [{ key: 'request.headers[x-user]', values: ['a'] }] }],
  ['a namespace by condition', { when: [{ key: 'source.namespace', values: ['mesh'] }] }],
])('admitted: %s', (_, rule) => {
  expect(cut(allow(from(principal('sports')), rule))).toEqual([]);
});

test('policies add up', () => {
  const more = authorization('more', { ...over('weather'), rules: [from(principal('news'))] });
  expect(cut(allow(from(principal('sports'))), more)).toEqual([]);
  const own = (name: string, caller: string[]) =>
    authorization(name, { ...over(name), rules: [from(...caller.map((each) => principal(each)))] });
  expect(
    cut(authorization('deny-all', {}), own('weather', ['news']), own('mcp-mesh-registry', ['news', 'weather'])),
  ).toEqual([]);
});

test('silent: what no proxy of the pod enforces', () => {
  expect(cut(authorization('weather', over('somebody')))).toEqual([]);
  expect(cut(authorization('weather', { action: 'CUSTOM', provider: { name: 'x' }, rules: [{}] }))).toEqual([]);
  expect(cut(authorization('weather', { action: 'AUDIT', rules: [{}] }))).toEqual([]);
  expect(cut(authorization('weather', over('weather'), { annotations: { 'istio.io/dry-run': 'true' } }))).toEqual([]);
  const targetRefs = [{ kind: 'Service', group: '', name: 'weather' }];
  expect(cut(authorization('weather', { targetRefs }))).toEqual([]);
  expect(cut(authorization('weather', { targetRef: targetRefs[0] }))).toEqual([]);
  const withoutProxy = istioMesh({}, { podAnnotations: { 'sidecar.istio.io/inject': 'false' } });
  expect(said(RULE, [...withoutProxy, authorization('weather', over('weather'))])).toEqual([]);
  const waypoint = namespace('mesh', { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint' });
  expect(cut(waypoint, authorization('weather', over('weather')))).toEqual([]);
});

test('ambient: the proxy of a node reads identities and ports', () => {
  const ambient = namespace('mesh', { 'istio.io/dataplane-mode': 'ambient' });
  expect(cut(ambient, allow(from(principal('sports'))))).toHaveLength(1);
  expect(cut(ambient, allow(operation({ methods: ['GET'] })))).toEqual([]);
});
