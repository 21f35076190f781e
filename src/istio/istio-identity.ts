import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { describe, refuse, show } from '../base/problem';
import { isDnsLabel, isDnsName, isUnset, UNSET_HINT } from '../kubernetes/checks';
import { Member, RegistryMembers } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { MeshRegistry } from '../registry/registry';
import { AppIndex } from '../synthesis/app-index';

/** Somebody whose pods run as an account: an agent or a registry. */
interface Workload extends IConstruct {
  readonly namespace?: string;
}

/** A trust domain as SPIFFE has it: no wildcard, and no scheme. */
const TRUST_DOMAIN = /^[a-z0-9][-a-z0-9._]{0,254}$/;

/** The account that every pod runs as whose template names none. */
export const DEFAULT_ACCOUNT = 'default';

export function checkTrustDomain(scope: IConstruct, value: string): string {
  if (typeof value !== 'string' || !TRUST_DOMAIN.test(value) || isUnset(value)) {
    refuse(scope, {
      given: `trustDomain ${show(value)}`,
      rule: "a trust domain is made of lower-case letters, digits, '-', '.' and '_', without a scheme or a wildcard",
      fix: `Give meshConfig.trustDomain of your Istio, such as "cluster.local"; ${UNSET_HINT}`,
    });
  }
  return value;
}

/** The names of a caller outside of the mesh: what is missing, or a wildcard, would admit more than was meant. */
export function checkIdentity(
  scope: IConstruct,
  prop: string,
  { namespace, serviceAccount }: { namespace: string; serviceAccount: string },
): void {
  if (!isDnsLabel(namespace) || isUnset(namespace) || !isDnsName(serviceAccount) || isUnset(serviceAccount)) {
    refuse(scope, {
      given: `${prop}: serviceAccount ${show(serviceAccount)} in namespace ${show(namespace)}`,
      rule: 'Istio knows a caller by its namespace and its account, both by their whole names',
      fix: `Give those of the caller's pods, such as { namespace: "istio-ingress", serviceAccount: "istio-ingress" }; ${UNSET_HINT}`,
    });
  }
}

/** How Istio names the pods of an account. */
export function principal(trustDomain: string, namespace: string, account: string): string {
  return `${trustDomain}/ns/${namespace}/sa/${account}`;
}

/** The account that a registry's pods run as: its own, or what is written where the user brought one. */
export function accountOf(registry: MeshRegistry): string {
  const own = registry.node.tryFindChild('ServiceAccount') as ApiObject | undefined;
  return own?.name ?? registry.workload.toJson().spec.template.spec.serviceAccountName;
}

/** An account, and who of the app runs as it. */
interface Account {
  readonly name: string;
  readonly sharers: Workload[];
}

/** What is to be said of accounts that several share, where a policy would let one of them in for another's sake. */
export class SharedAccounts {
  private readonly members: RegistryMembers;
  private shared: Account[] = [];
  private agentsSeen = -1;

  /**
   * @param registry the registry whose agents the policies are about
   * @param registryAccount the account of its pods; nothing where others run it
   * @param registryCallsAgents whether the policies let it call its agents
   */
  constructor(
    private readonly registry: IMeshRegistry,
    private readonly registryAccount?: () => string,
    private readonly registryCallsAgents?: boolean,
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
    return this.members.testers.flatMap(({ namespace, account }) => {
      const sharer: Workload | undefined =
        agents.find((agent) => agent._account === account && agent.namespace === namespace) ??
        (this.registryAccount?.() === account && (this.registry as Workload).namespace === namespace
          ? this.registry
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
    const runs = (workload: Workload, name: string) => {
      const key = `${workload.namespace ?? ''}/${name}`;
      const known = accounts.get(key) ?? { name, sharers: [] };
      known.sharers.push(workload);
      accounts.set(key, known);
    };
    agents.forEach((agent) => runs(agent, agent._account));
    if (this.registryAccount) {
      runs(this.registry, this.registryAccount());
    }
    return [...accounts.values()];
  }

  private problemOf(account: string, sharers: Workload[]): string[] {
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

  /** Whom the policies let a workload call. */
  private reachedBy(workload: Workload): Workload[] {
    if (workload === this.registry) {
      return this.registryCallsAgents ? this.members.namespaces.flatMap((namespace) => this.members.in(namespace)) : [];
    }
    const agent = workload as Member;
    return this.members.in(agent.namespace).includes(agent)
      ? [...this.members.providersFor(agent), ...(this.registryAccount ? [this.registry] : [])]
      : [];
  }
}
