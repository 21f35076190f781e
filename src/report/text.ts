import { noteLines } from './configuration-text';
import { CheckResult } from './printer';
import { describeObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { printable } from '../base/neutral-text';
import { Finding } from '../check/finding';
import { followersText, placeText, summaryOf } from '../check/finding-text';

const RED = 31;
const YELLOW = 33;
const BOLD = 1;
const FAINT = 2;

type Paint = (code: number, text: string) => string;

/** The report for people: a block for each object. */
export function printText(result: CheckResult): string {
  const { findings, objects, colour, baseline } = result;
  const count = `${objects.length} object${objects.length === 1 ? '' : 's'}`;
  const notes = `${knownText(baseline)}${noteLines(result)
    .map((line) => `${printable(line)}\n`)
    .join('')}`;
  if (findings.length === 0) {
    return `${count}, no ${baseline ? 'new ' : ''}findings\n${notes}`;
  }
  const paint: Paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const causes = findings.filter(({ cause }) => !cause);
  const blocks = groupBy(causes, ({ object }) => object).map((ofObject) => block(ofObject, findings, paint));
  const summary = `${summaryOf(findings)} in ${count}. What a rule is about: npx cdk8s-mcp-mesh explain <rule>`;
  return `${blocks.join('\n')}\n${summary}\n${notes}`;
}

/** What was known is counted; what is known no more is said, so that the baseline shrinks. */
function knownText(baseline: CheckResult['baseline']): string {
  if (baseline === undefined) {
    return '';
  }
  const { known, gone } = baseline;
  const lines = [
    `${known} of the baseline ${known === 1 ? 'is' : 'are'} not shown.`,
    ...(gone.length === 0
      ? []
      : [
          `${gone.length} of the baseline ${gone.length === 1 ? 'is' : 'are'} found no more; write it anew (--write-baseline):`,
          ...gone.map(
            ({ rule, object, field }) => `  ${printable(`${rule} of ${object}${field ? `, ${field}` : ''}`)}`,
          ),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

function block(ofObject: Finding[], all: Finding[], paint: Paint): string {
  const [{ object, where = '' }] = ofObject;
  const lines = ofObject.map((finding) => {
    const { rule, message } = finding;
    const followers = followersText(finding, all);
    const severity = paint(rule.severity === 'error' ? RED : YELLOW, rule.severity);
    const place = finding.source ? `  ${paint(FAINT, printable(placeText(finding)!))}` : '';
    return `  ${severity} ${paint(BOLD, rule.id)}${place}\n    ${printable(message)}${followers ? `\n    ${paint(FAINT, printable(followers))}` : ''}`;
  });
  return `${printable(describeObject(object))}  ${paint(FAINT, printable(where))}\n${lines.join('\n')}\n`;
}
