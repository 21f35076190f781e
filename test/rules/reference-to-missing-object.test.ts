import { RULE } from '../../src/rules/reference-to-missing-object';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const map = object('v1', 'ConfigMap', 'settings', { data: {} });
const reads = (name: string, optional?: boolean) =>
  deployment({ envFrom: [{ configMapRef: { name, optional } }, { configMapRef: { name, optional } }] });
const scaling = (name: string, kind?: string) =>
  object('keda.sh/v1alpha1', 'ScaledObject', 'scaler', { spec: { scaleTargetRef: { kind, name } } });

test('what it finds', () => {
  expect(said(RULE, [reads('setings'), map])).toEqual([
    'Deployment mesh/weather-agent: container "agent": envFrom reads ConfigMap "setings": namespace "mesh" has no such ConfigMap (did you mean "settings"?). ' +
      'Write settings, or make a ConfigMap "setings".',
  ]);
  const account = object('v1', 'ServiceAccount', 'weather', {});
  expect(said(RULE, [deployment({}, { pod: { serviceAccountName: 'weathr' } }), account])).toHaveLength(1);
  expect(said(RULE, [deployment({}), scaling('weather-agnt')])).toHaveLength(1);
});

test('what it leaves alone', () => {
  const made = object('external-secrets.io/v1', 'ExternalSecret', 'setings', {});
  expect(said(RULE, [reads('settings'), map])).toEqual([]);
  expect(said(RULE, [reads('certificates'), map])).toEqual([]);
  expect(said(RULE, [reads('settings-2'), object('v1', 'ConfigMap', 'settings-1', {})])).toEqual([]);
  expect(said(RULE, [reads('setings', true), map])).toEqual([]);
  expect(said(RULE, [reads('setings'), map, made])).toEqual([]);
  expect(said(RULE, [deployment({}), scaling('weather-agnt', 'StatefulSet')])).toEqual([]);
});

const binding = (subject: Manifest, roleRef: Manifest = { kind: 'ClusterRole', name: 'view' }, kind = 'RoleBinding') =>
  object('rbac.authorization.k8s.io/v1', kind, 'binding', {
    roleRef,
    subjects: [{ kind: 'ServiceAccount', ...subject }],
  });
const account = object('v1', 'ServiceAccount', 'weather', {});
const role = object('rbac.authorization.k8s.io/v1', 'Role', 'reader', { rules: [] });
const vpa = (name: string, kind: string) =>
  object('autoscaling.k8s.io/v1', 'VerticalPodAutoscaler', 'vpa', {
    spec: { targetRef: { apiVersion: 'apps/v1', kind, name } },
  });

test('what bindings and autoscalers name', () => {
  expect(said(RULE, [account, binding({ name: 'weathr', namespace: 'mesh' })])).toEqual([
    'RoleBinding mesh/binding: subjects has ServiceAccount "weathr" of namespace "mesh": namespace "mesh" has no such ServiceAccount (did you mean "weather"?). ' +
      'Write weather, or make a ServiceAccount "weathr".',
  ]);
  expect(
    said(RULE, [account, binding({ name: 'weather', namespace: 'default' }, undefined, 'ClusterRoleBinding')]),
  ).toEqual([
    'ClusterRoleBinding mesh/binding: subjects has ServiceAccount "weather" of namespace "default": namespace "default" has no such ServiceAccount ' +
      '(did you mean that of namespace "mesh"?). Write namespace: mesh, or make a ServiceAccount "weather" in "default".',
  ]);
  expect(said(RULE, [role, account, binding({ name: 'weather' }, { kind: 'ClusterRole', name: 'reader' })])).toEqual([
    'RoleBinding mesh/binding: roleRef names ClusterRole "reader": the cluster has no such ClusterRole (did you mean the Role of that name?). ' +
      'Write kind: Role, or make a ClusterRole "reader".',
  ]);
  expect(said(RULE, [role, binding({ name: 'x' }, { kind: 'Role', name: 'raeder' })])).toHaveLength(1);
  expect(said(RULE, [binding({ name: 'x' }, { kind: 'ClusterRole', name: 'veiw' })])).toHaveLength(1);
  expect(said(RULE, [deployment({}), vpa('weather-agnt', 'Deployment')])).toHaveLength(1);
  expect(said(RULE, [deployment({}), vpa('weather-agent', 'StatefulSet')])).toEqual([
    'VerticalPodAutoscaler mesh/vpa: targetRef names StatefulSet "weather-agent": namespace "mesh" has no such StatefulSet (did you mean the Deployment of that name?). ' +
      'Write kind: Deployment, or make a StatefulSet "weather-agent".',
  ]);
});

test('an autoscaler is called like its workload', () => {
  const called = (name: string) =>
    object('autoscaling/v2', 'HorizontalPodAutoscaler', name, {
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'forecast' } },
    });
  expect(said(RULE, [deployment({}), called('weather-agent-hpa')])).toEqual([
    'HorizontalPodAutoscaler mesh/weather-agent-hpa: scaleTargetRef names Deployment "forecast": namespace "mesh" has no such Deployment (did you mean "weather-agent"?). ' +
      'Write weather-agent, or make the Deployment.',
  ]);
  expect(said(RULE, [deployment({}), called('forecast')])).toEqual([]);
});

test('what bindings may name all the same', () => {
  expect(said(RULE, [account, binding({ name: 'weather', namespace: 'mesh' }), binding({ name: 'weather' })])).toEqual(
    [],
  );
  expect(
    said(RULE, [binding({ name: 'prometheus', namespace: 'monitoring' }, { kind: 'ClusterRole', name: 'own' })]),
  ).toEqual([]);
  expect(
    said(RULE, [object('v1', 'ServiceAccount', 'default', {}), binding({ name: 'default', namespace: 'x' })]),
  ).toEqual([]);
  const free = { ...account, metadata: { name: 'weather' } };
  expect(said(RULE, [free, binding({ name: 'weather', namespace: 'mesh' })])).toEqual([]);
});

describe('Secrets of certificates', () => {
  const secret = object('v1', 'Secret', 'web-cert', { type: 'kubernetes.io/tls' });
  const ingress = (secretName: string, annotations: Manifest = {}) =>
    object('networking.k8s.io/v1', 'Ingress', 'web', { metadata: { annotations }, spec: { tls: [{ secretName }] } });
  const gateway = (reference: Manifest) =>
    object('gateway.networking.k8s.io/v1', 'Gateway', 'web', {
      spec: { listeners: [{ name: 'https', tls: { certificateRefs: [reference] } }] },
    });
  const istio = (credentialName: string) =>
    object('networking.istio.io/v1', 'Gateway', 'web', { spec: { servers: [{ tls: { credentialName } }] } });
  const certificate = object('cert-manager.io/v1', 'Certificate', 'web', { spec: { secretName: 'web-crt' } });

  test('an Ingress', () => {
    expect(said(RULE, [secret, ingress('web-crt')])).toEqual([
      'Ingress mesh/web: tls names Secret "web-crt": namespace "mesh" has no such Secret (did you mean "web-cert"?). Write web-cert, or make a Secret "web-crt".',
    ]);
  });

  test.each<[string, Manifest]>([
    ['a Gateway', gateway({ name: 'web-crt' })],
    ['a Gateway of Istio', istio('web-crt')],
  ])('%s', (_, object_) => expect(said(RULE, [secret, object_])).toHaveLength(1));

  test.each<[string, Manifest[]]>([
    ['the right name', [ingress('web-cert'), gateway({ name: 'web-cert' }), istio('web-cert')]],
    ['a name like no other', [ingress('wildcard')]],
    ['what cert-manager makes of the Ingress', [ingress('web-crt', { 'cert-manager.io/cluster-issuer': 'x' })]],
    ['what cert-manager makes of a Certificate', [ingress('web-crt'), certificate]],
    [
      'another namespace, or kind',
      [gateway({ name: 'web-crt', namespace: 'edge' }), gateway({ name: 'web-crt', kind: 'ConfigMap' })],
    ],
  ])('not %s', (_, objects) => expect(said(RULE, [secret, ...objects])).toEqual([]));
});
