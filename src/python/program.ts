import { SyntaxNode } from '@lezer/common';
import { Bindings, Bound } from './bindings';
import { changedNames } from './changes';
import { PythonImport } from './imports';
import { PythonModule } from './module';
import { join, ModuleFiles, packageOf } from './module-files';
import { describeReferent, foreign, LoadedModule, Referent } from './referent';
import { childrenOf } from '../source/parsed-file';
import { SourceTree } from '../source/source-tree';

/** All modules that an entry imports, and what the names in them mean. */
export class PythonProgram {
  private readonly files: ModuleFiles;
  private readonly modules = new Map<string, LoadedModule>();
  private readonly changes = new Map<PythonModule, ReadonlyMap<string, string>>();

  /**
   * @param tree the folder that is read
   * @param paths folders in which absolute imports are looked for, as in `sys.path`
   */
  constructor(
    public readonly tree: SourceTree,
    paths: readonly string[],
  ) {
    this.files = new ModuleFiles(tree, paths);
  }

  /** Looks for absolute imports in one more folder. */
  public addPath(path: string): void {
    this.files.addPath(path);
  }

  public load(file: string, isMain: boolean = false): LoadedModule {
    let loaded = this.modules.get(file);
    if (!loaded) {
      const module = new PythonModule(file, this.tree.read(file));
      loaded = { module, bindings: new Bindings(module, isMain), isMain };
      this.modules.set(file, loaded);
    }
    return loaded;
  }

  /** The files of the folder that an import runs, in the order in which it does. */
  public filesOf(from: PythonModule, { level, module, members }: PythonImport): string[] {
    const base = this.files.locate(from, level, module);
    if (!base) {
      return [];
    }
    const submodules = (members ?? []).flatMap(({ name }) => this.files.fileOf(join(base.path, name)) ?? []);
    return [...base.files, ...submodules];
  }

  /** Whether a relative import leaves the folder that is read, or names nothing in it. */
  public leaves(from: PythonModule, { level, module }: PythonImport): boolean {
    return level > 0 && this.files.locate(from, level, module) === undefined;
  }

  /** What a chain of names means in a module: `['mesh', 'tool']`. */
  public resolve(loaded: LoadedModule, [name, ...rest]: readonly string[], depth: number = 0): Referent | undefined {
    if (depth > 20) {
      return { kind: 'unclear', why: `${name} is bound in a circle` };
    }
    const bound = loaded.bindings.of(name);
    const chosen = bound.length > 0 ? this.choose(loaded, name, bound) : this.star(loaded, name, depth);
    return chosen && this.member(chosen, rest, depth);
  }

  /** What of MCP Mesh's package one of the bindings of a name imports, whatever the others do. */
  public importedMesh(loaded: LoadedModule, name: string): readonly string[] | undefined {
    for (const { binding } of loaded.bindings.of(name)) {
      const target = binding.kind === 'import' ? this.imported(loaded, binding) : undefined;
      if (target?.kind === 'mesh') {
        return target.path;
      }
    }
    return undefined;
  }

  /** Follows names behind a referent: the members of a module or a class. */
  private member(referent: Referent, rest: readonly string[], depth: number): Referent | undefined {
    if (rest.length === 0) {
      return this.alias(referent, depth);
    }
    const [name, ...more] = rest;
    switch (referent.kind) {
      case 'mesh':
        return { kind: 'mesh', path: [...referent.path, ...rest] };
      case 'foreign':
        return { kind: 'foreign', name: [referent.name, ...rest].join('.') };
      case 'folder':
      case 'module':
        return this.memberOfModule(referent, name, more, depth);
      case 'value':
        return this.memberOfValue(referent, rest, depth);
      case 'class':
        return this.memberOfClass(referent, name, more);
      default:
        return referent;
    }
  }

  private memberOfModule(
    referent: Extract<Referent, { kind: 'folder' | 'module' }>,
    name: string,
    more: readonly string[],
    depth: number,
  ): Referent | undefined {
    const own = referent.kind === 'module' ? this.resolve(referent.loaded, [name, ...more], depth + 1) : undefined;
    if (own) {
      return own;
    }
    const folder = referent.kind === 'folder' ? referent.path : packageOf(referent.loaded.module.file);
    const path = folder === undefined ? undefined : join(folder, name);
    const found = path === undefined ? undefined : this.referentAt(path);
    return found && this.member(found, more, depth);
  }

  private memberOfValue(
    referent: Extract<Referent, { kind: 'value' }>,
    rest: readonly string[],
    depth: number,
  ): Referent | undefined {
    const names = dottedName(referent.loaded.module, referent.node);
    const target = names && this.resolve(referent.loaded, names, depth + 1);
    return target && target.kind !== 'value' ? this.member(target, rest, depth + 1) : { ...referent, rest };
  }

  private memberOfClass(
    { loaded, node }: Extract<Referent, { kind: 'class' }>,
    name: string,
    more: readonly string[],
  ): Referent {
    const { module } = loaded;
    const body = node.getChild('Body');
    const assigned = (body?.getChildren('AssignStatement') ?? []).filter((each) => {
      const target = each.firstChild;
      return target?.name === 'VariableName' && module.textOf(target) === name && each.getChild('AssignOp');
    });
    const isEnum = /\bEnum\b/.test(module.textOf(node.getChild('ArgList') ?? { from: 0, to: 0 }));
    const why = this.changesOf(module).get(module.textOf(node.getChild('VariableName')!));
    if (assigned.length !== 1 || why !== undefined || (isEnum && more.join() !== 'value')) {
      return { kind: 'unclear', why: `only a run of the code shows the value of ${name}` };
    }
    const value = childrenOf(assigned[0]).pop()!;
    return { kind: 'value', loaded, node: value, rest: isEnum ? more.slice(1) : more };
  }

  /** A value that is a name of something else is that: `m = mesh`. */
  private alias(referent: Referent, depth: number): Referent {
    if (referent.kind !== 'value' || referent.rest.length > 0) {
      return referent;
    }
    const names = dottedName(referent.loaded.module, referent.node);
    const target = names && this.resolve(referent.loaded, names, depth + 1);
    return target ?? referent;
  }

  private choose(loaded: LoadedModule, name: string, all: readonly Bound[]): Referent | undefined {
    const imports = all.filter(({ binding }) => binding.kind === 'import');
    const others = all.filter(({ binding }) => binding.kind !== 'import' && !this.isNone(loaded, binding));
    if (imports.length > 0 && others.length === 0) {
      const targets = imports.map(({ binding }) => this.imported(loaded, binding as Import));
      const distinct = new Set(targets.map(describeReferent));
      return distinct.size === 1 ? targets[0] : { kind: 'unclear', why: `${name} is imported from several modules` };
    }
    if (all.length > 1) {
      return { kind: 'unclear', why: `${name} is assigned more than once` };
    }
    const [{ binding, conditional }] = all;
    const why = this.changesOf(loaded.module).get(name);
    if (why !== undefined) {
      return { kind: 'unclear', why: `${name} ${why}` };
    }
    if (binding.kind === 'class') {
      return { kind: 'class', loaded, node: binding.node };
    }
    if (binding.kind !== 'value') {
      return { kind: 'unclear', why: `${name} is no constant` };
    }
    return conditional
      ? { kind: 'unclear', why: `${name} is assigned under a condition` }
      : { kind: 'value', loaded, node: binding.node, rest: [] };
  }

  private isNone(loaded: LoadedModule, binding: Bound['binding']): boolean {
    return binding.kind === 'value' && loaded.module.textOf(binding.node) === 'None';
  }

  private imported(loaded: LoadedModule, { from, member }: Import): Referent | undefined {
    const { level, module, as } = from;
    const base = this.files.locate(loaded.module, level, module);
    if (!base) {
      const whole = member !== undefined || as !== undefined ? module : module.split('.')[0];
      const names = [...whole.split('.'), ...(member === undefined ? [] : [member])];
      return level > 0
        ? { kind: 'unclear', why: `${'.'.repeat(level)}${module} is not in the folder that is read` }
        : foreign(names);
    }
    if (member === undefined) {
      return this.referentAt(as === undefined ? base.first : base.path);
    }
    const target = this.referentAt(base.path);
    return target && this.member(target, [member], 1);
  }

  /** What `from x import *` brings. */
  private star(loaded: LoadedModule, name: string, depth: number): Referent | undefined {
    for (const { statement } of loaded.bindings.imports.filter((each) => each.statement.everything).reverse()) {
      const base = this.files.locate(loaded.module, statement.level, statement.module);
      const target = base && !name.startsWith('_') ? this.referentAt(base.path) : undefined;
      const found = target?.kind === 'module' ? this.resolve(target.loaded, [name], depth + 1) : undefined;
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  private changesOf(module: PythonModule): ReadonlyMap<string, string> {
    let known = this.changes.get(module);
    if (!known) {
      known = changedNames(module);
      this.changes.set(module, known);
    }
    return known;
  }

  private referentAt(path: string): Referent | undefined {
    const file = this.files.fileOf(path);
    if (file !== undefined && !this.tree.isInside(file)) {
      return { kind: 'unclear', why: `${file} is a link to a file outside of the folder that is read` };
    }
    if (file !== undefined) {
      return { kind: 'module', loaded: this.load(file) };
    }
    return this.tree.hasFolder(path) ? { kind: 'folder', path } : undefined;
  }
}

type Import = Extract<Bound['binding'], { kind: 'import' }>;

/** The names of `a.b.c`, and `undefined` for anything else. */
export function dottedName(module: PythonModule, node: SyntaxNode): string[] | undefined {
  if (node.name === 'VariableName') {
    return [module.textOf(node)];
  }
  if (node.name !== 'MemberExpression' || node.lastChild?.name !== 'PropertyName') {
    return undefined;
  }
  const owner = dottedName(module, node.firstChild!);
  return owner && [...owner, module.textOf(node.lastChild)];
}
