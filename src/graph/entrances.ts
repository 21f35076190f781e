import {
  backendsOfHttpRoute,
  backendsOfIngress,
  backendsOfService,
  backendsOfVirtualService,
} from './entrance-backends';
import { NodeContent } from './graph-model';
import { podsOfPeer, selectsEverything } from './policy-peers';
import { Ingress, NetworkPolicy } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { PolicyPeer } from '../api/networking';
import { listText } from '../base/list-text';
import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { Direction, hasOtherPolicyKinds } from '../cluster/policy-rules';
import { policiesOver } from '../cluster/reachability';
import { Endpoint } from '../cluster/services';
import { Mesh, MeshPod } from '../mesh/mesh';

/** A way into the mesh from outside of the cluster: an object, and a pod of the mesh that it leads to. */
export interface Entrance {
  readonly node: NodeContent;
  readonly pod: MeshPod;
  readonly blocked: Direction[];
}

/** The Ingresses, gateways' routes and published Services that lead to pods of a mesh. */
export function entrancesOf(mesh: Mesh): Entrance[] {
  const { cluster } = mesh;
  const members = new Set<Pod>([...mesh.registries, ...mesh.agents]);
  const admission = new OutsideAdmission(cluster, members);
  const leading = (object: KubernetesObject, hosts: string[], backends: Endpoint[]): Entrance[] => {
    const node = entranceNode(cluster, object, hosts);
    return backends
      .filter(({ pod }) => members.has(pod))
      .map(({ pod }) => ({ node, pod: pod as MeshPod, blocked: admission.blocked(pod) }));
  };
  return [
    ...cluster
      .all('Ingress')
      .flatMap((ingress) => leading(ingress, hostsOfIngress(ingress), backendsOfIngress(cluster, ingress))),
    ...cluster
      .all('HTTPRoute')
      .flatMap((route) => leading(route, route.spec?.hostnames ?? [], backendsOfHttpRoute(cluster, route))),
    ...cluster
      .all('VirtualService')
      .flatMap((service) => leading(service, service.spec?.hosts ?? [], backendsOfVirtualService(cluster, service))),
    ...cluster.services.flatMap((service) =>
      leading(service.manifest, [service.manifest.spec?.type ?? ''], backendsOfService(service)),
    ),
  ];
}

function entranceNode(cluster: Cluster, object: KubernetesObject, hosts: string[]): NodeContent {
  return {
    kind: 'entrance',
    name: object.metadata.name,
    namespace: cluster.namespaceOf(object),
    objectKind: object.kind,
    details: [[object.kind, listText(hosts)].join(' ').trim()],
  };
}

function hostsOfIngress({ spec }: Ingress): string[] {
  return [...new Set((spec?.rules ?? []).flatMap(({ host }) => host ?? []))];
}

/** Whether NetworkPolicies may admit the pods that bring traffic in, such as an ingress controller's. */
class OutsideAdmission {
  private readonly known = new Map<NetworkPolicy, boolean>();

  constructor(
    private readonly cluster: Cluster,
    private readonly members: Set<Pod>,
  ) {}

  public blocked(pod: Pod): Direction[] {
    const policies = policiesOver(this.cluster, pod, 'Ingress');
    const isOpen =
      policies.length === 0 ||
      policies.some((policy) => this.mayAdmit(policy)) ||
      hasOtherPolicyKinds(this.cluster, pod.namespace);
    return isOpen ? [] : ['Ingress'];
  }

  private mayAdmit(policy: NetworkPolicy): boolean {
    const known = this.known.get(policy);
    if (known !== undefined) {
      return known;
    }
    const mayAdmit = (policy.spec?.ingress ?? []).some(
      ({ from: peers = [] }) => peers.length === 0 || peers.some((peer) => this.mayBeOutside(peer, policy)),
    );
    this.known.set(policy, mayAdmit);
    return mayAdmit;
  }

  /**
   * The manifests do not contain the pods that bring traffic in. So a peer may mean them if it selects nothing in the
   * manifests, or more than the mesh.
   */
  private mayBeOutside(peer: PolicyPeer, policy: NetworkPolicy): boolean {
    const pods = peer.ipBlock ? [] : podsOfPeer(this.cluster, peer, this.cluster.namespaceOf(policy));
    return pods.length === 0 || pods.some((pod) => !this.members.has(pod)) || selectsEverything(peer.podSelector);
  }
}
