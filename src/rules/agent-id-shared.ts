import { Fault, MOST_RELATED, Rule } from './rule';
import { append } from '../base/append';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { Replicas } from '../cluster/replicas';
import { Variable } from '../contract/contract';
import { runtimeOf } from '../mesh/agent-runtimes';
import { Mesh, MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'agent-id-shared',
  title: 'Several pods use the same MCP_MESH_AGENT_ID',
  severity: 'error',
  find: (mesh) => {
    const replicas = new Replicas(mesh.cluster);
    return agentsById(mesh).flatMap(([id, agents]) =>
      agents.flatMap((agent): Fault[] => {
        const { most } = replicas.rangeOf(agent.owner) ?? { most: 1 };
        const others = mesh.peersOf(agent).filter((other) => other !== agent && agents.includes(other));
        return most > 1 || others.length > 0 ? [sharedId(agent, id, most, others)] : [];
      }),
    );
  },
};

function sharedId(agent: MeshPod, id: string, most: number, others: MeshPod[]): Fault {
  const sharers = [
    ...(most > 1 ? [`up to ${most} replicas`] : []),
    ...others.map(({ owner }) => `${owner.kind} ${show(owner.metadata.name)}`),
  ];
  return {
    object: agent.owner,
    field: variableField(agent.owner, agent.main, Variable.AGENT_ID),
    related: others.slice(0, MOST_RELATED).map(({ owner, main }) => ({
      object: owner,
      field: variableField(owner, main, Variable.AGENT_ID),
    })),
    given: `${Variable.AGENT_ID} ${show(id)}, which ${listText(sharers)} ${sharers.length > 1 || most > 1 ? 'have' : 'has'} too`,
    rule: 'the registry keeps one entry for each id. Agents or replicas with the same id overwrite each other, so only one of them is called at a time',
    fix: "Leave the variable out: each pod makes an id of its own from the agent's name",
  };
}

/** Agents whose id is the same for all of their pods. Only the Python runtime reads it. */
function agentsById({ agents }: Mesh): [string, MeshPod[]][] {
  const byId = new Map<string, MeshPod[]>();
  for (const agent of agents) {
    const id = constantId(agent);
    if (id && (runtimeOf(agent)?.language ?? 'python') === 'python') {
      append(byId, id, agent);
    }
  }
  return [...byId];
}

/** An id that no field of the pod, and no other variable, is part of. */
function constantId({ main, env }: MeshPod): string | undefined {
  const variable = (main.env ?? []).filter(({ name }) => name === Variable.AGENT_ID).pop();
  const differs =
    variable?.valueFrom?.fieldRef || variable?.valueFrom?.resourceFieldRef || variable?.value?.includes('$(');
  return differs ? undefined : env[Variable.AGENT_ID];
}
