import { RULE } from '../../src/rules/source-llm-differs';
import { agentFile, codedAgent } from '../support/coded-agents';
import { recordsOf } from '../support/folder';
import { said } from '../support/workload-manifests';

const sources = recordsOf({
  'weather.py': agentFile(
    'weather',
    '@mesh.llm(provider={"capability": "llm"}, filter=[{"capability": "geo"}, {"tags": ["maps"]}])',
    '@mesh.tool(capability="sun")',
  ),
});
const provider = { name: 'llm', tags: ['-ai.mcpmesh.stream'] };
const agent = (...llms: unknown[]) => codedAgent('weather', { capabilities: ['sun'], llms });

test('the manifest does not record which tools the LLM may call', () => {
  expect(said(RULE, [agent()], sources)).toEqual([
    'Deployment mesh/weather: cdk8s-mcp-mesh/llms does not have the use of "llm" with tags "-ai.mcpmesh.stream" for "geo" with no tags and tools by tags maps: ' +
      "the code (weather.py:2) has it, and the LLM's provider calls these tools: policies may keep it from them. Generate the manifests again from the code.",
  ]);
});

test('the manifest records more than the code has', () => {
  const more = { provider, tools: [], everyTool: true };
  expect(said(RULE, [agent({ provider, tools: [{ tags: ['maps'] }, { name: 'geo' }] }, more)], sources)).toEqual([
    'Deployment mesh/weather: cdk8s-mcp-mesh/llms has the use of "llm" with tags "-ai.mcpmesh.stream" for every tool: ' +
      'the code (weather.py) does not have it, so that policies open more than is needed. Generate the manifests again from the code.',
  ]);
});

test('the same in another order, and uses without tools, are no fault', () => {
  expect(said(RULE, [agent({ provider, tools: [{ tags: ['maps'] }, { name: 'geo' }] })], sources)).toEqual([]);
  const plain = recordsOf({
    'weather.py': agentFile('weather', '@mesh.llm(provider={"capability": "llm"})', '@mesh.tool(capability="sun")'),
  });
  expect(said(RULE, [agent()], plain)).toEqual([]);
});
