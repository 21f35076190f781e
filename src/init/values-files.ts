import { readdirSync, readFileSync, statSync } from 'fs';
import { basename, dirname, join, resolve } from 'path';
import { parse } from 'yaml';
import { matchesName } from '../base/wildcards';
import { labelOf, SourceRecord } from '../source/source-json';

/** What a values file says, by key. */
export interface ValuesFile {
  readonly path: string;
  readonly values: { readonly [key: string]: unknown };
}

/** Values files that were found, and what could not be read. */
export interface ValuesFiles {
  readonly files: ValuesFile[];
  readonly unreadable: string[];
}

/** Reads the values files that patterns name: paths in which `*` and `?` stand for names, and `**` for folders. */
export function readValues(patterns: readonly string[]): ValuesFiles {
  const files: ValuesFile[] = [];
  const unreadable: string[] = [];
  for (const pattern of patterns) {
    const paths = matching(pattern);
    if (paths.length === 0) {
      unreadable.push(`${pattern}: there is no such file`);
    }
    for (const path of paths.filter((each) => !files.some((file) => file.path === each))) {
      try {
        const values: unknown = parse(readFileSync(path, 'utf8')) ?? {};
        if (!isMap(values)) {
          throw new Error('it is no map of values');
        }
        files.push({ path, values });
      } catch (error) {
        unreadable.push(`${path}: ${(error as Error).message.split('\n')[0]}`);
      }
    }
  }
  return { files, unreadable };
}

/** Whether a values file is of an agent: by the agent's name in it, by its folder, or by its own name. */
export function isValuesOf({ path, values }: ValuesFile, record: SourceRecord, isFolder: boolean): boolean {
  const name = isMap(values.agent) ? values.agent.name : undefined;
  const own = nameOfPath(record);
  if (typeof name === 'string') {
    return name === labelOf(record) || name === own;
  }
  const stem = basename(path).replace(/\.ya?ml$/, '');
  return (
    (isFolder && resolve(dirname(path)) === resolve(record.path)) ||
    [labelOf(record), own].some((each) => [`values-${each}`, `${each}-values`, `${each}.values`, each].includes(stem))
  );
}

/** The name of an agent's folder or file. */
export function nameOfPath(record: SourceRecord): string {
  const { name: _, ...facts } = record.facts;
  const { path } = record;
  return labelOf({ path: path === '.' ? basename(resolve(path)) : path, facts });
}

export function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function matching(pattern: string): string[] {
  const [first, ...names] = pattern.replace(/\\/g, '/').split('/');
  let found = first === '' ? ['/'] : expanded('', first);
  for (const name of names.filter((each) => each !== '')) {
    found = found.flatMap((folder) => expanded(folder, name));
  }
  return found.filter(isFile).sort();
}

function expanded(folder: string, name: string): string[] {
  const path = (each: string) => (folder === '' ? each : join(folder, each));
  if (!/[*?]/.test(name)) {
    return [path(name)];
  }
  const entries = list(folder);
  if (name === '**') {
    const below = entries.filter((entry) => entry.isDirectory() && isLookedInto(entry.name));
    return [folder, ...below.flatMap((entry) => expanded(path(entry.name), name))];
  }
  return entries
    .filter((entry) => matchesName(name, entry.name) && isLookedInto(entry.name))
    .map((entry) => path(entry.name));
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false; // what is below a file is not there either
  }
}

function list(folder: string) {
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isLookedInto(name: string): boolean {
  return name !== 'node_modules' && !name.startsWith('.');
}
