import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { MeshNetworkPolicyProps } from './network-policy-props';
import { PolicyDeclaration } from './policy-declaration';
import { PolicyPlace } from './policy-place';
import { PolicySpecs } from './policy-spec';
import { describe, refuse, show } from '../base/problem';
import { AGENT_CONFIG_MAP_NAME } from '../contract/contract';
import { Edges } from '../edges/edges';
import { RegistryEnd } from '../edges/end';
import {
  checkAnnotations,
  checkKey,
  checkList,
  checkObjectName,
  checkPlainLabels,
  checkPrefixedName,
} from '../kubernetes/checks';
import { withAppDefaults } from '../membership/app-defaults';
import { ClosedConnections } from '../membership/closed-connections';
import { CreatedObjects } from '../membership/created-objects';
import { DeclaredAgents, endOf } from '../membership/declared-agents';
import { checkPolicyShapes } from '../membership/option-shapes';
import { Dashboard, listens, Member } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { MeshObjectProps } from '../synthesis/mesh-object';
import { lazily } from '../synthesis/plain-json';
import { Synthesis } from '../synthesis/synthesis';

const DEFAULT_DENY = 'default-deny';

/**
 * Closes the network around the mesh. Creates a policy for the agents of a registry in each namespace with agents
 * (with `strict`, a policy for each agent), and one for the registry.
 *
 * Policies are rendered at synthesis, so you can create agents before or after it. All ports are those of the pods,
 * because policies do not see the ports of Services.
 */
export class MeshNetworkPolicy extends Construct {
  private readonly registry: IMeshRegistry;
  private readonly declaration: PolicyDeclaration;
  private readonly props: MeshNetworkPolicyProps;
  private readonly objects: CreatedObjects;
  private computed?: { readonly declared: DeclaredAgents; readonly specs: PolicySpecs; readonly edges: Edges };

  /**
   * @param scope the chart or construct that holds the policies
   * @param id name of the construct
   * @param props options of the policies
   */
  constructor(scope: Construct, id: string, props: MeshNetworkPolicyProps) {
    super(scope, id);
    checkPolicyShapes(this, props);
    this.props = props;
    this.registry = props.registry;
    checkPlainLabels(this, 'labels', props.labels);
    checkAnnotations(this, 'annotations', props.annotations);
    if (props.namespaceLabel !== undefined) {
      checkKey(this, 'namespaceLabel', props.namespaceLabel);
    }
    this.declaration = new PolicyDeclaration(this, props);
    this.checkOtherPolicies();
    this.objects = new CreatedObjects(this, this.registry._members.charts);

    const name = checkObjectName(this, 'name', props.name ?? this.defaultName());
    this.nameOf('agent');
    const members = this.registry._members;
    const { own } = members.facts;
    if (props.strict) {
      members.onAgent((agent) => this.coverAgent(agent, () => this.specs.of(endOf(agent))));
    } else {
      members.onAgent((agent) =>
        listens(agent)
          ? this.coverAgents(name, agent.namespace)
          : this.coverAgent(agent, () => this.specs.of(endOf(agent))),
      );
      // Policies add up: what one agent is allowed beyond the others is a policy of its own.
      members.onOwnPeers((agent) => this.coverAgent(agent, () => this.specs.ofExactly(endOf(agent))));
    }
    this.checkDefaultDeny();
    members.onAgent(({ namespace }) => this.deny(namespace));
    if (own) {
      const registryName = checkObjectName(
        this,
        'registryPolicyName',
        props.registryPolicyName ?? `${own.serviceName}-policy`,
      );
      const place = { id: 'registry', name: registryName, namespace: own.namespace, workload: own };
      this.policy(place, () => this.specs.of(this.registryEnd));
      this.deny(own.namespace);
    }
    members.onDashboard((dashboard) => this.coverDashboard(dashboard));
    const closed = new ClosedConnections(this.registry, {
      policy: this,
      edges: () => this.current.edges,
      closesOutside: true,
      admitController:
        'Let the pods of the controller in: agent.allowIngress(MeshPeer.namespace("ingress-nginx")), or ingressFrom for all agents',
      admitInFront: 'Name the pods that send the requests on: controller: MeshPeer.namespace("ingress-nginx")',
      admitPods: {
        toAgent: 'Let its pods in: agent.allowIngress(MeshPeer.of(workload)), or ingressFrom for all agents',
        toRegistry: 'Let its pods in: registryIngressFrom: [MeshPeer.of(workload)]',
        toDashboard: 'Let its pods in: dashboard.allowIngress(MeshPeer.namespace("ingress-nginx"))',
      },
      admitToPort: 'Say who may connect: from: [MeshPeer.namespace("monitoring")]',
    });
    Synthesis.of(this).validate(this, () => [...closed.problems, ...this.unknownDenied()]);
    members.close({ dns: props.dns, namespaceLabel: props.namespaceLabel });
  }

  /** Policies add up: shared ones would open what strict ones keep closed. */
  private checkOtherPolicies(): void {
    const { policies } = this.registry._members;
    const strict = this.props.strict ?? false;
    const other = policies.find((each) => each.strict !== strict);
    if (other) {
      refuse(this, {
        given: `${strict ? 'strict' : 'no strict'}, beside ${other.policy.node.path} of the same registry, which is ${strict ? 'not strict' : 'strict'}`,
        rule: 'policies add up, so those over all agents open what strict ones keep closed',
        fix: 'One MeshNetworkPolicy covers a registry and all of its agents: take one of the two out',
      });
    }
    policies.push({ policy: this, strict });
  }

  /** The policies that exist so far, including the registry's, for patches. */
  public get policies(): ApiObject[] {
    return this.objects.all;
  }

  /** Asked when policies are rendered; computed anew if an agent came, or declared more, since. */
  private get specs(): PolicySpecs {
    return this.current.specs;
  }

  private get registryEnd(): RegistryEnd {
    return this.current.edges.ends.mesh.registry;
  }

  private get current(): { readonly edges: Edges; readonly specs: PolicySpecs } {
    const { declared } = this.registry._members;
    if (this.computed?.declared !== declared) {
      const edges = new Edges(this.declaration.current);
      const { serviceMesh } = this.registry;
      const { namespaceLabel } = this.props;
      this.computed = { declared, edges, specs: new PolicySpecs(edges, { serviceMesh, namespaceLabel }) };
    }
    return this.computed;
  }

  private defaultName(): string {
    const policy = 'communication-policy';
    return this.registry.configMapName === AGENT_CONFIG_MAP_NAME
      ? `agent-${policy}`
      : `${this.registry.configMapName}-${policy}`;
  }

  /** The name of a policy over one workload. */
  private nameOf(serviceName: string): string {
    return checkPrefixedName(this, 'namePrefix', this.props.namePrefix, serviceName);
  }

  /** One policy over all agents of a namespace. */
  private coverAgents(name: string, namespace?: string): void {
    const id = namespace === this.registry.namespace ? 'Resource' : `agents.${namespace ?? ''}`;
    this.policy({ id, name, namespace }, () => this.specs.of(this.current.edges.ends.group(namespace)));
  }

  /** One policy over one agent, under its name. */
  private coverAgent(agent: Member, spec: () => k8s.NetworkPolicySpec): void {
    const { serviceName, namespace } = agent;
    const name = this.nameOf(serviceName);
    this.policy({ id: `agent.${namespace ?? ''}.${serviceName}`, name, namespace, workload: agent }, spec);
  }

  /** One policy over a dashboard, under its name. */
  private coverDashboard(dashboard: Dashboard): void {
    const { serviceName, namespace } = dashboard;
    const { end } = this.declaration.dashboard(dashboard);
    const name = this.nameOf(serviceName);
    const place = { id: `dashboard.${namespace ?? ''}.${serviceName}`, name, namespace, workload: dashboard };
    this.policy(place, () => this.specs.of(end));
    this.deny(namespace);
  }

  /** A policy that closes every pod of a namespace. It is the only one with an empty selector. */
  private deny(namespace?: string): void {
    const { defaultDeny, defaultDenyNamespaces = [] } = this.props;
    const isAsked = defaultDeny || (namespace !== undefined && defaultDenyNamespaces.includes(namespace));
    if (isAsked) {
      const name = this.props.defaultDenyName ?? DEFAULT_DENY;
      const spec = () => ({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
      const props = this.policyProps(name, namespace, spec);
      const onDuplicate =
        'If the other one closes the namespace too, leave defaultDeny out here, or the namespace out of defaultDenyNamespaces; if not, give this one a defaultDenyName';
      this.objects.createShared(`deny.${namespace ?? ''}`, { ...props, onDuplicate });
    }
  }

  private checkDefaultDeny(): void {
    const { defaultDeny, defaultDenyNamespaces, defaultDenyName } = this.props;
    if (defaultDenyName !== undefined) {
      checkObjectName(this, 'defaultDenyName', defaultDenyName);
      if (!defaultDeny && !defaultDenyNamespaces) {
        refuse(this, {
          given: `defaultDenyName ${show(defaultDenyName)} without defaultDeny`,
          rule: 'it names a policy that is created only with defaultDeny or defaultDenyNamespaces',
          fix: 'Set defaultDeny: true, name the namespaces, or leave the name out',
        });
      }
    }
    checkList(this, 'defaultDenyNamespaces', defaultDenyNamespaces);
    if (defaultDenyNamespaces && (defaultDeny !== undefined || defaultDenyNamespaces.length === 0)) {
      refuse(this, {
        given: `defaultDenyNamespaces ${show(defaultDenyNamespaces)}${defaultDeny === undefined ? '' : ` beside defaultDeny ${show(defaultDeny)}`}`,
        rule: 'defaultDeny closes all namespaces of the mesh or none, and defaultDenyNamespaces those that it names',
        fix: 'Give one of the two, and name at least one namespace',
      });
    }
  }

  /** Namespaces to be closed in which the mesh has no pods: its agents may come after the policy. */
  private unknownDenied(): string[] {
    const { namespaces, facts } = this.registry._members;
    const known = [...new Set([...namespaces, ...(facts.own ? [facts.own.namespace] : [])])];
    const unknown = (this.props.defaultDenyNamespaces ?? []).filter((namespace) => !known.includes(namespace));
    return unknown.map((namespace) =>
      describe({
        given: `defaultDenyNamespaces ${show(namespace)}`,
        rule: `no agent of registry ${this.registry.node.path} is there, nor the registry itself: the mesh is in ${known.map((each) => (each === undefined ? 'no known namespace' : show(each))).join(', ') || 'no namespace yet'}`,
        fix: 'Correct the name, or leave it out: who has pods there closes the namespace',
      }),
    );
  }

  /** Makes a policy of one workload or of a whole namespace, unless there is one of this id already. */
  private policy({ id, name, namespace, workload }: PolicyPlace, spec: () => k8s.NetworkPolicySpec): void {
    this.objects.create(id, this.policyProps(name, namespace, spec), workload);
  }

  private policyProps(name: string, namespace: string | undefined, spec: () => k8s.NetworkPolicySpec): MeshObjectProps {
    const { labels, annotations } = withAppDefaults(this, {
      labels: this.props.labels,
      annotations: this.props.annotations,
    });
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace, labels, annotations },
      body: { spec: lazily(() => k8s.toJson_NetworkPolicySpec(spec())) },
      partOf: this.registry.partOf,
      onDuplicate:
        'One MeshNetworkPolicy covers a registry and all of its agents: take one of the two out, and put what it says on the other',
    };
  }
}
