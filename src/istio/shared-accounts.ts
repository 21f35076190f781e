import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { AuthorizationEdges, MeshWorkload } from './authorization-edges';
import { accountOf, DEFAULT_ACCOUNT } from './istio-identity';
import { describe, show } from '../base/problem';
import { Member, RegistryMembers } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { AppIndex } from '../synthesis/app-index';
import { Synthesis } from '../synthesis/synthesis';

/** Somebody who runs as an account: a workload of a mesh, or another one of the app. */
interface Sharer {
  readonly path: string;
  readonly namespace?: string;
  /** The workload, if it is of a mesh. */
  readonly workload?: MeshWorkload;
}

/** An account, and who of the app runs as it. */
interface Account {
  readonly name: string;
  readonly sharers: Sharer[];
}

/** What is to be said of accounts that several share, if a policy would let one of them in for another's sake. */
export class SharedAccounts {
  private readonly members: RegistryMembers;

  constructor(
    private readonly policy: IConstruct,
    private readonly registry: IMeshRegistry,
    private readonly edges: AuthorizationEdges,
    private readonly registryCallsAgents: boolean,
  ) {
    this.members = registry._members;
  }

  /** One problem for each account that opens what nobody declared. */
  public get problems(): string[] {
    const registries = AppIndex.of(this.registry).registries.filter((each) => each instanceof RegistryMembers);
    const agents = registries.flatMap((each) => each.namespaces.flatMap((namespace) => each.in(namespace)));
    const shared = this.accounts(agents, registries).filter(({ sharers }) => sharers.length > 1);
    return [
      ...this.registryProblems(),
      ...this.testerProblems(agents),
      ...shared.flatMap(({ name, sharers }) => this.problemOf(name, sharers)),
    ];
  }

  /** A registry that calls agents is admitted by all of them, and with it every pod of its account. */
  private registryProblems(): string[] {
    const { own } = this.members.facts;
    return own && this.registryCallsAgents && this.edges.registryAccount === DEFAULT_ACCOUNT
      ? [
          describe({
            given: `registryCallsAgents with registry ${own.node.path}, which runs as ServiceAccount ${show(DEFAULT_ACCOUNT)}`,
            rule: `every pod of namespace ${show(own.namespace)} that names no account runs as it too, so every agent would admit all of them`,
            fix: 'Leave serviceAccount of the registry out, so that it has one of its own, or leave registryCallsAgents out',
          }),
        ]
      : [];
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

  private accounts(agents: Member[], registries: RegistryMembers[]): Account[] {
    const accounts = new Map<string, Account>();
    const runs = (sharer: Sharer, name: string) => {
      const key = `${sharer.namespace ?? ''}/${name}`;
      const known = accounts.get(key) ?? { name, sharers: [] };
      known.sharers.push(sharer);
      accounts.set(key, known);
    };
    agents.forEach((agent) => runs(sharerOf(agent), agent._account));
    for (const { own } of registries.map(({ facts }) => facts)) {
      if (own) {
        runs(sharerOf(own), own === this.members.facts.own ? this.edges.registryAccount! : accountOf(own));
      }
    }
    const known = new Set(
      [...agents, ...registries.flatMap(({ facts }) => facts.own ?? [])].map((each) => each.workload),
    );
    this.others(known).forEach(({ account, ...sharer }) => runs(sharer, account));
    return [...accounts.values()];
  }

  /** Workloads of the app beside agents and registries. The tests of this mesh are admitted everywhere, and judged apart. */
  private others(known: Set<ApiObject>): (Sharer & { account: string })[] {
    const synthesis = Synthesis.of(this.policy);
    return this.policy.node.root.node
      .findAll()
      .filter((each) => ApiObject.isApiObject(each))
      .filter((object) => Object.hasOwn(POD_SPECS, object.kind) && !known.has(object))
      .map((object) => ({
        path: object.node.path,
        namespace: object.metadata.namespace,
        account: POD_SPECS[object.kind](synthesis.render(object).spec ?? {})?.serviceAccountName ?? DEFAULT_ACCOUNT,
      }))
      .filter(
        ({ namespace, account }) =>
          !this.members.tests.some((test) => test.namespace === namespace && test.account === account),
      );
  }

  private problemOf(account: string, sharers: Sharer[]): string[] {
    const reach = new Map(sharers.map((each) => [each, new Set(this.reachedBy(each))]));
    for (const [admitted, targets] of reach) {
      for (const target of targets) {
        const stowaway = sharers.find((other) => other.workload !== target && !reach.get(other)!.has(target));
        if (stowaway) {
          return [
            describe({
              given: `ServiceAccount ${show(account)} in namespace ${show(admitted.namespace)}, which ${admitted.path} and ${stowaway.path} run as`,
              rule: `Istio knows a caller by its account alone, so ${stowaway.path} could call ${target.node.path} as ${admitted.path} may, and nothing declares that`,
              fix: 'Give each of them an account of its own, which agents and registries have if serviceAccount is left out',
            }),
          ];
        }
      }
    }
    return [];
  }

  /** Whom the policies let a workload call. Others of the app may share its account, and call nobody of this mesh. */
  private reachedBy({ workload }: Sharer): MeshWorkload[] {
    const { facts } = this.members;
    const isOfThisMesh =
      workload !== undefined &&
      (workload === facts.own || this.members.in(workload.namespace).includes(workload as Member));
    return isOfThisMesh ? this.edges.calledBy(workload) : [];
  }
}

function sharerOf(workload: MeshWorkload): Sharer {
  return { path: workload.node.path, namespace: workload.namespace, workload };
}

/** How each kind that runs pods has their spec. */
const POD_SPECS: { [kind: string]: (spec: any) => any } = {
  Pod: (spec) => spec,
  CronJob: (spec) => spec.jobTemplate?.spec?.template?.spec,
  ...Object.fromEntries(
    ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'].map((kind) => [
      kind,
      (spec) => spec.template?.spec,
    ]),
  ),
};
