import { NEWEST_RUNTIME } from '../../src/contract/contract';
import { RULE } from '../../src/rules/annotation-not-understood';
import * as manifests from '../support/workload-manifests';

/** What the rule says of one annotation of an object. */
function whole(key: string, value: string): string[] {
  return manifests.said(RULE, [
    manifests.object('v1', 'ConfigMap', 'a', { metadata: { annotations: { [key]: value } } }),
  ]);
}

/** Why, without what was given and how to fix it. */
const said = (key: string, value: string) =>
  whole(key, value).map((message) => {
    const [, rule] =
      /^ConfigMap mesh\/a: annotation \S+(?: "(?:[^"\\]|\\.)*")?: (.*?\)?)(?:, so checks and diagrams|\. Spell it)/.exec(
        message,
      )!;
    return rule;
  });

const YES_OR_NO = 'it is neither "true" nor "false"; Write "true" or "false", or leave it out.';
const NAMES =
  'it is not valid JSON; Write a JSON list of names, such as ["weather_forecast"], or of maps with name, version or versionRange, tags and optional.';

test.each([
  ['capabilities', 'a', NAMES],
  ['dependencies', 'a', NAMES],
  ['external-capabilities', 'a', NAMES],
  [
    'llms',
    'a',
    'it is not valid JSON; Write a JSON list of maps, such as [{"provider":{"name":"llm"},"tools":[{"name":"flight_search"}]}].',
  ],
  [
    'calls',
    'a',
    'it is not valid JSON; Write a JSON list of Services, such as [{"name":"data-processor","namespace":"mesh"}].',
  ],
  ['cache', 'a:b', 'it is no host and port; Write host and port, such as redis.data.svc.cluster.local:6379.'],
  ['connect-replicas', 'yes', YES_OR_NO],
  ['consumer', 'yes', YES_OR_NO],
  ['gateway', 'yes', YES_OR_NO],
  [
    'runtime',
    'python',
    `it is no runtime and its release; Write python, typescript or java and major.minor.patch, such as "python ${NEWEST_RUNTIME}".`,
  ],
])('cdk8s-mcp-mesh/%s %s', (key, value, message) => {
  const [rule, fix] = message.split('; ');
  expect(whole(`cdk8s-mcp-mesh/${key}`, value)).toEqual([
    `ConfigMap mesh/a: annotation cdk8s-mcp-mesh/${key} "${value}": ${rule}, so checks and diagrams ignore it. ${fix}`,
  ]);
});

test.each([
  ['connect-replicas', 'true'],
  ['consumer', 'false'],
  ['llms', '[{"provider":{"name":"llm"},"tools":[{"name":"flight_search"}]}]'],
  ['calls', '[{"name":"data-processor","namespace":"mesh"}]'],
  ['runtime', `python ${NEWEST_RUNTIME}`],
])('cdk8s-mcp-mesh/%s %s is understood', (key, value) => {
  expect(whole(`cdk8s-mcp-mesh/${key}`, value)).toEqual([]);
});

test('a long text is shortened', () => {
  const shown = (length: number) => /" *(a+…?)"/.exec(whole('cdk8s-mcp-mesh/dependencies', 'a'.repeat(length))[0])![1];
  expect(shown(80)).toBe('a'.repeat(80));
  expect(shown(81)).toBe(`${'a'.repeat(77)}…`);
});

test.each([
  ['[]'],
  ['["a", {"name":"b","version":"1.2.0","tags":["x"]}]'],
  ['[{"name":"b","versionRange":">=1.2.0 <2.0.0","tags":["+x","-y"],"optional":true}]'],
])('%s is understood', (value) => {
  expect(said('cdk8s-mcp-mesh/dependencies', value)).toEqual([]);
});

test.each([
  ['weather', ['it is not valid JSON']],
  ['{"name":"weather"}', ['it is no list']],
  [
    '[7, ["a"], null, ""]',
    [
      '7 is neither a name nor a map',
      '["a"] is neither a name nor a map',
      'null is neither a name nor a map',
      'a name is empty',
    ],
  ],
  ['[{"tags":["a"]}]', ['an entry has no name']],
  ['[{"name":"a","optinal":true}]', ['there is no field "optinal"']],
  ['[{"name":"a","versionRange":"newest"}]', ['versionRange "newest" is not a range of semantic versions']],
  ['[{"name":"a","version":"newest"}]', ['version "newest" is not a semantic version']],
  ['[{"name":"a","tags":"x"}]', ['tags "x" is not a list of texts']],
])('%s is not', (value, problems) => {
  expect(said('cdk8s-mcp-mesh/capabilities', value)).toEqual(problems);
});

test.each([
  'cdk8s-mcp-mesh/agent-config-checksum',
  'cdk8s-mcp-mesh/ignore-image-not-pinned',
  'example.com/capabilities',
])('%s is not its business', (key) => {
  expect(said(key, 'anything')).toEqual([]);
});

test('a name that nothing reads is spelt otherwise, or has nothing near it', () => {
  expect(said('cdk8s-mcp-mesh/external-capabilites', '[]')).toEqual([
    'nothing reads an annotation with that name (did you mean cdk8s-mcp-mesh/external-capabilities?)',
  ]);
  expect(said('cdk8s-mcp-mesh/owner', 'team a')).toEqual(['nothing reads an annotation with that name']);
});

test.each([
  ['redis.data.svc.cluster.local:6379', []],
  ['[2001:db8::6]:6380', []],
  ['redis', []],
  ['redis://redis:6379', ['it is no host and port']],
  ['redis:port', ['it is no host and port']],
])('the Redis %s', (value, problems) => {
  expect(said('cdk8s-mcp-mesh/cache', value)).toEqual(problems);
});
