import { noteLines } from './configuration-text';
import { CheckResult } from './printer';
import { ruleUrl } from './rule-pages';
import { describeObject } from '../api/kubernetes-object';
import { printable } from '../base/neutral-text';
import { Finding } from '../check/finding';
import { followersText, placedMessage, placeText, summaryOf } from '../check/finding-text';

/** The report for the summary of a build, or a comment at a pull request: a table. */
export function printMarkdown(result: CheckResult): string {
  const { findings, objects } = result;
  const count = `${objects.length} object${objects.length === 1 ? '' : 's'}`;
  const heading = `### cdk8s-mcp-mesh\n\n`;
  const notes = noteLines(result)
    .map((line) => `\n${markdownText(line)}\n`)
    .join('');
  if (findings.length === 0) {
    return `${heading}${count}, no findings\n${notes}`;
  }
  const causes = findings.filter(({ cause }) => !cause);
  const rows = causes.map((finding) => row(finding, findings)).join('\n');
  return `${heading}${summaryOf(findings)} in ${count}.\n\n| | Rule | Object | What |\n|---|---|---|---|\n${rows}\n${notes}`;
}

function row(finding: Finding, all: Finding[]): string {
  const { rule, object } = finding;
  const place = placeText(finding);
  const followers = followersText(finding, all);
  return [
    '',
    rule.severity,
    `[${rule.id}](${ruleUrl(rule.id)})`,
    `${markdownText(describeObject(object))}${place === undefined ? '' : `<br/>${markdownText(place)}`}`,
    `${markdownText(placedMessage(finding))}${followers === undefined ? '' : `<br/>${markdownText(followers)}`}`,
    '',
  ]
    .join(' | ')
    .trim();
}

/** Text that Markdown shows as it is: no mark, link, tag or name of a user in it is taken for one. */
export function markdownText(text: string): string {
  return printable(text).replace(/[&<>@#[\]*_`!|~\\:]/g, (character) => `&#${character.charCodeAt(0)};`);
}
