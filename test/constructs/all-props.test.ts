import { join } from 'path';
import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AgentRuntime,
  AgentSource,
  DnsProfile,
  HeadlessMeshAgent,
  HeadlessMeshAgentProps,
  IMeshRegistry,
  IstioApiVersion,
  IstioAuthorization,
  IstioAuthorizationProps,
  IstioDataPlane,
  IstioMutualTls,
  IstioRouting,
  IstioRoutingProps,
  IstioRoutingShape,
  MeshAgent,
  MeshAgentDefaults,
  MeshCapability,
  MeshCode,
  MeshDashboard,
  MeshDisruptionBudget,
  MeshDnsConfig,
  MeshIpFamily,
  MeshIpFamilyPolicy,
  MeshLogLevel,
  MeshNetworkPolicy,
  MeshNetworkPolicyProps,
  MeshPeer,
  MeshPodOptions,
  MeshPort,
  MeshProbe,
  MeshRegistry,
  MeshRegistryProps,
  MeshRequirement,
  MeshSessionAffinity,
  MeshStorage,
  MeshTracing,
  MeshTrafficPolicy,
  MeshWorkloadProps,
  PostgresCertificateAuthority,
  OtlpProtocol,
  PostgresSslMode,
  RedisEndpoint,
  RegistryDatabase,
  ServiceMesh,
  WaitForRegistry,
} from '../../src';
import { Manifest, meshChart, synth } from '../support/manifests';

/*
 * Every prop of every construct, with a value other than its default. `Required` keeps the lists complete: a prop
 * that is added and not listed here does not compile, and one that renders nothing fails.
 */

const image = 'registry.example.com/agent:1.0.0';
const quantities = (values: { [name: string]: string }) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, kplus.k8s.Quantity.fromString(value)]));

const chartForReferences = meshChart();
const secret = kplus.Secret.fromSecretName(chartForReferences, 'secret', 'postgres');

const podOptions: Required<MeshPodOptions> = {
  env: { LOG: kplus.EnvValue.fromValue('debug') },
  envFrom: [new kplus.EnvFrom(kplus.ConfigMap.fromConfigMapName(chartForReferences, 'map', 'settings'))],
  logLevel: MeshLogLevel.DEBUG,
  resources: { requests: quantities({ cpu: '250m' }) },
  moreResources: { limits: quantities({ 'nvidia.com/gpu': '1' }) },
  liveness: MeshProbe.httpGet('/livez'),
  readiness: MeshProbe.tcp(),
  startup: MeshProbe.httpGet('/startupz'),
  securityContext: { readOnlyRootFilesystem: false },
  podSecurityContext: { runAsUser: 999 },
  labels: { team: 'a' },
  annotations: { 'example.com/owner': 'a' },
  podAnnotations: { 'example.com/scrape': 'true' },
  podLabels: { 'example.com/inject': 'true' },
  imagePullPolicy: kplus.ImagePullPolicy.ALWAYS,
  imagePullSecrets: [secret],
  dnsPolicy: kplus.DnsPolicy.CLUSTER_FIRST,
  dnsConfig: MeshDnsConfig.guide(),
  hostAliases: [{ ip: '10.0.0.7', hostnames: ['database.corp.example'] }],
  enableServiceLinks: true,
  nodeSelector: { disk: 'ssd' },
  tolerations: [{ key: 'gpu', operator: 'Exists' }],
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
  priorityClassName: 'high',
  runtimeClassName: 'gvisor',
  schedulerName: 'batch',
  lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
  minReadySeconds: 10,
  revisionHistoryLimit: 3,
  terminationGracePeriodSeconds: 60,
  volumes: [{ name: 'code', configMap: { name: 'code' } }],
  volumeMounts: [{ name: 'code', mountPath: '/opt/shared' }],
  initContainers: [{ name: 'migrate', image }],
  sidecars: [{ name: 'proxy', image }],
};

const workloadProps: Required<MeshWorkloadProps> = {
  ...podOptions,
  replicas: 3,
  command: ['python'],
  args: ['main.py'],
  workingDir: '/srv/agent',
  serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chartForReferences, 'account', 'robot'),
  automountServiceAccountToken: true,
  serviceType: kplus.ServiceType.LOAD_BALANCER,
  nodePort: 30080,
  serviceAnnotations: { 'example.com/lb': 'internal' },
  service: {
    sessionAffinity: MeshSessionAffinity.CLIENT_IP,
    sessionAffinityTimeout: Duration.hours(1),
    externalTrafficPolicy: MeshTrafficPolicy.LOCAL,
    loadBalancerSourceRanges: ['203.0.113.0/24'],
    loadBalancerClass: 'example.com/internal',
    appProtocol: 'http',
    ipFamilyPolicy: MeshIpFamilyPolicy.PREFER_DUAL_STACK,
    ipFamilies: [MeshIpFamily.IPV6, MeshIpFamily.IPV4],
  },
};

const agentDefaults: Required<MeshAgentDefaults> = {
  ...podOptions,
  serviceNamePrefix: 'ai-',
  toolsImage: 'registry.example.com/tools:1.36.1',
  runtime: AgentRuntime.typescript('3.6.0'),
  waitForRegistry: WaitForRegistry.http({ timeout: Duration.minutes(5), image: 'busybox:1.36.1' }),
  connectReplicas: true,
  heartbeatInterval: Duration.seconds(4),
  callTimeout: Duration.minutes(1),
  sessionTtl: Duration.hours(2),
  settleTimeout: Duration.seconds(30),
  tracing: false,
};

const redis = RedisEndpoint.of({ host: '10.0.0.6' });

const tracing: Required<MeshTracing> = {
  redis,
  otlp: { host: '10.0.0.5', port: 4320, protocol: OtlpProtocol.HTTP },
  tempo: { host: '10.0.0.5', port: 3201 },
  consumerGroup: 'spans-of-core',
  retention: Duration.hours(2),
};

const metrics = MeshPort.metrics(9090, {
  name: 'prometheus',
  path: '/stats',
  interval: Duration.seconds(30),
  monitorLabels: { release: 'prometheus' },
  appProtocol: 'http',
  from: [MeshPeer.namespace('monitoring')],
});

/** All but `strategy`, which only a Deployment has, and `tls`, which excludes a service mesh (see test/tls). */
const agentProps: Required<Omit<HeadlessMeshAgentProps, 'registry' | 'image' | 'strategy'>> = {
  ...workloadProps,
  agentName: 'weather',
  serviceName: 'weather-agent',
  namespace: 'agents',
  port: 8081,
  capabilities: ['weather', MeshCapability.of('forecast', { version: '2.1.0', tags: ['eu'] })],
  dependencies: [MeshRequirement.of('d', { tags: ['+eu'], optional: true })],
  runtime: AgentRuntime.python('3.6.0'),
  waitForRegistry: WaitForRegistry.none(),
  connectReplicas: false,
  heartbeatInterval: Duration.seconds(4),
  callTimeout: Duration.minutes(1),
  sessionTtl: Duration.hours(2),
  settleTimeout: Duration.seconds(30),
  tracing: false,
  redis,
  gateway: true,
  source: AgentSource.fromFile(join(__dirname, '..', 'reader', 'corpus', 'python', 'a2a.py')),
  code: MeshCode.mounted({
    release: '3.6.0',
    files: { 'prompts/brief.txt': join(__dirname, '..', 'reader', 'corpus', 'python', 'main-block.py') },
  }),
  storage: MeshStorage.claim(Size.gibibytes(1), 'fast'),
  storagePath: '/var/lib/agent',
  extraPorts: [metrics],
  disruptionBudget: MeshDisruptionBudget.minAvailable(2),
  updateStrategy: { rollingUpdate: { partition: 1 } },
  publishNotReadyAddresses: true,
  podManagementPolicy: kplus.PodManagementPolicy.PARALLEL,
};

/** All but `strategy`, which only a Deployment has, and `tls`, which excludes a service mesh (see test/tls). */
const registryProps: Required<Omit<MeshRegistryProps, 'strategy' | 'tls'>> = {
  ...workloadProps,
  namespace: 'core',
  listenOnIpv6: true,
  clusterDomain: 'corp.example',
  configMapName: 'where-the-registry-is',
  partOf: 'shop',
  externalCapabilities: ['d'],
  tracing,
  agentDefaults,
  serviceMesh: ServiceMesh.istio({
    dataPlane: IstioDataPlane.NATIVE_SIDECAR,
    dnsCapture: true,
    revision: 'canary',
    controlPlaneNamespace: 'istio',
  }),
  serviceName: 'registry',
  image: 'registry.example.com/mesh/registry:3.6.0',
  port: 9000,
  args: ['main.py', '--host', '0.0.0.0', '--port', '9000'],
  database: RegistryDatabase.postgres({
    host: '10.0.0.7',
    port: 6432,
    database: 'mesh',
    user: 'mesh',
    password: { secret, key: 'password' },
    sslMode: PostgresSslMode.REQUIRE,
    certificateAuthority: PostgresCertificateAuthority.fromSecret(secret),
    wait: { timeout: Duration.minutes(2) },
    poolSize: 10,
    connectionLimit: 60,
    peer: MeshPeer.cidr('10.0.0.0/24').peer,
  }),
  headless: true,
  unhealthyAfter: Duration.seconds(30),
  healthCheckInterval: Duration.seconds(5),
  retention: Duration.hours(2),
  sweepInterval: Duration.minutes(1),
  extraPorts: [metrics],
  disruptionBudget: MeshDisruptionBudget.minAvailable(2),
  updateStrategy: { type: 'OnDelete' },
};

/** All but `defaultDenyNamespaces`, which stands instead of `defaultDeny`. */
const policyProps: Required<Omit<MeshNetworkPolicyProps, 'registry' | 'defaultDenyNamespaces'>> = {
  strict: true,
  registryCallsAgents: false,
  defaultDeny: true,
  name: 'mesh-policy',
  namePrefix: 'allow-',
  registryPolicyName: 'registry-only',
  defaultDenyName: 'closed',
  dns: [DnsProfile.openShift(), DnsProfile.nodeLocal('169.254.25.10')],
  namespaceLabel: 'name',
  ingressFrom: [MeshPeer.namespace('ingress-nginx')],
  egressTo: [MeshPeer.internet()],
  externalProviders: [MeshPeer.namespace('elsewhere', [8080])],
  registryIngressFrom: [MeshPeer.pods('ops', { app: 'dashboard' })],
  registryEgressTo: [MeshPeer.cidr('203.0.113.0/24', [4317])],
  labels: { team: 'a' },
  annotations: { 'example.com/owner': 'a' },
};

const routingProps: Required<Omit<IstioRoutingProps, 'agents' | 'fallback'>> = {
  shape: IstioRoutingShape.ROUTER_SERVICE,
  domain: 'agents.corp.example',
  header: 'x-capability',
  port: 80,
  apiVersion: IstioApiVersion.V1,
  gateways: ['istio-system/public'],
  addresses: ['240.0.7.7'],
  namespace: 'routing',
  name: 'routes',
  serviceEntryName: 'agents',
  routerServiceName: 'router',
};

const authorizationProps: Required<Omit<IstioAuthorizationProps, 'registry' | 'ingressFrom'>> = {
  trustDomain: 'corp.example',
  mtls: IstioMutualTls.NAMESPACES,
  registryCallsAgents: true,
  registryIngressFrom: [{ namespace: 'ops', serviceAccount: 'dashboard' }],
  dashboardIngressFrom: [{ namespace: 'istio-ingress', serviceAccount: 'gateway' }],
  namePrefix: 'allow-',
  labels: { team: 'a' },
  annotations: { 'example.com/owner': 'a' },
};

/** A mesh under Istio's policies, with the given props on them. */
function authorized(props: Partial<IstioAuthorizationProps> = {}): Manifest[] {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', {
    database: registryProps.database,
    serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
  });
  const agents = [new MeshAgent(chart, 'agent', { registry, image })];
  new MeshDashboard(chart, 'dashboard', { registry, database: registryProps.database });
  new IstioAuthorization(chart, 'authorization', {
    registry,
    ...props,
    ingressFrom: props.ingressFrom?.map((each) => ({ ...each, agents })),
  });
  return synth(chart);
}

/** A whole mesh, with the given props on one of its constructs. */
function mesh(
  on: {
    registry?: MeshRegistryProps;
    agent?: Partial<HeadlessMeshAgentProps>;
    policy?: Partial<MeshNetworkPolicyProps>;
    routing?: Partial<IstioRoutingProps>;
  } = {},
): Manifest[] {
  const chart = meshChart();
  const registry: IMeshRegistry = new MeshRegistry(chart, 'registry', {
    serviceMesh: ServiceMesh.istio(),
    externalCapabilities: ['elsewhere'],
    tracing: { redis },
    ...on.registry,
  });
  const agent = new HeadlessMeshAgent(chart, 'agent', { registry, image, capabilities: ['c'], ...on.agent });
  agent.addRequirement('elsewhere', { optional: true });
  const other = new MeshAgent(chart, 'other', { registry, image, capabilities: ['d'] });
  [agent, other].forEach((each) => each.allowIngress(MeshPeer.namespace('istio-ingress')));
  new MeshNetworkPolicy(chart, 'policy', { registry, ...on.policy });
  const routed = [agent, other].filter(({ capabilities }) => capabilities.length > 0);
  new IstioRouting(chart, 'routing', { agents: routed, ...on.routing });
  return synth(chart);
}

/** The props of a ServiceEntry, which are refused beside a router Service. */
const shapeless = { domain: undefined, addresses: undefined, serviceEntryName: undefined };

/** Props that mean something only beside another one, with that one. */
const companions: { [prop: string]: object } = {
  args: { port: 9000 },
  nodePort: { serviceType: kplus.ServiceType.NODE_PORT },
  service: { serviceType: kplus.ServiceType.LOAD_BALANCER },
  disruptionBudget: { replicas: 3, database: registryProps.database },
  updateStrategy: { headless: true },
  volumeMounts: { volumes: workloadProps.volumes },
  storagePath: { storage: MeshStorage.ephemeral() },
  replicas: { database: registryProps.database },
  routerServiceName: { shape: IstioRoutingShape.ROUTER_SERVICE },
  strict: { externalProviders: [MeshPeer.namespace('elsewhere', [8080])] },
  gateway: { capabilities: undefined },
  defaultDenyName: { defaultDeny: true },
  source: { capabilities: undefined },
  code: { source: agentProps.source, capabilities: undefined },
};

const each = (props: object) =>
  Object.entries(props).map(([name, value]): [string, object, object] => [
    name,
    companions[name] ?? {},
    { ...companions[name], [name]: value },
  ]);

describe('each prop shows in what is written', () => {
  test.each(each(agentProps))('HeadlessMeshAgent.%s', (_, without, props) => {
    expect(mesh({ agent: props })).not.toEqual(mesh({ agent: without }));
  });

  test.each(each(registryProps))('MeshRegistry.%s', (_, without, props) => {
    expect(mesh({ registry: props })).not.toEqual(mesh({ registry: without }));
  });

  test.each(each(agentDefaults))('MeshAgentDefaults.%s', (_, without, props) => {
    expect(mesh({ registry: { agentDefaults: props } })).not.toEqual(mesh({ registry: { agentDefaults: without } }));
  });

  test.each(each(policyProps))('MeshNetworkPolicy.%s', (_, without, props) => {
    expect(mesh({ policy: props })).not.toEqual(mesh({ policy: without }));
  });

  test.each(each(routingProps))('IstioRouting.%s', (_, without, props) => {
    expect(mesh({ routing: props })).not.toEqual(mesh({ routing: without }));
  });
});

/** What is written, or the message of a refusal. */
function outcome(on: Parameters<typeof mesh>[0]): unknown {
  try {
    return mesh(on);
  } catch (error) {
    return (error as Error).message;
  }
}

/** Of two props, one whose value is what it is by default beside the other. */
const DEFAULTS_BESIDE: { [prop: string]: string[] } = { registryCallsAgents: ['strict'] };

describe('of each pair of props, either both show in what is written, or they are refused', () => {
  // Under strict, an agent that requires what is provided elsewhere is refused without this.
  const beside = { strict: { externalProviders: policyProps.externalProviders } } as { [prop: string]: object };
  const pairs = (props: object) =>
    Object.keys(props).flatMap((one) => Object.keys(props).flatMap((other) => (one === other ? [] : [[one, other]])));

  const isSilent = (part: 'policy' | 'routing', all: { [prop: string]: unknown }, one: string, other: string) => {
    const rest = { ...beside[one], ...beside[other], [other]: all[other] };
    const { [one]: _, ...without } = rest as { [prop: string]: unknown };
    const before = outcome({ [part]: without });
    const after = outcome({ [part]: { ...rest, [one]: all[one] } });
    const isRefused = typeof after === 'string';
    return !isRefused && JSON.stringify(before) === JSON.stringify(after) && !DEFAULTS_BESIDE[one]?.includes(other);
  };

  test('MeshNetworkPolicy', () => {
    expect(pairs(policyProps).filter(([one, other]) => isSilent('policy', policyProps, one, other))).toEqual([]);
  });

  test('IstioRouting', () => {
    expect(pairs(routingProps).filter(([one, other]) => isSilent('routing', routingProps, one, other))).toEqual([]);
  });
});

describe('each prop of IstioAuthorization shows in what is written', () => {
  test.each(
    each({
      ...authorizationProps,
      ingressFrom: [{ namespace: 'istio-ingress', serviceAccount: 'gateway', agents: [] }],
    }),
  )('%s', (_, without, props) => {
    expect(authorized(props)).not.toEqual(authorized(without));
  });
});

test.each([
  ['MeshAgent', (props: object) => meshWith('agent', props)],
  ['MeshRegistry', (props: object) => meshWith('registry', props)],
])('the strategy of the Deployment of a %s shows in what is written', (_, write) => {
  expect(write({ strategy: { type: 'Recreate' } })).not.toEqual(write({}));
});

/** A mesh of Deployments, with the given props on the agent or the registry. */
function meshWith(part: 'agent' | 'registry', props: object): Manifest[] {
  const chart = meshChart();
  const { database } = registryProps;
  const registry = new MeshRegistry(chart, 'registry', { database, ...(part === 'registry' ? props : {}) });
  new MeshAgent(chart, 'agent', { registry, image, ...(part === 'agent' ? props : {}) });
  return synth(chart);
}

describe('fully loaded', () => {
  test('a registry with a policy', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', registryProps);
    new MeshNetworkPolicy(chart, 'policy', { registry, ...policyProps, name: undefined });
    expect(synth(chart)).toMatchSnapshot();
  });

  test('an agent', () => {
    const chart = meshChart();
    new HeadlessMeshAgent(chart, 'agent', {
      registry: new MeshRegistry(chart, 'registry', registryProps),
      image,
      ...agentProps,
      capabilities: undefined,
    });
    expect(synth(chart).filter(({ metadata }) => metadata.namespace === 'agents')).toMatchSnapshot();
  });

  test('agents by their defaults', () => {
    const chart = meshChart();
    new MeshAgent(chart, 'agent', { registry: new MeshRegistry(chart, 'registry', { agentDefaults }), image });
    expect(synth(chart).filter(({ metadata }) => metadata.name === 'ai-agent')).toMatchSnapshot();
  });

  test('routing', () => {
    expect(
      mesh({ routing: { ...routingProps, ...shapeless } }).filter(({ metadata }) => metadata.namespace === 'routing'),
    ).toMatchSnapshot();
  });
});
