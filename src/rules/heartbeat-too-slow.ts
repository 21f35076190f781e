import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { containerTitle } from '../cluster/containers';
import { UNHEALTHY_AFTER, Variable } from '../contract/contract';
import { Mesh, MeshPod } from '../mesh/mesh';
import { shownVariable } from '../mesh/mesh-variables';

/** health_monitor.go of the registry: an agent whose last heartbeat is older is unhealthy, and resolves no dependency. */
export const RULE: Rule = {
  id: 'heartbeat-too-slow',
  title: "An agent's heartbeat interval is not shorter than the registry's timeout",
  severity: 'error',
  find: (mesh) =>
    mesh.agents.flatMap((agent): Fault[] => {
      const interval = seconds(shownVariable(mesh, agent, Variable.HEALTH_INTERVAL));
      const registry = interval === undefined ? undefined : registryOf(mesh, agent);
      const limit = registry && limitOf(mesh, registry);
      return interval === undefined || registry === undefined || limit === undefined || interval < limit
        ? []
        : [tooSlow(agent, interval, registry, limit)];
    }),
};

function registryOf(mesh: Mesh, agent: MeshPod): MeshPod | undefined {
  const pods = mesh.registryOf(agent)?.endpoints.map(({ pod }) => pod) ?? [];
  return pods.length === 0
    ? undefined
    : mesh.registries.find((registry) => registry.name === pods[0].name && registry.namespace === pods[0].namespace);
}

/** When a registry calls an agent unhealthy. With a value that is no number, the default holds. */
function limitOf(mesh: Mesh, registry: MeshPod): number | undefined {
  const told = shownVariable(mesh, registry, Variable.UNHEALTHY_AFTER);
  return told === undefined || told.includes('$(') ? undefined : (seconds(told) ?? UNHEALTHY_AFTER);
}

function seconds(value: string = ''): number | undefined {
  return /^[1-9]\d*$/.test(value) ? Number(value) : undefined;
}

function tooSlow({ owner, main }: MeshPod, interval: number, registry: MeshPod, limit: number): Fault {
  return {
    object: owner,
    field: variableField(owner, main, Variable.HEALTH_INTERVAL),
    related: [
      { object: registry.owner, field: variableField(registry.owner, registry.main, Variable.UNHEALTHY_AFTER) },
    ],
    given: `${containerTitle(main)}: ${Variable.HEALTH_INTERVAL} ${interval}, with ${registry.owner.kind} ${show(registry.owner.metadata.name)}, which calls an agent unhealthy after ${limit} seconds`,
    rule: 'the agent is unhealthy between two heartbeats, and no caller is sent to it then',
    fix: `Set ${Variable.HEALTH_INTERVAL} to less than ${limit}, or raise ${Variable.UNHEALTHY_AFTER} of the registry`,
  };
}
