import { RULE } from '../../src/rules/reference-across-namespaces';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const configMapKey = (name: string, key: string, more: Manifest = {}) => ({
  name: 'A',
  valueFrom: { configMapKeyRef: { name, key, ...more } },
});

const secretKey = (name: string, key: string, more: Manifest = {}) => ({
  name: 'A',
  valueFrom: { secretKeyRef: { name, key, ...more } },
});

describe('reference-across-namespaces', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const there = (apiVersion: string, kind: string, name: string, more: Manifest = {}) =>
    object(apiVersion, kind, name, { ...more, metadata: { ...more.metadata, namespace: 'shared' } });
  const keys = there('v1', 'Secret', 'llm-keys');

  test('a Secret in another namespace, said once for a pod', () => {
    expect(
      faults(
        keys,
        deployment({
          env: [secretKey('llm-keys', 'a'), secretKey('llm-keys', 'b')],
          envFrom: [{ secretRef: { name: 'llm-keys' } }],
        }),
      ),
    ).toEqual([
      'Deployment mesh/weather-agent: container "agent": envFrom reads Secret "llm-keys": there is none in namespace "mesh", only in "shared", and a pod ' +
        'finds it in its own namespace only. Put both into one namespace, or make a Secret "llm-keys" in "mesh" too.',
    ]);
  });

  test('a Role', () => {
    const role = there('rbac.authorization.k8s.io/v1', 'Role', 'reader');
    const roleRef = { kind: 'Role', name: 'reader' };
    const subjects = [{ kind: 'ServiceAccount', name: 'weather', namespace: 'mesh' }];
    expect(
      faults(
        role,
        there('v1', 'ServiceAccount', 'weather'),
        object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'x', { roleRef, subjects }),
      ),
    ).toEqual([
      'RoleBinding mesh/x: roleRef names Role "reader": there is none in namespace "mesh", only in "shared", and a RoleBinding finds it in its own namespace only. ' +
        'Put both into one namespace, or make a Role "reader" in "mesh" too.',
    ]);
  });

  test.each<[string, Manifest, Manifest, string]>([
    [
      'env',
      there('v1', 'ConfigMap', 'x'),
      deployment({ env: [configMapKey('x', 'a')] }),
      'container "agent": env A reads ConfigMap "x":',
    ],
    [
      'envFrom',
      there('v1', 'ConfigMap', 'x'),
      deployment({ envFrom: [{ configMapRef: { name: 'x' } }] }),
      'container "agent": envFrom reads ConfigMap "x":',
    ],
    [
      'init containers',
      there('v1', 'Secret', 'x'),
      deployment({}, { pod: { initContainers: [{ name: 'a', env: [secretKey('x', 'a')] }] } }),
      'init container "a": env A reads Secret "x":',
    ],
    [
      'a volume of a ConfigMap',
      there('v1', 'ConfigMap', 'x'),
      deployment({}, { pod: { volumes: [{ name: 'v', configMap: { name: 'x' } }] } }),
      'volume "v" mounts ConfigMap "x":',
    ],
    [
      'a volume of a Secret',
      there('v1', 'Secret', 'x'),
      deployment({}, { pod: { volumes: [{ name: 'v', secret: { secretName: 'x' } }] } }),
      'volume "v" mounts Secret "x":',
    ],
    [
      'a projected volume',
      there('v1', 'Secret', 'x'),
      deployment({}, { pod: { volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 'x' } }] } }] } }),
      'volume "v" mounts Secret "x":',
    ],
    [
      'a claim',
      there('v1', 'PersistentVolumeClaim', 'x'),
      deployment({}, { pod: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'x' } }] } }),
      'volume "v" mounts PersistentVolumeClaim "x":',
    ],
    [
      'a pull secret',
      there('v1', 'Secret', 'x'),
      deployment({}, { pod: { imagePullSecrets: [{ name: 'x' }] } }),
      'imagePullSecrets names Secret "x":',
    ],
    [
      'an account',
      there('v1', 'ServiceAccount', 'x'),
      deployment({}, { pod: { serviceAccountName: 'x' } }),
      'serviceAccountName names ServiceAccount "x":',
    ],
  ])('of a pod: %s', (_, found, workload, message) => {
    expect(faults(found, workload)).toEqual([
      `Deployment mesh/weather-agent: ${message} there is none in namespace "mesh", only in "shared", and a pod ` +
        `finds it in its own namespace only. Put both into one namespace, or make a ${found.kind} "x" in "mesh" too.`,
    ]);
    expect(faults({ ...found, metadata: { ...found.metadata, namespace: 'mesh' } }, workload)).toEqual([]);
    expect(faults(workload)).toEqual([]);
  });

  test('the backends of an Ingress', () => {
    const backend = { service: { name: 'gateway', port: { number: 8080 } } };
    const rules = [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
    const ingress = object('networking.k8s.io/v1', 'Ingress', 'gateway', { spec: { rules } });
    expect(faults(there('v1', 'Service', 'gateway'), ingress)).toEqual([
      'Ingress mesh/gateway: path "/" leads to Service "gateway": there is none in namespace "mesh", only in "shared", and an Ingress finds it in its own ' +
        'namespace only. Put both into one namespace, or make a Service "gateway" in "mesh" too.',
    ]);
    expect(faults(there('v1', 'Service', 'gateway'), { ...ingress, spec: { defaultBackend: backend } })).toEqual([
      expect.stringContaining('defaultBackend leads to Service "gateway"'),
    ]);
    expect(faults(there('v1', 'Service', 'gateway'), object('v1', 'Service', 'gateway'), ingress)).toEqual([]);
    expect(
      faults(there('v1', 'Service', 'gateway'), {
        ...ingress,
        spec: { defaultBackend: { resource: { kind: 'Service', name: 'gateway' } } },
      }),
    ).toEqual([]);
  });

  test('the target of an autoscaler', () => {
    const scaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', 'weather', {
      spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'weather-agent' } },
    });
    const target = deployment({}, { metadata: { namespace: 'shared' } });
    expect(faults(target, scaler)).toEqual([
      'HorizontalPodAutoscaler mesh/weather: scaleTargetRef names Deployment "weather-agent": there is none in namespace "mesh", only in "shared", and a ' +
        'HorizontalPodAutoscaler finds it in its own namespace only. Put both into one namespace, or make a Deployment "weather-agent" in "mesh" too.',
    ]);
    expect(faults(deployment({}), target, scaler)).toEqual([]);
  });

  const workload = deployment({ envFrom: [{ secretRef: { name: 'llm-keys' } }] });
  const copied = (key: string) => there('v1', 'Secret', 'llm-keys', { metadata: { annotations: { [key]: 'true' } } });

  test.each<[string, Manifest[]]>([
    ['an optional reference', [keys, deployment({ env: [secretKey('llm-keys', 'a', { optional: true })] })]],
    ['a Secret without a namespace, which may be put here', [{ ...keys, metadata: { name: 'llm-keys' } }, workload]],
    ['a pod without a namespace, which may be put there', [keys, { ...workload, metadata: { name: 'weather-agent' } }]],
    [
      'a Secret that is made here',
      [
        keys,
        object('external-secrets.io/v1', 'ExternalSecret', 'keys', { spec: { target: { name: 'llm-keys' } } }),
        workload,
      ],
    ],
    ['a Secret that is sealed here', [keys, object('bitnami.com/v1alpha1', 'SealedSecret', 'llm-keys'), workload]],
    [
      "a certificate's Secret",
      [keys, object('cert-manager.io/v1', 'Certificate', 'tls', { spec: { secretName: 'llm-keys' } }), workload],
    ],
    ['a Secret that is copied', [copied('reflector.v1.k8s.emberstack.com/reflection-allowed'), workload]],
    [
      'the account that each namespace has',
      [there('v1', 'ServiceAccount', 'default'), deployment({}, { pod: { serviceAccountName: 'default' } })],
    ],
    [
      'a Knative Service, of which a Service is made',
      [
        there('v1', 'Service', 'x'),
        object('serving.knative.dev/v1', 'Service', 'x'),
        object('networking.k8s.io/v1', 'Ingress', 'x', { spec: { defaultBackend: { service: { name: 'x' } } } }),
      ],
    ],
  ])('%s', (_, objects) => {
    expect(faults(...objects)).toEqual([]);
  });

  test.each<[string, Manifest[]]>([
    ['order of sync waves', [copied('argocd.argoproj.io/sync-wave'), workload]],
    ['a Secret that is sealed there', [keys, there('bitnami.com/v1alpha1', 'SealedSecret', 'llm-keys'), workload]],
  ])('%s excuses nothing', (_, objects) => {
    expect(faults(...objects)).toHaveLength(1);
  });
});

test('odd input is passed over', () => {
  const odd = [
    deployment(
      {
        env: [
          {},
          null,
          { valueFrom: 'x' },
          { valueFrom: { secretKeyRef: {} } },
          { valueFrom: { configMapKeyRef: { name: 'x' } } },
        ],
        envFrom: [null, {}],
      },
      {
        pod: {
          volumes: ['x', null, { secret: 'x' }, { projected: { sources: 'x' } }, { configMap: { name: 7 } }],
          imagePullSecrets: 'x',
          serviceAccountName: 7,
        },
      },
    ),
    deployment({}, { name: 'two', pod: { volumes: 'x', imagePullSecrets: [null, 'x', {}] } }),
    object('networking.k8s.io/v1', 'Ingress', 'a'),
    object('networking.k8s.io/v1', 'Ingress', 'b', {
      spec: { defaultBackend: { service: {} }, rules: [{}, { http: {} }, { http: { paths: [{}] } }] },
    }),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'a'),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'b', { spec: { scaleTargetRef: {} } }),
    object('bitnami.com/v1alpha1', 'SealedSecret', 'x', { spec: 'x' }),
    object('v1', 'ConfigMap', 'x', { data: 'x' }),
  ];
  expect(said(RULE, odd)).toEqual([]);
});
