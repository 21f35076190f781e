import { readFileSync } from 'fs';
import { commandLine } from '../support/command-line';
import { removeFolders, workingFolder } from '../support/folder';
import { removeStandIns, standIns } from '../support/stand-in';

/* What stands on a cluster, as kubectl prints it. A stand-in takes the place of kubectl. */

afterEach(() => {
  removeStandIns();
  removeFolders();
});

const recorded = {
  uid: '5d1c',
  resourceVersion: '7',
  creationTimestamp: '2026-01-01T00:00:00Z',
  generation: 1,
  managedFields: [{ manager: 'kubectl' }],
};
const meta = (name: string, more: object = {}, namespace = 'mesh') => ({ ...recorded, name, namespace, ...more });
const ownedBy = (apiVersion: string, kind: string) => ({
  ownerReferences: [{ apiVersion, kind, name: 'a', uid: '5d1c', controller: true }],
});
const labels = { app: 'a' };
/** As the API server fills it in. */
const podSpec = (image: string) => ({
  containers: [
    {
      name: 'main',
      image,
      imagePullPolicy: 'IfNotPresent',
      ports: [{ containerPort: 8080, protocol: 'TCP' }],
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    },
  ],
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  securityContext: {},
  terminationGracePeriodSeconds: 30,
});
const IMAGE = 'registry.example.com/a:1';
const pod = (name: string, image: string, more: object = {}, namespace = 'mesh') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta(name, { labels, ...more }, namespace),
  spec: { ...podSpec(image), nodeName: 'n1', serviceAccountName: 'default' },
  status: { phase: 'Running' },
});
const CLUSTER = {
  namespaces: [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'mesh', ...recorded },
      spec: { finalizers: ['kubernetes'] },
      status: {},
    },
  ],
  'deployments.apps': [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('a', { annotations: { 'deployment.kubernetes.io/revision': '1' } }),
      spec: {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        selector: { matchLabels: labels },
        template: { metadata: { creationTimestamp: null, labels }, spec: podSpec(IMAGE) },
      },
      status: { replicas: 1 },
    },
  ],
  'replicasets.apps': [
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: meta('a-1', ownedBy('apps/v1', 'Deployment')),
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec(`${IMAGE}-old`) } },
    },
  ],
  pods: [pod('a-1-x', 'unpinned', ownedBy('apps/v1', 'ReplicaSet')), pod('proxy', 'unpinned', {}, 'kube-system')],
  'jobs.batch': [
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: meta('j'),
      spec: {
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': '5d1c' } },
        template: {
          metadata: { labels: { 'batch.kubernetes.io/controller-uid': '5d1c', 'job-name': 'j' } },
          spec: { ...podSpec(IMAGE), restartPolicy: 'Never' },
        },
      },
    },
  ],
  services: [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('a'),
      spec: {
        type: 'NodePort',
        clusterIP: '10.96.1.1',
        clusterIPs: ['10.96.1.1'],
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
        sessionAffinity: 'None',
        selector: labels,
        ports: [{ port: 80, targetPort: 8080, protocol: 'TCP', nodePort: 31000 }],
      },
      status: { loadBalancer: {} },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('kubernetes', {}, 'default'),
      spec: { ports: [{ port: 443 }] },
    },
  ],
  configmaps: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('kube-root-ca.crt'), data: { 'ca.crt': 'x' } }],
};

/** Answers by resource; of others the server knows built-in ones. */
const answering = (objects: { [resource: string]: object[] }, more = '') => `
  const resource = args[1];
  const objects = ${JSON.stringify(objects)}[resource];
  ${more}
  if (objects) print(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  else if (/istio|gateway|argoproj|knative|keda/.test(resource)) complain("error: the server doesn't have a resource type \\"x\\"");
  else print(JSON.stringify({ items: [] }));
`;
const calls = () =>
  readFileSync('kubectl.args', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);

test('what the API server fills in, and what controllers make, is no finding', async () => {
  workingFolder();
  standIns({ kubectl: answering(CLUSTER) });
  // The Namespace, the Deployment, the Job and the Service.
  expect(await commandLine('check', '--cluster')).toEqual({ code: 0, out: '4 objects, no findings\n', err: '' });
  expect(new Set(calls().map(([verb]) => verb))).toEqual(new Set(['get']));
  expect(calls().map(([, resource]) => resource)).not.toContain('secrets');
  expect(calls()[1]).toEqual(['get', 'deployments.apps', '--all-namespaces', '--output=json', '--request-timeout=60s']);
});

test('a finding says that it is in the cluster, in which context, and names no file', async () => {
  workingFolder();
  standIns({ kubectl: answering({ pods: [pod('a', 'registry.example.com/a')] }) });
  const { code, out } = await commandLine('check', '--cluster', '--context', 'prod');
  expect(code).toBe(1);
  expect(out).toMatch(
    /^Pod mesh\/a {2}in the cluster of context prod\n {2}warning image-not-pinned {2}in the cluster of context prod\n/,
  );
  expect(calls().every((args) => args.includes('--context=prod'))).toBe(true);
  const sarif = JSON.parse((await commandLine('check', '--cluster', '--format', 'sarif')).out);
  expect(sarif.runs[0].results[0].locations[0].physicalLocation).toBeUndefined();
});

test('one namespace', async () => {
  workingFolder();
  standIns({ kubectl: answering({ pods: [pod('a', IMAGE, {}, 'kube-system')] }) });
  expect((await commandLine('check', '--cluster', '-n', 'kube-system')).out).toBe('1 object, no findings\n');
  expect(calls()[0].slice(1, 3)).toEqual(['namespaces', '--field-selector=metadata.name=kube-system']);
  expect(calls()[1].slice(1, 3)).toEqual(['deployments.apps', '--namespace=kube-system']);
});

test('what is forbidden is said, and the rest is checked', async () => {
  workingFolder();
  const forbidden = `if (resource === 'namespaces' || resource === 'services') {
    complain('Error from server (Forbidden): ' + resource + ' is forbidden: User "u" cannot list resource');
    process.exit(1);
  }`;
  standIns({ kubectl: answering(CLUSTER, forbidden) });
  expect(await commandLine('check', '--cluster')).toEqual({
    code: 0,
    out:
      '2 objects, no findings\n' +
      'not read, because you may not list them: namespaces, services; what they would show is unknown.\n',
    err: '',
  });
});

test('graph and why read it, too', async () => {
  workingFolder();
  standIns({ kubectl: answering(CLUSTER) });
  expect((await commandLine('graph', '--cluster')).out).toContain('flowchart LR');
  expect((await commandLine('why', 'mesh/a', 'service/mesh/a', '--cluster')).out).toContain('open: Deployment mesh/a');
});

describe('diff --cluster', () => {
  const deployed = (image: string, selector: object = labels, namespace?: string) =>
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a', namespace },
      spec: {
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...labels, ...selector } },
          spec: { containers: [{ name: 'a', image, ports: [{ containerPort: 8080 }] }] },
        },
      },
    });

  test('compares what stands there with what stands there after the files are applied', async () => {
    workingFolder({ 'manifests/a.json': deployed('registry.example.com/a', labels, 'mesh') });
    standIns({ kubectl: answering(CLUSTER) });
    const { code, out } = await commandLine('diff', '--cluster', 'manifests', '--format', 'json');
    const { introduced, fixed, workloads, immutable } = JSON.parse(out);
    expect([code, introduced.map(({ rule }: { rule: string }) => rule), fixed]).toEqual([1, ['image-not-pinned'], []]);
    expect([workloads, immutable]).toEqual([{ added: [], removed: [] }, []]);
    expect(new Set(calls().map(([verb]) => verb))).toEqual(new Set(['get']));
  });

  test('an object without a namespace is that of --namespace, and fields that no update may change are named', async () => {
    workingFolder({ 'a.json': deployed(IMAGE, { other: 'a' }) });
    standIns({ kubectl: answering(CLUSTER) });
    const { code, out } = await commandLine('diff', '--cluster', '-n', 'mesh', 'a.json');
    expect(code).toBe(1);
    expect(out).toContain('Deployment mesh/a');
    expect(out).toContain('spec.selector');
  });

  test('without files, or beside a revision', async () => {
    workingFolder({ 'a.json': deployed(IMAGE) });
    standIns({ kubectl: answering(CLUSTER) });
    expect(await commandLine('diff', '--cluster')).toEqual({
      code: 2,
      out: '',
      err: 'cdk8s-mcp-mesh: name the files or folders to compare with the cluster: diff --cluster manifests/\n',
    });
    expect((await commandLine('diff', '--cluster', '--git', 'main', 'a.json')).err).toBe(
      'cdk8s-mcp-mesh: --cluster and --git: give one of them\n',
    );
  });
});

test.each([
  ['kubectl is missing', undefined, [], '--cluster: kubectl is not installed, or not on the PATH'],
  [
    'no cluster answers',
    'complain("The connection to the server localhost:8080 was refused");',
    [],
    '--cluster: kubectl get namespaces fails: The connection to the server localhost:8080 was refused',
  ],
  ['something else than JSON', 'print("nope");', [], '--cluster: what kubectl get namespaces writes is not JSON: '],
  ['a file, too', '', ['a.yaml'], '--cluster and a.yaml: give one of them'],
  ['an option for a namespace', '', ['-n', '--all'], 'argument is ambiguous'],
  ['no namespace', '', ['--namespace=--all'], '--namespace --all: no namespace can have this name'],
  ['nothing there', 'print(JSON.stringify({ items: [] }));', [], 'no Kubernetes objects in the cluster'],
])('%s: exit code 2', async (_, body, args, message) => {
  workingFolder();
  standIns(body === undefined ? {} : { kubectl: body });
  const { code, err } = await commandLine('check', '--cluster', ...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('--context is an option of --cluster', async () => {
  workingFolder({ 'a.yaml': '' });
  expect((await commandLine('check', 'a.yaml', '--context', 'x')).err).toContain(
    '--context: it is an option of --cluster',
  );
});
