import { RULE } from '../../src/rules/source-capability-differs';
import { agentFile, codedAgent } from '../support/coded-agents';
import { recordsOf } from '../support/folder';
import { said } from '../support/workload-manifests';

const TOOL = '@mesh.tool(capability="sun", tags=["a", "b"], version="2.0.0")';
const sources = recordsOf({ 'weather.py': agentFile('weather', TOOL) });
const OFFERS =
  'the code (weather.py:2) offers "sun" 2.0.0 with tags "a", "b", but the policies and checks were made without this capability. Generate the manifests again from the code.';

test.each([
  ['other tags', [{ name: 'sun', version: '2.0.0', tags: ['a'] }], 'has "sun" 2.0.0 with tags "a"'],
  ['another version', [{ name: 'sun', tags: ['a', 'b'] }], 'has "sun" with tags "a", "b"'],
  ['no such capability', [], 'does not have "sun"'],
])('the manifest records %s', (_, capabilities, given) => {
  expect(said(RULE, [codedAgent('weather', { capabilities })], sources)).toEqual([
    `Deployment mesh/weather: cdk8s-mcp-mesh/capabilities ${given}: ${OFFERS}`,
  ]);
});

test('the manifest records what the code does not offer', () => {
  const capabilities = ['rain', { name: 'sun', version: '2.0.0', tags: ['b', 'a'] }];
  expect(said(RULE, [codedAgent('weather', { capabilities })], sources)).toEqual([
    'Deployment mesh/weather: cdk8s-mcp-mesh/capabilities has "rain": the code (weather.py) does not offer it, so that agents which require it get nothing. Generate the manifests again from the code, or offer it there.',
  ]);
});

test('what a hole may declare is not surplus', () => {
  const holes = recordsOf({ 'weather.py': agentFile('weather', '@mesh.tool(capability=load())') });
  expect(said(RULE, [codedAgent('weather', { capabilities: ['rain'] })], holes)).toEqual([]);
});

test.each([
  ['the same, in another order', { capabilities: [{ name: 'sun', version: '2.0', tags: ['b', 'a'] }] }],
  ['nothing at all, as Helm charts do', {}],
])('%s is no fault', (_, annotations) => {
  const same = recordsOf({ 'weather.py': agentFile('weather', TOOL.replace('2.0.0', '2.0')) });
  expect(said(RULE, [codedAgent('weather', annotations)], same)).toEqual([]);
});

test('the default version may be written', () => {
  const plain = recordsOf({ 'weather.py': agentFile('weather', '@mesh.tool(capability="sun")') });
  expect(said(RULE, [codedAgent('weather', { capabilities: [{ name: 'sun', version: '1.0.0' }] })], plain)).toEqual([]);
});

test('what a consumer offers is not recorded, because nobody can call it', () => {
  expect(said(RULE, [codedAgent('weather', { consumer: 'true' })], sources)).toEqual([]);
});
