import { noteLines } from './configuration-text';
import { CheckResult } from './printer';
import { describeObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { printable } from '../base/neutral-text';
import { wrapped } from '../base/wrapped';
import { Finding } from '../check/finding';
import { followersText, placedMessage, placeText, summaryOf } from '../check/finding-text';

const RED = 31;
const YELLOW = 33;
const BOLD = 1;
const FAINT = 2;

type Paint = (code: number, text: string) => string;

/** What the report is written on. */
interface Page {
  readonly paint: Paint;
  readonly width?: number;
}

/** More findings of one rule that say the same are listed below it. */
const FEW = 5;

/** The report for people: a block for each object. */
export function printText(result: CheckResult): string {
  const { findings, objects, colour, baseline, width } = result;
  const count = `${objects.length} object${objects.length === 1 ? '' : 's'}`;
  const notes = `${knownText(baseline)}${noteLines(result)
    .map((line) => `${printable(line)}\n`)
    .join('')}`;
  if (findings.length === 0) {
    return `${count}, no ${baseline ? 'new ' : ''}findings\n${notes}`;
  }
  const paint: Paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const causes = findings.filter(({ cause }) => !cause);
  const page: Page = { paint, width };
  const groups = alike(causes, findings);
  const grouped = new Set(groups.flat());
  const single = causes.filter((each) => !grouped.has(each));
  const blocks = groupBy(single, ({ object }) => object).map((ofObject) => block(ofObject, findings, page));
  const summary = `${summaryOf(findings)} in ${count}. What a rule is about: npx cdk8s-mcp-mesh explain <rule>`;
  return `${[...blocks, ...groups.map((ofRule) => group(ofRule, page))].join('\n')}\n${summary}\n${notes}`;
}

/** Findings of one rule that say the same of many objects, and from which nothing follows. Places of others are said of each. */
function alike(causes: Finding[], all: Finding[]): Finding[][] {
  const leaves = causes.filter(
    (each) => followersText(each, all) === undefined && placedMessage(each) === each.message,
  );
  return groupBy(leaves, ({ rule, problem }) => `${rule.id}\n${problem}`).filter(({ length }) => length > FEW);
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
          `${gone.length} of the baseline ${gone.length === 1 ? 'is' : 'are'} found no more; write it again (--write-baseline):`,
          ...gone.map(
            ({ rule, object, field }) => `  ${printable(`${rule} of ${object}${field ? `, ${field}` : ''}`)}`,
          ),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** An object with all that was found in it. */
function block(ofObject: Finding[], all: Finding[], { paint, width }: Page): string {
  const [{ object, where = '' }] = ofObject;
  const lines = ofObject.flatMap((finding) => {
    const { rule } = finding;
    const followers = followersText(finding, all);
    return [
      `  ${severityText(finding, paint)} ${paint(BOLD, rule.id)}${placeIn(finding, paint)}`,
      wrapped(printable(placedMessage(finding)), '    ', width),
      ...(followers ? [paint(FAINT, wrapped(printable(followers), '    ', width))] : []),
    ];
  });
  return `${printable(describeObject(object))}  ${paint(FAINT, printable(where))}\n${lines.join('\n')}\n`;
}

/** A rule with all objects in which it found the same, a line each. */
function group(ofRule: Finding[], { paint, width }: Page): string {
  const [first] = ofRule;
  const { rule, problem, fix } = first;
  const advice = ofRule.every((each) => each.fix === fix) ? `${fix}.` : `For the first: ${fix}.`;
  return [
    `${severityText(first, paint)} ${paint(BOLD, rule.id)}  ${ofRule.length} objects`,
    wrapped(printable(`${problem}. ${advice}`), '    ', width),
    ...ofRule.map((each) =>
      wrapped(
        `${printable(describeObject(each.object))}${placeIn(each, paint)}  ${printable(each.given)}`,
        '  ',
        width,
      ),
    ),
    '',
  ].join('\n');
}

function severityText({ rule: { severity } }: Finding, paint: Paint): string {
  return paint(severity === 'error' ? RED : YELLOW, severity);
}

function placeIn(finding: Finding, paint: Paint): string {
  return finding.source ? `  ${paint(FAINT, printable(placeText(finding)!))}` : '';
}
