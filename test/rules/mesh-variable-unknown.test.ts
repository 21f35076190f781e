import { RULE } from '../../src/rules/mesh-variable-unknown';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const name = { name: 'MCP_MESH_AGENT_NAME', value: 'weather-agent' };
const agent = (...env: Manifest[]) => deployment({ env: [name, ...env] });

test('a misspelt name', () => {
  expect(said(RULE, [agent({ name: 'MCP_MESH_REGISTRY_ULR', value: 'http://registry:8000' })])).toEqual([
    'Deployment mesh/weather-agent: container "agent": MCP_MESH_REGISTRY_ULR: no release of MCP Mesh reads a variable of that name ' +
      '(did you mean MCP_MESH_REGISTRY_URL?). Write MCP_MESH_REGISTRY_URL.',
  ]);
});

test("a registry's variable on an agent, and the other way round", () => {
  const registry = deployment(
    { image: 'mcpmesh/registry:3.7.1', env: [{ name: 'MCP_MESH_TOOL_WORKERS', value: '2' }] },
    { name: 'registry' },
  );
  expect(said(RULE, [agent({ name: 'MCP_MESH_RETENTION', value: '1h' }), registry])).toEqual([
    'Deployment mesh/registry: container "agent": MCP_MESH_TOOL_WORKERS: agents read a variable of that name, and the registry does not. ' +
      'Give it to the agents, or leave it out.',
    'Deployment mesh/weather-agent: container "agent": MCP_MESH_RETENTION: the registry reads a variable of that name, and agents do not. ' +
      'Give it to the registry, or leave it out.',
  ]);
});

test('of a dashboard', () => {
  const env = [
    { name: 'MCP_MESH_UI_BASEPATH', value: '/' },
    { name: 'MCP_MESH_RETENTION', value: '1h' },
  ];
  expect(said(RULE, [deployment({ image: 'mcpmesh/ui:3.7.1', env }, { name: 'dashboard' })])).toEqual([
    'Deployment mesh/dashboard: container "agent": MCP_MESH_RETENTION: the registry reads a variable of that name, and the dashboard does not. ' +
      'Give it to the registry, or leave it out.',
    'Deployment mesh/dashboard: container "agent": MCP_MESH_UI_BASEPATH: no release of MCP Mesh reads a variable of that name ' +
      '(did you mean MCP_MESH_UI_BASE_PATH?). Write MCP_MESH_UI_BASE_PATH.',
  ]);
});

test('of a ConfigMap as a whole, and of what a Secret holds', () => {
  const map = object('v1', 'ConfigMap', 'settings', { data: { MCP_MESH_TRACING_ENABLED: 'true' } });
  const secret = { name: 'MCP_MESH_LOGLEVEL', valueFrom: { secretKeyRef: { name: 'x', key: 'y' } } };
  const manifest = deployment({ env: [name, secret], envFrom: [{ configMapRef: { name: 'settings' } }] });
  expect(said(RULE, [map, manifest])).toEqual([
    expect.stringContaining(
      'MCP_MESH_LOGLEVEL: no release of MCP Mesh reads a variable of that name (did you mean MCP_MESH_LOG_LEVEL?)',
    ),
    expect.stringContaining('(did you mean MCP_MESH_DISTRIBUTED_TRACING_ENABLED?)'),
  ]);
});

test.each<[string, Manifest]>([
  ['what agents read', agent({ name: 'MCP_MESH_SETTLE_TIMEOUT', value: '20' })],
  ["the guide's variables", agent({ name: 'MCP_MESH_REGISTRY_HOST', value: 'mcp-mesh-registry' })],
  ['names of others', agent({ name: 'LOG_LEVL', value: 'DEBUG' })],
  [
    'a container beside the agent',
    deployment(
      { env: [name] },
      { pod: { initContainers: [{ name: 'x', image: 'x', env: [{ name: 'MCP_MESH_X', value: '1' }] }] } },
    ),
  ],
  ['a pod that is neither', deployment({ env: [{ name: 'MCP_MESH_LOG_LEVL', value: 'DEBUG' }] })],
])('not %s', (_, manifest) => expect(said(RULE, [manifest])).toEqual([]));
