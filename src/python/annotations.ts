import { SyntaxNode } from '@lezer/common';
import { PythonModule } from './module';
import { dottedName, PythonProgram } from './program';
import { LoadedModule } from './referent';
import { stringValue } from './strings';

/** The names in a type: of `Optional[View]`, `View | None` and `"View"` all of them, each with its dots. */
export function annotationNames(module: PythonModule, annotation: SyntaxNode): string[][] {
  const names: string[][] = [];
  annotation.cursor().iterate(({ name, node }) => {
    const found = dottedName(module, node);
    if (found) {
      names.push(found);
      return false;
    }
    if (name === 'String') {
      const inner = new PythonModule(module.file, stringValue(module.textOf(node)) ?? '');
      names.push(...annotationNames(inner, inner.tree.topNode));
    }
    return undefined;
  });
  return names;
}

/** Types of iterators of text. `Stream` is MCP Mesh's own name of one. */
const STREAMS = new Set(['AsyncIterator', 'AsyncIterable', 'AsyncGenerator', 'Stream']);
const WRAPPERS = new Set(['Awaitable', 'Coroutine']);

/** Whether a function returns a stream of text, by its annotation, as the runtime decides it. */
export function returnsStream(program: PythonProgram, loaded: LoadedModule, definition: SyntaxNode): boolean {
  const annotation = definition.getChild('TypeDef');
  return annotation !== null && isStream(program, loaded, loaded.module, annotation.lastChild!, 0);
}

function isStream(
  program: PythonProgram,
  loaded: LoadedModule,
  module: PythonModule,
  node: SyntaxNode,
  depth: number,
): boolean {
  if (depth > 6) {
    return false;
  }
  if (node.name === 'String') {
    const text = stringValue(module.textOf(node)) ?? '';
    const inner = new PythonModule(module.file, text);
    const expression = inner.tree.topNode.firstChild?.firstChild;
    return expression ? isStream(program, loaded, inner, expression, depth + 1) : false;
  }
  const names = dottedName(module, node);
  if (names) {
    const target = program.resolve(loaded, names);
    return target?.kind === 'value' && target.rest.length === 0
      ? isStream(program, target.loaded, target.loaded.module, target.node, depth + 1)
      : false;
  }
  if (node.name !== 'MemberExpression' || node.lastChild?.name !== ']') {
    return false;
  }
  const type = typeName(program, loaded, module, node.firstChild!);
  const parameters = node.getChildren('VariableName', '[').concat(node.getChildren('MemberExpression', '['));
  if (type !== undefined && WRAPPERS.has(type)) {
    return parameters.some((each) => isStream(program, loaded, module, each, depth + 1));
  }
  return type !== undefined && STREAMS.has(type);
}

/** The last name of a type, whatever it was imported as. */
function typeName(
  program: PythonProgram,
  loaded: LoadedModule,
  module: PythonModule,
  node: SyntaxNode,
): string | undefined {
  const names = dottedName(module, node);
  const target = names && program.resolve(loaded, names);
  if (target?.kind === 'mesh') {
    return target.path[target.path.length - 1];
  }
  return target?.kind === 'foreign' ? target.name.split('.').pop() : names?.[names.length - 1];
}
