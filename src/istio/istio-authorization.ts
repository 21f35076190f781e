import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { AuthorizationEdges, MeshWorkload } from './authorization-edges';
import { FurtherPorts } from './further-ports';
import { IstioAuthorizationProps, IstioMutualTls } from './istio-authorization-props';
import { checkIdentity, checkTrustDomain, runsAsDefault } from './istio-identity';
import { SharedAccounts } from './shared-accounts';
import { refuse, show } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { checkAnnotations, checkPrefixedName, checkPlainLabels } from '../kubernetes/checks';
import { Component, selectorLabels } from '../kubernetes/naming';
import { DEFAULT_ACCOUNT } from '../membership/account';
import { withAppDefaults } from '../membership/app-defaults';
import { ClosedConnections } from '../membership/closed-connections';
import { CreatedObjects } from '../membership/created-objects';
import { checkPolicyShapes } from '../membership/option-shapes';
import { listens, Member } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { ISTIO_SECURITY } from '../service-mesh/istio/istio';
import { MeshObjectProps } from '../synthesis/mesh-object';
import { lazily } from '../synthesis/plain-json';
import { Synthesis } from '../synthesis/synthesis';

/** Served by Istio 1.22 and later, for both kinds. */
const API_VERSION = 'security.istio.io/v1';

const STRICT = { mode: 'STRICT' };

/**
 * Allows only the connections that agents declare, by identity. Creates an `AuthorizationPolicy` for each agent,
 * which allows the agents that depend on it, and one for the registry, which allows its agents. The ServiceAccount
 * identifies an agent. Each workload also gets a `PeerAuthentication` that requires mutual TLS.
 *
 * Policies contain identities and ports but no HTTP conditions, so both sidecars and ztunnel enforce them. You can
 * create agents later, in other namespaces and charts.
 *
 * The kubelet has no identity. With sidecars, its HTTP, TCP and gRPC probes still pass, because Istio's injection
 * rewrites them to bypass the proxy, unless you set `sidecar.istio.io/rewriteAppHTTPProbers: "false"`. In ambient
 * mode, Istio allows them.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export class IstioAuthorization extends Construct {
  private readonly props: IstioAuthorizationProps;
  private readonly registry: IMeshRegistry;
  private readonly edges: AuthorizationEdges;
  private readonly objects: CreatedObjects;
  private readonly trustDomain: string;

  /**
   * @param scope the chart or construct that holds the policies
   * @param id name of the construct
   * @param props options of the policies
   */
  constructor(scope: Construct, id: string, props: IstioAuthorizationProps) {
    super(scope, id);
    checkPolicyShapes(this, props);
    checkShapes(this, props, {
      ingressFrom: 'list of maps',
      registryIngressFrom: 'list of maps',
      dashboardIngressFrom: 'list of maps',
    });
    this.props = props;
    this.registry = props.registry;
    const { registry } = this;
    this.objects = new CreatedObjects(this, registry._members.charts);
    if (!registry.serviceMesh._implementation.authorizationGroups.includes(ISTIO_SECURITY)) {
      refuse(this, {
        given: `registry ${registry.node.path}, which declares no Istio`,
        rule: "identities come from Istio's proxies, and the registry decides whether its pods and its agents' have one",
        fix: 'Declare it once, on the registry: serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR })',
      });
    }
    const trustDomain = checkTrustDomain(this, props.trustDomain ?? 'cluster.local');
    this.edges = new AuthorizationEdges(this, { ...props, trustDomain });
    this.trustDomain = trustDomain;
    checkPlainLabels(this, 'labels', props.labels);
    checkAnnotations(this, 'annotations', props.annotations);
    this.checkIngress();

    registry._members.onAgent((agent) => this.coverAgent(agent));
    registry._members.onDashboard((dashboard) => {
      this.checkNamespaceOf('dashboard', dashboard, dashboard.namespace);
      this.cover('dashboard', dashboard);
    });
    const { own } = registry._members.facts;
    if (own) {
      this.checkNamespaceOf('registry', own, own.namespace);
      this.cover('registry', own);
    }
    const shared = new SharedAccounts(this, registry, this.edges, props.registryCallsAgents ?? false);
    const closed = new ClosedConnections(registry, {
      policy: this,
      edges: () => this.edges.current,
      closesOutside: false,
      admitController:
        'Let the account of the controller or gateway in: ingressFrom: [{ namespace: "istio-ingress", serviceAccount: "istio-ingress", agents: [agent] }]',
      admitInFront:
        'Name the account of the pods that send the requests on: controllerIdentity: { namespace: "istio-ingress", serviceAccount: "istio-ingress" }',
      admitPods: {
        toAgent: 'Let its account in: ingressFrom: [{ namespace, serviceAccount, agents: [agent] }]',
        toRegistry: 'Let its account in: registryIngressFrom: [{ namespace, serviceAccount }]',
        toDashboard: 'Let its account in: dashboardIngressFrom: [{ namespace, serviceAccount }]',
      },
      admitToPort: 'Say who may connect: from: [MeshPeer.namespace("monitoring")]',
    });
    Synthesis.of(this).validate(this, () => [...shared.problems, ...closed.problems]);
  }

  /** The policies that exist so far, of both kinds, for patches. */
  public get policies(): ApiObject[] {
    return this.objects.all;
  }

  private coverAgent(agent: Member): void {
    this.checkNamespaceOf('agent', agent, agent.namespace);
    this.checkAgent(agent);
    this.cover(listens(agent) ? 'agent' : 'consumer', agent);
  }

  /** Makes the policies of one workload, whose namespace is known. Callers are asked when they are rendered. */
  private cover(component: Component, workload: MeshWorkload): void {
    const { serviceName, port } = workload;
    const namespace = workload.namespace!;
    const selector = { matchLabels: selectorLabels(serviceName, component) };
    const mtls = this.props.mtls ?? IstioMutualTls.WORKLOADS;
    const ports = new FurtherPorts(this, workload, this.trustDomain);
    this.workloadPolicy('AuthorizationPolicy', workload, () => ({
      selector,
      action: 'ALLOW',
      rules: rulesFor(this.edges.callersOf(workload), port, ports.rules),
    }));
    if (mtls === IstioMutualTls.NAMESPACES) {
      this.closeNamespace(namespace);
    }
    const { portLevelMtls } = ports;
    if (mtls === IstioMutualTls.WORKLOADS || (mtls === IstioMutualTls.NAMESPACES && portLevelMtls)) {
      this.workloadPolicy('PeerAuthentication', workload, () => ({ selector, mtls: STRICT, portLevelMtls }));
    }
  }

  /** Makes a policy of one workload. */
  private workloadPolicy(kind: string, workload: MeshWorkload, spec: () => object): void {
    const { serviceName, namespace } = workload;
    const name = checkPrefixedName(this, 'namePrefix', this.props.namePrefix, serviceName);
    // Names of namespaces and Services hold no dot, so the parts of the id cannot be confused.
    this.objects.create(
      `${kind}.${namespace}.${serviceName}`,
      this.policyProps(kind, name, namespace!, spec),
      workload,
    );
  }

  /** Demands mutual TLS of a whole namespace, by a policy which Istio wants to be called "default". */
  private closeNamespace(namespace: string): void {
    const [kind, spec] = ['PeerAuthentication', () => ({ mtls: STRICT })] as const;
    this.objects.createShared(`${kind}.${namespace}`, this.policyProps(kind, 'default', namespace, spec));
  }

  private policyProps(kind: string, name: string, namespace: string, spec: () => object): MeshObjectProps {
    const { labels, annotations } = withAppDefaults(this, {
      labels: this.props.labels,
      annotations: this.props.annotations,
    });
    return {
      apiVersion: API_VERSION,
      kind,
      metadata: { name, namespace, labels, annotations },
      body: { spec: lazily(spec) },
      partOf: this.registry.partOf,
      onDuplicate:
        'One IstioAuthorization covers a registry and all of its agents: take one of the two out, and put what it says on the other',
    };
  }

  private checkNamespaceOf(what: string, { node: { path } }: IConstruct, namespace: string | undefined): void {
    if (namespace === undefined) {
      refuse(this, {
        given: `${what} ${path}, whose namespace is not known`,
        rule: 'Istio knows pods by their namespace and account (<trust domain>/ns/<namespace>/sa/<account>)',
        fix: 'Give the chart a namespace (new Chart(app, id, { namespace })) or the construct its own',
      });
    }
    const { controlPlane } = this.registry.serviceMesh._implementation;
    if (controlPlane.some((pods) => pods.namespace === namespace)) {
      refuse(this, {
        given: `${what} ${path} in namespace ${show(namespace)}, where istiod runs`,
        rule: "a policy in Istio's root namespace is about the workloads of every namespace",
        fix: 'Put the mesh into a namespace of its own',
      });
    }
  }

  private checkAgent(agent: Member): void {
    const { registry } = this;
    const { _account, _waits } = agent;
    const { path } = agent.node;
    if (_account === DEFAULT_ACCOUNT) {
      refuse(this, runsAsDefault(agent));
    }
    const { hasIdentity } = registry.serviceMesh._implementation.initContainers;
    if (_waits && !hasIdentity && registry._members.facts.own) {
      refuse(this, {
        given: `agent ${path}, which waits for registry ${registry.node.path} under IstioDataPlane.SIDECAR`,
        rule: "that wait goes past the pod's proxy and has no identity, so a registry that admits its agents alone would never answer it",
        fix: 'Run native sidecars, ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }), or do not wait: agentDefaults: { waitForRegistry: WaitForRegistry.none() }',
      });
    }
  }

  private checkIngress(): void {
    const {
      registry,
      props: { ingressFrom = [], registryIngressFrom = [], registryCallsAgents },
    } = this;
    for (const caller of ingressFrom) {
      checkIdentity(this, 'ingressFrom', caller);
      const agents = caller.agents ?? [];
      if (agents.length === 0) {
        refuse(this, {
          given: `ingressFrom: serviceAccount ${show(caller.serviceAccount)} without agents`,
          rule: 'a caller is admitted by those agents that are named, and by no other',
          fix: 'Name the agents that it calls, such as agents: [gateway]',
        });
      }
      const foreign = agents.find((agent) => agent.registry !== registry);
      if (foreign) {
        refuse(this, {
          given: `ingressFrom: agent ${foreign.node.path}, which is not of registry ${registry.node.path}`,
          rule: 'the policies are about the agents of one registry',
          fix: 'Name it in an IstioAuthorization of its own registry',
        });
      }
    }
    registryIngressFrom.forEach((caller) => checkIdentity(this, 'registryIngressFrom', caller));
    this.props.dashboardIngressFrom?.forEach((caller) => checkIdentity(this, 'dashboardIngressFrom', caller));
    if (!registry._members.facts.own && (registryCallsAgents || registryIngressFrom.length > 0)) {
      refuse(this, {
        given: `${registryCallsAgents ? 'registryCallsAgents' : 'registryIngressFrom'} with a registry from an endpoint`,
        rule: 'that registry is not part of this app, so its account is unknown, and there is no policy for it',
        fix: registryCallsAgents
          ? "Leave it out, and name the registry's account in ingressFrom"
          : 'Leave it out; those who run the registry decide who may call it',
      });
    }
  }
}

/** Rules that admit callers on a port, and those on others. Without callers there are none, which denies everybody. */
function rulesFor(principals: string[], port: number | undefined, others: object[]): object[] | undefined {
  const own =
    principals.length === 0
      ? []
      : [{ from: [{ source: { principals } }], to: [{ operation: { ports: [String(port)] } }] }];
  const rules = [...own, ...others];
  return rules.length === 0 ? undefined : rules;
}
