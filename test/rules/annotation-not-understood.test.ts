import { Mesh } from '../../src/mesh/mesh';
import { RULE } from '../../src/rules/annotation-not-understood';

/** What the rule says of one annotation of an object. */
function said(key: string, value: string): string[] {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations: { [key]: value } } };
  return RULE.find(new Mesh([object])).map(({ rule }) =>
    rule.replace(', so what it says is left out of every check and picture', ''),
  );
}

test.each([
  ['[]'],
  ['["a", {"name":"b","version":"1.2.0","tags":["x"]}]'],
  ['[{"name":"b","versionRange":">=1.2.0 <2.0.0","tags":["+x","-y"],"optional":true}]'],
])('%s is understood', (value) => {
  expect(said('cdk8s-mcp-mesh/dependencies', value)).toEqual([]);
});

test.each([
  ['weather', ['it is no JSON']],
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
    'nothing reads an annotation of that name (did you mean cdk8s-mcp-mesh/external-capabilities?)',
  ]);
  expect(said('cdk8s-mcp-mesh/owner', 'team a')).toEqual(['nothing reads an annotation of that name']);
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
