import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { runningContainers } from '../cluster/container-ports';
import { containerTitle } from '../cluster/containers';
import { Variable } from '../contract/contract';
import { Mesh, MeshPod } from '../mesh/mesh';
import { shownVariable } from '../mesh/mesh-variables';
import { isTracing } from '../mesh/redis-servers';
import { isLoopback } from '../references/named-hosts';

/** Every process of MCP Mesh takes redis://localhost:6379 for the default, and goes on without spans if nothing answers there. */
export const RULE: Rule = {
  id: 'tracing-without-redis',
  title: 'Tracing is enabled, but no Redis receives the spans',
  severity: 'warning',
  find: (mesh) => [
    ...mesh.registries.filter(({ env }) => isOn(env[Variable.TRACING_ENABLED])).flatMap((pod) => faults(mesh, pod)),
    ...mesh.agents.filter(({ env }) => isTracing(env)).flatMap((pod) => faults(mesh, pod)),
    ...mesh.dashboards.filter(({ env }) => isOn(env[Variable.TRACING_ENABLED])).flatMap((pod) => faults(mesh, pod)),
  ],
};

/** The only word that the registry and the dashboard take. */
function isOn(value: string = ''): boolean {
  return value.toLowerCase() === 'true';
}

function faults(mesh: Mesh, pod: MeshPod): Fault[] {
  const { owner, main, env } = pod;
  const url = shownVariable(mesh, pod, Variable.REDIS_URL);
  const hasNeighbours = runningContainers(pod).length > 1 || pod.spec.hostNetwork === true;
  const [, host] = /^rediss?:\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^\s/:@$]+)/i.exec(url ?? '') ?? [];
  if (url === undefined || hasNeighbours || (url !== '' && !isLoopback(host ?? ''))) {
    return [];
  }
  const isUnset = url === '';
  return [
    {
      object: owner,
      field: variableField(owner, main, isUnset ? Variable.TRACING_ENABLED : Variable.REDIS_URL),
      given: `${containerTitle(main)}: ${Variable.TRACING_ENABLED} ${show(env[Variable.TRACING_ENABLED])} ${isUnset ? `without ${Variable.REDIS_URL}` : `with ${Variable.REDIS_URL} at ${host}`}`,
      rule: `${isUnset ? 'it looks for Redis on localhost then, which' : 'that'} is the pod itself, so that spans are lost and only the log says so`,
      fix: `Set ${Variable.REDIS_URL}: redis://<host>:6379, the same Redis for all of a mesh, or leave ${Variable.TRACING_ENABLED} out`,
    },
  ];
}
