import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { show } from '../base/problem';
import { quantityValue } from '../kubernetes/quantity';

/** Established by running agents: at 100m they register a port that nobody serves, and all probes pass. */
const LEAST_CPU = 0.5;

export const RULE: Rule = {
  id: 'agent-cpu-limit-too-low',
  title: "An agent's CPU limit is under 500m",
  severity: 'warning',
  find: ({ agents }) =>
    agents.flatMap(({ owner, main }): Fault[] => {
      const limit = main.resources?.limits?.cpu;
      const cores = limit === undefined ? undefined : quantityValue(limit);
      // A limit of zero is none.
      return cores === undefined || cores <= 0 || cores >= LEAST_CPU
        ? []
        : [
            {
              object: owner,
              field: fieldOf(owner, main, 'resources', 'limits', 'cpu'),
              given: `container ${show(main.name)}: CPU limit ${show(limit)}`,
              rule: 'if it starts that slowly, a Python agent may register a port that it does not serve. Its probes pass, and it logs nothing',
              fix: 'Set resources.limits.cpu to 500m or more, or leave the limit out and keep the request',
            },
          ];
    }),
};
