import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { refuse } from '../base/problem';
import { outsideCallees } from '../peers/outside';
import { MeshPeer, MeshPeers } from '../peers/policy-peers';
import { MeshObject } from '../synthesis/mesh-object';
import { WorkloadIdentity } from '../workload/service';

/** How an agent looks Services up through the Kubernetes API. */
export interface MeshServiceDiscoveryOptions {
  /**
   * Where the API server answers, such as `MeshPeers.cidr('10.0.0.0/28')`. A policy sees the server's own addresses and ports,
   * those of `kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes`, and never the Service's.
   * Without ports it is 443 and 6443.
   *
   * @default - every IPv4 address but the link-local ones, on 443 and 6443
   */
  readonly apiServer?: MeshPeer;
}

/** What an agent is, to the room that lets it look Services up. */
export interface ServiceDiscoveryPlan {
  readonly identity: WorkloadIdentity;
  /** Name of the account that the agent's pods run as. */
  readonly account: string;
  /** What the user said of the account's token, if anything. */
  readonly mountsToken?: boolean;
  readonly options: MeshServiceDiscoveryOptions;
}

const RBAC = 'rbac.authorization.k8s.io';

/** The first is usual where a cloud runs the control plane, the second where it is on nodes of the cluster. */
const API_SERVER_PORTS = [443, 6443];

/** Holds clouds' metadata services, and never an API server: Kubernetes refuses endpoints with a link-local address. */
const LINK_LOCAL = '169.254.0.0/16';

/**
 * The right of one agent to look Services up, and where it goes to do so.
 *
 * Reading is enough for method 1 of the guide's `K8sServiceDiscovery` (`read_namespaced_service`) and for lists of Services
 * and of the pods behind them. Nothing in the guide watches.
 */
export class ServiceDiscovery {
  /** The API server, for the agent's policy. */
  public readonly apiServer: MeshPeer;
  private readonly opening: string;

  constructor(
    private readonly scope: Construct,
    { identity, account, mountsToken, options }: ServiceDiscoveryPlan,
  ) {
    if (mountsToken === false) {
      refuse(scope, {
        given: 'allowServiceDiscovery on an agent with automountServiceAccountToken false',
        rule: 'the Kubernetes API knows a pod by the token of its account',
        fix: 'Leave automountServiceAccountToken out: the pods of this agent then get the token, and no others do',
      });
    }
    this.apiServer = located(options);
    this.opening = this.opens(this.apiServer);
    const name = `${identity.name}-service-discovery`;
    this.object('ServiceDiscoveryRole', 'Role', name, identity, {
      rules: [reads('', 'services'), reads('discovery.k8s.io', 'endpointslices')].map((rule) =>
        k8s.toJson_PolicyRule(rule),
      ),
    });
    this.object('ServiceDiscoveryRoleBinding', 'RoleBinding', name, identity, {
      roleRef: k8s.toJson_RoleRef({ apiGroup: RBAC, kind: 'Role', name }),
      // Pods run as accounts of their own namespace; where none is named here, RBAC takes the binding's.
      subjects: [k8s.toJson_Subject({ kind: 'ServiceAccount', name: account, namespace: identity.namespace })],
    });
  }

  /** Takes a second call that says the same, and refuses one that says something else. */
  public again(options: MeshServiceDiscoveryOptions): void {
    if (this.opens(located(options)) !== this.opening) {
      refuse(this.scope, {
        given: 'allowServiceDiscovery with another apiServer than in the call before',
        rule: 'policies add up, so a second way to the API server does not narrow the first',
        fix: 'Call it once, with the peer that the agent may reach; allowEgress opens more',
      });
    }
  }

  /** What the agent's policy will say of the API server. */
  private opens(apiServer: MeshPeer): string {
    return JSON.stringify(outsideCallees(this.scope, 'apiServer', [apiServer]));
  }

  private object(
    id: string,
    kind: string,
    name: string,
    identity: WorkloadIdentity,
    body: { [field: string]: unknown },
  ): void {
    new MeshObject(this.scope, id, {
      apiVersion: `${RBAC}/v1`,
      kind,
      metadata: { name, namespace: identity.namespace, labels: identity.labels, annotations: identity.annotations },
      body,
      onDuplicate: identity.onDuplicate,
    });
  }
}

function located({ apiServer }: MeshServiceDiscoveryOptions): MeshPeer {
  return apiServer
    ? { peer: apiServer.peer, ports: apiServer.ports ?? API_SERVER_PORTS }
    : MeshPeers.cidr('0.0.0.0/0', API_SERVER_PORTS, [LINK_LOCAL]);
}

function reads(apiGroup: string, resource: string): k8s.PolicyRule {
  return { apiGroups: [apiGroup], resources: [resource], verbs: ['get', 'list'] };
}
