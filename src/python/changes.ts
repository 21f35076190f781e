import { SyntaxNode } from '@lezer/common';
import { PythonModule } from './module';

/** Methods that change a list, a dictionary or a set in place. */
const CHANGING = new Set([
  'append',
  'extend',
  'insert',
  'remove',
  'pop',
  'clear',
  'sort',
  'reverse',
  'update',
  'setdefault',
  'popitem',
  'add',
  'discard',
]);

/** Names of a module whose values change after they are assigned, and how. */
export function changedNames(module: PythonModule): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  const note = (node: SyntaxNode | null | undefined, how: string) => {
    const name = node && rootOf(node);
    if (name) {
      changed.set(module.textOf(name), how);
    }
  };
  module.tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'UpdateStatement') {
        note(node.firstChild, 'is changed by an operator such as +=');
      } else if (name === 'DeleteStatement') {
        node.getChildren('MemberExpression').forEach((each) => note(each, 'is changed by del'));
        node.getChildren('VariableName').forEach((each) => note(each, 'is removed by del'));
      } else if (name === 'ScopeStatement') {
        node.getChildren('VariableName').forEach((each) => note(each, 'is assigned by a function'));
      } else if (name === 'AssignStatement') {
        targets(node).forEach((each) => note(each, 'is changed after it was assigned'));
      } else if (name === 'CallExpression') {
        const method = node.firstChild;
        const called = method?.lastChild;
        if (
          method?.name === 'MemberExpression' &&
          called?.name === 'PropertyName' &&
          CHANGING.has(module.textOf(called))
        ) {
          note(method.firstChild, `is changed by .${module.textOf(called)}()`);
        }
      }
    },
  });
  return changed;
}

/** The targets of an assignment that are parts of something: `X[0]` and `X.y`. */
function targets(node: SyntaxNode): SyntaxNode[] {
  return node.getChildren('MemberExpression').filter((each) => {
    for (let next = each.nextSibling; next; next = next.nextSibling) {
      if (next.name === 'AssignOp') {
        return true;
      }
    }
    return false;
  });
}

/** `X` in `X.y[0]`. */
function rootOf(node: SyntaxNode): SyntaxNode | undefined {
  let root: SyntaxNode | null = node;
  while (root?.name === 'MemberExpression') {
    root = root.firstChild;
  }
  return root?.name === 'VariableName' ? root : undefined;
}
