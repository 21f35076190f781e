import { noteLines } from './configuration-text';
import { CheckResult } from './printer';
import { repositoryPath } from './repository-uri';
import { describeObject } from '../api/kubernetes-object';
import { printable, withoutCiCommands } from '../base/neutral-text';
import { Finding } from '../check/finding';
import { placedMessage, summaryOf } from '../check/finding-text';

/** The report as commands of GitHub's workflows, which become annotations at the lines of a pull request. */
export function printGithub(result: CheckResult): string {
  const { findings, objects } = result;
  const count = `${objects.length} object${objects.length === 1 ? '' : 's'}`;
  const summary = findings.length === 0 ? `${count}, no findings` : `${summaryOf(findings)} in ${count}`;
  return [
    ...findings.map(annotation),
    ...[summary, ...noteLines(result).map(printable)].map(withoutCiCommands),
    '',
  ].join('\n');
}

function annotation(finding: Finding): string {
  const { rule, object, source, field = [] } = finding;
  const { line, column } = source?.position(field) ?? {};
  const properties = [
    ...(source && !source.file.startsWith('(') ? [`file=${property(repositoryPath(source.file))}`] : []),
    ...(line === undefined ? [] : [`line=${line}`, `col=${column}`]),
    `title=${property(rule.id)}`,
  ];
  return `::${rule.severity} ${properties.join(',')}::${data(`${describeObject(object)}: ${placedMessage(finding)}`)}`;
}

/** As the runner decodes it. What could end the line is no part of it, so no text becomes a command of its own. */
function data(text: string): string {
  return printable(text)
    .replace(/%/g, '%25')
    .replace(/##(?=\[|vso\[)/g, '#\ufffd');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
