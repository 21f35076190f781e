import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { refuse } from '../base/problem';
import { MeshPeer } from '../peers/mesh-peer';
import { outsideCallees } from '../peers/outside';
import { MeshObject } from '../synthesis/mesh-object';
import { lazily } from '../synthesis/plain-json';
import { WorkloadIdentity } from '../workload/service';

/** How an agent looks up Services through the Kubernetes API. */
export interface MeshServiceDiscoveryOptions {
  /**
   * The address of the API server, such as `MeshPeer.cidr('10.0.0.0/28')`. A policy sees the server's own addresses
   * and ports, those of `kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes`, and never
   * the Service's. Without ports it is 443 and 6443.
   *
   * @default - every IPv4 address but the link-local ones, on 443 and 6443
   */
  readonly apiServer?: MeshPeer;
}

/** Everything that decides the objects by which an agent may look Services up. */
export interface ServiceDiscoveryPlan {
  readonly identity: WorkloadIdentity;
  /** Name of the account that the agent's pods run as; asked when the objects are rendered, because it may be patched. */
  readonly account: () => string;
  /** Whether the user wants the account's token in the pods, if the user decided it. */
  readonly mountsToken?: boolean;
  readonly options: MeshServiceDiscoveryOptions;
}

const RBAC = 'rbac.authorization.k8s.io';

/** 443 is usual if a cloud runs the control plane, 6443 if it is on nodes of the cluster. */
const API_SERVER_PORTS = [443, 6443];

/** The range of clouds' metadata services. No API server is in it: Kubernetes refuses endpoints with a link-local address. */
const LINK_LOCAL = '169.254.0.0/16';

/**
 * The Role and RoleBinding by which one agent may look Services up, and the API server as a peer for its policy.
 *
 * `get` and `list` are enough for method 1 of the guide's `K8sServiceDiscovery` (`read_namespaced_service`) and for lists of
 * Services and of the pods behind them. Nothing in the guide watches.
 */
export class ServiceDiscovery {
  /** The API server, for the agent's policy. */
  public readonly apiServer: MeshPeer;
  private readonly peerAsText: string;

  constructor(
    private readonly scope: Construct,
    plan: ServiceDiscoveryPlan,
  ) {
    const { identity, account } = plan;
    if (plan.mountsToken === false) {
      refuse(scope, {
        given: 'allowServiceDiscovery on an agent with automountServiceAccountToken false',
        rule: 'the Kubernetes API knows a pod by the token of its account',
        fix: 'Leave automountServiceAccountToken out: the pods of this agent then get the token, and no others do',
      });
    }
    this.apiServer = apiServerPeer(plan.options);
    this.peerAsText = this.asText(this.apiServer);
    const rules = [readRule('', 'services'), readRule('discovery.k8s.io', 'endpointslices')];
    const role = this.object('ServiceDiscoveryRole', 'Role', identity, {
      rules: rules.map((rule) => k8s.toJson_PolicyRule(rule)),
    });
    this.object('ServiceDiscoveryRoleBinding', 'RoleBinding', identity, {
      roleRef: k8s.toJson_RoleRef({ apiGroup: RBAC, kind: 'Role', name: role.name }),
      // Pods run as accounts of their own namespace. Without a namespace here, RBAC takes the binding's.
      subjects: lazily(() => [
        k8s.toJson_Subject({ kind: 'ServiceAccount', name: account(), namespace: identity.namespace }),
      ]),
    });
  }

  /** Refuses the options of a later call if they name another API server. */
  public checkSameApiServer(options: MeshServiceDiscoveryOptions): void {
    if (this.asText(apiServerPeer(options)) !== this.peerAsText) {
      refuse(this.scope, {
        given: 'allowServiceDiscovery with another apiServer than in the call before',
        rule: 'policies add up, so a second way to the API server does not narrow the first',
        fix: 'Call it once, with the peer that the agent may reach; allowEgress opens more',
      });
    }
  }

  /** A peer as the agent's policy has it, to compare two peers. */
  private asText(apiServer: MeshPeer): string {
    return JSON.stringify(outsideCallees(this.scope, 'apiServer', [apiServer]));
  }

  private object(id: string, kind: string, identity: WorkloadIdentity, body: { [field: string]: unknown }): MeshObject {
    const { namespace, labels, annotations } = identity;
    return new MeshObject(this.scope, id, {
      apiVersion: `${RBAC}/v1`,
      kind,
      metadata: { name: `${identity.name}-service-discovery`, namespace, labels, annotations },
      body,
      partOf: identity.partOf,
      onDuplicate: identity.onDuplicate,
    });
  }
}

function apiServerPeer({ apiServer }: MeshServiceDiscoveryOptions): MeshPeer {
  return apiServer
    ? MeshPeer.of(apiServer.peer, apiServer.ports ?? API_SERVER_PORTS)
    : MeshPeer.cidr('0.0.0.0/0', API_SERVER_PORTS, [LINK_LOCAL]);
}

function readRule(apiGroup: string, resource: string): k8s.PolicyRule {
  return { apiGroups: [apiGroup], resources: [resource], verbs: ['get', 'list'] };
}
