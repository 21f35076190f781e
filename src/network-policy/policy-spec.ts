import { k8s } from 'cdk8s-plus-28';
import { Edge, Port, tcp } from '../edges/edge';
import { Edges, portsOf } from '../edges/edges';
import { AgentsEnd, End, OutsidePeer, Subject } from '../edges/end';
import { COMPONENT_LABEL, NAME_LABEL, NAMESPACE_NAME_LABEL, selectorLabels } from '../kubernetes/naming';
import { namespaceByName } from '../peers/policy-peers';
import { ServiceMeshImplementation } from '../service-mesh/implementation';
import { ServiceMesh } from '../service-mesh/service-mesh';

/** What decides, beside the edges, how policies are spelled. */
export interface PolicySpecOptions {
  /** What carries the traffic between the pods of the mesh. */
  readonly serviceMesh: ServiceMesh;
  /** The label that holds a namespace's name. */
  readonly namespaceLabel?: string;
}

/** Spells edges as specs of NetworkPolicies. */
export class PolicySpecs {
  private readonly serviceMesh: ServiceMeshImplementation;
  private readonly namespaceLabel: string;

  constructor(
    private readonly edges: Edges,
    { serviceMesh, namespaceLabel }: PolicySpecOptions,
  ) {
    this.serviceMesh = serviceMesh._implementation;
    this.namespaceLabel = namespaceLabel ?? NAMESPACE_NAME_LABEL;
  }

  /** All that a subject may send and receive. */
  public of(subject: Subject): k8s.NetworkPolicySpec {
    return {
      podSelector: podsOf(subject),
      policyTypes: ['Ingress', 'Egress'],
      ingress: this.ingress(subject, this.edges.to(subject)),
      egress: this.egress(subject, this.edges.from(subject)),
    };
  }

  /** What only this subject may send and receive, for a policy in addition to the one about all agents. */
  public ofExactly(subject: Subject): k8s.NetworkPolicySpec {
    const { from, to } = this.edges.ofExactly(subject);
    const ingress = to.length > 0 ? { ingress: this.ingress(subject, to) } : undefined;
    const egress = from.length > 0 ? { egress: this.egress(subject, from) } : undefined;
    const policyTypes = [ingress && 'Ingress', egress && 'Egress'].filter((type) => type !== undefined);
    return { podSelector: podsOf(subject), policyTypes, ...ingress, ...egress };
  }

  /** What a pod may send. It receives nothing: policy type Ingress without rules. */
  public ofSender(subject: Subject): k8s.NetworkPolicySpec {
    return {
      podSelector: podsOf(subject),
      policyTypes: ['Ingress', 'Egress'],
      egress: this.egress(subject, this.edges.from(subject)),
    };
  }

  /** What a subject must receive because of certain edges, for a policy beside the one that closes it. */
  public admitting(subject: Subject, edges: Edge[]): k8s.NetworkPolicySpec {
    return { podSelector: podsOf(subject), policyTypes: ['Ingress'], ingress: this.ingress(subject, edges) };
  }

  /**
   * Rules for traffic that comes in: one for all callers that are agents, one for each other edge. A rule without peers would
   * admit everybody, so it is left out. So is a list without rules: the API server drops it when it stores the policy, and to
   * apply it again would then be a change, each time.
   */
  private ingress(subject: Subject, edges: Edge[]): k8s.NetworkPolicyIngressRule[] | undefined {
    const rules = groupedByCaller(edges, subject)
      .map(({ callers, ports }) => ({
        from: this.peersOf(callers, subject.namespace),
        ports: this.portsOf(subject, ports),
      }))
      .filter(({ from }) => from.length > 0);
    return rules.length > 0 ? rules : undefined;
  }

  /** Rules for traffic that goes out: one for each edge. One without peers would let it go everywhere, so it is left out. */
  private egress(subject: Subject, edges: Edge[]): k8s.NetworkPolicyEgressRule[] {
    const rules = edges
      .map((edge) => ({
        to: this.peersOf([edge.to], subject.namespace),
        ports: this.portsOf(edge.to, portsOf(edge)),
      }))
      .filter(({ to }) => to.length > 0);
    return distinct(rules);
  }

  /** The ports of packets to a receiver. A service mesh may carry what is sent to its pods by TCP on a port of its own. */
  private portsOf(receiver: End, ports: Port[]): k8s.NetworkPolicyPort[] {
    if (receiver.kind === 'outside' || receiver.kind === 'server' || receiver.kind === 'account') {
      return apiPorts(ports);
    }
    const carried = ports.filter(({ protocol }) => protocol === 'TCP');
    return apiPorts([
      ...tcp(carried.flatMap(({ port }) => this.serviceMesh.packetPorts(port))),
      ...ports.filter(({ protocol }) => protocol !== 'TCP'),
    ]);
  }

  /** Ends as peers of a policy in a namespace, each once. */
  private peersOf(ends: End[], seenFrom: string | undefined): k8s.NetworkPolicyPeer[] {
    return distinct(ends.flatMap((end) => this.peers(end, seenFrom)));
  }

  private peers(end: End, seenFrom: string | undefined): OutsidePeer[] {
    switch (end.kind) {
      case 'outside':
        return end.peers;
      case 'server':
        return end.peers ?? [];
      case 'registry':
        return end.peers ?? [this.pods(end, seenFrom)];
      case 'agents':
        return [this.agents(end, seenFrom)];
      case 'agent':
      case 'dashboard':
      case 'test':
        return [this.pods(end, seenFrom)];
      default:
        throw new Error(`A NetworkPolicy cannot name an end of kind ${end.kind}.`);
    }
  }

  private pods(end: Subject, seenFrom: string | undefined): OutsidePeer {
    const { namespace } = end;
    return { namespaceSelector: this.namespace(namespace, seenFrom), podSelector: podsOf(end) };
  }

  /** All agents of a namespace are named with it even in a policy of its own, as in the guide. */
  private agents(end: AgentsEnd, seenFrom: string | undefined): OutsidePeer {
    const { namespace, port } = end;
    return {
      namespaceSelector: this.namespace(namespace, port === undefined ? undefined : seenFrom),
      podSelector: podsOf(end),
    };
  }

  /** A policy's own namespace needs no selector. */
  private namespace(namespace: string | undefined, seenFrom: string | undefined): k8s.LabelSelector | undefined {
    return namespace === undefined || namespace === seenFrom
      ? undefined
      : namespaceByName(namespace, this.namespaceLabel);
  }
}

/** The labels that select a subject's pods in its own namespace. */
function podsOf(subject: Subject): k8s.LabelSelector {
  switch (subject.kind) {
    case 'agent':
      return { matchLabels: selectorLabels(subject.name, subject.isConsumer ? 'consumer' : 'agent') };
    case 'registry':
      return { matchLabels: selectorLabels(subject.name!, 'registry') };
    case 'dashboard':
      return { matchLabels: selectorLabels(subject.name, 'dashboard') };
    case 'test':
      return { matchLabels: subject.labels };
    case 'agents':
      return {
        matchLabels: { [COMPONENT_LABEL]: 'agent' },
        matchExpressions: subject.byName ? [{ key: NAME_LABEL, operator: 'In', values: subject.names }] : undefined,
      };
  }
}

interface Callers {
  readonly callers: End[];
  readonly ports: Port[];
}

/** Agents that call a subject share one rule, in the place of the first. */
function groupedByCaller(edges: Edge[], subject: Subject): Callers[] {
  const groups: Callers[] = [];
  let agents: Callers | undefined;
  for (const edge of edges) {
    const isAgent = edge.ports === undefined && (edge.from.kind === 'agent' || edge.from.kind === 'agents');
    if (isAgent && agents) {
      agents.callers.push(edge.from);
      continue;
    }
    const group = { callers: [edge.from], ports: portsOf(edge, subject) };
    agents ??= isAgent ? group : undefined;
    groups.push(group);
  }
  return groups;
}

function apiPorts(ports: Port[]): k8s.NetworkPolicyPort[] {
  return ports.map(({ protocol, port }) => ({ protocol, port: k8s.IntOrString.fromNumber(port) }));
}

/** Each once, compared by their JSON. */
function distinct<T>(values: T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
