import { CheckOptions } from './check';
import { Finding } from './finding';
import { stableField } from './finding-id';
import { severityBy } from './processors/configured';
import { describeObject } from '../api/kubernetes-object';
import { ALL_RULES } from '../rules/all-rules';

/** One finding that was there when a baseline was written. Only the id is compared; the rest is for people. */
export interface BaselineEntry {
  readonly id: string;
  readonly rule: string;
  readonly object: string;
  readonly field: string;
}

/** Findings without those of a baseline, and what came of these. */
export interface Compared {
  readonly findings: Finding[];
  /** How many findings are in the baseline. */
  readonly known: number;
  /** Entries that nothing matches any more. */
  readonly gone: BaselineEntry[];
}

const VERSION = 1;

/** Findings as the text of a baseline, sorted so that few lines change from one to the next. */
export function baselineText(findings: Finding[]): string {
  const entries = findings
    .map((finding): BaselineEntry => {
      const { id, rule, object, field = [] } = finding;
      return { id, rule: rule.id, object: describeObject(object), field: stableField(object, field) };
    })
    .sort((one, other) => compare(keyOf(one), keyOf(other)));
  return `${JSON.stringify({ version: VERSION, findings: entries }, undefined, 2)}\n`;
}

/** Reads a baseline. Throws what is wrong with it. */
export function parseBaseline(text: string): BaselineEntry[] {
  const { version, findings } = (JSON.parse(text) ?? {}) as { readonly version?: unknown; readonly findings?: unknown };
  if (version !== VERSION || !Array.isArray(findings) || !findings.every(isEntry)) {
    throw new Error(`it is no baseline of version ${VERSION}; --write-baseline writes one`);
  }
  return findings;
}

/**
 * Takes the findings of a baseline away. A finding whose cause was known stands by itself. What rules find that were left out is not
 * known, so their entries are not gone.
 */
export function withoutKnown(findings: Finding[], entries: BaselineEntry[], options: CheckOptions): Compared {
  const known = new Set(entries.map(({ id }) => id));
  const found = new Set(findings.map(({ id }) => id));
  const isNew = ({ id }: Finding) => !known.has(id);
  const left = findings.filter(isNew);
  return {
    findings: left.map((finding) =>
      finding.cause && !isNew(finding.cause) ? { ...finding, cause: undefined } : finding,
    ),
    known: findings.length - left.length,
    gone: entries.filter(({ id, rule }) => !found.has(id) && !isLeftOut(rule, options)),
  };
}

function isLeftOut(id: string, { ignore = [], severity, configuration }: CheckOptions): boolean {
  const rule = ALL_RULES.find((each) => each.id === id);
  const own = rule && severityBy(configuration?.configuration, rule);
  return (
    ignore.includes(id) || (rule !== undefined && (own === undefined || (severity === 'error' && own === 'warning')))
  );
}

function isEntry(value: unknown): value is BaselineEntry {
  const { id, rule, object, field } = (value ?? {}) as { readonly [key: string]: unknown };
  return [id, rule, object, field].every((each) => typeof each === 'string');
}

function keyOf({ rule, object, field, id }: BaselineEntry): string {
  return [rule, object, field, id].join('\n');
}

/** The order must not depend on a locale. */
function compare(one: string, other: string): number {
  return Number(one > other) - Number(one < other);
}
