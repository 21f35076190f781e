import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { entryText } from '../mesh/agents-code';
import { Mesh } from '../mesh/mesh';
import { labelOf } from '../source/source-json';

export const RULE: Rule = {
  id: 'source-agent-missing',
  title: 'The code contains an agent that no manifest runs',
  severity: 'warning',
  find: (mesh) => {
    const object = placeOf(mesh);
    return mesh.code.withoutManifest.flatMap((record): Fault[] =>
      object === undefined
        ? []
        : [
            {
              object,
              given: `no workload has MCP_MESH_AGENT_NAME ${show(labelOf(record))}`,
              rule: `${entryText(record)} is the code of that agent, but no workload runs it`,
              fix: 'Deploy it, or leave its code out of what is compared',
            },
          ],
    );
  },
};

/** What is missing has no manifest, so it is said of the registry that the agent would register with. */
function placeOf({ registries, agents, objects }: Mesh) {
  const [pod] = [...registries, ...agents];
  return pod?.owner ?? objects[0];
}
