import { RULE } from '../../src/rules/source-code-missing';
import { agentFile, codedAgent } from '../support/coded-agents';
import { recordsOf } from '../support/folder';
import { said } from '../support/workload-manifests';

test('no code was given of an agent', () => {
  const sources = recordsOf({ 'weather.py': agentFile('weather') });
  expect(said(RULE, [codedAgent('weather'), codedAgent('geo')], sources)).toEqual([
    'Deployment mesh/geo: agent "geo": no code of an agent with that name was read, so its manifest was not compared. Also give its code, or give the agent the name that the code registers.',
  ]);
});

test('code belongs to an agent that is named like its folder or file', () => {
  const sources = recordsOf({ 'geo/main.py': agentFile('other'), 'weather.py': agentFile('another') });
  expect(said(RULE, [codedAgent('weather'), codedAgent('geo')], sources)).toEqual([]);
});

test('without code, nothing is missing', () => {
  expect(said(RULE, [codedAgent('weather')])).toEqual([]);
});
