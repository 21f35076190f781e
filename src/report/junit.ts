import { CheckResult } from './printer';
import { describeObject } from '../api/kubernetes-object';
import { printable } from '../base/neutral-text';
import { Finding } from '../check/finding';
import { placedMessage, placeText } from '../check/finding-text';
import { ALL_RULES } from '../rules/all-rules';

/**
 * The report as JUnit's XML, as GitLab, Jenkins and others show tests: a test for each finding, and for each rule without any.
 * A warning is a skipped test, unless there are more of them than are allowed.
 */
export function printJunit({ findings, unreadable, maxWarnings = Infinity }: CheckResult): string {
  const found = new Set(findings.map(({ rule }) => rule.id));
  const passed = ALL_RULES.filter(({ id }) => !found.has(id));
  const tests = passed.length + findings.length + unreadable.length;
  const warnings = findings.filter(({ rule }) => rule.severity === 'warning').length;
  const skipped = warnings > maxWarnings ? 0 : warnings;
  const lines = [
    ...findings.map((each) => (each.rule.severity === 'warning' && skipped > 0 ? warning(each) : failure(each))),
    ...unreadable.map(
      (text) => `${testCase('(input)', 'cannot be read')}${element('error', 'unreadable', text, text)}</testcase>`,
    ),
    ...passed.map(({ id, title }) => `${testCase(id, title)}</testcase>`),
  ];
  const counts = `tests="${tests}" failures="${findings.length - skipped}" errors="${unreadable.length}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cdk8s-mcp-mesh" ${counts}>`,
    `  <testsuite name="cdk8s-mcp-mesh" ${counts} skipped="${skipped}">`,
    ...lines.map((line) => `    ${line}`),
    '  </testsuite>',
    '</testsuites>\n',
  ].join('\n');
}

function failure(finding: Finding): string {
  const { rule } = finding;
  const message = placedMessage(finding);
  const name = nameOf(finding);
  return `${testCase(rule.id, name)}${element('failure', rule.severity, message, `${name}: ${message}`)}</testcase>`;
}

function warning(finding: Finding): string {
  const { rule } = finding;
  const message = placedMessage(finding);
  const name = nameOf(finding);
  const out = `<system-out>${escaped(`warning: ${name}: ${message}`)}</system-out>`;
  return `${testCase(rule.id, name)}<skipped message="${escaped(`warning: ${message}`)}"/>${out}</testcase>`;
}

function nameOf(finding: Finding): string {
  const place = placeText(finding);
  return `${describeObject(finding.object)}${place === undefined ? '' : ` (${place})`}`;
}

function testCase(rule: string, name: string): string {
  return `<testcase classname="${escaped(rule)}" name="${escaped(name)}">`;
}

function element(kind: string, type: string, message: string, text: string): string {
  return `<${kind} type="${escaped(type)}" message="${escaped(message)}">${escaped(text)}</${kind}>`;
}

const ENTITIES: { [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
