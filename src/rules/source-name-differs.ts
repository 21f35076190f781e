import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { Variable } from '../contract/contract';
import { inCode } from '../mesh/agents-code';

export const RULE: Rule = {
  id: 'source-name-differs',
  title: "An agent's code registers a different name than its manifest sets",
  severity: 'error',
  find: ({ code }) =>
    code.pairs.flatMap(({ agent, record, facts }): Fault[] => {
      const name = agent.env[Variable.AGENT_NAME];
      // A name that is a default in the code is the variable's to decide, and one with a $ is decided by somebody else.
      if (!name || name.includes('$') || !facts.name || facts.nameIsDefault || name === facts.name.value) {
        return [];
      }
      return [
        {
          object: agent.owner,
          field: variableField(agent.owner, agent.main, Variable.AGENT_NAME),
          given: `${Variable.AGENT_NAME} ${show(name)}`,
          rule: `${inCode(record, facts.name.at)} registers ${show(facts.name.value)}, and the variable changes the id alone, so that one agent has two names`,
          fix: `Write ${show(facts.name.value)}, or change the code`,
        },
      ];
    }),
};
