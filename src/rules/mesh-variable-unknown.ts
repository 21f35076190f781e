import { Rule } from './rule';
import { wrongVariables } from '../mesh/mesh-variables';

export const RULE: Rule = {
  id: 'mesh-variable-unknown',
  title: 'A variable MCP_MESH_* is misspelt, or is read by another part of MCP Mesh',
  severity: 'warning',
  find: (mesh) =>
    wrongVariables(mesh)
      .filter(({ isUnknown }) => isUnknown)
      .map(({ pod, field, given, rule, fix }) => ({ object: pod.owner, field, given, rule, fix })),
};
