import { SyntaxNode } from '@lezer/common';
import { isMainCondition } from './bindings';
import { dottedName, PythonProgram } from './program';
import { LoadedModule } from './referent';
import { childrenOf } from '../source/parsed-file';

/** One place at which a module names MCP Mesh's package or something of it. */
export interface MeshReference {
  /** What of the package: `['tool']`; nothing for the package itself. */
  readonly path: readonly string[];
  readonly node: SyntaxNode;
  /** The decorator that it is the head of. */
  readonly decorator?: SyntaxNode;
  /** Why the name may be something else, if it may. */
  readonly unclear?: string;
}

/** The places of a module that name MCP Mesh's package, in their order, imports and plain aliases left out. */
export function meshReferences(program: PythonProgram, loaded: LoadedModule): MeshReference[] {
  const { module } = loaded;
  const names = meshNamesIn(program, loaded);
  if (names.size === 0) {
    return [];
  }
  const references: MeshReference[] = [];
  module.tree.iterate({
    enter: ({ type, node }) => {
      if (type.name === 'ImportStatement' || type.name === 'TypeDef') {
        return type.name === 'TypeDef' ? undefined : false;
      }
      if (type.name === 'VariableName') {
        const known = names.get(module.textOf(node));
        if (known && isReference(node) && !isShadowed(loaded, node)) {
          const reference = referenceAt(loaded, node, known.path);
          references.push(...(isAlias(loaded, reference.node) ? [] : [{ ...reference, unclear: known.unclear }]));
        }
      }
      return undefined;
    },
  });
  return references;
}

/** A name of MCP Mesh's package or something of it. */
interface MeshName {
  readonly path: readonly string[];
  readonly unclear?: string;
}

/** The names of a module that are bound to MCP Mesh's package or something of it, those that may be included. */
function meshNamesIn(program: PythonProgram, loaded: LoadedModule): ReadonlyMap<string, MeshName> {
  const names = new Map<string, MeshName>();
  for (const name of loaded.bindings.all) {
    const target = program.resolve(loaded, [name]);
    if (target?.kind === 'mesh') {
      names.set(name, { path: target.path });
    } else if (target?.kind === 'unclear') {
      const path = program.importedMesh(loaded, name);
      if (path) {
        names.set(name, { path, unclear: target.why });
      }
    }
  }
  return names;
}

/**
 * Places of decorators that the parser did not find, because something before them is written in a way that it does not know.
 *
 * @param found the references that were found
 */
export function lostDecorators(
  program: PythonProgram,
  loaded: LoadedModule,
  found: readonly MeshReference[],
): { readonly from: number }[] {
  const { module } = loaded;
  const known = new Set(found.map(({ node }) => node.from));
  return [...meshNamesIn(program, loaded).keys()].flatMap((name) =>
    [...module.text.matchAll(new RegExp(`^[ \\t]*@[ \\t]*${name.replace(/\$/g, '\\$')}\\b`, 'gm'))]
      .map((match) => ({ from: match.index + match[0].length - name.length }))
      .filter(
        ({ from }) => !known.has(from) && !module.isQuoted(from) && !isInFunction(module.tree.resolveInner(from, 1)),
      ),
  );
}

function isInFunction(node: SyntaxNode): boolean {
  for (let around: SyntaxNode | null = node; around; around = around.parent) {
    if (around.name === 'FunctionDefinition') {
      return true;
    }
  }
  return false;
}

function referenceAt({ module }: LoadedModule, node: SyntaxNode, path: readonly string[]): MeshReference {
  const parent = node.parent!;
  if (parent.name === 'Decorator') {
    const parts = parent.getChildren('VariableName').filter(({ from }) => from > node.from);
    return { path: [...path, ...parts.map((part) => module.textOf(part))], node, decorator: parent };
  }
  let whole = node;
  while (
    whole.parent?.name === 'MemberExpression' &&
    whole.parent.firstChild!.from === whole.from &&
    whole.parent.lastChild!.name === 'PropertyName'
  ) {
    whole = whole.parent;
  }
  const [, ...members] = dottedName(module, whole) ?? [];
  return { path: [...path, ...members], node: whole };
}

/** Whether a name is used at a place: it is no target of an assignment, no keyword of a call and no plain alias. */
function isReference(node: SyntaxNode): boolean {
  const parent = node.parent!;
  const next = node.nextSibling;
  switch (parent.name) {
    case 'ArgList':
      return next?.name !== 'AssignOp';
    case 'ParamList':
      return node.prevSibling?.name === 'AssignOp';
    case 'Decorator':
      return node.prevSibling?.name === 'At';
    case 'AssignStatement':
      return next?.name !== 'AssignOp';
    case 'FunctionDefinition':
    case 'ClassDefinition':
    case 'ScopeStatement':
      return false;
    default:
      return true;
  }
}

/** Whether a place is all of what a module assigns to one name, `m = mesh`: names resolve that. */
function isAlias({ module, bindings }: LoadedModule, { parent, from, to }: SyntaxNode): boolean {
  const target = parent?.name === 'AssignStatement' && parent.firstChild!;
  const bound = target && target.name === 'VariableName' ? bindings.of(module.textOf(target)) : [];
  return bound.some(({ binding }) => binding.kind === 'value' && binding.node.from === from && binding.node.to === to);
}

/** Whether a function around a place gives the name another meaning: as a parameter, or by an assignment. */
function isShadowed({ module }: LoadedModule, node: SyntaxNode): boolean {
  const name = module.textOf(node);
  for (let scope = node.parent; scope; scope = scope.parent) {
    if (/^(FunctionDefinition|LambdaExpression|.*ComprehensionExpression)$/.test(scope.name)) {
      // Decorators, defaults and types of a function are outside of it.
      const inside = scope.name !== 'FunctionDefinition' || (scope.getChild('Body')?.from ?? 0) <= node.from;
      if (inside && bindsLocally(module.textOf(scope), name)) {
        return true;
      }
    }
  }
  return false;
}

/** Whether the text of a function binds a name: a parameter, an assignment, a loop, `with … as`, `except … as`. */
function bindsLocally(text: string, name: string): boolean {
  const word = name.replace(/\$/g, '\\$');
  return [
    `^\\s*(?:async\\s+)?def\\s[^(]*\\([^)]*\\b${word}\\s*[:,)=]`,
    `^lambda\\b[^:]*\\b${word}\\b`,
    `^\\s*${word}\\s*(?::[^=\\n]*)?=[^=]`,
    `\\bfor\\s[^\\n]*\\b${word}\\b[^\\n]*\\sin\\b`,
    `\\bas\\s+${word}\\s*[:,)]`,
  ].some((pattern) => new RegExp(pattern, 'm').test(text));
}

/** Where a decorated definition stands, if only a run shows whether and how often it is made. */
export function uncertainPlace(loaded: LoadedModule, node: SyntaxNode): string | undefined {
  for (let around = node.parent; around; around = around.parent) {
    switch (around.name) {
      case 'FunctionDefinition':
        return 'it is inside a function, and only a run shows whether that is called';
      case 'IfStatement':
        if (isMainCondition(loaded.module, around)) {
          break;
        }
        return 'it is under a condition';
      case 'MatchStatement':
        return 'it is under a condition';
      case 'ForStatement':
      case 'WhileStatement':
        return 'it is in a loop, of which the runtime keeps the last round';
      case 'TryStatement':
        return 'it is in a try statement';
      default:
    }
  }
  return undefined;
}

/** Whether a place is in `if __name__ == "__main__":` of a module that is not the program. */
export function neverRuns(loaded: LoadedModule, node: SyntaxNode): boolean {
  for (let around = node.parent; around; around = around.parent) {
    if (around.name === 'IfStatement' && isMainCondition(loaded.module, around)) {
      return !loaded.isMain;
    }
  }
  return false;
}

/** What a decorator decorates, and the decorator's arguments. */
export function decorated(decorator: SyntaxNode): { readonly definition?: SyntaxNode; readonly list?: SyntaxNode } {
  const definition = decorator.parent && childrenOf(decorator.parent).pop();
  return {
    definition: definition && /^(Function|Class)Definition$/.test(definition.name) ? definition : undefined,
    list: decorator.getChild('ArgList') ?? undefined,
  };
}
