import { AuthorizationEdges, MeshWorkload } from './authorization-edges';
import { DEFAULT_ACCOUNT } from './istio-identity';
import { describe, show } from '../base/problem';
import { Member, RegistryMembers } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { AppIndex } from '../synthesis/app-index';

/** An account, and who of the app runs as it. */
interface Account {
  readonly name: string;
  readonly sharers: MeshWorkload[];
}

/** What is to be said of accounts that several share, where a policy would let one of them in for another's sake. */
export class SharedAccounts {
  private readonly members: RegistryMembers;
  private shared: Account[] = [];
  private agentsSeen = -1;

  constructor(
    private readonly registry: IMeshRegistry,
    private readonly edges: AuthorizationEdges,
  ) {
    this.members = registry._members;
  }

  /** One problem for each account that opens what nobody declared. */
  public get problems(): string[] {
    const agents = AppIndex.of(this.registry).registries.flatMap((each) =>
      each instanceof RegistryMembers ? each.namespaces.map((namespace) => each.in(namespace)) : [],
    );
    const count = agents.reduce((sum, { length }) => sum + length, 0);
    // Validation runs once for each chart and once more. Agents keep their accounts: only new ones change who shares.
    if (count !== this.agentsSeen) {
      this.shared = this.accounts(agents.flat()).filter(({ sharers }) => sharers.length > 1);
      this.agentsSeen = count;
    }
    return [
      ...this.testerProblems(agents.flat()),
      ...this.shared.flatMap(({ name, sharers }) => this.problemOf(name, sharers)),
    ];
  }

  /** A discovery test may call everything, and so might all that runs as its account. */
  private testerProblems(agents: Member[]): string[] {
    return this.members.tests.flatMap(({ namespace, account }) => {
      const sharer: MeshWorkload | undefined =
        agents.find((agent) => agent._account === account && agent.namespace === namespace) ??
        (this.edges.registryAccount === account && this.members.facts.own?.namespace === namespace
          ? this.members.facts.own
          : undefined);
      return account !== DEFAULT_ACCOUNT && sharer === undefined
        ? []
        : [
            describe({
              given:
                `ServiceAccount ${show(account)} in namespace ${show(namespace)}, which a MeshDiscoveryTest` +
                `${sharer ? ` and ${sharer.node.path} run` : ' and every pod that names no account run'} as`,
              rule: 'a test may call the registry and every agent, and Istio knows a caller by its account alone, so whatever else runs as it could too',
              fix: 'Leave serviceAccount of the test out, so that it has one of its own',
            }),
          ];
    });
  }

  private accounts(agents: Member[]): Account[] {
    const accounts = new Map<string, Account>();
    const runs = (workload: MeshWorkload, name: string) => {
      const key = `${workload.namespace ?? ''}/${name}`;
      const known = accounts.get(key) ?? { name, sharers: [] };
      known.sharers.push(workload);
      accounts.set(key, known);
    };
    agents.forEach((agent) => runs(agent, agent._account));
    const { registryAccount } = this.edges;
    if (registryAccount !== undefined && this.members.facts.own) {
      runs(this.members.facts.own, registryAccount);
    }
    return [...accounts.values()];
  }

  private problemOf(account: string, sharers: MeshWorkload[]): string[] {
    const reach = new Map(sharers.map((each) => [each, new Set(this.reachedBy(each))]));
    for (const [admitted, targets] of reach) {
      for (const target of targets) {
        const stowaway = sharers.find((other) => other !== target && !reach.get(other)!.has(target));
        if (stowaway) {
          return [
            describe({
              given: `ServiceAccount ${show(account)} in namespace ${show(admitted.namespace)}, which ${admitted.node.path} and ${stowaway.node.path} run as`,
              rule: `Istio knows a caller by its account alone, so ${stowaway.node.path} could call ${target.node.path} as ${admitted.node.path} may, and nothing declares that`,
              fix: 'Give each of them an account of its own, which they have where serviceAccount is left out',
            }),
          ];
        }
      }
    }
    return [];
  }

  /** Whom the policies let a workload call. Agents of other registries may share its account, and call nobody of this one. */
  private reachedBy(workload: MeshWorkload): MeshWorkload[] {
    const { facts } = this.members;
    const isOfThisMesh = workload === facts.own || this.members.in(workload.namespace).includes(workload as Member);
    return isOfThisMesh ? this.edges.calledBy(workload) : [];
  }
}
