import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { endOf } from './declared-agents';
import { Backend, backendsOf, ENTRANCE_KINDS } from './entrance-services';
import { Member } from './registry-members';
import { IMeshRegistry } from './registry-options';
import { describe, Problem, show } from '../base/problem';
import { Edges } from '../edges/edges';
import { keysCovering, keyOf, OutsidePeer, Subject } from '../edges/end';
import { headlessName, NAMESPACE_NAME_LABEL } from '../kubernetes/naming';
import { hostsIn, ServiceName, servicesMeantBy } from '../kubernetes/service-hosts';
import { Synthesis } from '../synthesis/synthesis';

/** Policies that close a mesh. */
export interface Closing {
  /** The construct that makes them. */
  readonly policy: IConstruct;
  /** What they open. */
  readonly edges: () => Edges;
  /** Whether they keep agents from Services outside of the mesh. */
  readonly closesOutside: boolean;
  /** How a user admits the pods of a controller or gateway. */
  readonly admitController: string;
}

/**
 * Connections that something else in the app asks for, and that the policies of a mesh close: an address in an agent's variables,
 * and an Ingress or a route in front of an agent. Nobody would be told: such a call times out.
 */
export class ClosedConnections {
  constructor(
    private readonly registry: IMeshRegistry,
    private readonly closing: Closing,
  ) {}

  /** A problem for each connection. */
  public get problems(): string[] {
    const objects = new AppObjects(this.closing.policy, this.registry.clusterDomain);
    const agents = this.agents;
    return [
      ...agents.flatMap((agent) => this.closedAddresses(agent, objects)),
      ...agents.flatMap((agent) => this.closedProviders(agent)),
      ...objects.entrances.flatMap((entrance) => this.closedEntrances(entrance, agents)),
    ].map(describe);
  }

  private get agents(): Member[] {
    const { _members: members } = this.registry;
    return members.namespaces.flatMap((namespace) => members.in(namespace));
  }

  /** Capabilities of agents outside of the app, if nobody said where those agents are. */
  private closedProviders(agent: Member): Problem[] {
    const { anyAgent, externalProviders = [] } = this.closing.edges().ends.mesh;
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
        rule: `${this.closing.policy.node.path} lets agents call what they declare, and where those providers are is not known`,
        fix: 'Say it beside strict: externalProviders: [MeshPeer.namespace("other", [8080])]',
      }));
  }

  private closedAddresses(agent: Member, objects: AppObjects): Problem[] {
    return agent._variables.flatMap(({ name, value }) =>
      hostsIn(name, value).flatMap((host): Problem[] => {
        const service = this.serviceAt(host, agent.namespace, objects);
        const problem = service && this.closedTo(agent, service);
        return problem
          ? [{ given: `env ${show(name)} of agent ${agent.node.path}, with the address ${show(host)}`, ...problem }]
          : [];
      }),
    );
  }

  /** The Service of the app that a host means, if there is one. */
  private serviceAt(host: string, seenFrom: string | undefined, objects: AppObjects): ServiceOfApp | undefined {
    const meant = servicesMeantBy(host, this.registry.clusterDomain);
    const found = meant.map((name) => objects.service({ ...name, namespace: name.namespace ?? seenFrom }));
    return found.find((service) => service !== undefined);
  }

  private closedTo(agent: Member, service: ServiceOfApp): Omit<Problem, 'given'> | undefined {
    const { own } = this.registry._members.facts;
    const isAt = ({ serviceName, namespace }: { serviceName: string; namespace?: string }) =>
      namespace === service.namespace && [serviceName, headlessName(serviceName)].includes(service.name);
    if (own && isAt(own)) {
      return undefined; // every agent may call its registry
    }
    const callee = this.agents.find(isAt);
    if (callee) {
      return this.opens(agent, endOf(callee))
        ? undefined
        : {
            rule: `${this.closing.policy.node.path} lets agents call what they declare, and this one declares no call of ${callee.node.path}`,
            fix: 'Declare it: agent.calls(other), or addRequirement with a capability of the other agent',
          };
    }
    return !this.closing.closesOutside || this.opensOutside(agent, service)
      ? undefined
      : {
          rule: `${this.closing.policy.node.path} closes the way to Service ${service.path}, which no agent has`,
          fix: 'Open it: agent.allowEgress(MeshPeer.of(peer, ports)) with the pods behind that Service, such as MeshPeer.pods(namespace, labels, ports)',
        };
  }

  private opens(agent: Member, callee: Subject): boolean {
    const covering = new Set(keysCovering(callee));
    return this.closing
      .edges()
      .from(endOf(agent))
      .some(({ to }) => covering.has(keyOf(to)));
  }

  /** Whether the agent may call the pods of a Service that is of no agent. Of ranges of addresses that cannot be known. */
  private opensOutside(agent: Member, service: ServiceOfApp): boolean {
    const { selector } = service;
    return (
      selector === undefined ||
      this.closing
        .edges()
        .from(endOf(agent))
        .some(
          ({ why, to }) =>
            why === 'outside' &&
            to.kind === 'outside' &&
            to.peers.some((peer) => mayBe(peer, service, agent.namespace)),
        )
    );
  }

  private closedEntrances({ object, backends, namespace }: Entrance, agents: Member[]): Problem[] {
    return backends.flatMap((backend): Problem[] => {
      const agent = agents.find(
        (each) => each.serviceName === backend.name && each.namespace === (backend.namespace ?? namespace),
      );
      const isOpen =
        agent === undefined ||
        this.closing
          .edges()
          .to(endOf(agent))
          .some(({ why }) => why === 'entrance');
      return isOpen
        ? []
        : [
            {
              given: `${object.kind} ${object.node.path}, which sends requests to agent ${agent.node.path}`,
              rule: `${this.closing.policy.node.path} closes the agent to everybody outside of the mesh, so each request would time out at the controller`,
              fix: this.closing.admitController,
            },
          ];
    });
  }
}

/** A Service of the app. */
interface ServiceOfApp {
  readonly name: string;
  readonly namespace?: string;
  /** Of its construct. */
  readonly path: string;
  /** The labels that it selects by; nothing if it selects no pods. */
  readonly selector?: { [key: string]: string };
}

interface Entrance {
  readonly object: ApiObject;
  readonly namespace?: string;
  readonly backends: Backend[];
}

/** What an app makes, as far as addresses lead to it. Objects are rendered when they are asked for. */
class AppObjects {
  private readonly services = new Map<string, ApiObject>();
  private readonly others: ApiObject[] = [];

  constructor(
    private readonly scope: IConstruct,
    private readonly clusterDomain: string,
  ) {
    for (const construct of scope.node.root.node.findAll()) {
      if (!ApiObject.isApiObject(construct)) {
        continue;
      }
      if (construct.kind === 'Service') {
        this.services.set(`${construct.metadata.namespace ?? ''}/${construct.name}`, construct);
      } else if (ENTRANCE_KINDS.includes(construct.kind)) {
        this.others.push(construct);
      }
    }
  }

  public service({ name, namespace }: ServiceName): ServiceOfApp | undefined {
    const object = this.services.get(`${namespace ?? ''}/${name}`);
    if (!object) {
      return undefined;
    }
    const { selector = {} } = Synthesis.of(this.scope).render(object).spec ?? {};
    return {
      name,
      namespace,
      path: object.node.path,
      selector: Object.keys(selector).length > 0 ? selector : undefined,
    };
  }

  public get entrances(): Entrance[] {
    return this.others.map((object) => ({
      object,
      namespace: object.metadata.namespace,
      backends: backendsOf(Synthesis.of(this.scope).render(object), this.clusterDomain),
    }));
  }
}

/** Whether a peer of a policy in a namespace may be the pods of a Service: what it demands is what the Service selects by. */
function mayBe(
  { ipBlock, podSelector, namespaceSelector }: OutsidePeer,
  { namespace, selector = {} }: ServiceOfApp,
  seenFrom: string | undefined,
): boolean {
  if (ipBlock) {
    return true;
  }
  const demands = Object.entries(podSelector?.matchLabels ?? {});
  const isOfNamespace =
    namespaceSelector === undefined
      ? namespace === seenFrom
      : namespace === undefined ||
        !isNamed(namespaceSelector.matchLabels) ||
        isNamed(namespaceSelector.matchLabels, namespace);
  return isOfNamespace && demands.every(([key, value]) => selector[key] === undefined || selector[key] === value);
}

/** Whether labels name a namespace; this one, if it is given. */
function isNamed(labels: { [key: string]: string } = {}, namespace?: string): boolean {
  const name = labels[NAMESPACE_NAME_LABEL];
  return name !== undefined && (namespace === undefined || name === namespace);
}
