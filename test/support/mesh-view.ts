import { Manifest } from './manifests';
import { Cluster } from '../../src/cluster/cluster';
import { destinations, Host, resolve, Resolver } from '../../src/cluster/dns';
import { Environment, environment } from '../../src/cluster/environment';
import { Pod } from '../../src/cluster/pods';
import { End } from '../../src/cluster/policy-rules';
import { policiesOver } from '../../src/cluster/reachability';
import { Mesh } from '../../src/mesh/mesh';

export const NAME = 'app.kubernetes.io/name';
export const COMPONENT = 'app.kubernetes.io/component';

/** A pod of the mesh with what its main container sees. */
export interface MeshPod extends Pod {
  readonly env: Environment;
  readonly main: Manifest;
}

/** Where a connection arrives: one end, and the port there. */
export interface Arrival {
  readonly end: End;
  readonly port: number;
}

/** Who is on the cluster beside the mesh. */
export interface WorldOptions {
  readonly clusterDomain?: string;
  /** Whether policies open what agents declare, and nothing else between them. */
  readonly strict?: boolean;
  /** More objects: databases, registries that others run, Secrets. */
  readonly others?: Manifest[];
}

/** A mesh on a cluster where others live too: the cluster's DNS, strangers in every namespace, impostors in one of their own. */
export class MeshView {
  public readonly cluster: Cluster;
  public readonly agents: MeshPod[];
  public readonly registries: MeshPod[];
  public readonly strict: boolean;
  private mesh?: Mesh;

  /** @param objects the mesh as it was synthesised */
  constructor(
    public readonly objects: Manifest[],
    options: WorldOptions = {},
  ) {
    const awake = objects.map(atLeastOne);
    this.cluster = new Cluster([...awake, ...(options.others ?? []), ...neighbours(awake)], {
      clusterDomain: options.clusterDomain,
    });
    this.strict = options.strict ?? false;
    this.agents = this.meshPods('agent');
    this.registries = this.meshPods('registry');
  }

  public get pods(): MeshPod[] {
    return [...this.registries, ...this.agents];
  }

  /** The agents that one agent calls, by what is recorded on the workloads: its providers, tools, replicas and addresses. */
  public calledBy(agent: MeshPod): MeshPod[] {
    this.mesh ??= new Mesh(this.objects, { clusterDomain: this.cluster.clusterDomain });
    const isOf = (one: Pod, other: Pod) =>
      one.namespace === other.namespace && one.owner.metadata.name === other.owner.metadata.name;
    const caller = this.mesh.agents.find((each) => isOf(each, agent))!;
    const called = this.mesh.callsOf(caller).map(({ to }) => to);
    return this.agents.filter((each) => each !== agent && called.some((pod) => isOf(pod, each)));
  }

  /** Pods that the mesh has no business with. */
  public get strangers(): Pod[] {
    return this.cluster.pods.filter(({ owner }) => owner.metadata.annotations?.[STRANGER]);
  }

  /** Pods that are under a policy, and so shut to strangers. */
  public isCovered(pod: Pod): boolean {
    return policiesOver(this.cluster, pod, 'Ingress').length > 0;
  }

  public resolve(host: string, resolver: Resolver): Host | undefined {
    return resolve(this.cluster, host, resolver);
  }

  /** Where a pod of the resolver's namespace gets to under a host and port. */
  public arrivals(host: string, port: number, resolver: Resolver): Arrival[] {
    const found = this.resolve(host, resolver);
    return found !== undefined && 'address' in found
      ? [{ end: found.address, port }]
      : destinations(found, port).map(({ pod, port: target }) => ({ end: pod, port: target }));
  }

  private meshPods(component: string): MeshPod[] {
    const makers = new Set(this.objects.map(({ kind, metadata }) => `${kind}/${metadata.namespace}/${metadata.name}`));
    return this.cluster.pods
      .filter(
        ({ labels, owner: { kind, metadata } }) =>
          labels[COMPONENT] === component && makers.has(`${kind}/${metadata.namespace}/${metadata.name}`),
      )
      .map((pod) => {
        const main = pod.spec.containers[0];
        // In place, because ends of a connection are compared by identity.
        return Object.assign(pod, { main, env: environment(this.cluster, pod, main) });
      });
  }
}

/** How pods look names up, of all the ways that their owners may choose. Whole names must survive every one of them. */
export function resolvers(namespace: string): Resolver[] {
  return [1, 5].flatMap((ndots) => (['glibc', 'musl'] as const).map((libc) => ({ namespace, ndots, libc })));
}

export function describeEnd(end: End): string {
  return typeof end === 'string' ? end : `${end.namespace}/${end.name}`;
}

const STRANGER = 'stranger';

/** What is scaled to zero sleeps; what holds of it must hold when it wakes. */
function atLeastOne(object: Manifest): Manifest {
  return object.spec?.replicas === 0 ? { ...object, spec: { ...object.spec, replicas: 1 } } : object;
}

function neighbours(objects: Manifest[]): Manifest[] {
  const workloads = objects.filter(({ spec }) => spec?.template);
  const namespaces = [...new Set<string>(workloads.map(({ metadata }) => metadata.namespace ?? 'default'))];
  return [
    barePod('kube-system', 'coredns', { 'k8s-app': 'kube-dns' }, { stranger: false, port: 53 }),
    barePod('istio-system', 'istiod', { app: 'istiod' }, { stranger: false, port: 15012 }),
    ...namespaces.flatMap((namespace) => [
      barePod(namespace, 'stranger', {}),
      barePod(namespace, 'stranger-with-labels', { app: 'shop', [COMPONENT]: 'database' }),
    ]),
    // Labels do not help in a namespace that is none of the mesh's.
    ...workloads.map(({ metadata, spec }, i) =>
      barePod('elsewhere', `impostor-${i}-of-${metadata.name}`, spec.template.metadata.labels),
    ),
  ];
}

/** A bare pod. */
export function barePod(
  namespace: string,
  name: string,
  labels: Manifest,
  options: { stranger?: boolean; port?: number } = {},
): Manifest {
  const { stranger = true, port = 8080 } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels, annotations: stranger ? { [STRANGER]: 'yes' } : {} },
    spec: {
      containers: [
        { name: 'main', image: 'registry.example.com/pod:1.0.0', ports: [{ name: 'main', containerPort: port }] },
      ],
    },
  };
}
