import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'fs';
import { basename, dirname, join, resolve } from 'path';
import { parseManifests } from './manifest-parser';
import { ReadObject } from './manifest-sets';
import { render, RenderedFolder, renderedFolder, withoutIncluded } from './rendered-folders';
import { didYouMean } from '../base/did-you-mean';

/** What came of reading: objects, what could not be read, and what was skipped. */
export interface ManifestFiles {
  readonly objects: ReadObject[];
  readonly unreadable: string[];
  readonly skipped: string[];
  /** The folders that another program rendered, and which. */
  readonly rendered: string[];
}

/** The path that stands for the standard input, and how reports call it. */
const STDIN = '-';
const STDIN_NAME = '(stdin)';
const STDIN_DESCRIPTOR = 0;

/**
 * Reads Kubernetes objects from files, from all YAML and JSON files of folders, or from the standard input (`-`). Folders of kustomize and
 * Helm are rendered, unless that is not wanted.
 */
export function readManifests(paths: string[], isRendering: boolean = true): ManifestFiles {
  const reader = new ManifestReader(isRendering);
  paths.forEach((path) => reader.addPath(path));
  reader.addRendered();
  return reader.files;
}

class ManifestReader {
  public readonly files: ManifestFiles = { objects: [], unreadable: [], skipped: [], rendered: [] };
  private readonly seen = new Set<string>();
  private readonly rendered = new Map<string, RenderedFolder & { readonly root: string }>();

  constructor(private readonly isRendering: boolean) {}

  public addPath(path: string): void {
    if (path === STDIN) {
      this.addFile(STDIN_NAME, STDIN_DESCRIPTOR);
      return;
    }
    if (!existsSync(path)) {
      this.files.unreadable.push(
        `${path}: there is no such file or folder${didYouMean(basename(path), siblings(path))}`,
      );
      return;
    }
    this.attempt(path, () => {
      if (!statSync(path).isDirectory()) {
        this.addOnce(path);
        return;
      }
      this.addFolder(path, path);
    });
  }

  /** Renders what was found, once it is known which folders others include. */
  public addRendered(): void {
    for (const folder of withoutIncluded([...this.rendered.values()])) {
      const { root } = this.rendered.get(resolve(folder.folder))!;
      const rendering = render(folder);
      if ('problem' in rendering) {
        this.files.unreadable.push(rendering.problem);
      } else {
        const { manifests, command } = rendering;
        this.files.rendered.push(`${folder.folder} was rendered by ${command}`);
        this.files.objects.push(...manifests.objects.map((each) => ({ ...each, root })));
        this.files.unreadable.push(...manifests.rejected.map(({ message }) => message));
      }
    }
  }

  /** The YAML and JSON files below a folder, in the order of their names. */
  private addFolder(folder: string, root: string, isIncluded: boolean = false): void {
    const rendered = this.isRendering ? renderedFolder(folder) : undefined;
    if (rendered !== undefined) {
      this.rendered.set(resolve(folder), { root, ...rendered });
      if (rendered.tool === 'helm') {
        return;
      }
    }
    // The files of a kustomization are what it makes other manifests of; folders below may have kustomizations of their own.
    const isMaterial = isIncluded || rendered !== undefined;
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!isSkippedFolder(entry.name)) {
          this.attempt(path, () => this.addFolder(path, root, isMaterial));
        }
      } else if (!isMaterial && isManifestName(entry.name) && (entry.isFile() || entry.isSymbolicLink())) {
        // A folder may contain other files too, such as a chart's values; a file that was named is meant to be checked.
        this.addOnce(path, root); // reading a named pipe would not return
      }
    }
  }

  /** A file that is named twice, or by itself and by its folder, is one file. */
  private addOnce(file: string, root?: string): void {
    const place = existsSync(file) ? realpathSync(file) : file;
    if (!this.seen.has(place)) {
      this.seen.add(place);
      this.addFile(file, file, root);
    }
  }

  /** Adds the objects of a file. What else it contains is skipped in a folder, and cannot be read if the file was named. */
  private addFile(name: string, source: string | number, root?: string): void {
    this.attempt(name, () => {
      const { objects, rejected } = parseManifests(name, decoded(readFileSync(source)));
      this.files.objects.push(...(root === undefined ? objects : objects.map((each) => ({ ...each, root }))));
      for (const { message, isManifest, isTemplate } of rejected) {
        const isSkipped = root !== undefined && (!isManifest || isTemplate);
        (isSkipped ? this.files.skipped : this.files.unreadable).push(message);
      }
    });
  }

  /** What cannot be read is reported with its path, and does not hide what comes after it. */
  private attempt(path: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.files.unreadable.push(`${path}: ${(error as Error).message}`);
    }
  }
}

/** What stands beside a path. */
function siblings(path: string): string[] {
  try {
    return readdirSync(dirname(path)).filter((name) => !isSkippedFolder(name));
  } catch {
    return [];
  }
}

/** PowerShell's `>` writes UTF-16. */
function decoded(bytes: Buffer): string {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8');
}

function isManifestName(name: string): boolean {
  return /\.(ya?ml|json)$/i.test(name);
}

/** Whether a folder's manifests are read at a path below it. */
export function isManifestPath(path: string): boolean {
  const folders = path.split('/');
  const name = folders.pop()!;
  return isManifestName(name) && !folders.some(isSkippedFolder);
}

function isSkippedFolder(name: string): boolean {
  return name === 'node_modules' || (name.startsWith('.') && name !== '.' && name !== '..');
}

function entriesOf(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
}
