import { MeshPod } from './mesh';
import { describeObject, Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { Endpoint } from '../cluster/services';

export const REGISTRY_HAS_NO_LOGIN =
  'the registry asks nobody who they are, so whoever reaches it may remove agents (DELETE /agents/…) and call any of them (/proxy/…)';

/** The workloads of the registries among some ends. */
export function registriesAt(ends: Endpoint[], registries: Set<Pod>): string[] {
  const reached = ends.filter(({ pod, port }) => registries.has(pod) && isRegistryPort(pod as MeshPod, port));
  return [...new Set(reached.map(({ pod }) => describeObject(pod.owner)))];
}

/** Not a port that another container of the registry's pod opens, such as a dashboard's. */
function isRegistryPort({ spec, main }: MeshPod, port: number): boolean {
  const opens = ({ ports }: Manifest) => (ports ?? []).some(({ containerPort }: Manifest) => containerPort === port);
  return opens(main) || !spec.containers.some(opens);
}
