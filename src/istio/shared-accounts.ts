import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { AuthorizationEdges, MeshWorkload } from './authorization-edges';
import { CalledPort, calledPorts } from './further-ports';
import { runsAsDefault } from './istio-identity';
import { describe, show } from '../base/problem';
import { accountOf, DEFAULT_ACCOUNT } from '../membership/account';
import { Member, RegistryMembers } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { AppIndex } from '../synthesis/app-index';
import { Synthesis } from '../synthesis/synthesis';

/** A workload that runs as an account: of a mesh, or another one of the app. */
interface Sharer {
  readonly path: string;
  readonly namespace?: string;
  /** The workload, if it is of a mesh. */
  readonly workload?: MeshWorkload;
}

/** An account, and the workloads of the app that run as it. */
interface Account {
  readonly name: string;
  readonly sharers: Sharer[];
}

/** Finds accounts that several workloads share, if a policy that admits one of them would admit another that nothing declares. */
export class SharedAccounts {
  private readonly members: RegistryMembers;
  private ports: CalledPort[] = [];

  constructor(
    private readonly policy: IConstruct,
    private readonly registry: IMeshRegistry,
    private readonly edges: AuthorizationEdges,
    private readonly registryCallsAgents: boolean,
  ) {
    this.members = registry._members;
  }

  /** One problem for each account that admits what nobody declared. */
  public get problems(): string[] {
    const registries = AppIndex.of(this.registry).registries as RegistryMembers[];
    const agents = registries.flatMap((each) => each.namespaces.flatMap((namespace) => each.in(namespace)));
    const { namespaces, facts } = this.members;
    this.ports = calledPorts([
      ...namespaces.flatMap((each) => this.members.in(each)),
      ...(facts.own ? [facts.own] : []),
    ]);
    const shared = this.accounts(agents, registries).filter(({ sharers }) => sharers.length > 1);
    return [
      ...this.registryProblems(),
      ...this.defaultProblems(agents),
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

  /** Agents that run as the account of every pod that names none: by a patch, or of another mesh, whose agents may have it. */
  private defaultProblems(agents: Member[]): string[] {
    const mayCallPort = (agent: Member) => this.ports.some(({ callers }) => callers.includes(agent));
    return agents
      .filter(
        (agent) => accountOf(agent) === DEFAULT_ACCOUNT && (agent._account !== DEFAULT_ACCOUNT || mayCallPort(agent)),
      )
      .map((agent) => describe(runsAsDefault(agent)));
  }

  /** A discovery test may call everything, so everything else that runs as its account may too. */
  private testerProblems(agents: Member[]): string[] {
    return this.members.tests.flatMap(({ namespace, account }) => {
      const workload = this.workloadOf(account, namespace, agents);
      if (workload === undefined && account !== DEFAULT_ACCOUNT) {
        return [];
      }
      const others = workload ? workload.node.path : 'every pod that names no account';
      return [
        describe({
          given: `ServiceAccount ${show(account)} in namespace ${show(namespace)}, which a MeshDiscoveryTest and ${others} run as`,
          rule: 'a test may call the registry and every agent, and Istio knows a caller by its account alone, so whatever else runs as it could too',
          fix: 'Leave serviceAccount of the test out, so that it has one of its own',
        }),
      ];
    });
  }

  /** The agent, or this mesh's registry, that runs as an account. */
  private workloadOf(account: string, namespace: string | undefined, agents: Member[]): MeshWorkload | undefined {
    const { own } = this.members.facts;
    const ownAccount = own?.namespace === namespace ? this.edges.registryAccount : undefined;
    const agent = agents.find((each) => accountOf(each) === account && each.namespace === namespace);
    return agent ?? (ownAccount === account ? own : undefined);
  }

  private accounts(agents: Member[], registries: RegistryMembers[]): Account[] {
    const accounts = new Map<string, Account>();
    const add = (sharer: Sharer, name: string) => {
      const key = `${sharer.namespace ?? ''}/${name}`;
      const known = accounts.get(key) ?? { name, sharers: [] };
      known.sharers.push(sharer);
      accounts.set(key, known);
    };
    agents.forEach((agent) => add(sharerOf(agent), accountOf(agent)));
    for (const { own } of registries.map(({ facts }) => facts)) {
      if (own) {
        add(sharerOf(own), accountOf(own));
      }
    }
    const known = new Set(
      [...agents, ...registries.flatMap(({ facts }) => facts.own ?? [])].map((each) => each.workload),
    );
    this.others(known).forEach(({ account, ...sharer }) => add(sharer, account));
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
    const calledBy = new Map(sharers.map((each) => [each, new Set(this.calledBy(each))]));
    for (const [declared, targets] of calledBy) {
      for (const target of targets) {
        const undeclared = sharers.find((other) => other.workload !== target && !calledBy.get(other)!.has(target));
        if (undeclared) {
          return [
            describe({
              given: `ServiceAccount ${show(account)} in namespace ${show(declared.namespace)}, which ${declared.path} and ${undeclared.path} run as`,
              rule: `Istio knows a caller by its account alone, so ${undeclared.path} could call ${target.node.path} as ${declared.path} may, and nothing declares that`,
              fix: 'Give each of them an account of its own, which agents and registries have if serviceAccount is left out',
            }),
          ];
        }
      }
    }
    return [];
  }

  /** What the policies let a sharer call: of workloads none, if it is not of this mesh. */
  private calledBy({ workload }: Sharer): (MeshWorkload | CalledPort)[] {
    const { facts } = this.members;
    const ports = this.ports.filter(({ callers }) => workload !== undefined && callers.includes(workload));
    const isOfThisMesh =
      workload !== undefined &&
      (workload === facts.own || this.members.in(workload.namespace).includes(workload as Member));
    return isOfThisMesh ? [...this.edges.calledBy(workload), ...ports] : ports;
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
