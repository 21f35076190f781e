import { RULE } from '../../src/rules/key-not-in-map';
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

describe('key-not-in-map', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const map = object('v1', 'ConfigMap', 'mcp-agent-config', {
    data: { REGISTRY_HOST: 'mcp-mesh-registry', REGISTRY_PORT: '8000' },
  });

  test('a key of a ConfigMap, nearly spelled', () => {
    expect(faults(map, deployment({ env: [configMapKey('mcp-agent-config', 'registry-host')] }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": env A reads key "registry-host" of ConfigMap "mcp-agent-config": the ConfigMap has no such key ' +
        '(did you mean "REGISTRY_HOST"?), and the container cannot start (CreateContainerConfigError). Add the key to the ConfigMap, or read one that it ' +
        'has: "REGISTRY_HOST", "REGISTRY_PORT"; optional: true lets the container start without it.',
    ]);
  });

  test('a key of a Secret like no other, in an init container', () => {
    const secret = object('v1', 'Secret', 'keys', { data: { a: '', b: '', c: '' }, stringData: { d: '', e: '' } });
    expect(
      faults(
        secret,
        deployment(
          {},
          { pod: { initContainers: [{ name: 'setup', image: 'busybox:1.35', env: [secretKey('keys', 'openai')] }] } },
        ),
      ),
    ).toEqual([
      'Deployment mesh/weather-agent: init container "setup": env A reads key "openai" of Secret "keys": the Secret has no such key, and the container ' +
        'cannot start (CreateContainerConfigError). Add the key to the Secret, or read one that it has: "a", "b", "c", "d", …; optional: true lets the ' +
        'container start without it.',
    ]);
  });

  test('a key of an empty map', () => {
    expect(
      faults(object('v1', 'Secret', 'keys', { type: 'Opaque' }), deployment({ env: [secretKey('keys', 'openai')] })),
    ).toEqual([
      'Deployment mesh/weather-agent: container "agent": env A reads key "openai" of Secret "keys": the Secret has no such key, and the container cannot ' +
        'start (CreateContainerConfigError). Add the key to the Secret, or read another map, because this one is empty; optional: true lets the container ' +
        'start without it.',
    ]);
  });

  test('a key that is binary', () => {
    const binary = object('v1', 'ConfigMap', 'binary', { binaryData: { a: 'YQ==' }, data: { b: 'b' } });
    expect(faults(binary, deployment({ env: [configMapKey('binary', 'a')] }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": env A reads key "a" of ConfigMap "binary": that key is under binaryData, which variables cannot ' +
        'read, and the container cannot start (CreateContainerConfigError). Put the key under data; optional: true lets the container start without it.',
    ]);
  });

  const generated = (annotations: Manifest) =>
    object('v1', 'Secret', 'keys', { data: { user: 'bWVzaA==' }, metadata: { annotations } });

  test.each<[string, Manifest, Manifest]>([
    ['a key that is there', map, configMapKey('mcp-agent-config', 'REGISTRY_PORT')],
    ['an optional key', map, configMapKey('mcp-agent-config', 'port', { optional: true })],
    ['a map of another name', map, configMapKey('agent-config', 'port')],
    [
      'a map of another namespace',
      { ...map, metadata: { name: 'mcp-agent-config', namespace: 'other' } },
      configMapKey('mcp-agent-config', 'port'),
    ],
    ['a Secret of the name', map, secretKey('mcp-agent-config', 'port')],
    ['a Secret in data', object('v1', 'Secret', 'keys', { data: { a: 'YQ==' } }), secretKey('keys', 'a')],
    ['a Secret in stringData', object('v1', 'Secret', 'keys', { stringData: { a: 'a' } }), secretKey('keys', 'a')],
    ['a Secret of another group', object('example.com/v1', 'Secret', 'keys'), secretKey('keys', 'a')],
    [
      "an account's token",
      object('v1', 'Secret', 'keys', { type: 'kubernetes.io/service-account-token' }),
      secretKey('keys', 'token'),
    ],
    [
      'a Secret that a controller copies',
      object('v1', 'Secret', 'keys', {
        metadata: { annotations: { 'replicator.v1.mittwald.de/replicate-from': 'shared/keys' } },
      }),
      secretKey('keys', 'a'),
    ],
    [
      'a key that a controller makes',
      generated({ 'secret-generator.v1.mittwald.de/autogenerate': 'token,password' }),
      secretKey('keys', 'password'),
    ],
    [
      'a bundle of certificates',
      object('v1', 'ConfigMap', 'ca', {
        metadata: { labels: { 'config.openshift.io/inject-trusted-cabundle': 'true' } },
      }),
      configMapKey('ca', 'ca-bundle.crt'),
    ],
  ])('%s', (_, given, variable) => {
    expect(faults(given, deployment({ env: [variable] }))).toEqual([]);
  });

  test.each<[string, Manifest]>([
    [
      'notes of tools',
      generated({
        'meta.helm.sh/release-name': 'password',
        'kubectl.kubernetes.io/last-applied-configuration': 'password',
      }),
    ],
    [
      'annotations about another key',
      generated({ 'secret-generator.v1.mittwald.de/autogenerate': 'password-of-admin' }),
    ],
  ])('%s excuse nothing', (_, given) => {
    expect(faults(given, deployment({ env: [secretKey('keys', 'password')] }))).toHaveLength(1);
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

describe('files', () => {
  const settings = object('v1', 'ConfigMap', 'settings', { data: { 'app.yaml': 'a' }, binaryData: { logo: 'AA==' } });
  const mounting = (volume: Manifest, mount: Manifest = {}) =>
    deployment(
      { volumeMounts: [{ name: 'v', mountPath: '/etc/app/app.yml', ...mount }] },
      { pod: { volumes: [{ name: 'v', ...volume }] } },
    );
  const items = (key: string) => ({ name: 'settings', items: [{ key, path: 'app' }] });
  const faults = (...objects: Manifest[]) => said(RULE, [settings, ...objects]);

  test('a key that a volume picks', () => {
    expect(faults(mounting({ configMap: items('app.yml') }))).toEqual([
      'Deployment mesh/weather-agent: volume "v" mounts key "app.yml" of ConfigMap "settings": the ConfigMap has no such key (did you mean "app.yaml"?), and the pod ' +
        'cannot start (FailedMount). Add the key to the ConfigMap, or read one that it has: "app.yaml", "logo".',
    ]);
    expect(faults(mounting({ projected: { sources: [{ configMap: items('app.yml') }] } }))).toHaveLength(1);
  });

  test('a subPath that is no file', () => {
    expect(faults(mounting({ configMap: { name: 'settings' } }, { subPath: 'app.yml' }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": subPath "app.yml" of volume "v", which has ConfigMap "settings": the ConfigMap has no such key (did you mean ' +
        '"app.yaml"?), so "/etc/app/app.yml" is an empty folder in place of a file. Add the key to the ConfigMap, or read one that it has: "app.yaml", "logo".',
    ]);
    expect(faults(mounting({ configMap: items('app.yaml') }, { subPath: 'app.yaml' }))).toHaveLength(1);
    const secret = object('v1', 'Secret', 'keys', { stringData: { token: 'a' } });
    expect(faults(secret, mounting({ secret: { secretName: 'keys' } }, { subPath: 'tokn' }))).toHaveLength(1);
  });

  test.each<[string, Manifest[]]>([
    ['keys that are there', [mounting({ configMap: items('app.yaml') }, { subPath: 'app' })]],
    ['binary keys', [mounting({ configMap: items('logo') })]],
    [
      'a folder of paths',
      [mounting({ configMap: { name: 'settings', items: [{ key: 'logo', path: 'a/b' }] } }, { subPath: 'a' })],
    ],
    ['the whole map', [mounting({ configMap: { name: 'settings' } }, { subPath: './app.yaml' })]],
    ['what is optional', [mounting({ configMap: { ...items('x'), optional: true } })]],
    ['another map', [mounting({ configMap: { ...items('x'), name: 'other' } })]],
    ['a folder of another volume', [mounting({ emptyDir: {} }, { subPath: 'x' })]],
    [
      'what a controller fills',
      [
        object('v1', 'Secret', 'tls', { type: 'kubernetes.io/tls' }),
        mounting({ secret: { secretName: 'tls', items: [{ key: 'tls.crt', path: 'a' }] } }),
      ],
    ],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));
});
