import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { AGENT_NAME_RULE, isAgentName, legalAgentName } from '../contract/agent-names';
import { Variable } from '../contract/contract';

export const RULE: Rule = {
  id: 'agent-name-refused',
  title: "The registry refuses an agent's name",
  severity: 'error',
  find: (mesh) =>
    mesh.agents.flatMap(({ owner, main, env }): Fault[] => {
      const name = env[Variable.AGENT_NAME];
      // An empty one counts as none, and one with a $ is decided by somebody else.
      if (!name || name.includes('$') || isAgentName(name)) {
        return [];
      }
      const legal = legalAgentName(name);
      return [
        {
          object: owner,
          field: variableField(owner, main, Variable.AGENT_NAME),
          given: `${Variable.AGENT_NAME} ${show(name)}`,
          rule: AGENT_NAME_RULE,
          fix: legal === undefined ? 'Give another name' : `Write ${show(legal)}`,
        },
      ];
    }),
};
