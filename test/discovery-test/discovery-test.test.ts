import { Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  HeadlessMeshAgent,
  IMeshRegistry,
  IstioDataPlane,
  MeshAgent,
  MeshDashboard,
  MeshDnsConfig,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  MeshRegistryProps,
  RegistryDatabase,
  ServiceMesh,
} from '../../src';
import { MeshDiscoveryTest } from '../../src/discovery-test/discovery-test';
import { MeshDiscoveryTestProps } from '../../src/discovery-test/discovery-test-props';
import { problems } from '../support/api-model';
import { container, envOf, find, Manifest, meshChart, pod, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';
const NAME = 'mcp-mesh-discovery-test';

type Build = (registry: IMeshRegistry, chart: Chart) => unknown;

/** The objects of a mesh with a test of it, and whatever else is built. */
function mesh(
  props: Partial<MeshDiscoveryTestProps> = {},
  build: Build = () => {},
  registryProps: MeshRegistryProps = {},
): Manifest[] {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', registryProps);
  new MeshDiscoveryTest(chart, 'test', { registry, ...props });
  build(registry, chart);
  return synth(chart);
}

const job = (props?: Partial<MeshDiscoveryTestProps>, registryProps?: MeshRegistryProps) =>
  find(mesh(props, undefined, registryProps), 'Job');

describe('what it makes', () => {
  const objects = mesh({}, (registry, chart) => {
    new MeshAgent(chart, 'weather', { registry, image, port: 8081, capabilities: ['weather'] });
    new HeadlessMeshAgent(chart, 'processor', { registry, image, replicas: 2 });
    new MeshNetworkPolicy(chart, 'policy', { registry });
  }).filter(({ metadata }) => metadata.name.startsWith(NAME));

  test('is what the snapshot shows', () => {
    expect(objects).toMatchSnapshot();
  });

  test('is what an API server accepts', () => {
    expect(problems(objects)).toEqual([]);
  });

  test('is a Job that ends, is made once, and goes away', () => {
    expect(find(objects, 'Job').spec).toMatchObject({
      backoffLimit: 0,
      activeDeadlineSeconds: 660,
      ttlSecondsAfterFinished: 86400,
    });
    expect(pod(find(objects, 'Job')).restartPolicy).toBe('Never');
  });

  test('passes Pod Security "restricted", and has no token', () => {
    const { automountServiceAccountToken, serviceAccountName, securityContext, enableServiceLinks } = pod(
      find(objects, 'Job'),
    );
    expect({ automountServiceAccountToken, serviceAccountName, enableServiceLinks }).toEqual({
      automountServiceAccountToken: false,
      serviceAccountName: NAME,
      enableServiceLinks: false,
    });
    expect(find(objects, 'ServiceAccount', NAME).automountServiceAccountToken).toBe(false);
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container(find(objects, 'Job'))).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      },
      volumeMounts: [{ readOnly: true }],
    });
  });

  test('is labelled as a test, and never taken for an agent', () => {
    const labels = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/component': 'test' };
    const onObjects = { ...labels, 'app.kubernetes.io/part-of': 'mcp-mesh-registry.mesh' };
    objects.forEach(({ metadata }) => expect(metadata.labels).toEqual(onObjects));
    expect(find(objects, 'Job').spec.template.metadata.labels).toEqual(labels);
  });

  test('does not change a Job, which is immutable, when agents come', () => {
    const more = mesh({}, (registry, chart) => new MeshAgent(chart, 'other', { registry, image }));
    expect(find(more, 'Job')).toEqual(find(objects, 'Job'));
  });

  test('is the same the second time', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    new MeshDiscoveryTest(chart, 'test', { registry });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    new MeshAgent(chart, 'a', { registry, image });
    expect(synth(chart)).toEqual(synth(chart));
  });
});

describe('under Istio', () => {
  const pods = (dataPlane: IstioDataPlane) => job({}, { serviceMesh: ServiceMesh.istio({ dataPlane }) }).spec.template;

  test('the pod has a sidecar, because mutual TLS may be demanded', () => {
    for (const dataPlane of [IstioDataPlane.SIDECAR, IstioDataPlane.NATIVE_SIDECAR]) {
      expect(pods(dataPlane).metadata.labels).toMatchObject({ 'sidecar.istio.io/inject': 'true' });
    }
  });

  test('a native one ends with the pod', () => {
    const template = pods(IstioDataPlane.NATIVE_SIDECAR);
    expect(template.metadata.annotations).toEqual({ 'sidecar.istio.io/nativeSidecar': 'true' });
    expect(envOf({ spec: { template } })).not.toHaveProperty('QUIT_PROXY');
  });

  test('any other one is there first, and told to end', () => {
    const template = pods(IstioDataPlane.SIDECAR);
    expect(template.metadata.annotations).toEqual({
      'proxy.istio.io/config': 'holdApplicationUntilProxyStarts: true\n',
    });
    expect(envOf({ spec: { template } }).QUIT_PROXY).toBe('http://127.0.0.1:15020/quitquitquit');
  });

  test('without Istio there is nobody to tell', () => {
    expect(envOf(job())).toEqual({ ITERATIONS: '10', TIMEOUT: '5', GRACE: '120', DEADLINE: '600' });
    expect(job().spec.template.metadata).not.toHaveProperty('annotations');
  });
});

test('the pod is placed, and resolves names, as the agents do', () => {
  const agentDefaults = {
    imagePullPolicy: kplus.ImagePullPolicy.ALWAYS,
    imagePullSecrets: ['pull', 'pull'].map((name, i) => kplus.Secret.fromSecretName(meshChart(), `s${i}`, name)),
    podSecurityContext: {},
    dnsPolicy: kplus.DnsPolicy.CLUSTER_FIRST,
    dnsConfig: MeshDnsConfig.guide(),
    nodeSelector: { disk: 'ssd' },
    tolerations: [{ key: 'gpu', operator: 'Exists' }],
    priorityClassName: 'high',
  };
  const template = pod(job({}, { agentDefaults }));
  const { dnsPolicy, dnsConfig, nodeSelector, tolerations, priorityClassName } = agentDefaults;
  expect(template).toMatchObject({
    dnsPolicy,
    dnsConfig,
    nodeSelector,
    tolerations,
    priorityClassName,
    imagePullSecrets: [{ name: 'pull' }],
  });
  expect(template.imagePullSecrets).toHaveLength(1);
  expect(template.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(template.containers[0].imagePullPolicy).toBe('Always');
});

describe('every prop', () => {
  const props: Required<Omit<MeshDiscoveryTestProps, 'registry'>> = {
    iterations: 1000,
    timeout: Duration.seconds(2),
    gracePeriod: Duration.seconds(0),
    deadline: Duration.minutes(30),
    ttlAfterFinished: Duration.hours(1),
    askOverTls: true,
    name: 'smoke',
    namespace: 'ops',
    image: 'busybox:1.36.1',
    resources: { requests: { cpu: kplus.k8s.Quantity.fromString('250m') } },
    serviceAccount: kplus.ServiceAccount.fromServiceAccountName(meshChart(), 'account', 'robot'),
    labels: { team: 'a' },
    annotations: { 'argocd.argoproj.io/hook': 'PostSync' },
  };

  const written = (given: Partial<MeshDiscoveryTestProps>) => {
    const chart = meshChart();
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', {
      host: 'mesh.example.com',
      tls: true,
      peer: MeshPeer.address('203.0.113.7').peer,
    });
    new MeshDiscoveryTest(chart, 'test', { registry, ...given });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    new MeshAgent(chart, 'agent', { registry, image });
    return synth(chart);
  };

  test.each(Object.entries(props))('%s shows in what is written', (prop, value) => {
    expect(written({ [prop]: value })).not.toEqual(written({}));
  });

  test('together are what the snapshot shows', () => {
    const objects = written(props).filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'smoke');
    objects.filter(({ kind }) => kind === 'ConfigMap').forEach(({ data }) => delete data['test.sh']);
    expect(objects).toMatchSnapshot();
    expect(problems(objects)).toEqual([]);
  });

  test('no resources are none', () => {
    expect(container(job({ resources: {} }))).not.toHaveProperty('resources');
  });
});

describe('is refused', () => {
  const seconds = (value: number) => Duration.millis(value * 1000);

  test.each<[string, Partial<MeshDiscoveryTestProps>, string]>([
    [
      'iterations that are none',
      { iterations: 0 },
      'iterations 0: each check is made a whole number of times, one or more. Give a number such as 100.',
    ],
    [
      'iterations that are no number',
      { iterations: NaN },
      'iterations (NaN): each check is made a whole number of times, one or more. Give a number such as 100.',
    ],
    [
      'a timeout of half a second',
      { timeout: seconds(0.5) },
      'timeout 0.5 seconds: it is a whole number of seconds, 1 or more. Give one such as Duration.seconds(31).',
    ],
    [
      'a grace period that is no whole number',
      { gracePeriod: seconds(1.5) },
      'gracePeriod 1.5 seconds: it is a whole number of seconds, 0 or more. Give one such as Duration.seconds(30).',
    ],
    [
      'a deadline of nothing',
      { gracePeriod: seconds(0), deadline: seconds(0) },
      'deadline 0 seconds: it is a whole number of seconds, 1 or more. Give one such as Duration.seconds(31).',
    ],
    [
      'a deadline within the grace period',
      { deadline: seconds(120) },
      "deadline 120 seconds, with a gracePeriod of 120: the time that the mesh may take to come up is part of the test's. Give a longer deadline, or a shorter gracePeriod.",
    ],
    [
      'a time to live that is no whole number',
      { ttlAfterFinished: seconds(0.1) },
      'ttlAfterFinished 0.1 seconds: it is a whole number of seconds, 0 or more. Give one such as Duration.seconds(30).',
    ],
    [
      'a name that is no label',
      { name: 'Smoke' },
      'name "Smoke": a Job\'s name is also a label on its pods: at most 63 characters, lower-case letters, digits and \'-\', a letter or digit at both ends. Give another name, such as "mcp-mesh-discovery-test".',
    ],
    [
      'a name that is too long',
      { name: 'x'.repeat(64) },
      `name "${'x'.repeat(64)}": a Job's name is also a label on its pods: at most 63 characters, lower-case letters, digits and '-', a letter or digit at both ends. Give another name, such as "mcp-mesh-discovery-test".`,
    ],
    [
      'an image that is none',
      { image: 'busybox:' },
      'image "busybox:": a container needs an image: [host[:port]/]path[:tag][@digest], the path in lower case. Give a pinned reference such as "registry.example.com/weather-agent:1.4.2"; look where it comes from, if that is a variable that may be unset.',
    ],
    [
      'a label that makes an agent of it',
      { labels: { 'app.kubernetes.io/component': 'agent' } },
      'labels["app.kubernetes.io/component"] "agent": by this label policies and the service mesh know the test\'s pod. Leave it out; name names the Job and its pod.',
    ],
    [
      'a label that takes the sidecar away',
      { labels: { 'sidecar.istio.io/inject': 'false' } },
      'labels["sidecar.istio.io/inject"] "false": by this label policies and the service mesh know the test\'s pod. Leave it out; name names the Job and its pod.',
    ],
    [
      'a label that is none',
      { labels: { team: 'a b' } },
      "labels[\"team\"] \"a b\": a label's value has at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell the value, or use an annotation for free text.",
    ],
    [
      "an annotation of the library's own",
      { annotations: { 'cdk8s-mcp-mesh/capabilities': '[]' } },
      'annotations["cdk8s-mcp-mesh/capabilities"]: the library keeps its own record under this prefix. Use a prefix of your own; capabilities and dependencies have props.',
    ],
    [
      'a namespace that is unset',
      { namespace: 'undefined' },
      "namespace \"undefined\": a Namespace's name is a DNS-1123 label: at most 63 characters, lower-case letters, digits and '-', a letter or digit at both ends. Give the name of the Namespace as kubectl shows it; look where it comes from, if that is a variable that may be unset.",
    ],
    [
      'a request above its limit',
      {
        resources: {
          requests: { cpu: kplus.k8s.Quantity.fromString('2') },
          limits: { cpu: kplus.k8s.Quantity.fromString('1') },
        },
      },
      'resources.requests["cpu"] "2" above the limit "1": Kubernetes refuses a container that requests more than its limit. Raise the limit, lower the request, or leave the limit out.',
    ],
    [
      'no registry',
      { registry: undefined as unknown as IMeshRegistry },
      'no registry: a test asks a registry, and calls the agents of it. Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for an existing registry.',
    ],
  ])('%s', (_, props, message) => {
    expect(() => mesh(props, undefined, { serviceMesh: ServiceMesh.istio() })).toThrow(
      new Error(`[test/test] ${message}`),
    );
  });

  test('a test whose namespace is not known, of agents whose namespace is', () => {
    const chart = meshChart({});
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', { host: 'mesh.example.com' });
    new MeshDiscoveryTest(chart, 'test', { registry });
    expect(() => new MeshAgent(chart, 'a', { registry, image, namespace: 'mesh' })).toThrow(
      new Error(
        '[test/test] no known namespace, with agent test/a in namespace "mesh": if only one of the two namespaces is known, the app cannot write a name of the agent that resolves in any case. Give both charts a namespace, or neither if all of it goes into one.',
      ),
    );
  });

  test('a dashboard whose namespace is known, in a test whose namespace is not', () => {
    const chart = meshChart({});
    const password = { secret: kplus.Secret.fromSecretName(chart, 'password', 'postgres'), key: 'password' };
    const database = RegistryDatabase.postgres({ host: 'db.example.com', user: 'mesh', password });
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', { host: 'mesh.example.com' });
    new MeshDiscoveryTest(chart, 'test', { registry });
    expect(() => new MeshDashboard(chart, 'dashboard', { registry, database, namespace: 'mesh' })).toThrow(
      '[test/test] no known namespace, with dashboard test/dashboard in namespace "mesh": if only one of the two namespaces is known, the app cannot write a name of the dashboard that resolves in any case. Give both charts a namespace, or neither if all of it goes into one.',
    );
  });

  test('a second test of one name', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    ['one', 'two'].forEach((id) => new MeshDiscoveryTest(chart, id, { registry }));
    expect(() => synth(chart)).toThrow(
      '[test/two/Resource] Job "mcp-mesh-discovery-test" in namespace "mesh", which test/one/Resource makes too: a cluster holds one object of a kind, name and namespace, so the second one applied would replace the first. Give one of the two tests another name or namespace.',
    );
  });

  test('a registry at a short name, from another namespace', () => {
    const chart = meshChart();
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', { host: 'registry' });
    expect(() => new MeshDiscoveryTest(chart, 'test', { registry, namespace: 'ops' })).toThrow(
      new Error(
        '[test/test] namespace "ops", with a registry at the short host "registry": a name without dots resolves only in the registry\'s own namespace. Give fromEndpoint the whole name, such as "mcp-mesh-registry.other.svc.cluster.local".',
      ),
    );
  });
});
