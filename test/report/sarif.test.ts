import { join } from 'path';
import type { Log } from 'sarif';
import { check } from '../../src/check/check';
import { parseManifests } from '../../src/input/manifest-parser';
import { printSarif } from '../../src/report/sarif';
import { ALL_RULES } from '../../src/rules/all-rules';

const home = join(__dirname, '..', '..');
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec: { ports: [{ port: 80 }] }\n';

function report(file: string): Log['runs'][number] {
  const { objects } = parseManifests(file, `${SERVICE}---\n${SERVICE}`);
  const result = { findings: check(objects), objects, unreadable: [], version: '1.2.3', home, colour: false };
  return (JSON.parse(printSarif(result)) as Log).runs[0];
}

test('each rule has a page, a description and tags', () => {
  const { rules = [] } = report('a.yaml').tool.driver;
  expect(rules.map(({ id }) => id)).toEqual(ALL_RULES.map(({ id }) => id));
  for (const rule of rules) {
    expect(rule.helpUri).toMatch(new RegExp(`^https://.*/docs/rules/${rule.id}\\.md$`));
    expect(rule.fullDescription!.text).toMatch(/^\S.{20,}\S$/);
    expect(rule.fullDescription!.text).not.toMatch(/[`*]|\]\(/);
    expect(rule.properties!.tags).toContain('kubernetes');
  }
});

test('a related object is a related location, with its line', () => {
  const [{ locations, relatedLocations, partialFingerprints }] = report('folder/a.yaml').results!;
  const place = (startLine: number) => ({
    artifactLocation: { uri: 'folder/a.yaml' },
    region: { startLine, startColumn: 3 },
  });
  expect(locations!.map(({ physicalLocation }) => physicalLocation)).toEqual([place(10)]);
  expect(relatedLocations).toEqual([
    {
      id: 1,
      physicalLocation: place(4),
      logicalLocations: [{ fullyQualifiedName: 'Service a', kind: 'resource' }],
      message: { text: 'Service a' },
    },
  ]);
  expect(partialFingerprints).toEqual({ 'cdk8sMcpMesh/v1': expect.stringMatching(/^[0-9a-f]{20}$/) });
});

test('the standard input is no file', () => {
  const [{ locations, relatedLocations }] = report('(stdin)').results!;
  expect([locations!.map(({ physicalLocation }) => physicalLocation), relatedLocations]).toEqual([
    [undefined],
    undefined,
  ]);
});
