import { describeObject } from '../../src/api/kubernetes-object';
import { check } from '../../src/check/check';
import { Finding } from '../../src/check/finding';
import { parseManifests } from '../../src/input/manifest-parser';
import { ALL_RULES } from '../../src/rules/all-rules';
import { recordsOf } from '../support/folder';
import { block, codeOf, page } from '../support/rule-pages';

/*
 * Each rule's page is its first test: what it shows as failing is found, in the words that it shows, and what it shows as
 * fixed is clean in the eyes of every rule.
 */

function checkYaml(text: string, heading: string): Finding[] {
  const code = codeOf(text, heading);
  return check(parseManifests('page.yaml', block(text, heading, 'yaml')).objects, {
    sources: Object.keys(code).length > 0 ? recordsOf(code) : [],
  });
}

const shown = (findings: Finding[]) =>
  findings.map(({ object, message }) => `${describeObject(object)}: ${message}\n`).join('');

test('ids are unique, and short enough for the annotation that switches them off', () => {
  expect(new Set(ALL_RULES.map(({ id }) => id)).size).toBe(ALL_RULES.length);
  expect(ALL_RULES.filter(({ id }) => !/^[a-z][a-z-]*[a-z]$/.test(id) || `ignore-${id}`.length > 63)).toEqual([]);
});

describe.each(ALL_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('its page names it', () => {
    expect(page(id).split('\n').slice(0, 3)).toEqual([`# ${rule.title}`, '', `\`${id}\` · ${rule.severity}`]);
  });

  test('its page shows what fails, and the words', () => {
    const findings = checkYaml(page(id), 'What fails').filter((finding) => finding.rule === rule);
    expect(findings).not.toEqual([]);
    expect(shown(findings)).toBe(block(page(id), 'What fails', 'text'));
  });

  test('its page shows a fix that no rule finds fault with', () => {
    expect(shown(checkYaml(page(id), 'The fix'))).toBe('');
  });
});
