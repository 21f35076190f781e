import { App, Chart, Size, Testing } from 'cdk8s';
import { EnvValue, Namespaces, Pods } from 'cdk8s-plus-28';
import { Manifest } from './manifests';
import {
  HeadlessMeshAgent,
  IMeshRegistry,
  IstioDataPlane,
  MeshAgent,
  MeshAgentBase,
  MeshCapability,
  MeshCapabilityOptions,
  MeshDnsConfig,
  MeshLlmOptions,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  MeshRequirement,
  MeshRequirementOptions,
  MeshStorage,
  RegistryDatabase,
  ServiceMesh,
  WaitForRegistry,
} from '../../src';

/** A mesh as plain data, so that fast-check can shrink it and a failing one can be kept as a test. */
export interface MeshPlan {
  readonly clusterDomain?: string;
  /** The namespace of each chart. */
  readonly charts: (string | undefined)[];
  readonly registries: RegistryPlan[];
  readonly agents: AgentPlan[];
  /** Whether the policies come before the agents that they are about. */
  readonly policiesFirst?: boolean;
  /** What the policies are told, each of them. */
  readonly policy?: PolicyPlan;
}

export interface PolicyPlan {
  readonly strict?: boolean;
  readonly defaultDeny?: boolean;
  readonly ingressFrom?: PeerPlan[];
  readonly egressTo?: PeerPlan[];
}

/** Somebody outside of the mesh, in one of the ways to name the same pod or an address. */
export interface PeerPlan {
  readonly who: 'namespace' | 'pods' | 'peer' | 'address';
  /** For callers of the mesh: the agents' ports, without it. */
  readonly port?: number;
}

export interface OfferPlan extends MeshCapabilityOptions {
  readonly name: string;
}

export interface AskPlan extends MeshRequirementOptions {
  readonly name: string;
}

/** Charts, and registries of agents, are named by numbers that wrap around: a plan stays whole while it shrinks. */
export interface RegistryPlan {
  readonly chart: number;
  readonly serviceName?: string;
  readonly configMapName?: string;
  readonly namespace?: string;
  readonly port?: number;
  readonly replicas?: number;
  readonly headless?: boolean;
  readonly database?: 'sqlite' | 'claim' | 'postgres' | 'postgres at an address';
  readonly serviceMesh?: 'none' | 'sidecar' | 'native';
  readonly prefix?: string;
  readonly env?: { [name: string]: string };
  readonly labels?: { [key: string]: string };
  /** Capabilities of agents elsewhere, and where these are. */
  readonly externalCapabilities?: string[];
  readonly externalProviders?: PeerPlan[];
  /** Somebody else's registry at this host; an `N` in it is the registry's number, because one address is one registry. */
  readonly endpoint?: string;
}

export interface AgentPlan {
  readonly chart: number;
  readonly registry: number;
  readonly agentName?: string;
  readonly serviceName?: string;
  readonly namespace?: string;
  readonly port?: number;
  readonly replicas?: number;
  readonly headless?: boolean;
  /** Mebibytes of a claim; below zero, storage that is lost with the pod. */
  readonly storage?: number;
  readonly storagePath?: string;
  readonly env?: { [name: string]: string };
  readonly labels?: { [key: string]: string };
  readonly capabilities?: (string | OfferPlan)[];
  readonly dependencies?: (string | AskPlan)[];
  readonly llm?: MeshLlmOptions;
  readonly ingress?: PeerPlan[];
  readonly egress?: PeerPlan[];
  readonly wait?: 'tcp' | 'http' | 'none';
  readonly ndots?: number;
}

/** What a plan became. */
export interface BuiltMesh {
  readonly app: App;
  /** Hosts of all pods of headless agents that a host can be asked for, and the pods' names. */
  readonly podHosts: [string, string][];
  /** What became of each agent of the plan. */
  readonly agents: { readonly plan: AgentPlan; readonly made: MeshAgentBase }[];
}

export function build(plan: MeshPlan): BuiltMesh {
  const app = Testing.app();
  const charts = plan.charts.map((namespace, i) => new Chart(app, `chart-${i}`, { namespace }));
  const chartOf = ({ chart }: { chart: number }) => charts[chart % charts.length];
  const registries = plan.registries.map((each, i) => registry(chartOf(each), i, each, plan.clusterDomain));
  const policies = () =>
    registries.forEach((each, i) => {
      const { externalProviders } = plan.registries[i];
      const { ingressFrom, egressTo, ...policy } = plan.policy ?? {};
      new MeshNetworkPolicy(chartOf(plan.registries[i]), `policy-${i}`, {
        registry: each,
        ...policy,
        ingressFrom: peers(app, ingressFrom),
        egressTo: peers(app, egressTo),
        externalProviders: peers(app, externalProviders),
      });
    });
  if (plan.policiesFirst) {
    policies();
  }
  const agents = plan.agents.map((each, i) => ({
    plan: each,
    made: agent(chartOf(each), `agent-${i}`, each, registries[each.registry % registries.length]),
  }));
  const podHosts = agents.flatMap((each) => podHostsOf(each.plan, each.made));
  if (!plan.policiesFirst) {
    policies();
  }
  return { app, podHosts, agents };
}

function peers(app: App, plans?: PeerPlan[]): MeshPeer[] | undefined {
  return plans?.map((plan) => peer(app, plan));
}

function peer(app: App, { who, port }: PeerPlan): MeshPeer {
  const ports = port === undefined ? undefined : [port];
  const { namespace, labels } = OUTSIDER;
  switch (who) {
    case 'namespace':
      return MeshPeer.namespace(namespace, ports);
    case 'pods':
      return MeshPeer.pods(namespace, labels, ports);
    case 'peer':
      return MeshPeer.of(selected(app), ports);
    default:
      return MeshPeer.address(OUTSIDE_ADDRESS, ports);
  }
}

/** A selector of cdk8s-plus-28, one for each app. It is in a chart of its own, and makes no object. */
function selected(app: App): Pods {
  const chart = (app.node.tryFindChild('selectors') as Chart | undefined) ?? new Chart(app, 'selectors');
  const { namespace, labels } = OUTSIDER;
  return (
    (chart.node.tryFindChild('outsider') as Pods | undefined) ??
    Pods.select(chart, 'outsider', { labels, namespaces: Namespaces.select(chart, 'outside', { names: [namespace] }) })
  );
}

/** The pod that every peer of a plan means but the one at an address, and that address. */
export const OUTSIDER = { namespace: 'outside', name: 'outsider', labels: { app: 'outsider' }, port: 9000 };
export const OUTSIDE_ADDRESS = '203.0.113.50';

/** Objects that a plan supposes on the cluster: the endpoint's host is outside, the database is not. */
export const OTHERS: Manifest[] = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: OUTSIDER.name, namespace: OUTSIDER.namespace, labels: OUTSIDER.labels },
    spec: {
      containers: [
        { name: 'main', image: 'registry.example.com/outsider:1.0.0', ports: [{ containerPort: OUTSIDER.port }] },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'db', namespace: 'data', labels: { app: 'db' } },
    spec: { containers: [{ name: 'db', image: 'registry.example.com/database:16', ports: [{ containerPort: 5432 }] }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'db', namespace: 'data' },
    spec: { selector: { app: 'db' }, ports: [{ port: 5432 }] },
  },
];

function registry(chart: Chart, number: number, plan: RegistryPlan, clusterDomain?: string): IMeshRegistry {
  const id = `registry-${number}`;
  const { namespace, configMapName, port, endpoint, headless, serviceName, replicas, labels } = plan;
  const env = values(plan.env);
  const agentDefaults = { serviceNamePrefix: plan.prefix, env };
  const options = {
    namespace,
    configMapName,
    port,
    clusterDomain,
    agentDefaults,
    serviceMesh: meshOf(plan.serviceMesh),
    externalCapabilities: plan.externalCapabilities,
  };
  if (endpoint !== undefined) {
    return MeshRegistry.fromEndpoint(chart, id, { ...options, host: endpoint.replace('N', String(number)) });
  }
  const database = databaseOf(plan.database, clusterDomain);
  return new MeshRegistry(chart, id, { ...options, headless, serviceName, replicas, labels, env, database });
}

function agent(chart: Chart, id: string, plan: AgentPlan, of: IMeshRegistry): MeshAgentBase {
  const { chart: _, registry: __, headless, storage, storagePath, env, wait, ndots, ...more } = plan;
  const { capabilities, dependencies, llm, ingress = [], egress = [], ...rest } = more;
  const props = {
    ...rest,
    capabilities: capabilities?.map((each) => (typeof each === 'string' ? each : MeshCapability.of(each.name, each))),
    dependencies: dependencies?.map((each) => (typeof each === 'string' ? each : MeshRequirement.of(each.name, each))),
    registry: of,
    image: 'registry.example.com/agent:1.0.0',
    env: values(env),
    waitForRegistry: wait && WaitForRegistry[wait](),
    dnsConfig: ndots === undefined ? undefined : MeshDnsConfig.guide(ndots),
  };
  const made = headless
    ? new HeadlessMeshAgent(chart, id, { ...props, storagePath, storage: storageOf(storage) })
    : new MeshAgent(chart, id, props);
  if (llm) {
    made.addLlm(llm);
  }
  const app = chart.node.root as App;
  ingress.forEach((each) => made.allowIngress(peer(app, each)));
  egress.forEach((each) => made.allowEgress(peer(app, each)));
  return made;
}

/** Without a namespace a pod has no whole name, and asking for one is an error. */
function podHostsOf(plan: AgentPlan, made: MeshAgentBase): [string, string][] {
  return made instanceof HeadlessMeshAgent && made.namespace !== undefined
    ? Array.from({ length: plan.replicas ?? 1 }, (_, i) => [made.podHost(i), `${made.serviceName}-${i}`])
    : [];
}

function storageOf(mebibytes?: number): MeshStorage | undefined {
  return mebibytes === undefined
    ? undefined
    : mebibytes < 0
      ? MeshStorage.ephemeral()
      : MeshStorage.claim(Size.mebibytes(mebibytes));
}

function meshOf(name?: RegistryPlan['serviceMesh']): ServiceMesh | undefined {
  return name === 'sidecar'
    ? ServiceMesh.istio()
    : name === 'native'
      ? ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR })
      : undefined;
}

function databaseOf(
  name?: RegistryPlan['database'],
  clusterDomain: string = 'cluster.local',
): RegistryDatabase | undefined {
  const inside = name === 'postgres';
  switch (name) {
    case 'claim':
      return RegistryDatabase.sqlite(MeshStorage.claim(Size.gibibytes(1)));
    case 'postgres':
    case 'postgres at an address':
      return RegistryDatabase.postgres({
        host: inside ? `db.data.svc.${clusterDomain}` : '203.0.113.9',
        user: 'mesh',
        // A key of a Secret that is looked up by the model; its name is all that the library reads.
        password: { secret: { name: 'db' }, key: 'password' } as any,
        peer: inside ? MeshPeer.namespace('data').peer : undefined,
      });
    default:
      return undefined;
  }
}

function values(env?: { [name: string]: string }): { [name: string]: EnvValue } | undefined {
  return env && Object.fromEntries(Object.entries(env).map(([name, value]) => [name, EnvValue.fromValue(value)]));
}
