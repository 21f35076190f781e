import { Rule } from './rule';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { Variable } from '../contract/contract';

export const RULE: Rule = {
  id: 'source-code-missing',
  title: 'The manifests run an agent whose code is missing',
  severity: 'warning',
  find: ({ code }) =>
    code.withoutCode.map(({ owner, main, env }) => ({
      object: owner,
      field: variableField(owner, main, Variable.AGENT_NAME),
      given: `agent ${show(env[Variable.AGENT_NAME] ?? owner.metadata.name)}`,
      rule: 'no code of an agent with that name was read, so its manifest was not compared',
      fix: 'Also give its code, or give the agent the name that the code registers',
    })),
};
