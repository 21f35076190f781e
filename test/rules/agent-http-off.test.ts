import { RULE } from '../../src/rules/agent-http-off';
import { Manifest } from '../support/manifests';
import { deployment, said } from '../support/workload-manifests';

const OFF = { name: 'MCP_MESH_HTTP_ENABLED', value: 'false' };
const agent = (env: Manifest[], more: Manifest = {}, metadata: Manifest = {}) =>
  deployment({ env: [{ name: 'MCP_MESH_AGENT_NAME', value: 'weather' }, ...env], ...more }, { metadata });
const faults = (...objects: Manifest[]) => said(RULE, objects);

test('what it finds', () => {
  expect(faults(agent([OFF]))).toEqual([
    'Deployment mesh/weather-agent: container "agent": MCP_MESH_HTTP_ENABLED "false": an agent of Python\'s runtime then starts no server, and without its server it never registers: no caller finds it, and its port stays closed. Remove it. For a program that only calls agents, set MCP_MESH_AUTO_RUN: "false", ' +
      'from 3.8 on.',
  ]);
});

const autoRun = (value: string) => ({ name: 'MCP_MESH_AUTO_RUN', value });

test.each<[string, Manifest]>([
  ['another word', agent([{ ...OFF, value: 'No' }])],
  ['with auto-run', agent([OFF, autoRun('true')])],
  ["Python's image", agent([OFF], { image: 'mcpmesh/python-runtime:3.8.0' })],
])('%s', (_, each) => expect(faults(each)).toHaveLength(1));

test.each<[string, Manifest]>([
  ['on', agent([{ ...OFF, value: 'true' }])],
  ['not told', agent([])],
  ['a program that owns its process', agent([OFF, autoRun('false')])],
  ['auto-run of somebody else', agent([OFF], { envFrom: [{ secretRef: { name: 'settings' } }] })],
  ['a gateway', agent([OFF], {}, { annotations: { 'cdk8s-mcp-mesh/gateway': 'true' } })],
  ['Java', agent([OFF], { image: 'mcpmesh/java-runtime:3.8.0' })],
  ['TypeScript', agent([OFF], {}, { annotations: { 'cdk8s-mcp-mesh/runtime': 'typescript 3.8.0' } })],
  ['another program', deployment({ env: [OFF] })],
])('not %s', (_, each) => expect(faults(each)).toEqual([]));
