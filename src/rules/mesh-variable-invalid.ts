import { Rule } from './rule';
import { wrongVariables } from '../mesh/mesh-variables';

export const RULE: Rule = {
  id: 'mesh-variable-invalid',
  title: 'An MCP_MESH_* variable has an invalid value',
  severity: 'error',
  find: (mesh) =>
    wrongVariables(mesh)
      .filter(({ isUnknown }) => !isUnknown)
      .map(({ pod, field, given, rule, fix }) => ({ object: pod.owner, field, given, rule, fix })),
};
