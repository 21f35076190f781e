import { RULE } from '../../src/rules/source-dependency-differs';
import { agentFile, codedAgent } from '../support/coded-agents';
import { recordsOf } from '../support/folder';
import { said } from '../support/workload-manifests';

const sources = recordsOf({
  'weather.py': agentFile(
    'weather',
    '@mesh.llm(provider={"capability": "llm", "tags": ["+claude"]})',
    '@mesh.tool(capability="sun", dependencies=[{"capability": "geo", "tags": ["a", ["b", "c"]]}])',
  ),
});
const PROVIDER = { name: 'llm', tags: ['+claude', '-ai.mcpmesh.stream'] };
const GEO = { name: 'geo', tags: ['a', ['b', 'c']] };
const agent = (...dependencies: unknown[]) => codedAgent('weather', { capabilities: ['sun'], dependencies });

test('the manifest records other tags, or none of it', () => {
  expect(said(RULE, [agent({ name: 'geo', tags: ['a'] }, PROVIDER)], sources)).toEqual([
    'Deployment mesh/weather: cdk8s-mcp-mesh/dependencies has "geo" with tags "a": the code (weather.py:3) asks for "geo" with tags "a", ["b","c"], and policies may keep the agent from it. Generate the manifests again from the code.',
  ]);
  expect(said(RULE, [agent(GEO)], sources)).toEqual([
    'Deployment mesh/weather: cdk8s-mcp-mesh/dependencies does not have "llm": the code (weather.py:2) asks for "llm" with tags "+claude", "-ai.mcpmesh.stream", and policies may keep the agent from it. Generate the manifests again from the code.',
  ]);
});

test('the manifest records what the code does not ask for', () => {
  expect(said(RULE, [agent(GEO, PROVIDER, 'rain')], sources)).toEqual([
    'Deployment mesh/weather: cdk8s-mcp-mesh/dependencies has "rain": the code (weather.py) does not ask for it, so that policies open more than is needed. Generate the manifests again from the code, or ask for it there.',
  ]);
});

test('whether it is optional is for whoever deploys the agent to say', () => {
  expect(said(RULE, [agent({ ...GEO, optional: true }, PROVIDER)], sources)).toEqual([]);
  expect(said(RULE, [agent(GEO, PROVIDER)], sources)).toEqual([]);
});

test('what a hole may declare is not surplus', () => {
  const holes = recordsOf({ 'weather.py': agentFile('weather', '@mesh.tool(capability="sun", dependencies=load())') });
  expect(said(RULE, [agent('rain')], holes)).toEqual([]);
});
