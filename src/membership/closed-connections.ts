import { IConstruct } from 'constructs';
import { AppObjects, Entrance, PodsOfApp, ServiceOfApp } from './app-objects';
import { endOf } from './declared-agents';
import { entranceOf } from './entrance-services';
import { mayBe } from './possible-peers';
import { Dashboard, listens, Member, OwnRegistry } from './registry-members';
import { IMeshRegistry } from './registry-options';
import { describe, Problem, show } from '../base/problem';
import { HTTP_PORT_NAME, HTTPS_PORT_NAME } from '../contract/contract';
import { Edges } from '../edges/edges';
import { End, keysCovering, keyOf, RegistryEnd, Subject } from '../edges/end';
import { toolsOfExternalLlms } from '../edges/kinds/llm-tools';
import { COMPONENT_LABEL } from '../kubernetes/naming';
import { servicesMeantBy } from '../kubernetes/service-hosts';

/** Policies that close a mesh. */
export interface Closing {
  /** The construct that makes them. */
  readonly policy: IConstruct;
  /** What they open. */
  readonly edges: () => Edges;
  /** Whether they keep agents from Services outside of the mesh. */
  readonly closesOutside: boolean;
  /** How a user admits the pods of a controller or gateway to an agent. */
  readonly admitController: string;
  /** The same on a `MeshIngress` or a `MeshHttpRoute`. */
  readonly admitInFront: string;
  /** How a user admits other pods of the app to an agent, to the registry, and to a dashboard. */
  readonly admitPods: { readonly toAgent: string; readonly toRegistry: string; readonly toDashboard: string };
  /** How a user admits somebody to a further port, if policies know ports of pods. */
  readonly admitToPort?: string;
}

/** A workload of the mesh behind a Service, and the end that edges lead to. */
interface Callee {
  readonly workload: Member | OwnRegistry | Dashboard;
  readonly end: Subject;
  /** Such as `agent mesh/weather`. */
  readonly text: string;
}

/**
 * Connections that something else in the app asks for, and that the policies of a mesh close: an address that a pod is told, an
 * Ingress or a route in front of the mesh, replicas that nobody declared. Nobody would be told: such a call times out.
 */
export class ClosedConnections {
  constructor(
    private readonly registry: IMeshRegistry,
    private readonly closing: Closing,
  ) {}

  /** A problem for each connection. */
  public get problems(): string[] {
    const search = new Search(this.registry, this.closing);
    return search.problems.map(describe);
  }
}

/** One look at the app as it is. */
class Search {
  private readonly objects: AppObjects;
  private readonly edges: Edges;
  /** The pods of each agent, and the registry's. */
  private readonly pods: Map<Member | OwnRegistry | Dashboard, PodsOfApp>;
  private readonly agents: Member[];

  constructor(
    private readonly registry: IMeshRegistry,
    private readonly closing: Closing,
  ) {
    const { _members: members, clusterDomain } = registry;
    const { own } = members.facts;
    this.objects = new AppObjects(closing.policy, clusterDomain);
    this.edges = closing.edges();
    this.agents = members.namespaces.flatMap((namespace) => members.in(namespace));
    this.pods = new Map(
      [...this.agents, ...(own ? [own] : []), ...members.dashboards].map((each) => [
        each,
        this.objects.pods(each.workload),
      ]),
    );
  }

  public get problems(): Problem[] {
    return [
      ...this.agents.flatMap((agent) => this.closedAddresses(agent)),
      ...this.agents.flatMap((agent) => this.closedProviders(agent)),
      ...this.closedTools,
      ...this.agents.flatMap((agent) => this.closedReplicas(agent)),
      ...this.closedPorts,
      ...this.objects.entrances.flatMap((entrance) => this.closedEntrances(entrance)),
      ...this.objects
        .otherPods(new Set([...this.pods.keys()].map(({ workload }) => workload)))
        .flatMap((pods) => this.closedClients(pods)),
    ];
  }

  /** Capabilities of agents outside of the app, if nobody said where those agents are. */
  private closedProviders(agent: Member): Problem[] {
    const { anyAgent, externalProviders = [] } = this.edges.ends.mesh;
    const { facts, declared } = this.registry._members;
    if (!this.closing.closesOutside || anyAgent || externalProviders.length > 0) {
      return [];
    }
    return agent._declarations.requirements
      .filter(
        (wanted) =>
          facts.externalCapabilities.includes(wanted.name) && declared.capabilities.providersOf(wanted).length === 0,
      )
      .map(({ name }) => ({
        given: `dependency ${show(name)} of agent ${agent.node.path}, which agents outside of this app provide (externalCapabilities)`,
        rule: `${this.policy} lets agents call what they declare, and the location of those providers is not known`,
        fix: 'Set it together with strict: externalProviders: [MeshPeer.namespace("other", [8080])]',
      }));
  }

  /** Tools that an LLM outside of the app calls. Policies that close the way out have refused the LLM itself, or know where it is. */
  private get closedTools(): Problem[] {
    const { externalCapabilities } = this.registry._members.facts;
    return toolsOfExternalLlms(this.edges.ends, this.closing.closesOutside ? [] : externalCapabilities)
      .map((tool) => this.edges.ends.agent(tool))
      .map((end) => ({ end, workload: this.registry._members.declared.at(end) }))
      .filter(({ end, workload }) => !this.isEntered({ end, workload }, workload.port))
      .map(({ workload }) => ({
        given: `agent ${workload.node.path}, which has tools for an LLM outside of this app (externalCapabilities)`,
        rule: `since MCP Mesh 1.0 the LLM's pod calls the tools, and ${this.policy} closes them to everybody outside of the mesh`,
        fix: this.closing.admitPods.toAgent,
      }));
  }

  /** Further ports that nobody may connect to. */
  private get closedPorts(): Problem[] {
    const { own } = this.registry._members.facts;
    const { admitToPort } = this.closing;
    const ends = [
      ...this.agents.map((agent) => ({ workload: agent as Member | OwnRegistry, end: endOf(agent) as Subject })),
      ...(own ? [{ workload: own, end: this.registryEnd as Subject }] : []),
    ];
    return admitToPort === undefined
      ? []
      : ends.flatMap(({ workload, end }) =>
          workload._extraPorts
            .filter(
              ({ _port }) => !this.edges.to(end).some(({ ports = [] }) => ports.some(({ port }) => port === _port)),
            )
            .map(({ _name, _port }) => ({
              given: `port ${show(_name)} ${_port} of ${workload.node.path}`,
              rule: `${this.policy} closes it to everybody, so each connection would time out`,
              fix: admitToPort,
            })),
        );
  }

  private closedAddresses(agent: Member): Problem[] {
    const { addresses } = this.pods.get(agent)!;
    // Every agent may call its registry, whoever runs it.
    const registryHost = this.registry._members.facts.addressFrom(agent, agent.namespace).host;
    return addresses.flatMap(({ where, host }): Problem[] => {
      const service = host === registryHost ? undefined : this.serviceAt(host, agent.namespace);
      const problem = service && this.closedTo(agent, service);
      return problem
        ? [{ given: `${where} of agent ${agent.node.path}, with the address ${show(host)}`, ...problem }]
        : [];
    });
  }

  /** The Service of the app that a host means, if there is one. */
  private serviceAt(host: string, seenFrom: string | undefined): ServiceOfApp | undefined {
    const meant = servicesMeantBy(host, this.registry.clusterDomain);
    const found = meant.map((name) => this.objects.service({ ...name, namespace: name.namespace ?? seenFrom }));
    return found.find((service) => service !== undefined);
  }

  private closedTo(agent: Member, service: ServiceOfApp): Omit<Problem, 'given'> | undefined {
    const callees = this.behind(service);
    if (callees.length > 0) {
      const closed = callees.find(({ end }) => end.kind !== 'registry' && !this.opens(agent, end));
      return (
        closed && {
          rule: `${this.policy} lets agents call what they declare, and this one declares no call of ${closed.workload.node.path}`,
          fix: 'Declare it: agent.calls(other), or addRequirement with a capability of the other agent',
        }
      );
    }
    return !this.closing.closesOutside || this.opensOutside(agent, service)
      ? undefined
      : {
          rule: `${this.policy} closes the way to Service ${service.path}, which no agent has`,
          fix: 'Open it: agent.allowEgress(MeshPeer.of(peer, ports)) with the pods behind that Service, such as MeshPeer.pods(namespace, labels, ports)',
        };
  }

  /** The workloads of this mesh that a Service selects, whoever made the Service. */
  private behind({ selector, namespace }: ServiceOfApp): Callee[] {
    if (!selector) {
      return [];
    }
    const wanted = Object.entries(selector);
    const { own } = this.registry._members.facts;
    return [...this.pods]
      .filter(([, pods]) => pods.namespace === namespace && wanted.every(([key, value]) => pods.labels[key] === value))
      .map(([workload]) => {
        const { path } = workload.node;
        if (workload === own) {
          return { workload, end: this.registryEnd, text: `registry ${path}` };
        }
        const isDashboard = this.registry._members.dashboards.includes(workload as Dashboard);
        const end = endOf(workload as Member);
        return isDashboard
          ? { workload, end: { ...end, kind: 'dashboard' as const }, text: `dashboard ${path}` }
          : { workload, end, text: `agent ${path}` };
      });
  }

  private get registryEnd(): RegistryEnd {
    return this.edges.ends.mesh.registry;
  }

  private get policy(): string {
    return this.closing.policy.node.path;
  }

  private opens(agent: Member, callee: Subject): boolean {
    const covering = new Set(keysCovering(callee));
    return this.edges.from(endOf(agent)).some(({ to }) => covering.has(keyOf(to)));
  }

  /** Whether the agent may call the pods of a Service that is of no agent. Of ranges of addresses that cannot be known. */
  private opensOutside(agent: Member, { selector, namespace }: ServiceOfApp): boolean {
    const pods = { namespace, labels: selector ?? {}, areAllLabels: false };
    return (
      selector === undefined ||
      this.edges
        .from(endOf(agent))
        .some(
          ({ why, to }) =>
            ((why === 'outside' && to.kind === 'outside') || to.kind === 'server') &&
            (to.peers ?? []).some((peer) => mayBe(peer, pods, agent.namespace)),
        )
    );
  }

  /** Replicas that somebody else asks for, such as an autoscaler that is no construct of cdk8s-plus, or a patch. */
  private closedReplicas(agent: Member): Problem[] {
    const scaler = this.objects.scaler(agent.workload);
    return scaler === undefined ||
      scaler.most < 2 ||
      agent._declarations.connectReplicas === false ||
      !listens(agent) ||
      this.opens(agent, endOf(agent))
      ? []
      : [
          {
            given: `${scaler.object.kind} ${scaler.object.node.path}, which gives agent ${agent.node.path} up to ${scaler.most} replicas`,
            rule: `${this.policy} closes replicas to each other unless the agent says that there may be several, and Python's runtime forwards a session to the replica that holds it`,
            fix: 'Say it on the agent: connectReplicas: true, or false if its replicas need not call each other',
          },
        ];
  }

  private closedEntrances({ object, backends, namespace }: Entrance): Problem[] {
    const callees = backends.flatMap((backend) => {
      const service = this.objects.service({ ...backend, namespace: backend.namespace ?? namespace });
      return service ? this.behind(service).filter((callee) => !this.isEntered(callee, backend.port)) : [];
    });
    return [...new Map(callees.map((callee) => [callee.workload, callee])).values()].map(({ end, text }) => ({
      given: `${object.kind} ${object.node.path}, which sends requests to ${text}`,
      rule: `${this.policy} closes the ${end.kind} to everybody outside of the mesh, so each request would time out at the controller`,
      fix: entranceOf(object)
        ? `${this.closing.admitInFront}, on ${entranceOf(object)!.node.path}`
        : end.kind === 'registry'
          ? 'Lead to an agent instead: the registry has no authentication, and its API can remove agents. If you mean it, registryIngressFrom lets the controller in'
          : end.kind === 'dashboard'
            ? this.closing.admitPods.toDashboard
            : this.closing.admitController,
    }));
  }

  /** Whether somebody outside of the mesh may call a port of a workload, by its number or its name on the Service: a further port is not its own. */
  private isEntered({ workload, end }: Omit<Callee, 'text'>, asked: unknown): boolean {
    const { _extraPorts = [] } = workload as Partial<Member>;
    const further = _extraPorts.find(({ _name, _port }) => asked === _name || asked === _port)?._port;
    const isOwn = asked === workload.port || asked === HTTP_PORT_NAME || asked === HTTPS_PORT_NAME;
    const port = further ?? (isOwn ? workload.port : undefined);
    return this.edges
      .to(end)
      .some(
        ({ why, ports }) =>
          why === 'entrance' &&
          (port === undefined || (ports ? ports.some((each) => each.port === port) : further === undefined)),
      );
  }

  /** Pods that are not of the mesh, and are told where somebody of the mesh is. */
  private closedClients(pods: PodsOfApp): Problem[] {
    return pods.addresses.flatMap(({ where, host }): Problem[] => {
      const service = this.serviceAt(host, pods.namespace);
      const closed = service && this.behind(service).find(({ end }) => !this.admits(end, pods));
      return closed
        ? [
            {
              given: `${where} of ${pods.object.kind} ${pods.object.node.path}, with the address ${show(host)}`,
              rule: `${this.policy} closes ${closed.text} to everybody outside of the mesh`,
              fix: this.admitTo(closed.end),
            },
          ]
        : [];
    });
  }

  private admitTo({ kind }: Subject): string {
    const { toAgent, toRegistry, toDashboard } = this.closing.admitPods;
    return kind === 'registry' ? toRegistry : kind === 'dashboard' ? toDashboard : toAgent;
  }

  /** Whether pods that are not of the mesh may call a workload of it. */
  private admits(end: Subject, pods: PodsOfApp): boolean {
    return this.edges.to(end).some(({ from }) => this.isOneOf(pods, from, end.namespace));
  }

  private isOneOf(pods: PodsOfApp, end: End, seenFrom: string | undefined): boolean {
    const { namespace, labels, account } = pods;
    switch (end.kind) {
      case 'outside':
        return end.peers.some((peer) => mayBe(peer, { namespace, labels, areAllLabels: true }, seenFrom));
      case 'account':
        return end.namespace === namespace && end.account === account;
      case 'agents':
        // The guide's policies know agents by their component alone: those of another hand are agents too.
        return end.namespace === namespace && !end.byName && labels[COMPONENT_LABEL] === 'agent';
      default:
        return false;
    }
  }
}
