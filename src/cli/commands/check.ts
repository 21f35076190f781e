import { check } from '../../check/check';
import { ALL_RULES } from '../../rules/all-rules';
import { Options, UnusableInput } from '../options';
import { json } from '../printers/json';
import { sarif } from '../printers/sarif';
import { text } from '../printers/text';
import { Reading } from '../read-manifests';

/** The command `check`: what the rules say of manifests. Returns the report, and whether there is anything in it. */
export function checkCommand(
  { objects }: Reading,
  options: Options,
  version: string,
): { output: string; clean: boolean } {
  const unknown = options.ignore.find((id) => !ALL_RULES.some((rule) => rule.id === id));
  if (unknown !== undefined) {
    throw new UnusableInput(`--ignore ${unknown}: there is no such rule; \`explain\` lists all of them`);
  }
  const found = check(objects, {
    clusterDomain: options.clusterDomain,
    defaultNamespace: options.namespace,
    ignore: options.ignore,
  });
  const findings = options.severity === 'error' ? found.filter(({ rule }) => rule.severity === 'error') : found;
  const reports: { [format: string]: () => string } = {
    text: () => text(findings, objects.length, options.colour),
    json: () => json(findings, objects.length),
    sarif: () => sarif(findings, objects, version),
  };
  return { output: reports[options.format ?? 'text'](), clean: findings.length === 0 };
}
