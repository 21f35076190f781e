import { readdirSync, readFileSync, realpathSync, Stats, statSync } from 'fs';
import { basename, join, sep } from 'path';

/** The files below one folder, read once each. Nothing outside of it is read, through links neither. */
export class SourceTree {
  private readonly listings = new Map<string, ReadonlyMap<string, 'file' | 'folder'>>();
  private readonly kinds = new Map<string, 'file' | 'folder' | 'none'>();
  private readonly texts = new Map<string, string>();
  private readonly realRoot: string;

  /** @param root the folder */
  constructor(public readonly root: string) {
    this.realRoot = realpathSync(root);
  }

  /** The name of the root, as Python calls a package of its files. */
  public get name(): string {
    return basename(this.realRoot);
  }

  /** The files that were read, sorted. */
  public get filesRead(): string[] {
    return [...this.texts.keys()].sort();
  }

  /** Whether there is a file, also if it is a link that leads outside. */
  public hasFile(path: string): boolean {
    return this.kindOf(path) === 'file';
  }

  public hasFolder(path: string): boolean {
    return path === '' || this.kindOf(path) === 'folder';
  }

  /** Names of what is in a folder, sorted, and whether each is a file or a folder. */
  public list(folder: string): ReadonlyMap<string, 'file' | 'folder'> {
    let known = this.listings.get(folder);
    if (!known) {
      known = this.hasFolderOnDisk(folder) ? this.readFolder(folder) : new Map();
      this.listings.set(folder, known);
    }
    return known;
  }

  /** The text of a file, without a byte order mark. @throws if it is outside of the root. */
  public read(path: string): string {
    let text = this.texts.get(path);
    if (text === undefined) {
      if (!this.isInside(path)) {
        throw new OutsideOfRoot(path);
      }
      text = readFileSync(join(this.root, path), 'utf8').replace(/^\uFEFF/, '');
      this.texts.set(path, text);
    }
    return text;
  }

  /** Whether a path is below the root, when all links in it are followed. */
  public isInside(path: string): boolean {
    const real = realpathSync(join(this.root, path));
    return real === this.realRoot || real.startsWith(this.realRoot.endsWith(sep) ? this.realRoot : this.realRoot + sep);
  }

  /** Asks for one path at a time: a folder may hold thousands of agents, of which one is read. */
  private kindOf(path: string): 'file' | 'folder' | undefined {
    let kind = this.kinds.get(path);
    if (kind === undefined) {
      const found = statSync(join(this.root, path), { throwIfNoEntry: false });
      kind = kindOf(found);
      this.kinds.set(path, kind);
    }
    return kind === 'none' ? undefined : kind;
  }

  private hasFolderOnDisk(folder: string): boolean {
    return folder === '' || this.isInside(folder);
  }

  private readFolder(folder: string): ReadonlyMap<string, 'file' | 'folder'> {
    const entries = readdirSync(join(this.root, folder), { withFileTypes: true }).map(
      (entry): [string, 'file' | 'folder' | undefined] => {
        if (!entry.isSymbolicLink()) {
          return [entry.name, entry.isDirectory() ? 'folder' : 'file'];
        }
        const target = statSync(join(this.root, folder, entry.name), { throwIfNoEntry: false });
        return [entry.name, target && (target.isDirectory() ? 'folder' : 'file')];
      },
    );
    const there = entries.filter((entry): entry is [string, 'file' | 'folder'] => entry[1] !== undefined);
    return new Map(there.sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}

function kindOf(found: Stats | undefined): 'file' | 'folder' | 'none' {
  if (found === undefined) {
    return 'none';
  }
  return found.isDirectory() ? 'folder' : 'file';
}

/** A file that a link or an import names outside of the root. */
export class OutsideOfRoot extends Error {
  constructor(public readonly path: string) {
    super(`${path} is outside of the folder that is read`);
  }
}
