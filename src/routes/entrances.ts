import { gatewayRoutes } from './backend-references';
import {
  Backend,
  backendsOfGatewayRoute,
  backendsOfIngress,
  backendsOfService,
  backendsOfVirtualService,
} from './entrance-backends';
import { FieldPath } from '../api/field-path';
import { Ingress, NetworkPolicy } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { PolicyPeer, PolicyRule } from '../api/networking';
import { Cluster } from '../cluster/cluster';
import { podsOfPeer, selectsEverything } from '../cluster/peer-pods';
import { Pod } from '../cluster/pods';
import { hasOtherPolicyKinds, opensTcpPort } from '../cluster/policy-rules';
import { policiesOver } from '../cluster/reachability';
import { Mesh, MeshPod } from '../mesh/mesh';

/** A way into the mesh from outside of the cluster: an object, and a pod of the mesh that it leads to. */
export interface Entrance {
  /** The Ingress, route, VirtualService or Service. */
  readonly object: KubernetesObject;
  /** The field that leads to the pod. */
  readonly field: () => FieldPath;
  readonly hosts: string[];
  readonly pod: MeshPod;
  /** Of the pod. */
  readonly port: number;
  /** The NetworkPolicies that close the pod, if none of them admits anybody who may bring the traffic in. */
  readonly closing: NetworkPolicy[];
}

/** The Ingresses, gateways' routes and published Services that lead to pods of a mesh. */
export function entrancesOf(mesh: Mesh): Entrance[] {
  const { cluster } = mesh;
  const members = new Set<Pod>([...mesh.registries, ...mesh.agents, ...mesh.dashboards]);
  const admission = new OutsideAdmission(cluster, members);
  const leading = (object: KubernetesObject, hosts: string[], backends: Backend[]): Entrance[] =>
    backends
      .filter(({ pod }) => members.has(pod))
      .map(({ pod, port, field }) => ({
        object,
        field,
        hosts,
        pod: pod as MeshPod,
        port,
        closing: admission.closing(pod, port),
      }));
  return [
    ...cluster
      .all('Ingress')
      .flatMap((ingress) => leading(ingress, hostsOfIngress(ingress), backendsOfIngress(cluster, ingress))),
    ...gatewayRoutes(cluster).flatMap((route) =>
      leading(route, route.spec?.hostnames ?? [], backendsOfGatewayRoute(cluster, route)),
    ),
    ...cluster
      .all('VirtualService')
      .flatMap((service) => leading(service, service.spec?.hosts ?? [], backendsOfVirtualService(cluster, service))),
    ...cluster.services.flatMap((service) =>
      leading(service.manifest, [service.manifest.spec?.type ?? ''], backendsOfService(service)),
    ),
  ];
}

function hostsOfIngress({ spec }: Ingress): string[] {
  return [...new Set((spec?.rules ?? []).flatMap(({ host }) => host ?? []))];
}

/** Whether NetworkPolicies may admit the pods that bring traffic in, such as an ingress controller's. */
class OutsideAdmission {
  private readonly known = new Map<NetworkPolicy, PolicyRule[]>();

  constructor(
    private readonly cluster: Cluster,
    private readonly members: Set<Pod>,
  ) {}

  public closing(pod: Pod, port: number): NetworkPolicy[] {
    const policies = policiesOver(this.cluster, pod, 'Ingress');
    const isOpen =
      policies.some((policy) => this.rulesForOutside(policy).some((rule) => opensTcpPort(rule, pod, port))) ||
      hasOtherPolicyKinds(this.cluster, pod.namespace);
    return isOpen ? [] : policies;
  }

  /** The rules of a policy that may admit somebody who is not of the mesh. */
  private rulesForOutside(policy: NetworkPolicy): PolicyRule[] {
    const known = this.known.get(policy);
    if (known !== undefined) {
      return known;
    }
    const rules = (policy.spec?.ingress ?? []).filter(
      ({ from: peers = [] }) => peers.length === 0 || peers.some((peer) => this.mayBeOutside(peer, policy)),
    );
    this.known.set(policy, rules);
    return rules;
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
