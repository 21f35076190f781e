import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { discoveryChecks } from './discovery-checks';
import { DISCOVERY_LIST, DISCOVERY_SCRIPT_FILE, discoveryJob } from './discovery-job';
import { DiscoveryPolicies } from './discovery-policies';
import { DISCOVERY_SCRIPT } from './discovery-script';
import { MeshDiscoveryTestProps } from './discovery-test-props';
import { refuse, show } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { AGENT_CONFIG_MAP_NAME, HTTP_PORT_NAME } from '../contract/contract';
import { TestEnd } from '../edges/end';
import { checkAnnotations, checkNamespace, checkPlainLabels, isDnsLabel } from '../kubernetes/checks';
import { COMPONENT_LABEL, NAME_LABEL } from '../kubernetes/naming';
import { appDefaults } from '../membership/app-defaults';
import { CreatedObjects } from '../membership/created-objects';
import { Dashboard, listens, Member } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { PolicyPlace } from '../network-policy/policy-place';
import { MeshObject, MeshObjectProps } from '../synthesis/mesh-object';
import { lazily } from '../synthesis/plain-json';
import { ownServiceAccount } from '../workload/service';

/** Value of the component label of the test's pod, which is not an agent. */
const COMPONENT = 'test';

/**
 * Tests discovery in the cluster, in place of the manual test suite, debug pod and load test of MCP Mesh's guide. It
 * checks that the name of every Service and every pod of a headless agent resolves, that the registry answers and
 * lists an agent for each capability, and that each agent and dashboard answers on the path of its probe.
 *
 * Creates a Job that runs a shell script, the ConfigMap with the script and the list of checks, and a ServiceAccount
 * without a token. If a `MeshNetworkPolicy` covers the registry, it also creates policies that allow the Job. You can
 * create agents later, in other namespaces and charts. The Job's log has a line for each check; the Job fails if a
 * check fails.
 *
 * @example
 * new MeshDiscoveryTest(chart, 'discovery-test', { registry, iterations: 100 });
 */
export class MeshDiscoveryTest extends Construct {
  /** Name of the Job. */
  public readonly name: string;
  /** The namespace of the Job, if it is known. */
  public readonly namespace?: string;
  /** Name of the ServiceAccount of the pod, for policies that allow callers by ServiceAccount. */
  public readonly serviceAccountName: string;
  /** The Job. */
  public readonly job: ApiObject;
  /** The ConfigMap with the script and the list of checks. */
  public readonly configMap: ApiObject;
  private readonly props: MeshDiscoveryTestProps;
  private readonly registry: IMeshRegistry;
  private readonly selector: { [key: string]: string };
  private readonly labels: { [key: string]: string };
  private readonly policyObjects: CreatedObjects;

  /**
   * @param scope the chart or construct that holds the test
   * @param id name of the construct
   * @param props options of the test
   */
  constructor(scope: Construct, id: string, props: MeshDiscoveryTestProps) {
    super(scope, id);
    if (!props.registry?._members) {
      refuse(this, {
        given: 'no registry',
        rule: 'a test asks a registry, and calls the agents of it',
        fix: 'Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for an existing registry',
      });
    }
    checkShapes(this, props, { labels: 'map', annotations: 'map' });
    const { labels: shared, annotations } = appDefaults(this);
    this.props = {
      ...props,
      labels: { ...shared, ...props.labels },
      annotations: { ...annotations, ...props.annotations },
    };
    this.registry = props.registry;
    this.namespace = checkNamespace(this, props.namespace ?? Chart.of(this).namespace);
    this.name = this.checkName();
    this.selector = { [NAME_LABEL]: this.name, [COMPONENT_LABEL]: COMPONENT };
    this.labels = { ...this.checkLabels(), ...this.selector };
    checkAnnotations(this, 'annotations', props.annotations);
    const { name, namespace, registry, labels } = this;
    const members = registry._members;
    members.facts.addressFrom(this, namespace);
    members.onAgent((agent) => this.checkNamespaceOf('agent', agent));
    members.onDashboard((dashboard) => this.checkNamespaceOf('dashboard', dashboard));

    this.serviceAccountName = props.serviceAccount?.name ?? this.ownAccount();
    const end: TestEnd = { kind: 'test', namespace, labels: this.selector, account: this.serviceAccountName };
    members.tests.push(end);
    const askOverTls = props.askOverTls ?? false;
    if (askOverTls && members.facts.addressFrom(this, namespace).scheme !== 'https') {
      refuse(this, {
        given: `askOverTls with registry ${registry.node.path}, which is reached by http`,
        rule: 'it is about registries that are reached by https, and would do nothing',
        fix: 'Leave it out; a registry without TLS is always asked',
      });
    }
    const checks = () => discoveryChecks({ scope: this, registry, namespace, askOverTls });
    this.configMap = new MeshObject(
      this,
      'ConfigMap',
      this.labelled({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace },
        body: {
          data: { [DISCOVERY_LIST]: lazily(checks), [DISCOVERY_SCRIPT_FILE]: DISCOVERY_SCRIPT },
        },
      }),
    );
    const spec = discoveryJob({ scope: this, registry, props, name, labels, account: this.serviceAccountName });
    this.job = new MeshObject(
      this,
      'Resource',
      this.labelled({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name, namespace, annotations: this.props.annotations },
        body: { spec: k8s.toJson_JobSpec(spec) },
      }),
    );
    this.policyObjects = new CreatedObjects(this, members.charts);
    members.onClosure((closure) => this.addPolicies(new DiscoveryPolicies({ scope: this, registry, end }, closure)));
  }

  /** The policies that allow the test in a closed mesh, as far as they exist, for patches. */
  public get policies(): ApiObject[] {
    return this.policyObjects.all;
  }

  private ownAccount(): string {
    const { name, namespace, labels, selector, registry } = this;
    const onDuplicate = 'Give one of them another name or namespace; objects for another cluster belong in another App';
    const { port, partOf } = registry;
    const identity = {
      name,
      namespace,
      labels,
      annotations: appDefaults(this).annotations ?? {},
      selector,
      port,
      portName: HTTP_PORT_NAME,
      partOf,
      onDuplicate,
    };
    return ownServiceAccount(this, identity).name;
  }

  /** Makes the policies that let the test through, also for agents that are added later. */
  private addPolicies(policies: DiscoveryPolicies): void {
    const { registry } = this;
    this.policy({ id: 'test', name: this.name, namespace: this.namespace, workload: this }, () => policies.ofTest());
    const { own } = registry._members.facts;
    if (own) {
      const place = { id: 'registry', name: `${this.name}-to-registry`, namespace: own.namespace, workload: own };
      this.policy(place, () => policies.ofRegistry());
    }
    registry._members.onAgent((agent) => {
      if (!listens(agent)) {
        return;
      }
      const { namespace, port } = agent;
      const place = { id: `agents.${namespace ?? ''}.${port}`, name: `${this.name}-to-${port}`, namespace };
      this.policy(place, () => policies.ofAgents(namespace, port));
    });
    registry._members.onDashboard((dashboard) => {
      const { serviceName, namespace } = dashboard;
      const id = `dashboards.${namespace ?? ''}.${serviceName}`;
      const place = { id, name: `${this.name}-to-dashboard-${serviceName}`, namespace, workload: dashboard };
      this.policy(place, () => policies.ofDashboard(dashboard));
    });
  }

  /** Makes a policy of one workload or of a whole namespace, unless there is one of this id already. */
  private policy({ id, name, namespace, workload }: PolicyPlace, spec: () => k8s.NetworkPolicySpec): void {
    const props = this.labelled({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace },
      body: { spec: lazily(() => k8s.toJson_NetworkPolicySpec(spec())) },
    });
    this.policyObjects.create(`policy.${id}`, props, workload);
  }

  private labelled(props: Omit<MeshObjectProps, 'onDuplicate' | 'partOf'>): MeshObjectProps {
    return {
      ...props,
      metadata: { annotations: appDefaults(this).annotations, ...props.metadata, labels: this.labels },
      partOf: this.registry.partOf,
      onDuplicate: 'Give one of the two tests another name or namespace',
    };
  }

  private checkName(): string {
    const { configMapName } = this.registry;
    const name =
      this.props.name ??
      (configMapName === AGENT_CONFIG_MAP_NAME ? 'mcp-mesh-discovery-test' : `${configMapName}-discovery-test`);
    if (!isDnsLabel(name)) {
      refuse(this, {
        given: `name ${show(name)}`,
        rule: "a Job's name is also a label on its pods: at most 63 characters, lower-case letters, digits and '-', a letter or digit at both ends",
        fix: 'Give another name, such as "mcp-mesh-discovery-test"',
      });
    }
    return name;
  }

  private checkLabels(): { [key: string]: string } {
    const labels = checkPlainLabels(this, 'labels', this.props.labels);
    const { podLabels } = this.registry.serviceMesh._implementation;
    const reserved = Object.keys({ ...this.selector, ...podLabels }).find((key) => key in labels);
    if (reserved !== undefined) {
      refuse(this, {
        given: `labels["${reserved}"] ${show(labels[reserved])}`,
        rule: "by this label policies and the service mesh know the test's pod",
        fix: 'Leave it out; name names the Job and its pod',
      });
    }
    return labels;
  }

  /** Refuses an agent or a dashboard if only one of the two namespaces is known. */
  private checkNamespaceOf(what: 'agent' | 'dashboard', workload: Member | Dashboard): void {
    if ((workload.namespace === undefined) !== (this.namespace === undefined)) {
      const own = this.namespace === undefined ? 'no known namespace' : `namespace ${show(this.namespace)}`;
      const other = workload.namespace === undefined ? 'none that is known' : `namespace ${show(workload.namespace)}`;
      refuse(this, {
        given: `${own}, with ${what} ${workload.node.path} in ${other}`,
        rule: `if only one of the two namespaces is known, the app cannot write a name of the ${what} that resolves in any case`,
        fix: 'Give both charts a namespace, or neither if all of it goes into one',
      });
    }
  }
}
