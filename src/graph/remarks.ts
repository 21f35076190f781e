import { listText } from '../base/list-text';
import { Direction, hasOtherPolicyKinds } from '../cluster/policy-rules';
import { policiesOver } from '../cluster/reachability';
import { Mesh, MeshPod } from '../mesh/mesh';

/**
 * Which pods no policy is over: the graph shows what policies block, and would seem to say that they block the rest.
 */
export function remarksOf(mesh: Mesh): string[] {
  const pods = [...mesh.registries, ...mesh.agents];
  if (pods.length === 0) {
    return ['There are no agents and no registry in these manifests.'];
  }
  const [openIngress, openEgress] = [withoutPolicy(mesh, pods, 'Ingress'), withoutPolicy(mesh, pods, 'Egress')];
  if (openIngress.length === pods.length && openEgress.length === pods.length) {
    return ['No NetworkPolicy closes anything: every pod of the cluster may call the registry and all agents.'];
  }
  const names = (found: MeshPod[]) =>
    found.length === pods.length ? 'the whole mesh' : listText(found.map(({ owner }) => owner.metadata.name).sort());
  return [
    ...(openIngress.length ? [`No NetworkPolicy closes who may call ${names(openIngress)}.`] : []),
    ...(openEgress.length ? [`No NetworkPolicy closes whom ${names(openEgress)} may call.`] : []),
  ];
}

function withoutPolicy({ cluster }: Mesh, pods: MeshPod[], direction: Direction): MeshPod[] {
  return pods.filter(
    (pod) => policiesOver(cluster, pod, direction).length === 0 && !hasOtherPolicyKinds(cluster, pod.namespace),
  );
}
