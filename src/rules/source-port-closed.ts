import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { Variable } from '../contract/contract';
import { inCode } from '../mesh/agents-code';

export const RULE: Rule = {
  id: 'source-port-closed',
  title: "An agent's code listens on a different port than its manifest opens",
  severity: 'error',
  find: (mesh) =>
    mesh.code.pairs.flatMap(({ agent, record, facts }): Fault[] => {
      const told = mesh.portOf(agent);
      const opened = (agent.main.ports ?? []).flatMap(({ containerPort }) => containerPort ?? []);
      const isOpened = opened.length === 0 || opened.includes(facts.port?.value ?? NaN);
      if (!facts.port || told === undefined || (told === facts.port.value && isOpened)) {
        return [];
      }
      return [
        {
          object: agent.owner,
          field:
            agent.env[Variable.HTTP_PORT] === undefined
              ? fieldOf(agent.owner, agent.main, 'ports')
              : variableField(agent.owner, agent.main, Variable.HTTP_PORT),
          given: `container ${show(agent.main.name)}: port ${told === facts.port.value ? opened.join(', ') : told}`,
          rule: `${inCode(record, facts.port.at)} binds ${facts.port.value} by itself, and ${Variable.HTTP_PORT} changes only what is registered, so that nothing answers there`,
          fix: `Give the container, the variable and the Service port ${facts.port.value}, or take the port from the variable in the code`,
        },
      ];
    }),
};
