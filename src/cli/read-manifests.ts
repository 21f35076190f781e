import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'fs';
import { join } from 'path';
import {
  Document,
  isCollection,
  isMap,
  isSeq,
  LineCounter,
  Node,
  parseAllDocuments,
  ScalarTag,
  Tags,
  visit,
} from 'yaml';
import { Located } from '../check/check';

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
  const seen = new Set<string>();
  // A file that is named twice, or by itself and by its folder, is one file.
  const isNew = (file: string) => {
    const place = existsSync(file) ? realpathSync(file) : file;
    return !seen.has(place) && seen.add(place) !== undefined;
  };
  for (const path of paths) {
    if (path === STDIN) {
      addFile(reading, STDIN_NAME, 0, reading.unusable);
      continue;
    }
    attempt(reading, path, () => {
      if (statSync(path).isDirectory()) {
        // A folder may hold other files too, such as a chart's values; a file that was named is meant.
        manifestsIn(path)
          .filter(isNew)
          .forEach((file) => addFile(reading, file, file, reading.skipped));
      } else if (isNew(path)) {
        addFile(reading, path, path, reading.unusable);
      }
    });
  }
  return reading;
}

function addFile(reading: Reading, name: string, source: string | number, foreign: string[]): void {
  attempt(reading, name, () => add(reading, name, decoded(readFileSync(source)), foreign));
}

/** What cannot be read is named by its own place, and does not hide what comes after it. */
function attempt(reading: Reading, place: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    reading.unusable.push(`${place}: ${(error as Error).message}`);
  }
}

/** PowerShell's `>` writes UTF-16. */
function decoded(bytes: Buffer): string {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8');
}

/** All YAML and JSON files below a folder, in the order of their names. */
function manifestsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : manifestsIn(path);
      }
      // A pipe of such a name would never come to an end.
      return /\.(ya?ml|json)$/i.test(entry.name) && (entry.isFile() || entry.isSymbolicLink()) ? [path] : [];
    });
}

/** To kubectl, as to YAML 1.1, these words are true and false, so that they do not fit where text is wanted. */
const YES_AND_NO: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:[yY]|yes|Yes|YES|on|On|ON|[nN]|no|No|NO|off|Off|OFF)$/,
  resolve: (word) => /^(?:y|on)/i.test(word),
};

const customTags = (tags: Tags): Tags => [...tags, YES_AND_NO];

const TEMPLATE = 'it looks like a template; render it first, such as with helm template';

function add(reading: Reading, file: string, text: string, foreign: string[]): void {
  if (text.includes('\0')) {
    foreign.push(`${file}: not a text file`);
    return;
  }
  const lines = new LineCounter();
  const mayBeTemplate = text.includes('{{');
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    customTags,
  });
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error) {
      const message = error.message.replace('Maximum call stack size exceeded', 'nested too deeply');
      reading.unusable.push(
        `${file}:${lines.linePos(error.pos[0]).line}: ${message}${mayBeTemplate ? ` (${TEMPLATE})` : ''}`,
      );
      return; // what follows a syntax error is anybody's guess
    }
    const placeholder = mayBeTemplate ? placeholderIn(document) : undefined;
    if (placeholder !== undefined && isMap(document.contents) && document.contents.has('kind')) {
      reading.unusable.push(`${file}:${lines.linePos(placeholder).line}: ${TEMPLATE}`);
    } else if (document.contents !== null) {
      const contents = document.contents as Node;
      attempt(reading, `${file}:${lines.linePos(contents.range?.[0] ?? 0).line}`, () =>
        addNode(reading, file, lines, contents, document.toJS(), foreign),
      );
    }
  }
}

/** Where a template is to be filled in: YAML takes {{ name }} for a map with a map as its key, which no manifest has. */
function placeholderIn(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Pair: (_, { key }) => {
      if (!isMap(key)) {
        return undefined;
      }
      found = key.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
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
      addNode(reading, file, lines, isCollection(itemNode) ? itemNode : node, itemOf(value, item), foreign);
    });
  } else if (isObject(value)) {
    const named =
      value.metadata.name === undefined
        ? { ...value, metadata: { ...value.metadata, name: value.metadata.generateName } }
        : value;
    reading.objects.push({ object: named, file, line, where: `${file}:${line}` });
  } else {
    foreign.push(`${file}:${line}: not a Kubernetes object: it needs apiVersion, kind and metadata.name`);
  }
}

function isList(value: any): boolean {
  return (
    typeof value?.kind === 'string' &&
    value.kind.endsWith('List') &&
    typeof value.apiVersion === 'string' &&
    Array.isArray(value.items)
  );
}

/** The API server leaves kind and apiVersion out of the items of a list that tells them, such as a PodList. */
function itemOf({ apiVersion, kind }: any, item: any): any {
  return kind !== 'List' && isKindless(item) ? { apiVersion, kind: kind.slice(0, -'List'.length), ...item } : item;
}

function isKindless(item: any): boolean {
  return typeof item === 'object' && item !== null && !Array.isArray(item) && item.kind === undefined;
}

function isObject(value: any): boolean {
  return (
    typeof value?.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    typeof value.metadata === 'object' &&
    value.metadata !== null &&
    [value.metadata.name, value.metadata.generateName].some((name) => typeof name === 'string')
  );
}
