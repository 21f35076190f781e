import { RULE } from '../../src/rules/source-agent-missing';
import { agentFile, codedAgent } from '../support/coded-agents';
import { recordsOf } from '../support/folder';
import { object, said } from '../support/workload-manifests';

const files = { 'weather.py': agentFile('weather'), 'geo.py': agentFile('geo') };

test('nothing runs an agent of the code', () => {
  expect(said(RULE, [codedAgent('weather')], recordsOf(files))).toEqual([
    'Deployment mesh/weather: no workload has MCP_MESH_AGENT_NAME "geo": geo.py is the code of that agent, but no workload runs it. Deploy it, or leave its code out of what is compared.',
  ]);
});

test('manifests without any agent', () => {
  expect(said(RULE, [object('v1', 'Service', 'x')], recordsOf(files))).toHaveLength(2);
});

test('every agent of the code runs, perhaps twice', () => {
  const second = codedAgent('weather');
  second.metadata.name = 'weather-eu';
  expect(said(RULE, [codedAgent('weather'), second, codedAgent('geo')], recordsOf(files))).toEqual([]);
});
