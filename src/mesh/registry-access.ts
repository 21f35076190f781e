import { MeshPod } from './mesh';
import { describeObject } from '../api/kubernetes-object';
import { Container } from '../api/pod-spec';
import { Pod } from '../cluster/pods';
import { Endpoint } from '../cluster/services';

export const REGISTRY_HAS_NO_LOGIN =
  'the registry has no authentication, so anyone who reaches it can remove agents (DELETE /agents/…) and call any of them (/proxy/…)';

/** The workloads of the registries behind some endpoints. */
export function registriesAt(ends: Endpoint[], registries: Set<Pod>): string[] {
  const reached = ends.filter(({ pod, port }) => registries.has(pod) && isRegistryPort(pod as MeshPod, port));
  return [...new Set(reached.map(({ pod }) => describeObject(pod.owner)))];
}

/** Whether it is the registry's port, and not that of another container in its pod, such as a dashboard. */
function isRegistryPort({ spec, main }: MeshPod, port: number): boolean {
  const opens = ({ ports = [] }: Container) => ports.some(({ containerPort }) => containerPort === port);
  return opens(main) || !spec.containers.some(opens);
}
