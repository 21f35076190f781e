import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { EnvValue } from 'cdk8s-plus-28';
import { MeshAgent, MeshAgentProps, MeshNetworkPolicy, MeshRegistry } from '../../src';
import { toldAddresses } from '../../src/membership/told-addresses';
import { find, Manifest, meshChart, synth } from '../support/manifests';

/* In whatever way a pod is told an address, it counts. */

const value = EnvValue.fromValue;

/** An agent that is told where the weather agent is, under strict policies that do not open the way. */
function toldBy(props: (chart: Chart) => Partial<MeshAgentProps>): () => Manifest[] {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  new MeshAgent(chart, 'weather', { registry, image: 'weather:1.0.0' });
  new MeshAgent(chart, 'caller', { registry, image: 'caller:1.0.0', ...props(chart) });
  new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
  return () => synth(chart);
}

const url = 'http://mcp-mesh-weather:8080';

test.each<[string, string, (chart: Chart) => Partial<MeshAgentProps>]>([
  [
    'composed of other variables',
    'env "WEATHER_URL"',
    () => ({ env: { NAME: value('mcp-mesh-weather'), WEATHER_URL: value('http://$(NAME).$(NAMESPACE).svc:8080') } }),
  ],
  [
    'a key of a ConfigMap',
    'env "WEATHER_URL"',
    (chart) => ({
      env: { WEATHER_URL: EnvValue.fromConfigMap(new kplus.ConfigMap(chart, 'map', { data: { url } }), 'url') },
    }),
  ],
  [
    'a whole ConfigMap, with a prefix',
    'env "MY_URL"',
    (chart) => ({
      envFrom: [new kplus.EnvFrom(new kplus.ConfigMap(chart, 'map', { data: { URL: url } }), 'MY_')],
    }),
  ],
  ['an argument', 'args', () => ({ args: ['main.py', '--weather', url] })],
  ['an argument whose flag says that it is a host', 'args', () => ({ args: ['--weather-host=mcp-mesh-weather'] })],
  ['the next argument behind such a flag', 'args', () => ({ args: ['--weather-host', 'mcp-mesh-weather'] })],
  ['a command', 'command', () => ({ command: ['sh', '-c', `exec main --weather ${url}/mcp`] })],
  [
    'a variable in an argument',
    'args',
    () => ({ env: { NAME: value('mcp-mesh-weather') }, args: ['--weather', 'http://$(NAME):8080'] }),
  ],
  [
    'a variable of an init container',
    'env "WEATHER"',
    () => ({ initContainers: [{ name: 'warm-up', image: 'tool:1.0.0', env: [{ name: 'WEATHER', value: url }] }] }),
  ],
])('%s', (_, where, props) => {
  expect(toldBy(props)).toThrow(
    new RegExp(
      `\\[test/policy\\] ${where} of agent test/caller, with the address "mcp-mesh-weather(\\.mesh\\.svc)?": `,
    ),
  );
});

test('a patch', () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  new MeshAgent(chart, 'weather', { registry, image: 'weather:1.0.0' });
  const caller = new MeshAgent(chart, 'caller', { registry, image: 'caller:1.0.0' });
  ApiObject.of(caller).addJsonPatch(
    JsonPatch.add('/spec/template/spec/containers/0/env/-', { name: 'WEATHER', value: url }),
  );
  new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
  expect(() => synth(chart)).toThrow('env "WEATHER" of agent test/caller, with the address "mcp-mesh-weather"');
});

test('an argument alone, and a variable that is unknown or set anew to something unknown, say nothing', () => {
  const told = toldBy(() => ({ args: ['mcp-mesh-weather'], env: { URL: value('http://$(NOBODY):8080') } }));
  const [container] = find(told(), 'Deployment', 'mcp-mesh-caller').spec.template.spec.containers;
  expect(container.args).toEqual(['mcp-mesh-weather']);
  expect(container.env).toContainEqual({ name: 'URL', value: 'http://$(NOBODY):8080' });
  const env = [
    { name: 'URL', value: url },
    { name: 'URL', valueFrom: { secretKeyRef: { name: 'secret', key: 'url' } } },
  ];
  const surroundings = { namespace: 'mesh', configMap: () => ({}) };
  expect(toldAddresses({ spec: { containers: [{ env }] } }, surroundings)).toEqual([]);
});

test('what a template of somebody else holds instead of containers and variables is passed over', () => {
  const surroundings = { namespace: 'mesh', configMap: () => ({}) };
  const odd = [
    null,
    7,
    { env: [null, { name: 1, value: 2 }, { value: 'http://a' }], envFrom: {}, args: 'x', command: [1] },
  ];
  expect(toldAddresses({ metadata: [], spec: { containers: odd, initContainers: 'none' } }, surroundings)).toEqual([]);
  expect(toldAddresses({}, surroundings)).toEqual([]);
});
