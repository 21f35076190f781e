import { readdirSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { isCollection, isMap, isSeq, LineCounter, Node, parseAllDocuments } from 'yaml';
import { Located } from '../rules/check';

/** An object, and the file and line that it starts on. */
export interface Read extends Located {
  readonly where: string;
  readonly file: string;
  readonly line: number;
}

/** What came of reading: objects, what could not be read, and what was passed over. */
export interface Reading {
  readonly objects: Read[];
  readonly unusable: string[];
  readonly skipped: string[];
}

/** Where the standard input is named, and how reports call it. */
const STDIN = '-';
const STDIN_NAME = '(stdin)';

/** Reads Kubernetes objects from files, from all YAML and JSON files of folders, or from the standard input (`-`). */
export function read(paths: string[]): Reading {
  const reading: Reading = { objects: [], unusable: [], skipped: [] };
  for (const path of paths) {
    try {
      if (path === STDIN) {
        add(reading, STDIN_NAME, readFileSync(0, 'utf8'), reading.unusable);
      } else if (statSync(path).isDirectory()) {
        // A folder may hold other files too, such as a chart's values; a file that was named is meant.
        manifestsIn(path).forEach((file) => add(reading, file, readFileSync(file, 'utf8'), reading.skipped));
      } else {
        add(reading, path, readFileSync(path, 'utf8'), reading.unusable);
      }
    } catch (error) {
      reading.unusable.push(`${path}: ${(error as Error).message}`);
    }
  }
  return reading;
}

/** All YAML and JSON files below a folder, in the order of their names. */
function manifestsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => one.name < other.name ? -1 : 1)
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : manifestsIn(path);
      }
      return /\.(ya?ml|json)$/i.test(entry.name) ? [path] : [];
    });
}

function add(reading: Reading, file: string, text: string, foreign: string[]): void {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, merge: true, uniqueKeys: false, prettyErrors: false });
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error) {
      reading.unusable.push(`${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
      return; // what follows a syntax error is anybody's guess
    }
    if (document.contents !== null) {
      addNode(reading, file, lines, document.contents as Node, document.toJS(), foreign);
    }
  }
}

function addNode(reading: Reading, file: string, lines: LineCounter, node: Node, value: any, foreign: string[]): void {
  const line = lines.linePos(node.range?.[0] ?? 0).line;
  if (value === null || value === undefined) {
    return;
  }
  if (isList(value)) {
    const items = isMap(node) ? node.get('items', true) : undefined;
    value.items.forEach((item: unknown, i: number) => {
      const itemNode = isSeq(items) ? items.items[i] : undefined;
      addNode(reading, file, lines, isCollection(itemNode) ? itemNode : node, item, foreign);
    });
  } else if (isObject(value)) {
    const named = value.metadata.name === undefined ? { ...value, metadata: { ...value.metadata, name: value.metadata.generateName } } : value;
    reading.objects.push({ object: named, file, line, where: `${file}:${line}` });
  } else {
    foreign.push(`${file}:${line}: not a Kubernetes object: it needs apiVersion, kind and metadata.name`);
  }
}

function isList(value: any): boolean {
  return typeof value?.kind === 'string' && value.kind.endsWith('List') && typeof value.apiVersion === 'string' && Array.isArray(value.items);
}

function isObject(value: any): boolean {
  return typeof value?.apiVersion === 'string' && typeof value.kind === 'string' && typeof value.metadata === 'object' && value.metadata !== null
    && [value.metadata.name, value.metadata.generateName].some((name) => typeof name === 'string');
}
