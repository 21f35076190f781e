import { App, Chart, Size, Testing } from 'cdk8s';
import { EnvValue } from 'cdk8s-plus-28';
import { Manifest } from './manifests';
import {
  HeadlessMeshAgent,
  IMeshRegistry,
  IstioDataPlane,
  MeshAgent,
  MeshDnsConfig,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
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
  readonly capabilities?: string[];
  readonly dependencies?: string[];
  readonly wait?: 'tcp' | 'http' | 'none';
  readonly ndots?: number;
}

/** What a plan became. */
export interface BuiltMesh {
  readonly app: App;
  /** Hosts of all pods of headless agents that a host can be asked for, and the pods' names. */
  readonly podHosts: [string, string][];
}

export function build(plan: MeshPlan): BuiltMesh {
  const app = Testing.app();
  const charts = plan.charts.map((namespace, i) => new Chart(app, `chart-${i}`, { namespace }));
  const chartOf = ({ chart }: { chart: number }) => charts[chart % charts.length];
  const registries = plan.registries.map((each, i) => registry(chartOf(each), i, each, plan.clusterDomain));
  const policies = () =>
    registries.forEach(
      (each, i) => new MeshNetworkPolicy(chartOf(plan.registries[i]), `policy-${i}`, { registry: each }),
    );
  if (plan.policiesFirst) {
    policies();
  }
  const podHosts = plan.agents.flatMap((each, i) =>
    agent(chartOf(each), `agent-${i}`, each, registries[each.registry % registries.length]),
  );
  if (!plan.policiesFirst) {
    policies();
  }
  return { app, podHosts };
}

/** Objects that a plan supposes on the cluster: the endpoint's host is outside, the database is not. */
export const OTHERS: Manifest[] = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'db', namespace: 'data', labels: { app: 'db' } },
    spec: { containers: [{ name: 'db', ports: [{ containerPort: 5432 }] }] },
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
  };
  if (endpoint !== undefined) {
    return MeshRegistry.fromEndpoint(chart, id, { ...options, host: endpoint.replace('N', String(number)) });
  }
  const database = databaseOf(plan.database, clusterDomain);
  return new MeshRegistry(chart, id, { ...options, headless, serviceName, replicas, labels, env, database });
}

function agent(chart: Chart, id: string, plan: AgentPlan, of: IMeshRegistry): [string, string][] {
  const { chart: _, registry: __, headless, storage, storagePath, env, wait, ndots, ...rest } = plan;
  const props = {
    ...rest,
    registry: of,
    image: 'registry.example.com/agent:1.0.0',
    env: values(env),
    waitForRegistry: wait && WaitForRegistry[wait](),
    dnsConfig: ndots === undefined ? undefined : MeshDnsConfig.guide(ndots),
  };
  if (!headless) {
    new MeshAgent(chart, id, props);
    return [];
  }
  const made = new HeadlessMeshAgent(chart, id, { ...props, storagePath, storage: storageOf(storage) });
  // Without a namespace a pod has no whole name, and asking for one is an error.
  return made.namespace === undefined
    ? []
    : Array.from({ length: plan.replicas ?? 1 }, (___, i) => [made.podHost(i), `${made.serviceName}-${i}`]);
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
