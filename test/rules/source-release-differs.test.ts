import { RULE } from '../../src/rules/source-release-differs';
import { agentFile, codedAgent } from '../support/coded-agents';
import { recordsOf } from '../support/folder';
import { said } from '../support/workload-manifests';

const of = (image: string) =>
  recordsOf({ 'weather/Dockerfile': `FROM ${image}\nCMD ["main.py"]\n`, 'weather/main.py': agentFile('weather') });
const OLD = of('mcpmesh/python-runtime:3.5.2');

test('the manifest was written for another release', () => {
  expect(said(RULE, [codedAgent('weather', { runtime: 'python 3.8.0' })], OLD)).toEqual([
    'Deployment mesh/weather: Python runtime 3.8.0, by image "registry.example.com/weather-agent:1.4.2" or annotation: the code (weather/Dockerfile:1) has Python runtime 3.5.2, and the probes were written for the other. Generate the manifests again from the code, or build the image from the release that they have.',
  ]);
});

test('the manifest says no release, and its probes ask what the release does not serve', () => {
  const container = { startupProbe: { httpGet: { path: '/startupz', port: 'http' } } };
  expect(said(RULE, [codedAgent('weather', {}, container)], OLD)).toEqual([
    'Deployment mesh/weather: container "agent": startupProbe asks /startupz: the code (weather/Dockerfile:1) has Python runtime 3.5.2: Python runtime 3.5.2 answers 404 there, because agents serve it from 3.6.0 on, so the kubelet restarts the container again and again. Ask /livez, or use an image of 3.6.0 or later.',
  ]);
  expect(said(RULE, [codedAgent('weather', { gateway: 'true' }, container)], OLD)).toEqual([]);
});

test.each([
  ['the same release', codedAgent('weather', { runtime: 'python 3.5.2' }), OLD],
  ['a tag of its line', codedAgent('weather', {}, { image: 'mcpmesh/python-runtime:3.5' }), OLD],
  ['no release that is known', codedAgent('weather'), OLD],
  ['a Dockerfile that floats', codedAgent('weather', { runtime: 'python 3.8.0' }), of('mcpmesh/python-runtime:3.5')],
])('%s is no fault', (_, agent, sources) => {
  expect(said(RULE, [agent], sources)).toEqual([]);
});
