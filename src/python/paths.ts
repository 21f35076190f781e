import { SyntaxNode } from '@lezer/common';
import { dottedName, PythonProgram } from './program';
import { LoadedModule } from './referent';
import { stringValue } from './strings';
import { childrenOf } from '../source/parsed-file';

/** Functions that give the path that they are given, in another form. */
const SAME = new Set(['os.path.abspath', 'os.path.realpath', 'str', 'pathlib.Path', 'os.fspath']);

/**
 * The folder that an expression of paths means, below the root: `os.path.dirname(os.path.abspath(__file__))`,
 * `Path(__file__).parent / "lib"`.
 *
 * @returns nothing if the text does not show it, and a path that starts with `..` if it is outside of the root
 */
export function pathValue(program: PythonProgram, loaded: LoadedModule, node: SyntaxNode): string | undefined {
  const { module } = loaded;
  const inner = (each: SyntaxNode | undefined) => each && pathValue(program, loaded, each);
  const [first, operator, last] = childrenOf(node);
  switch (node.name) {
    case 'VariableName': {
      if (module.textOf(node) === '__file__') {
        return module.file;
      }
      const target = program.resolve(loaded, [module.textOf(node)]);
      return target?.kind === 'value' && target.rest.length === 0 && target.node.from !== node.from
        ? pathValue(program, target.loaded, target.node)
        : undefined;
    }
    case 'ParenthesizedExpression':
      return inner(operator);
    case 'MemberExpression':
      return last && module.textOf(last) === 'parent' ? up(inner(first)) : undefined;
    case 'BinaryExpression': {
      const name = last?.name === 'String' ? stringValue(module.textOf(last)) : undefined;
      return module.textOf(operator) === '/' && name !== undefined ? join(inner(first), name) : undefined;
    }
    case 'CallExpression':
      return called(program, loaded, node);
    default:
      return undefined;
  }
}

function called(program: PythonProgram, loaded: LoadedModule, node: SyntaxNode): string | undefined {
  const { module } = loaded;
  const callee = node.firstChild!;
  const args = childrenOf(node.getChild('ArgList')!).filter(({ name }) => !/^[(),]$/.test(name));
  const method = callee.name === 'MemberExpression' ? module.textOf(callee.lastChild!) : '';
  if (args.length === 0 && /^(resolve|absolute)$/.test(method)) {
    return pathValue(program, loaded, callee.firstChild!);
  }
  const names = dottedName(module, callee);
  const target = names && program.resolve(loaded, names);
  const name = target?.kind === 'foreign' ? target.name : names?.join('.');
  const path = args[0] && pathValue(program, loaded, args[0]);
  if (name === 'os.path.dirname') {
    return up(path);
  }
  if (name === 'os.path.join') {
    const parts = args.slice(1).map((each) => (each.name === 'String' ? stringValue(module.textOf(each)) : undefined));
    return parts.every((part): part is string => part !== undefined) ? join(path, parts.join('/')) : undefined;
  }
  return name !== undefined && SAME.has(name) && args.length === 1 ? path : undefined;
}

function up(path: string | undefined): string | undefined {
  return path === undefined ? undefined : join(path, '..');
}

function join(path: string | undefined, more: string): string | undefined {
  if (path === undefined || more.startsWith('/')) {
    return undefined;
  }
  const parts = path === '' ? [] : path.split('/');
  for (const part of more.split('/').filter((each) => each !== '' && each !== '.')) {
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') {
      parts.pop();
    } else {
      parts.push(part);
    }
  }
  return parts.join('/');
}
