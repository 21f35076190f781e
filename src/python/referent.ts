import { SyntaxNode } from '@lezer/common';
import { Bindings } from './bindings';
import { PythonModule } from './module';

/** One module of the program. */
export interface LoadedModule {
  readonly module: PythonModule;
  readonly bindings: Bindings;
  /** Whether Python runs it as the program. */
  readonly isMain: boolean;
}

/** What a name in the code is bound to. */
export type Referent =
  /** MCP Mesh's package, or something of it: `tool`, `a2a.mount`. */
  | { readonly kind: 'mesh'; readonly path: readonly string[] }
  | { readonly kind: 'module'; readonly loaded: LoadedModule }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'class'; readonly loaded: LoadedModule; readonly node: SyntaxNode }
  | {
      readonly kind: 'value';
      readonly loaded: LoadedModule;
      readonly node: SyntaxNode;
      readonly rest: readonly string[];
    }
  /** A package that is not in the folder, by its whole name: `os.environ`. */
  | { readonly kind: 'foreign'; readonly name: string }
  | { readonly kind: 'unclear'; readonly why: string };

/** MCP Mesh's Python package. */
const MESH = 'mesh';

/** Something of a package: of MCP Mesh's, or of one that is not in the folder. */
export function foreign(names: readonly string[]): Referent {
  return names[0] === MESH ? { kind: 'mesh', path: names.slice(1) } : { kind: 'foreign', name: names.join('.') };
}

/** What two referents have in common only if they are the same. */
export function describeReferent(referent: Referent | undefined): string {
  switch (referent?.kind) {
    case 'mesh':
      return `mesh ${referent.path.join('.')}`;
    case 'foreign':
      return referent.name;
    case 'module':
      return referent.loaded.module.file;
    case 'class':
    case 'value':
      return `${referent.loaded.module.file} ${referent.node.from}`;
    default:
      return String(referent?.kind);
  }
}
