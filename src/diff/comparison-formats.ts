import { Comparison } from './comparison';
import { comparisonText, sectionsOf, unchangedText } from './comparison-text';
import { describeObject } from '../api/kubernetes-object';
import { neutralJson } from '../base/neutral-text';
import { Finding } from '../check/finding';
import { placeText } from '../check/finding-text';
import { markdownText } from '../report/markdown';

/** The formats of a comparison, as `--format` names them. */
export const COMPARISON_PRINTERS: { readonly [format: string]: (comparison: Comparison) => string } = {
  text: comparisonText,
  json: printJson,
  markdown: printMarkdown,
};

/** For a comment at a pull request. */
function printMarkdown(comparison: Comparison): string {
  const sections = sectionsOf(comparison).map(
    ({ title, lines }) => `#### ${title}\n\n${lines.map((line) => `- ${markdownText(line)}\n`).join('')}\n`,
  );
  return `### cdk8s-mcp-mesh: what changes\n\n${sections.join('')}${sections.length === 0 ? 'Nothing. ' : ''}${unchangedText(comparison)}.\n`;
}

function printJson({ introduced, fixed, immutable, ...others }: Comparison): string {
  return `${neutralJson({
    introduced: introduced.map(entry),
    fixed: fixed.map(entry),
    ...others,
    immutable: immutable.map(({ object, field }) => ({ object: describeObject(object), field })),
  })}\n`;
}

function entry(finding: Finding) {
  const { id, rule, object, field, message } = finding;
  const { severity } = rule;
  return { id, rule: rule.id, severity, object: describeObject(object), where: placeText(finding), field, message };
}
