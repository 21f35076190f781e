import { Rule } from './rule';
import { wrongVariables } from '../mesh/mesh-variables';

export const RULE: Rule = {
  id: 'mesh-variable-unknown',
  title: 'An MCP_MESH_* variable is misspelt, or set on a component that does not read it',
  severity: 'warning',
  find: (mesh) =>
    wrongVariables(mesh)
      .filter(({ isUnknown }) => isUnknown)
      .map(({ pod, field, given, rule, fix }) => ({ object: pod.owner, field, given, rule, fix })),
};
