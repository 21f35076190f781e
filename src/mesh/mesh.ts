import { AgentsCode } from './agents-code';
import { calleesOf, connectsReplicas, llmsOf } from './call-annotations';
import { annotatedCapabilities } from './capability-annotations';
import { AgentCall, MeshEdges } from './mesh-edges';
import { cacheOf, tracingOf } from './redis-servers';
import { KubernetesObject } from '../api/kubernetes-object';
import { Container } from '../api/pod-spec';
import { append } from '../base/append';
import { Cluster, ClusterOptions } from '../cluster/cluster';
import { runningContainers } from '../cluster/container-ports';
import { dataReference, findData, hasVariableKey } from '../cluster/data-objects';
import { destinations, Host, resolve, resolverOf } from '../cluster/dns';
import { Environment, ownVariables } from '../cluster/environment';
import { Pod } from '../cluster/pods';
import { Replicas } from '../cluster/replicas';
import { Endpoint } from '../cluster/services';
import {
  Capability,
  CAPABILITIES_ANNOTATION,
  DEPENDENCIES_ANNOTATION,
  EXTERNAL_CAPABILITIES_ANNOTATION,
  Requirement,
} from '../contract/capabilities';
import { Variable, ConfigKey } from '../contract/contract';
import { CONSUMER_ANNOTATION } from '../contract/runtimes';
import { Edge } from '../edges/edge';
import { AgentDeclaration } from '../edges/mesh-declaration';
import { withoutBrackets } from '../kubernetes/host';
import { COMPONENT_LABEL } from '../kubernetes/naming';
import { SourceRecord } from '../source/source-json';

/** A pod of the mesh: an agent or a registry, with what its main container is told. */
export interface MeshPod extends Pod {
  /** The container that is the agent or the registry. */
  readonly main: Container;
  /** Its variables, as far as the manifests tell them. */
  readonly env: Environment;
}

/** Where an agent says that something is, and what is there. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly scheme: string;
  /** What the cluster's DNS has under the host; nothing where these manifests do not make it. */
  readonly found?: Host;
  /** The pods and ports that a connection arrives at. */
  readonly endpoints: Endpoint[];
}

/** One requirement of one agent, and the agents that meet it. */
export interface Dependency {
  readonly wanted: Requirement;
  readonly providers: MeshPod[];
}

/** The only thing that all images of MCP Mesh's registry have in common. */
export const REGISTRY_IMAGE = /(^|\/)(mcpmesh\/registry|mcp-mesh-registry)([:@]|$)/;

const DASHBOARD_VARIABLE_PREFIX = 'MCP_MESH_UI_';
export const DASHBOARD_IMAGE = /(^|\/)mcpmesh\/ui([:@]|$)/;

/** What manifests do not say: what the cluster has beside them, and what the agents' code declares. */
export interface MeshOptions extends Omit<ClusterOptions, 'pods'> {
  /** What was read of agents' code. Without it, rules that compare it with the manifests find nothing. */
  readonly sources?: readonly SourceRecord[];
}

/**
 * What manifests say of a mesh: who is an agent, who a registry, and who needs whom. Each workload is seen as one pod.
 */
export class Mesh {
  public readonly cluster: Cluster;
  public readonly agents: MeshPod[];
  public readonly registries: MeshPod[];
  public readonly dashboards: MeshPod[];
  private readonly replicas: Replicas;
  private readonly members = new Map<string, MeshPod[]>();
  private readonly meshEdges = new Map<string, MeshEdges>();
  private agentsCode?: AgentsCode;
  private readonly places = new Map<Pod, Map<string, Place | undefined>>();

  constructor(
    public readonly objects: KubernetesObject[],
    private readonly options: MeshOptions = {},
  ) {
    this.cluster = new Cluster(objects, { ...options, pods: 'one' });
    this.replicas = new Replicas(this.cluster);
    const lasting = this.cluster.pods.filter(({ owner }) => owner.kind !== 'Job' && owner.kind !== 'CronJob');
    this.registries = lasting.flatMap((pod) => this.meshPod(pod, isRegistry));
    this.agents = lasting.flatMap((pod) => this.agent(pod));
    const known = new Set<Pod>([...this.registries, ...this.agents]);
    this.dashboards = lasting
      .filter((pod) => !known.has(pod))
      .flatMap((pod) => this.meshPod(pod, (_, container) => isDashboard(container)));
    for (const agent of this.agents) {
      append(this.members, this.registryKey(agent), agent);
    }
  }

  /** The agents' code beside their manifests, if it was given. */
  public get code(): AgentsCode {
    return (this.agentsCode ??= new AgentsCode(this.agents, this.options.sources ?? []));
  }

  /** The same cluster with other objects on it. */
  public withObjects(objects: KubernetesObject[]): Mesh {
    return new Mesh(objects, this.options);
  }

  /** Where an agent's variables say that its registry is; nothing where they say nothing that can be read. */
  public registryOf(agent: MeshPod): Place | undefined {
    return this.place(agent, agent.env[ConfigKey.REGISTRY_URL]);
  }

  /**
   * Where an agent tells others that it can be called; nothing where it tells the pod's own address. Its port is the one that it
   * listens on: without a variable, the only one of its container.
   */
  public advertised(agent: MeshPod): Place | undefined {
    const { [Variable.HTTP_HOST]: host, [Variable.HTTP_PORT]: told } = agent.env;
    const { ports = [] } = agent.main;
    const port = told || (ports.length === 1 ? ports[0].containerPort : undefined);
    // Port 0 is any that is free.
    return host && port && !/^0+$/.test(String(port)) ? this.place(agent, `http://${host}:${port}`) : undefined;
  }

  /** The port that an agent listens on: what it is told, or what its container opens. */
  public portOf(agent: MeshPod): number | undefined {
    const told = Number(agent.env[Variable.HTTP_PORT]);
    return Number.isInteger(told) && told > 0 ? told : agent.main.ports?.[0]?.containerPort;
  }

  /** What an agent offers, as it is recorded on its workload. */
  public capabilitiesOf(agent: MeshPod): Capability[] {
    return annotatedCapabilities(recordOf(agent), CAPABILITIES_ANNOTATION);
  }

  /** What an agent asks of others, as it is recorded on its workload, with those that provide it. */
  public dependenciesOf(agent: MeshPod): Dependency[] {
    const edges = this.edgesOf(agent);
    return requirementsOf(agent).map((wanted) => ({ wanted, providers: edges.providersOf(wanted) }));
  }

  /** The agents that one agent calls, and why. */
  public callsOf(agent: MeshPod): AgentCall[] {
    return this.edgesOf(agent).callsOf(agent);
  }

  /** The edges from one agent to servers beyond the mesh: the Redis that its code uses, and the one that takes its spans. */
  public serversOf(agent: MeshPod): Edge[] {
    return this.edgesOf(agent).serversOf(agent);
  }

  /** The edges between an agent and those that share its registry. */
  public edgesOf(agent: MeshPod): MeshEdges {
    const key = this.registryKey(agent);
    const known = this.meshEdges.get(key);
    if (known) {
      return known;
    }
    const edges = new MeshEdges(this.peersOf(agent).map((pod) => ({ pod, declaration: this.declarationOf(pod) })));
    this.meshEdges.set(key, edges);
    return edges;
  }

  /** The agents that use the same registry as one of them, itself among them. */
  public peersOf(agent: MeshPod): MeshPod[] {
    return this.members.get(this.registryKey(agent)) ?? [agent];
  }

  /** Capabilities that are provided outside of these manifests, as the agents' ConfigMap records them. */
  public externalCapabilities({ main, namespace }: MeshPod): string[] {
    const { envFrom = [], env = [] } = main;
    const maps = [
      ...envFrom.map(({ configMapRef }) => configMapRef?.name),
      ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
    ];
    return [...new Set(maps)].flatMap((name) => {
      const map = this.cluster.find('ConfigMap', namespace, name);
      return map === undefined
        ? []
        : annotatedCapabilities(map, EXTERNAL_CAPABILITIES_ANNOTATION).map(({ name: capability }) => capability);
    });
  }

  /** Where a URL leads that a pod was given. */
  public place(pod: Pod, url: string = ''): Place | undefined {
    const known = this.places.get(pod) ?? new Map<string, Place | undefined>();
    this.places.set(pod, known);
    if (!known.has(url)) {
      known.set(url, this.placeOf(pod, url));
    }
    return known.get(url);
  }

  private placeOf(pod: Pod, url: string): Place | undefined {
    let parsed: URL;
    try {
      parsed = new URL(url);
    } catch {
      return undefined;
    }
    const { hostname, protocol } = parsed;
    const host = withoutBrackets(hostname);
    if (host.includes('$')) {
      return undefined; // a variable that nobody expanded
    }
    const port = Number(parsed.port) || (protocol === 'https:' ? 443 : 80);
    const found = resolve(this.cluster, host, resolverOf(pod));
    return { host, port, scheme: protocol.slice(0, -1), found, endpoints: destinations(found, port) };
  }

  /** Two agents are of one mesh where their URLs lead to the same pods, however they spell it, or are spelt alike. */
  private registryKey(agent: MeshPod): string {
    const place = this.registryOf(agent);
    if (place === undefined) {
      return '';
    }
    const [endpoint] = place.endpoints;
    return endpoint ? `${endpoint.pod.namespace}/${endpoint.pod.name}` : `${place.host}:${place.port}`;
  }

  private declarationOf(agent: MeshPod): AgentDeclaration {
    return {
      name: agent.owner.metadata.name,
      namespace: agent.namespace,
      port: isConsumer(agent) ? 0 : (this.portOf(agent) ?? 0),
      isConsumer: isConsumer(agent),
      capabilities: this.capabilitiesOf(agent),
      requirements: requirementsOf(agent),
      llms: llmsOf(recordOf(agent)),
      calls: calleesOf(recordOf(agent)),
      cache: cacheOf(recordOf(agent)),
      tracing: tracingOf(agent.env),
      replicated: this.isReplicated(agent),
    };
  }

  /** Whether there may be a second pod of an agent that sessions are forwarded to. */
  private isReplicated(agent: MeshPod): boolean {
    const { owner } = agent;
    const decided = connectsReplicas(recordOf(agent));
    const { most } = this.replicas.rangeOf(owner) ?? { most: 1 };
    return decided ?? (owner.kind === 'StatefulSet' || most > 1);
  }

  private meshPod(pod: Pod, is: (pod: Pod, container: Container) => boolean): MeshPod[] {
    const main = programsOf(pod).find((container) => is(pod, container));
    // In place, because ends of a connection are compared by identity.
    return main === undefined ? [] : [Object.assign(pod, { main, env: ownVariables(this.cluster, pod, main) })];
  }

  /** The agent that a pod is. Beside a registry in one pod, it is a pod of its own here: both have variables. */
  private agent(pod: Pod): MeshPod[] {
    const { main: registry } = pod as Partial<MeshPod>;
    const containers = programsOf(pod).filter((container) => container !== registry && !isDashboard(container));
    const main =
      containers.find(isAgent) ??
      (registry === undefined
        ? (containers.find((container) => this.importsAgentVariable(pod, container)) ?? recordedMain(pod))
        : undefined);
    if (main === undefined) {
      return [];
    }
    const found = { main, env: ownVariables(this.cluster, pod, main) };
    return [registry === undefined ? Object.assign(pod, found) : { ...pod, ...found }];
  }

  /** Whether a ConfigMap or Secret that a container reads as a whole gives it a variable that only agents are given. */
  private importsAgentVariable({ namespace }: Pod, { envFrom = [] }: Container): boolean {
    return envFrom.some((source) => {
      const { prefix = '' } = source;
      const object = findData(this.cluster, namespace, dataReference(source));
      return (
        object !== undefined &&
        [...AGENT_VARIABLES].some(
          (name) => name.startsWith(prefix) && hasVariableKey(object, name.slice(prefix.length)),
        )
      );
    });
  }
}

/** The containers that may be an agent or a registry: a pod's own first, then its sidecars. */
function programsOf(pod: Pod): Container[] {
  const running = runningContainers(pod).map(({ container }) => container);
  return [...pod.spec.containers, ...running.filter((container) => !pod.spec.containers.includes(container))];
}

/** What an agent asks of others, as it is recorded on its workload. */
function requirementsOf(agent: MeshPod): Requirement[] {
  return annotatedCapabilities(recordOf(agent), DEPENDENCIES_ANNOTATION);
}

/** Whether an agent only calls others, as it is recorded on its workload. */
export function isConsumer(agent: Pod): boolean {
  return recordOf(agent).metadata.annotations?.[CONSUMER_ANNOTATION] === 'true';
}

/** What is recorded of an agent: on its workload, or on its pods where people write annotations of programs. */
function recordOf({ owner, annotations }: Pod): Pick<KubernetesObject, 'metadata'> {
  return { metadata: { ...owner.metadata, annotations: { ...annotations, ...owner.metadata.annotations } } };
}

/**
 * By its image, or by the guide's label: others label registries of images and modules so, with none of the variables
 * or a DATABASE_URL of their own.
 */
function isRegistry({ labels, spec, owner }: Pod, container: Container): boolean {
  const { image = '' } = container;
  if (REGISTRY_IMAGE.test(image)) {
    return true;
  }
  const given = names(container);
  return (
    labels[COMPONENT_LABEL] === 'registry' &&
    container === spec.containers[0] &&
    (given.some((name) => name.startsWith('MCP_MESH_')) ||
      (given.includes(Variable.DATABASE_URL) &&
        [image, owner.metadata.name, ...Object.values(labels)].some((name) => /mcp|mesh/i.test(name))))
  );
}

const AGENT_VARIABLES = new Set<string>([
  Variable.AGENT_NAME,
  Variable.REGISTRY_HOST,
  Variable.HTTP_HOST,
  Variable.HTTP_PORT,
  ConfigKey.REGISTRY_URL,
]);

/** By a variable that only agents are given. The dashboard reads the registry's URL too, and is none. */
function isAgent(container: Container): boolean {
  return names(container).some((name) => AGENT_VARIABLES.has(name));
}

/** By its image, or, of a copy of the image, by a variable that only dashboards read. */
function isDashboard(container: Container): boolean {
  return (
    DASHBOARD_IMAGE.test(container.image ?? '') ||
    names(container).some((name) => name.startsWith(DASHBOARD_VARIABLE_PREFIX))
  );
}

/** Of a pod that is recorded as an agent, and in which no container has such a variable, the first. */
function recordedMain(pod: Pod): Container | undefined {
  const { annotations } = recordOf(pod).metadata;
  return [CAPABILITIES_ANNOTATION, DEPENDENCIES_ANNOTATION].some((key) => annotations?.[key] !== undefined)
    ? pod.spec.containers[0]
    : undefined;
}

function names({ env = [] }: Container): string[] {
  return env.flatMap(({ name }) => name ?? []);
}
