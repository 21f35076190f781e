import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { Edges } from '../edges/edges';
import { AgentsEnd, DashboardEnd, TestEnd } from '../edges/end';
import { DeclaredAgents } from '../membership/declared-agents';
import { Closure, Dashboard } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { PolicyDeclaration } from '../network-policy/policy-declaration';
import { PolicySpecs } from '../network-policy/policy-spec';

/** The pod that a test runs in. */
export interface TestPod {
  /** The test that errors name. */
  readonly scope: IConstruct;
  readonly registry: IMeshRegistry;
  readonly end: TestEnd;
}

/**
 * The way of a test through a closed mesh, as specs of NetworkPolicies, which add up with those that closed it. They select what
 * those select already: another pod would be shut by them.
 */
export class DiscoveryPolicies {
  private readonly declaration: PolicyDeclaration;
  private computed?: { readonly declared: DeclaredAgents; readonly edges: Edges };

  constructor(
    private readonly pod: TestPod,
    private readonly closure: Closure,
  ) {
    this.declaration = new PolicyDeclaration(pod.scope, { registry: pod.registry, strict: true, dns: closure.dns });
  }

  /** What the test may reach. */
  public ofTest(): k8s.NetworkPolicySpec {
    return this.specs.ofSender(this.pod.end);
  }

  /** Admits the test to the agents of a namespace that listen on a port. */
  public ofAgents(namespace: string | undefined, port: number): k8s.NetworkPolicySpec {
    const { edges } = this;
    const isMeant = (group: AgentsEnd) => group.namespace === namespace && group.port === port;
    const group = edges.ends.groupsByPort.find(isMeant)!;
    return this.specs.admitting(group, edges.ofExactly(group).to);
  }

  /** Admits the test to a dashboard. */
  public ofDashboard({ serviceName: name, namespace, port }: Dashboard): k8s.NetworkPolicySpec {
    const { edges } = this;
    const end: DashboardEnd = { kind: 'dashboard', name, namespace, port };
    return this.specs.admitting(
      end,
      edges.ofExactly(end).to.filter(({ why }) => why === 'test'),
    );
  }

  /** Admits the test to the registry. */
  public ofRegistry(): k8s.NetworkPolicySpec {
    const { edges } = this;
    const { registry } = edges.ends.mesh;
    const tests = edges.ofExactly(registry).to.filter(({ why }) => why === 'test');
    return this.specs.admitting(registry, tests);
  }

  /** Computed anew if an agent came since. */
  private get edges(): Edges {
    const { declared } = this.pod.registry._members;
    if (this.computed?.declared !== declared) {
      this.computed = { declared, edges: new Edges({ ...this.declaration.current, tests: [this.pod.end] }) };
    }
    return this.computed.edges;
  }

  private get specs(): PolicySpecs {
    const { serviceMesh } = this.pod.registry;
    return new PolicySpecs(this.edges, { serviceMesh, namespaceLabel: this.closure.namespaceLabel });
  }
}
