import { IConstruct } from 'constructs';
import { principal } from './istio-identity';
import { IMeshAgent } from '../agent/agent-props';
import { Edges } from '../edges/edges';
import { AccountEnd, DashboardEnd, End, keyOf, RegistryEnd, Subject } from '../edges/end';
import { OutsideDeclaration } from '../edges/mesh-declaration';
import { accountOf } from '../membership/account';
import { DeclaredAgents, endOf } from '../membership/declared-agents';
import { Dashboard, listens, Member, OwnRegistry, RegistryMembers } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { outsideCallers } from '../peers/outside';

/** An account outside of the mesh, and the agents that it may call. */
interface Caller {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly agents?: IMeshAgent[];
}

/** What an `IstioAuthorization` declares beside what the agents do. */
export interface AuthorizationOptions {
  readonly registry: IMeshRegistry;
  readonly trustDomain: string;
  readonly registryCallsAgents?: boolean;
  readonly ingressFrom?: Caller[];
  readonly registryIngressFrom?: Caller[];
  readonly dashboardIngressFrom?: Caller[];
}

/** A workload of the mesh at one end of an edge. */
export type MeshWorkload = Member | OwnRegistry | Dashboard;

/** The edges of a mesh between accounts, which are what Istio knows callers by. */
export class AuthorizationEdges {
  private readonly members: RegistryMembers;
  private readonly registryEnd: RegistryEnd;
  private computed?: { readonly declared: DeclaredAgents; readonly tests: number; readonly edges: Edges };

  constructor(
    private readonly scope: IConstruct,
    private readonly options: AuthorizationOptions,
  ) {
    this.members = options.registry._members;
    const { own } = this.members.facts;
    const { port } = options.registry;
    this.registryEnd = { kind: 'registry', name: own?.serviceName, namespace: own?.namespace, port };
  }

  /** The principals that may call a workload, each once, sorted. */
  public callersOf(target: MeshWorkload): string[] {
    const callers = this.current.to(this.endOf(target)).flatMap(({ from }) => this.accountsOf(from));
    return [...new Set(callers)].sort();
  }

  /** The workloads of the mesh that one of them calls: agents first, then the registry, if the app runs it. */
  public calledBy(caller: MeshWorkload): MeshWorkload[] {
    const called = this.current.from(this.endOf(caller)).flatMap(({ to }) => this.workloadsAt(to));
    const { own } = this.members.facts;
    const agents = called.filter((each) => each !== own);
    return own && called.includes(own) ? [...agents, own] : agents;
  }

  /** The account that the registry's pods run as; nothing if somebody else runs it. */
  public get registryAccount(): string | undefined {
    const { own } = this.members.facts;
    return own && accountOf(own);
  }

  /** Computed anew if an agent came, or declared more, since. */
  public get current(): Edges {
    const { declared, tests } = this.members;
    if (this.computed?.declared !== declared || this.computed.tests !== tests.length) {
      this.computed = { declared, tests: tests.length, edges: this.compute(declared) };
    }
    return this.computed.edges;
  }

  private compute(declared: DeclaredAgents): Edges {
    const { ingressFrom = [], registryIngressFrom = [], dashboardIngressFrom = [], registryCallsAgents } = this.options;
    const { own } = this.members.facts;
    const admitted = (to: MeshWorkload | undefined) =>
      this.members.admittedAccounts.filter((each) => each.to === to).map(account);
    return new Edges({
      registry: this.registryEnd,
      agents: declared.all.map((agent) => {
        const member = declared.member(agent);
        const callers = ingressFrom.filter(({ agents }) => (agents as unknown[]).includes(member));
        return { ...agent, ingressFrom: [...callers.map(account), ...admitted(member), ...this.ofPorts(member)] };
      }),
      registryCallsAgents,
      registryIngressFrom: [...registryIngressFrom.map(account), ...admitted(own), ...this.ofPorts(own)],
      dashboards: this.members.dashboards.map((each) => ({
        end: dashboardEnd(each),
        tracing: [],
        ingressFrom: [...dashboardIngressFrom.map(account), ...admitted(each)],
      })),
      tests: this.members.tests,
    });
  }

  /** Who may connect to further ports. They have ports of their own, and no account. */
  private ofPorts({ _extraPorts = [] }: Partial<Pick<Member, '_extraPorts'>> = {}): OutsideDeclaration[] {
    return _extraPorts.flatMap(({ _peers }) => outsideCallers(this.scope, 'from', _peers));
  }

  private endOf(workload: MeshWorkload): Subject {
    if (this.members.dashboards.includes(workload as Dashboard)) {
      return dashboardEnd(workload as Dashboard);
    }
    return workload === this.members.facts.own ? this.registryEnd : endOf(workload as Member);
  }

  private workloadsAt(end: End): MeshWorkload[] {
    switch (end.kind) {
      case 'agent':
        return [this.members.declared.at(end)];
      case 'agents':
        return this.members.in(end.namespace).filter(listens);
      case 'registry':
        return this.members.facts.own ? [this.members.facts.own] : [];
      case 'dashboard':
        return this.members.dashboards.filter((each) => keyOf(dashboardEnd(each)) === keyOf(end));
      default:
        return [];
    }
  }

  /** The accounts behind an end. Addresses and labels have none: Istio cannot admit them. */
  private accountsOf(end: End): string[] {
    switch (end.kind) {
      case 'account':
      case 'test':
        return this.named(end.namespace, end.account);
      case 'registry':
        return this.named(end.namespace, this.registryAccount);
      default:
        return this.workloadsAt(end).flatMap((agent) => this.named(agent.namespace, accountOf(agent)));
    }
  }

  private named(namespace: string | undefined, name: string | undefined): string[] {
    return namespace === undefined || name === undefined ? [] : [principal(this.options.trustDomain, namespace, name)];
  }
}

function account({ namespace, serviceAccount }: Pick<Caller, 'namespace' | 'serviceAccount'>): OutsideDeclaration {
  const end: AccountEnd = { kind: 'account', namespace, account: serviceAccount };
  return { end };
}

function dashboardEnd({ serviceName: name, namespace, port }: Dashboard): DashboardEnd {
  return { kind: 'dashboard', name, namespace, port };
}
