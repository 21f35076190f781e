import { RULE } from '../../src/rules/mesh-variable-invalid';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const name = { name: 'MCP_MESH_AGENT_NAME', value: 'weather-agent' };
const agent = (...env: Manifest[]) => deployment({ env: [name, ...env] });
const secret = object('v1', 'Secret', 'settings', { stringData: { interval: 'hunter2' } });

test('a log level that stops the registry', () => {
  const env = [{ name: 'MCP_MESH_LOG_LEVEL', value: 'verbose' }];
  expect(said(RULE, [deployment({ image: 'mcpmesh/registry:3.7.1', env }, { name: 'registry' })])).toEqual([
    'Deployment mesh/registry: container "agent": MCP_MESH_LOG_LEVEL "verbose": its value is TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL, ' +
      'and with anything else the registry does not start. Write TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL.',
  ]);
});

test('no number, no boolean', () => {
  const wrong = agent({ name: 'MCP_MESH_HEALTH_INTERVAL', value: '5s' }, { name: 'MCP_MESH_AUTO_RUN', value: '1' });
  expect(said(RULE, [wrong])).toEqual([
    'Deployment mesh/weather-agent: container "agent": MCP_MESH_AUTO_RUN "1": its value is true or false, and anything else, such as 1 or yes, ' +
      'means false. Write true or false.',
    'Deployment mesh/weather-agent: container "agent": MCP_MESH_HEALTH_INTERVAL "5s": its value is a whole number, and with anything else the ' +
      'default holds, or the process ends. Write a whole number.',
  ]);
});

test.each<[string, boolean]>([
  ['http', false],
  ['65536', false],
  ['80800', false],
  ['65535', true],
  ['8080', true],
  ['0', true],
])('port %s', (value, isFine) =>
  expect(said(RULE, [agent({ name: 'MCP_MESH_HTTP_PORT', value })])).toEqual(
    isFine
      ? []
      : [
          `Deployment mesh/weather-agent: container "agent": MCP_MESH_HTTP_PORT "${value}": its value is the number of a port, 1 to 65535, and with anything else ` +
            'the default holds, or the process ends. Write the number of a port, 1 to 65535.',
        ],
  ),
);

test('of a ConfigMap', () => {
  const map = object('v1', 'ConfigMap', 'settings', { data: { MCP_MESH_HEALTH_INTERVAL: 'often' } });
  const manifest = deployment({ env: [name], envFrom: [{ configMapRef: { name: 'settings' } }] });
  expect(said(RULE, [map, manifest])).toEqual([expect.stringContaining('MCP_MESH_HEALTH_INTERVAL "often": its value')]);
});

test.each<[string, Manifest]>([
  [
    'a key',
    agent({ name: 'MCP_MESH_HEALTH_INTERVAL', valueFrom: { secretKeyRef: { name: 'settings', key: 'interval' } } }),
  ],
  [
    'another variable',
    agent(
      { name: 'A', valueFrom: { secretKeyRef: { name: 'settings', key: 'interval' } } },
      { name: 'MCP_MESH_HEALTH_INTERVAL', value: '$(A)' },
    ),
  ],
  [
    'all of it',
    deployment({ env: [name], envFrom: [{ prefix: 'MCP_MESH_HEALTH_', secretRef: { name: 'settings' } }] }),
  ],
])('what a Secret holds is not shown: by %s', (_, manifest) => {
  const key = { ...secret, stringData: { interval: 'hunter2', INTERVAL: 'hunter2' } };
  const [found] = said(RULE, [key, manifest]);
  expect(found).toContain('MCP_MESH_HEALTH_INTERVAL: its value is a whole number');
  expect(found).not.toContain('hunter2');
});

test.each<[string, Manifest]>([
  ['what is right', agent({ name: 'MCP_MESH_HEALTH_INTERVAL', value: '5' })],
  ['an empty value, which is none', agent({ name: 'MCP_MESH_HEALTH_INTERVAL', value: '' })],
  [
    'what the manifests do not show',
    agent({ name: 'MCP_MESH_HEALTH_INTERVAL', valueFrom: { secretKeyRef: { name: 'x', key: 'y' } } }),
  ],
])('not %s', (_, manifest) => expect(said(RULE, [manifest])).toEqual([]));
