import { Rule } from './rule';
import { wrongVariables } from '../mesh/mesh-variables';

export const RULE: Rule = {
  id: 'mesh-variable-invalid',
  title: 'A variable MCP_MESH_* has a value that MCP Mesh does not take',
  severity: 'error',
  find: (mesh) =>
    wrongVariables(mesh)
      .filter(({ isUnknown }) => !isUnknown)
      .map(({ pod, field, given, rule, fix }) => ({ object: pod.owner, field, given, rule, fix })),
};
