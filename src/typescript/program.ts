import { SyntaxNode } from '@lezer/common';
import { importsOf, ScriptImport } from './imports';
import { bare, ScriptModule } from './module';
import { Scopes } from './scopes';
import { childrenOf } from '../source/parsed-file';
import { SourceTree } from '../source/source-tree';

/** One module of the program. */
export interface LoadedScript {
  readonly module: ScriptModule;
  readonly scopes: Scopes;
  readonly imports: readonly ScriptImport[];
}

/** What an expression stands for. */
export type ScriptReferent =
  /** MCP Mesh's SDK, or something of it: `mesh`, `mesh.llm`, `FastMCP`. */
  | { readonly kind: 'sdk'; readonly path: readonly string[] }
  | { readonly kind: 'module'; readonly loaded: LoadedScript }
  | { readonly kind: 'node'; readonly loaded: LoadedScript; readonly node: SyntaxNode }
  | { readonly kind: 'foreign'; readonly name: string }
  | { readonly kind: 'unclear'; readonly why: string };

const SDK = '@mcpmesh/sdk';
const DEEPEST = 30;
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs', '.cts', '.cjs'];

/** All modules that an entry imports, and what the names in them mean. */
export class ScriptProgram {
  private readonly modules = new Map<string, LoadedScript>();

  constructor(private readonly tree: SourceTree) {}

  public load(file: string): LoadedScript {
    let loaded = this.modules.get(file);
    if (!loaded) {
      const module = new ScriptModule(file, this.tree.read(file));
      loaded = { module, scopes: new Scopes(module), imports: importsOf(module) };
      this.modules.set(file, loaded);
    }
    return loaded;
  }

  /** The modules that were read. */
  public get all(): Iterable<LoadedScript> {
    return this.modules.values();
  }

  /**
   * The file that an import means.
   *
   * @returns nothing for a package, and 'missing' for a file of the folder that is not there
   */
  public locate(from: ScriptModule, specifier: string): string | 'missing' | undefined {
    if (specifier.startsWith('.')) {
      return (
        this.find(join(from.folder, specifier)) ??
        (/\.(json|css|node|txt|md|sql)$/.test(specifier) ? undefined : 'missing')
      );
    }
    // What tsconfig.json and package.json call by these is the folder's own.
    const alias = /^(?:@\/|~\/?|#)(.+)$/.exec(specifier);
    if (alias) {
      return this.find(`src/${alias[1]}`) ?? this.find(alias[1]) ?? 'missing';
    }
    return undefined;
  }

  /** What an expression stands for, if it is a name or a chain of names. */
  public resolve(loaded: LoadedScript, expression: SyntaxNode, depth: number = 0): ScriptReferent | undefined {
    const node = bare(expression);
    if (depth > DEEPEST) {
      return { kind: 'unclear', why: 'it refers to itself' };
    }
    if (node.name === 'VariableName') {
      return this.name(loaded, loaded.module.textOf(node), node, depth);
    }
    if (node.name === 'MemberExpression' && node.lastChild?.name === 'PropertyName') {
      const owner = this.resolve(loaded, node.firstChild!, depth + 1);
      return this.member(owner, loaded.module.textOf(node.lastChild), depth);
    }
    if (node.name === 'DynamicImport' || node.name === 'CallExpression') {
      const found = loaded.imports.find(({ node: { from, to } }) => from === node.from && to === node.to);
      return found?.from === undefined ? undefined : this.importedModule(loaded, found.from);
    }
    return undefined;
  }

  /** What a module exports under a name. */
  public exported(loaded: LoadedScript, name: string, depth: number = 0): ScriptReferent | undefined {
    if (depth > DEEPEST) {
      return undefined;
    }
    const { module } = loaded;
    for (const declaration of module.tree.topNode.getChildren('ExportDeclaration')) {
      const found = this.exportedBy(loaded, declaration, name, depth);
      if (found) {
        return found;
      }
    }
    for (const { from, exports } of loaded.imports) {
      const original = exports === 'everything' ? name : exports?.get(name);
      const target = original !== undefined && from !== undefined ? this.importedModule(loaded, from) : undefined;
      const found = target && this.member(target, original!, depth + 1);
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  private exportedBy(
    loaded: LoadedScript,
    declaration: SyntaxNode,
    name: string,
    depth: number,
  ): ScriptReferent | undefined {
    const { module, scopes } = loaded;
    if (declaration.getChild('from')) {
      return undefined;
    }
    if (name === 'default' && declaration.getChild('default')) {
      const value = childrenOf(declaration)[2];
      return value && (this.resolve(loaded, value, depth + 1) ?? { kind: 'node', loaded, node: value });
    }
    const group = declaration.getChild('ExportGroup');
    const local = group ? localName(module, group, name) : name;
    const isHere = group ? local !== undefined : declares(module, declaration, name);
    return isHere && scopes.lookup(local!, module.tree.topNode)
      ? this.name(loaded, local!, module.tree.topNode, depth + 1)
      : undefined;
  }

  /** What a name means at a place. */
  public name(loaded: LoadedScript, name: string, at: SyntaxNode, depth: number = 0): ScriptReferent | undefined {
    const binding = loaded.scopes.lookup(name, at);
    if (!binding) {
      return { kind: 'foreign', name };
    }
    switch (binding.kind) {
      case 'import': {
        const target = this.importedModule(loaded, binding.from);
        return binding.member === '*' || target === undefined ? target : this.member(target, binding.member, depth + 1);
      }
      case 'part': {
        const owner = this.resolve(loaded, binding.of, depth + 1);
        return owner
          ? this.member(owner, binding.key, depth + 1)
          : { kind: 'unclear', why: `${name} is a part of a value` };
      }
      case 'value':
        return this.resolveAlias(loaded, binding.node, depth);
      case 'unclear':
        return binding;
      default:
        return { kind: 'node', loaded, node: binding.node };
    }
  }

  private resolveAlias(loaded: LoadedScript, node: SyntaxNode, depth: number): ScriptReferent {
    const target = this.resolve(loaded, node, depth + 1);
    return target && target.kind !== 'foreign' ? target : { kind: 'node', loaded, node };
  }

  private member(owner: ScriptReferent | undefined, name: string, depth: number): ScriptReferent | undefined {
    switch (owner?.kind) {
      case 'sdk':
        return { kind: 'sdk', path: [...owner.path, name] };
      case 'foreign':
        return { kind: 'foreign', name: `${owner.name}.${name}` };
      case 'module':
        return this.exported(owner.loaded, name, depth + 1);
      case 'node':
        return this.field(owner.loaded, owner.node, name, depth);
      default:
        return owner;
    }
  }

  /** A field of an object literal or an enum. */
  private field(loaded: LoadedScript, expression: SyntaxNode, name: string, depth: number): ScriptReferent | undefined {
    const { module } = loaded;
    const node = frozen(module, bare(expression));
    if (node.name === 'EnumDeclaration') {
      const body = node.getChild('EnumBody');
      const key = body?.getChildren('PropertyName').find((each) => module.textOf(each) === name);
      const value = key?.nextSibling?.name === 'Equals' ? key.nextSibling.nextSibling : undefined;
      return value ? { kind: 'node', loaded, node: value } : undefined;
    }
    if (node.name !== 'ObjectExpression' || node.getChildren('Property').some((each) => each.getChild('Spread'))) {
      return undefined;
    }
    const property = node
      .getChildren('Property')
      .find(({ firstChild }) => firstChild && keyOf(module, firstChild) === name);
    const value = property?.getChild(':')?.nextSibling;
    return value ? this.resolveAlias(loaded, value, depth + 1) : undefined;
  }

  private importedModule(loaded: LoadedScript, specifier: string): ScriptReferent | undefined {
    if (specifier === SDK || specifier.startsWith(`${SDK}/`)) {
      return { kind: 'sdk', path: [] };
    }
    const file = this.locate(loaded.module, specifier);
    if (file === undefined) {
      return { kind: 'foreign', name: specifier };
    }
    return file !== 'missing' && this.tree.isInside(file)
      ? { kind: 'module', loaded: this.load(file) }
      : { kind: 'unclear', why: `${specifier} is not in the folder that is read` };
  }

  private find(path: string): string | undefined {
    const base = path.replace(/\.([mc]?)jsx?$/, '');
    const candidates = [
      path,
      ...EXTENSIONS.map((extension) => `${base}${extension}`),
      ...EXTENSIONS.map((extension) => `${path}${extension}`),
      ...EXTENSIONS.map((extension) => `${path}/index${extension}`),
    ];
    return candidates.find(
      (file) => EXTENSIONS.some((extension) => file.endsWith(extension)) && this.tree.hasFile(file),
    );
  }
}

/** What `Object.freeze()` returns is what it was given. */
function frozen(module: ScriptModule, node: SyntaxNode): SyntaxNode {
  const isFrozen = node.name === 'CallExpression' && module.textOf(node.firstChild!) === 'Object.freeze';
  const given = isFrozen ? childrenOf(node.getChild('ArgList')!)[1] : undefined;
  return given ? bare(given) : node;
}

/** The key of a property, if the text shows it. */
export function keyOf(module: ScriptModule, key: SyntaxNode): string | undefined {
  if (key.name === 'PropertyDefinition' || key.name === 'PropertyName') {
    return module.textOf(key);
  }
  return key.name === 'String' ? module.textOf(key).slice(1, -1) : undefined;
}

function localName(module: ScriptModule, group: SyntaxNode, name: string): string | undefined {
  const parts = childrenOf(group).filter((part) => !/^[{},]$/.test(part.name));
  const i = parts.findIndex((part, at) => module.textOf(part) === name && parts[at + 1]?.name !== 'as');
  const part = i >= 2 && parts[i - 1].name === 'as' ? parts[i - 2] : parts[i];
  return part && module.textOf(part);
}

function declares(module: ScriptModule, declaration: SyntaxNode, name: string): boolean {
  let found = false;
  for (const child of childrenOf(declaration)) {
    if (/Declaration$/.test(child.name)) {
      const names = [...child.getChildren('VariableDefinition'), ...child.getChildren('TypeDefinition')];
      const parts = child.getChildren('ObjectPattern').flatMap((pattern) => pattern.getChildren('PatternProperty'));
      found ||= names.some((each) => module.textOf(each) === name);
      found ||= parts.some((each) => module.textOf(each.lastChild!) === name);
    }
  }
  return found;
}

function join(folder: string, path: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') {
      // Above the root nothing is found.
      parts.push(...(parts.length === 0 || parts[parts.length - 1] === '..' ? ['..'] : []));
      if (parts[parts.length - 1] !== '..') {
        parts.pop();
      }
    } else if (part !== '.' && part !== '') {
      parts.push(part);
    }
  }
  return parts.join('/');
}
