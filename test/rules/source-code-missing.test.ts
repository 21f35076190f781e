import { RULE } from '../../src/rules/source-code-missing';
import { agentFile, codedAgent } from '../support/coded-agents';
import { recordsOf } from '../support/folder';
import { said } from '../support/workload-manifests';

test('no code was given of an agent', () => {
  const sources = recordsOf({ 'weather.py': agentFile('weather') });
  expect(said(RULE, [codedAgent('weather'), codedAgent('geo')], sources)).toEqual([
    'Deployment mesh/geo: agent "geo": none of the code that was read is of an agent of that name, so that what its manifest says was compared with nothing. Name its code, too, or give it the name that the code registers.',
  ]);
});

test('code belongs to an agent that is named like its folder or file', () => {
  const sources = recordsOf({ 'geo/main.py': agentFile('other'), 'weather.py': agentFile('another') });
  expect(said(RULE, [codedAgent('weather'), codedAgent('geo')], sources)).toEqual([]);
});

test('without code, nothing is missing', () => {
  expect(said(RULE, [codedAgent('weather')])).toEqual([]);
});
