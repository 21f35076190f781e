import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'fs';
import { join } from 'path';
import { parseManifests, ParsedObject } from './manifest-parser';

/** What came of reading: objects, what could not be read, and what was skipped. */
export interface ManifestFiles {
  readonly objects: ParsedObject[];
  readonly unreadable: string[];
  readonly skipped: string[];
}

/** The path that stands for the standard input, and how reports call it. */
const STDIN = '-';
const STDIN_NAME = '(stdin)';
const STDIN_DESCRIPTOR = 0;

/** Reads Kubernetes objects from files, from all YAML and JSON files of folders, or from the standard input (`-`). */
export function readManifests(paths: string[]): ManifestFiles {
  const reader = new ManifestReader();
  paths.forEach((path) => reader.addPath(path));
  return reader.files;
}

class ManifestReader {
  public readonly files: ManifestFiles = { objects: [], unreadable: [], skipped: [] };
  private readonly seen = new Set<string>();

  public addPath(path: string): void {
    if (path === STDIN) {
      this.addFile(STDIN_NAME, STDIN_DESCRIPTOR, this.files.unreadable);
      return;
    }
    this.attempt(path, () => {
      if (!statSync(path).isDirectory()) {
        this.addOnce(path, this.files.unreadable);
        return;
      }
      // A folder may contain other files too, such as a chart's values; a file that was named is meant to be checked.
      manifestFilesIn(path).forEach((file) => this.addOnce(file, this.files.skipped));
    });
  }

  /** A file that is named twice, or by itself and by its folder, is one file. */
  private addOnce(file: string, others: string[]): void {
    const place = existsSync(file) ? realpathSync(file) : file;
    if (!this.seen.has(place)) {
      this.seen.add(place);
      this.addFile(file, file, others);
    }
  }

  /** Adds the objects of a file, and to `others` what is no Kubernetes object. */
  private addFile(name: string, source: string | number, others: string[]): void {
    this.attempt(name, () => {
      const { objects, rejected } = parseManifests(name, decoded(readFileSync(source)));
      this.files.objects.push(...objects);
      for (const { message, isManifest } of rejected) {
        (isManifest ? this.files.unreadable : others).push(message);
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

/** All YAML and JSON files below a folder, in the order of their names. */
function manifestFilesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return isSkippedFolder(entry.name) ? [] : manifestFilesIn(path);
      }
      // Reading a named pipe would not return.
      return isManifestName(entry.name) && (entry.isFile() || entry.isSymbolicLink()) ? [path] : [];
    });
}
