import { RULE } from '../../src/rules/source-name-differs';
import { agentFile, codedAgent } from '../support/coded-agents';
import { recordsOf } from '../support/folder';
import { said } from '../support/workload-manifests';

test('the decorator names another agent than the variable', () => {
  const sources = recordsOf({ 'weather.py': agentFile('forecaster') });
  expect(said(RULE, [codedAgent('weather')], sources)).toEqual([
    'Deployment mesh/weather: MCP_MESH_AGENT_NAME "weather": the code (weather.py:2) registers "forecaster", and the variable changes the id alone, so that one agent has two names. Write "forecaster", or change the code.',
  ]);
});

test('code belongs to the agent that records what it offers, however it is called', () => {
  const sources = recordsOf({ 'a.py': agentFile('forecaster', '@mesh.tool(capability="sun")') });
  const agents = [codedAgent('weather', { capabilities: ['sun'] }), codedAgent('geo', { capabilities: ['place'] })];
  expect(said(RULE, agents, sources)).toEqual([expect.stringMatching(/^Deployment mesh\/weather: /)]);
});

test.each([
  ['the same name', { 'weather.py': agentFile('weather') }],
  [
    'a name that the variable decides',
    {
      'weather.py':
        'import os\nimport mesh\n@mesh.agent(name=os.getenv("MCP_MESH_AGENT_NAME", "forecaster"))\nclass Agent:\n    pass\n',
    },
  ],
  [
    'TypeScript, where the variable always decides',
    {
      'weather/package.json': '{"main": "index.ts"}',
      'weather/index.ts':
        "import { mesh } from '@mcpmesh/sdk';\nimport { FastMCP } from 'fastmcp';\nmesh(new FastMCP({ name: 'x', version: '1.0.0' }), { name: 'forecaster', httpPort: 1 });\n",
    },
  ],
  ['code of another agent', { 'other.py': agentFile('other') }],
])('%s is no fault', (_, files) => {
  expect(said(RULE, [codedAgent('weather')], recordsOf(files))).toEqual([]);
});

test('without code there is nothing to compare', () => {
  expect(said(RULE, [codedAgent('weather')])).toEqual([]);
});
