import { SyntaxNode } from '@lezer/common';
import { bare } from './module';
import { LoadedScript, ScriptProgram } from './program';
import { formOf } from './sdk-names';

/** Methods of an agent that declare something. They return the agent. */
export const AGENT_METHODS = ['addTool', 'addLlmProvider'] as const;

/**
 * Whether an expression is an agent of MCP Mesh: what `mesh()` returns, also through names and chains of calls.
 *
 * @returns nothing if only a run shows it
 */
export function isAgent(program: ScriptProgram, loaded: LoadedScript, expression: SyntaxNode): boolean | undefined {
  const node = bare(expression);
  if (node.name === 'CallExpression' || node.name === 'NewExpression') {
    return isMadeAgent(program, loaded, node);
  }
  const target = program.resolve(loaded, node);
  if (target?.kind === 'node' && target.node.from !== node.from) {
    return isAgent(program, target.loaded, target.node);
  }
  return target?.kind === 'sdk' ? false : undefined;
}

function isMadeAgent(program: ScriptProgram, loaded: LoadedScript, node: SyntaxNode): boolean | undefined {
  const callee = node.name === 'NewExpression' ? node.firstChild?.nextSibling : node.firstChild;
  const target = callee && program.resolve(loaded, callee);
  if (target?.kind === 'sdk') {
    return formOf(target.path) === 'agent';
  }
  const method = callee?.name === 'MemberExpression' ? loaded.module.textOf(callee.lastChild!) : '';
  if ((AGENT_METHODS as readonly string[]).includes(method)) {
    return isAgent(program, loaded, callee!.firstChild!);
  }
  // What another package makes, such as `new Server()`, is none of ours.
  return node.name === 'NewExpression' ? false : undefined;
}
