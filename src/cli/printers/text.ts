import { Finding } from '../../check/check';
import { tally } from '../../check/report';
import { describeObject } from '../../cluster/manifest';

/** The report for people: a block for each object, in colour where it goes to a terminal. */
export function text(findings: Finding[], objects: number, colour: boolean): string {
  const paint = (code: number, words: string) => (colour ? `\u001b[${code}m${words}\u001b[0m` : words);
  const count = `${objects} object${objects === 1 ? '' : 's'}`;
  if (findings.length === 0) {
    return `${count}, no findings\n`;
  }
  const blocks = [...grouped(findings)].map((group) => {
    const [{ object, where }] = group;
    const lines = group.map(
      ({ rule, message }) =>
        `  ${paint(rule.severity === 'error' ? 31 : 33, rule.severity)} ${paint(1, rule.id)}\n    ${printable(message)}`,
    );
    return `${printable(describeObject(object))}  ${paint(2, where ?? '')}\n${lines.join('\n')}\n`;
  });
  return `${blocks.join('\n')}\n${tally(findings)} in ${count}. What a rule is about: npx cdk8s-mcp-mesh explain <rule>\n`;
}

function grouped(findings: Finding[]): Iterable<Finding[]> {
  const groups = new Map<unknown, Finding[]>();
  findings.forEach((each) => groups.set(each.object, [...(groups.get(each.object) ?? []), each]));
  return groups.values();
}

/** A name in a manifest could paint over the report. */
function printable(words: string): string {
  return words.replace(/\p{Cc}/gu, '\ufffd');
}
