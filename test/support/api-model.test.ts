import { parse } from 'yaml';
import { problems } from './api-model';
import { isPortName, isQualifiedName } from './api-names';

/** A good Deployment, as text, so that each case can spoil one place of it. */
const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: prod, labels: { app.kubernetes.io/name: web, empty: "" }, annotations: { example.com/note: "free text!" } }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  strategy: { rollingUpdate: { maxSurge: 25%, maxUnavailable: 1 } }
  template:
    metadata: { labels: { app: web } }
    spec:
      initContainers: [{ name: init, image: busybox }]
      containers:
        - name: web
          image: web:1
          ports: [{ name: http, containerPort: 8080, protocol: TCP }]
          env: [{ name: MODE, value: fast }, { name: NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]
          livenessProbe: { httpGet: { path: /, port: http }, periodSeconds: 5 }
          resources: { limits: { cpu: "1", memory: 512Mi, nvidia.com/gpu: 1 }, requests: { cpu: 500m } }
          volumeMounts: [{ name: tmp, mountPath: /tmp }]
      volumes: [{ name: tmp, emptyDir: { sizeLimit: 1Gi } }]
`;

const found = (text: string) => problems([parse(text)]);

test('a good manifest has no problems', () => {
  expect(found(DEPLOYMENT)).toEqual([]);
});

describe('in a Deployment', () => {
  test.each([
    ['an unknown field', 'replicas: 2', 'replica: 2', '.spec.replica: unknown field of V1DeploymentSpec'],
    [
      'an unknown field deep down',
      'mountPath: /tmp',
      'mountPath: /tmp, path: x',
      '.spec.template.spec.containers[0].volumeMounts[0].path: unknown field of V1VolumeMount',
    ],
    [
      "cdk8s' quantity, unrendered",
      'cpu: 500m',
      'cpu: { value: 500m }',
      '.spec.template.spec.containers[0].resources.requests["cpu"]: {"value":"500m"} is no quantity',
    ],
    [
      'a malformed quantity',
      'memory: 512Mi',
      'memory: 512MB',
      '.spec.template.spec.containers[0].resources.limits["memory"]: "512MB" is no quantity',
    ],
    [
      'a negative quantity',
      'sizeLimit: 1Gi',
      'sizeLimit: -1Gi',
      '.spec.template.spec.volumes[0].emptyDir.sizeLimit: "-1Gi" is no quantity',
    ],
    ['a request above its limit', 'cpu: 500m', 'cpu: 1500m', '.web.resources: requests cpu above its limit'],
    ['a resource that is no name', 'nvidia.com/gpu: 1', 'nvidia gpu: 1', '.web.resources: "nvidia gpu"'],
    ['a text for a number', 'replicas: 2', 'replicas: "2"', '.spec.replicas: "2" is no 32-bit whole number'],
    [
      'a number beyond 32 bits',
      'replicas: 2',
      'replicas: 3000000000',
      '.spec.replicas: 3000000000 is no 32-bit whole number',
    ],
    ['a negative number of replicas', 'replicas: 2', 'replicas: -1', '.spec.replicas: -1'],
    [
      'a number for a text',
      'value: fast',
      'value: 1',
      '.spec.template.spec.containers[0].env[0].value: 1 is no string',
    ],
    [
      'a map for a list',
      'volumes: [{ name: tmp, emptyDir: { sizeLimit: 1Gi } }]',
      'volumes: {}',
      '.spec.template.spec.volumes: not a list',
    ],
    ['a capital in its name', 'name: web, namespace', 'name: Web, namespace', '.metadata.name: "Web"'],
    ['a namespace with a dot', 'namespace: prod', 'namespace: a.b', '.metadata.namespace: "a.b"'],
    ['a key that is none', 'empty: ""', '"a b": ""', '.metadata: key "a b"'],
    ["a label's value with a space", 'empty: ""', 'empty: "a b"', '.metadata.labels["empty"]: "a b"'],
    [
      "a label's value that is too long",
      'empty: ""',
      `empty: ${'x'.repeat(64)}`,
      `.metadata.labels["empty"]: "${'x'.repeat(64)}"`,
    ],
    ['a port of zero', 'containerPort: 8080', 'containerPort: 0', '.web.ports: 0'],
    ['a port above 65535', 'containerPort: 8080', 'containerPort: 65536', '.web.ports: 65536'],
    [
      "a port's name of 16 characters",
      'ports: [{ name: http,',
      'ports: [{ name: abcdefghijklmnop,',
      '.web.ports: name "abcdefghijklmnop"',
    ],
    [
      'a probe of a port that is not there',
      'port: http }',
      'port: https }',
      '.web: a probe asks the port https, which it does not have',
    ],
    [
      'a selector of other pods',
      'matchLabels: { app: web }',
      'matchLabels: { app: other }',
      '.spec.selector: does not select its own pods',
    ],
    [
      'a variable of two sources',
      '{ name: MODE, value: fast }',
      '{ name: MODE, value: fast, valueFrom: {} }',
      '.web.env: MODE has a value and a source',
    ],
    ['a variable that is no name', 'name: MODE', 'name: ..MODE', '.web.env: name "..MODE"'],
    [
      'a mount without its volume',
      'volumeMounts: [{ name: tmp',
      'volumeMounts: [{ name: data',
      '.web.volumeMounts: no volume data',
    ],
    [
      'two mounts at one path',
      '{ name: tmp, mountPath: /tmp }',
      '{ name: tmp, mountPath: /tmp }, { name: tmp, mountPath: /tmp }',
      '.web.volumeMounts: two at /tmp',
    ],
    ['two containers of one name', 'name: init', 'name: web', '.containers: two named web'],
    ['no image', 'image: web:1', 'image: ""', '.web.image: none'],
    ['no such kind', 'kind: Deployment', 'kind: Deploymint', ': no such kind in apps/v1'],
  ])('%s', (_, good, bad, problem) => {
    expect(DEPLOYMENT).toContain(good);
    expect(found(DEPLOYMENT.replace(good, bad)).map((text) => text.replace(/^\S+ \w+/, ''))).toContain(problem);
  });
});

describe('in other objects', () => {
  test.each([
    [
      'a Service that starts with a digit',
      '{ apiVersion: v1, kind: Service, metadata: { name: 1st }, spec: { ports: [{ port: 1 }] } }',
      'Service 1st.metadata.name: "1st"',
    ],
    [
      "a Service's port",
      '{ apiVersion: v1, kind: Service, metadata: { name: s }, spec: { ports: [{ port: 99999 }] } }',
      'Service s.spec.ports: port 99999',
    ],
    [
      'clusterIP as cdk8s spells it',
      '{ apiVersion: v1, kind: Service, metadata: { name: s }, spec: { clusterIp: None } }',
      'Service s.spec.clusterIp: unknown field of V1ServiceSpec',
    ],
    [
      "a policy's port",
      '{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p }, spec: { podSelector: {}, ingress: [{ ports: [{ port: 0 }] }] } }',
      'NetworkPolicy p.spec: port 0',
    ],
    [
      'a long StatefulSet',
      `{ apiVersion: apps/v1, kind: StatefulSet, metadata: { name: ${'s'.repeat(53)} }, spec: { template: { spec: { containers: [] } } } }`,
      `StatefulSet ${'s'.repeat(53)}.metadata.name: too long for a StatefulSet`,
    ],
    [
      'a key of a ConfigMap',
      '{ apiVersion: v1, kind: ConfigMap, metadata: { name: c }, data: { "a b": x } }',
      'ConfigMap c.data: key "a b"',
    ],
    [
      'a claim of nothing',
      '{ apiVersion: v1, kind: PersistentVolumeClaim, metadata: { name: c }, spec: { resources: { requests: { storage: 0Gi } } } }',
      'PersistentVolumeClaim c.spec.resources.requests.storage: zero',
    ],
  ])('%s', (_, text, problem) => {
    expect(found(text)).toContain(problem);
  });

  test('kinds of others are not looked into', () => {
    expect(
      found(
        '{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: X_Y }, spec: { anything: goes } }',
      ),
    ).toEqual([]);
  });
});

describe('rules', () => {
  test.each([
    ['http', true],
    ['h', true],
    ['80', false],
    ['a--b', false],
    ['-a', false],
    ['', false],
    ['abcdefghijklmno', true],
  ])('port name %j: %s', (name, good) => {
    expect(isPortName(name)).toBe(good);
  });

  test.each([
    ['app', true],
    ['example.com/app', true],
    ['a/b/c', false],
    ['/app', false],
    ['UPPER/app', false],
    ['app_1.x-y', true],
    ['app-', false],
    ['', false],
  ])('key %j: %s', (key, good) => {
    expect(isQualifiedName(key)).toBe(good);
  });
});
