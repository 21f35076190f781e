import { PythonModule } from './module';
import { SourceTree } from '../source/source-tree';

/** Where a module is. */
export interface Located {
  readonly path: string;
  readonly files: string[];
  /** Path of the outermost package, which `import a.b` binds. */
  readonly first: string;
}

/** Finds modules in the folder that is read, as Python does. */
export class ModuleFiles {
  private readonly paths: string[];

  /** @param paths folders in which absolute imports are looked for, as in `sys.path` */
  constructor(
    private readonly tree: SourceTree,
    paths: readonly string[],
  ) {
    this.paths = [...paths];
  }

  /** Looks for absolute imports in one more folder. */
  public addPath(path: string): void {
    if (!this.paths.includes(path)) {
      this.paths.push(path);
    }
  }

  /** The file of a module or package, by its path without an ending. */
  public fileOf(path: string): string | undefined {
    return [`${path}/__init__.py`, `${path}.py`].find((file) => this.tree.hasFile(file));
  }

  /** Where a module is in the folder, and the files that its import runs: those of its packages, too. */
  public locate(from: PythonModule, level: number, module: string): Located | undefined {
    const names = module === '' ? [] : module.split('.');
    if (level > 0) {
      const above = from.folder === '' ? [] : from.folder.split('/');
      const up = above.length - (level - 1);
      return up < 0 ? undefined : this.located(above.slice(0, up).join('/'), names);
    }
    for (const path of this.paths) {
      const found = this.located(path, names);
      if (found) {
        return found;
      }
    }
    // A package that is the folder itself.
    return names[0] === this.tree.name && this.tree.hasFile('__init__.py')
      ? this.located('', names.slice(1))
      : undefined;
  }

  private located(base: string, names: readonly string[]): Located | undefined {
    const files: string[] = [];
    let path = base;
    for (const name of names) {
      path = join(path, name);
      const file = this.fileOf(path);
      if (file === undefined && !this.tree.hasFolder(path)) {
        return undefined;
      }
      files.push(...(file === undefined ? [] : [file]));
    }
    // Of a folder without a file, which may be anything, only modules below it count.
    return names.length > 0 && files.length === 0 && !hasPython(this.tree, path)
      ? undefined
      : { path, files, first: names.length > 0 ? join(base, names[0]) : path };
  }
}

export const join = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`);

/** The folder of a package, by its `__init__.py`. */
export function packageOf(file: string): string | undefined {
  return file.endsWith('/__init__.py') ? file.slice(0, -'/__init__.py'.length) : undefined;
}

function hasPython(tree: SourceTree, folder: string): boolean {
  return [...tree.list(folder)].some(([name, kind]) => kind === 'file' && name.endsWith('.py'));
}
