import { readFileSync } from 'fs';
import { baselineText, Compared, parseBaseline, withoutKnown } from '../../check/baseline';
import { check, CheckOptions } from '../../check/check';
import { Finding } from '../../check/finding';
import { CheckResult } from '../../report/printer';
import { DEFAULT_FORMAT, PRINTERS } from '../../report/printers';
import { SourceRecord } from '../../source/source-json';
import { ManifestFiles } from '../manifest-files';
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
  { objects, unreadable }: ManifestFiles,
  options: Options,
  version: string,
  home: string,
  sources: readonly SourceRecord[] = [],
): Checked {
  const { clusterDomain, namespace, severity, colour, format = DEFAULT_FORMAT, output, writeBaseline } = options;
  const ignore = knownRules(options.ignore, '--ignore ');
  const checkOptions: CheckOptions = { clusterDomain, defaultNamespace: namespace, ignore, severity, sources };
  const known = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const found = check(objects, checkOptions);
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
    version,
    home,
    colour,
    // What could not be read may have what is missing.
    baseline: known && { ...baseline, gone: unreadable.length > 0 ? [] : baseline.gone },
  };
  return {
    report: PRINTERS[format](result),
    files: output.map((each) => ({ path: each.path, text: PRINTERS[each.format]({ ...result, colour: false }) })),
    hasFailed: hasFailed(findings, options.maxWarnings),
  };
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
