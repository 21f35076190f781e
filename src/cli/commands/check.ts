import { check } from '../../check/check';
import { DEFAULT_FORMAT, PRINTERS } from '../../report/printers';
import { ALL_RULES } from '../../rules/all-rules';
import { SourceRecord } from '../../source/source-json';
import { ManifestFiles } from '../manifest-files';
import { Options, UnusableInput } from '../options';

/** The command `check`: the report of what the rules find in manifests, and whether they find anything. */
export function checkCommand(
  { objects, unreadable }: ManifestFiles,
  options: Options,
  version: string,
  home: string,
  sources: readonly SourceRecord[] = [],
): { readonly report: string; readonly hasFindings: boolean } {
  const { clusterDomain, namespace, ignore, severity, colour, format = DEFAULT_FORMAT } = options;
  const unknown = ignore.find((id) => !ALL_RULES.some((rule) => rule.id === id));
  if (unknown !== undefined) {
    throw new UnusableInput(`--ignore ${unknown}: there is no such rule; \`explain\` lists all of them`);
  }
  const findings = check(objects, { clusterDomain, defaultNamespace: namespace, ignore, severity, sources });
  return {
    report: PRINTERS[format]({ findings, objects, unreadable, version, home, colour }),
    hasFindings: findings.length > 0,
  };
}
