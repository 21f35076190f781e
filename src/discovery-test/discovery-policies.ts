import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { COMPONENT_LABEL, NAME_LABEL, NAMESPACE_NAME_LABEL, selectorLabels } from '../kubernetes/naming';
import { Closure, RegistryMembers } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { PolicyRules } from '../network-policy/policy-rules';
import { namespaceByName, tcpPorts } from '../peers/policy-peers';
import { MeshRegistry } from '../registry/registry';

/** The pod that a test runs in. */
export interface TestPod {
  /** The test that errors name. */
  readonly scope: IConstruct;
  readonly registry: IMeshRegistry;
  readonly namespace?: string;
  /** The labels that select the pod, and nothing else. */
  readonly labels: { [key: string]: string };
}

/**
 * The way of a test through a closed mesh, as specs of NetworkPolicies, which add up with those that closed it. They select what
 * those select already: another pod would be shut by them. Agents are told apart by port, so that each is open on its own alone.
 */
export class DiscoveryPolicies {
  private readonly members: RegistryMembers;
  private readonly namespaceLabel: string;
  private readonly likeAnyAgent: k8s.NetworkPolicyEgressRule[];

  constructor(
    private readonly pod: TestPod,
    { dns, namespaceLabel }: Closure,
  ) {
    const { scope, registry, namespace } = pod;
    this.members = registry._members;
    this.namespaceLabel = namespaceLabel ?? NAMESPACE_NAME_LABEL;
    this.likeAnyAgent = new PolicyRules(scope, { registry, dns, namespaceLabel, strict: true }).ofCaller(namespace);
  }

  /** What the test may reach. Nobody reaches it: the type says so, without rules. */
  public ofTest(): k8s.NetworkPolicySpec {
    return {
      podSelector: { matchLabels: this.pod.labels },
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        ...this.likeAnyAgent,
        ...[...this.members.namespaces].sort().flatMap((namespace) =>
          this.portsIn(namespace).map((port) => ({
            to: [
              {
                namespaceSelector: this.seenFrom(this.pod.namespace, namespace),
                podSelector: this.agents(namespace, port),
              },
            ],
            ports: tcpPorts([port]),
          })),
        ),
      ],
    };
  }

  /** Admits the test to the agents of a namespace that listen on a port. */
  public ofAgents(namespace: string | undefined, port: number): k8s.NetworkPolicySpec {
    return this.admitting(this.agents(namespace, port), namespace, port);
  }

  /** Admits the test to the registry. */
  public ofRegistry({ serviceName, namespace, port }: MeshRegistry): k8s.NetworkPolicySpec {
    return this.admitting({ matchLabels: selectorLabels(serviceName, 'registry') }, namespace, port);
  }

  private admitting(
    podSelector: k8s.LabelSelector,
    namespace: string | undefined,
    port: number,
  ): k8s.NetworkPolicySpec {
    return {
      podSelector,
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: this.seenFrom(namespace, this.pod.namespace),
              podSelector: { matchLabels: this.pod.labels },
            },
          ],
          ports: tcpPorts([port]),
        },
      ],
    };
  }

  private portsIn(namespace?: string): number[] {
    return [...new Set(this.members.in(namespace).map(({ port }) => port))].sort((a, b) => a - b);
  }

  /** Agents by name: others of their component may belong to another registry, or be open. */
  private agents(namespace: string | undefined, port: number): k8s.LabelSelector {
    const values = this.members
      .in(namespace)
      .filter((agent) => agent.port === port)
      .map(({ serviceName }) => serviceName)
      .sort();
    return {
      matchLabels: { [COMPONENT_LABEL]: 'agent' },
      matchExpressions: [{ key: NAME_LABEL, operator: 'In', values }],
    };
  }

  /** A policy's own namespace needs no selector. */
  private seenFrom(here: string | undefined, there: string | undefined): k8s.LabelSelector | undefined {
    return there === undefined || there === here ? undefined : namespaceByName(there, this.namespaceLabel);
  }
}
