import { readFileSync } from 'fs';
import { basename, resolve } from 'path';
import { describeObject } from '../../api/kubernetes-object';
import { listText } from '../../base/list-text';
import { baselineText, Compared, parseBaseline, withoutKnown } from '../../check/baseline';
import { check, CheckOptions } from '../../check/check';
import { Finding } from '../../check/finding';
import { placeText } from '../../check/finding-text';
import { ManifestFiles } from '../../input/manifest-files';
import { ManifestSet, manifestSets } from '../../input/manifest-sets';
import { CheckResult } from '../../report/printer';
import { DEFAULT_FORMAT, PRINTERS } from '../../report/printers';
import { RULE_IDS } from '../../rules/rule-ids';
import { SourceRecord } from '../../source/source-json';
import { configurationOf } from '../configuration';
import { Options, UnusableInput } from '../options';
import { knownRules } from '../rule-option';

/** What comes of the command: the report, files to write, and whether the check failed. */
export interface Checked {
  readonly report: string;
  readonly files: { readonly path: string; readonly text: string }[];
  readonly hasFailed: boolean;
}

/** The command `check`: the report of what the rules find in manifests. */
export function checkCommand(
  { objects, unreadable, rendered }: ManifestFiles,
  options: Options,
  version: string,
  home: string,
  sources: readonly SourceRecord[] = [],
): Checked {
  const { clusterDomain, namespace, severity, colour, format = DEFAULT_FORMAT, output, writeBaseline } = options;
  const ignore = knownRules(options.ignore, '--ignore ');
  const configuration = configurationOf(options);
  const checkOptions: CheckOptions = {
    clusterDomain,
    defaultNamespace: namespace,
    ignore,
    severity,
    sources,
    configuration,
  };
  const known = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const sets = options.together ? [{ objects }] : manifestSets(objects);
  const found = checkSets(sets, checkOptions);
  if (writeBaseline !== undefined) {
    return {
      report: `${found.length} finding${found.length === 1 ? '' : 's'} written to ${writeBaseline}\n`,
      files: [{ path: writeBaseline, text: baselineText(found) }],
      hasFailed: false,
    };
  }
  const { findings, ...baseline } = known ? withoutKnown(found, known, checkOptions) : unknown(found);
  const result: CheckResult = {
    findings,
    objects,
    unreadable,
    notes: [...rendered, ...setsNote(sets)],
    version,
    home,
    colour,
    width: options.width,
    maxWarnings: options.maxWarnings,
    // What could not be read may have what is missing.
    configuration: configuration && {
      ...configuration.effects,
      unmatched: unreadable.length > 0 ? [] : configuration.unmatched([...ignore, ...rulesWithoutSources(sources)]),
    },
    baseline: known && { ...baseline, gone: unreadable.length > 0 ? [] : baseline.gone },
  };
  return {
    report: PRINTERS[format](result),
    files: output.map((each) => ({
      path: each.path,
      text: PRINTERS[each.format]({ ...result, colour: false, width: undefined }),
    })),
    hasFailed: hasFailed(findings, options.maxWarnings),
  };
}

/** Checks each set by itself. What is in several is found once. */
function checkSets(sets: ManifestSet[], options: CheckOptions): Finding[] {
  const seen = new Set<string>();
  const scopes = scopesOf(sets.flatMap(({ name }) => name ?? []));
  return sets.flatMap(({ name, objects }) => {
    const found = check(objects, { ...options, scope: name && scopes.get(name) });
    return sets.length === 1 ? found : found.filter((each) => !seen.has(keyOf(each)) && seen.add(keyOf(each)));
  });
}

/** Folders by their own names, whatever way leads to them, if these tell them apart. */
function scopesOf(names: string[]): Map<string, string> {
  const own = names.map((name) => basename(resolve(name)));
  return new Map(names.map((name, i) => [name, new Set(own).size === names.length ? own[i] : name]));
}

function keyOf(finding: Finding): string {
  const { rule, message, object } = finding;
  return [rule.id, describeObject(object), placeText(finding), message].join('\n');
}

/** Which folders were checked by themselves. */
function setsNote(sets: ManifestSet[]): string[] {
  const names = sets.flatMap(({ name }) => name ?? []);
  return names.length === 0
    ? []
    : [`${names.length} folders were checked each by itself (${listText(names)}); --together checks them as one`];
}

/** What compares manifests with code finds nothing if there is none. */
function rulesWithoutSources(sources: readonly SourceRecord[]): string[] {
  return sources.length > 0 ? [] : RULE_IDS.filter((id) => id.startsWith('source-'));
}

function unknown(findings: Finding[]): Compared {
  return { findings, known: 0, gone: [] };
}

/** Each error fails, and by default each warning. */
function hasFailed(findings: Finding[], maxWarnings: number = 0): boolean {
  const errors = findings.filter(({ rule }) => rule.severity === 'error').length;
  return errors > 0 || findings.length - errors > maxWarnings;
}

function readBaseline(path: string) {
  try {
    return parseBaseline(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UnusableInput(`--baseline ${path}: ${(error as Error).message}`);
  }
}
