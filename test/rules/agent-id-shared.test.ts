import { RULE } from '../../src/rules/agent-id-shared';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

/** An agent with an id. */
const agent = (variable: Manifest, more: { name?: string; image?: string; url?: string; replicas?: number } = {}) => {
  const {
    name = 'weather-agent',
    image = 'registry.example.com/agent:1.0.0',
    url = 'http://registry.example.com:8000',
  } = more;
  const env = [
    { name: 'MCP_MESH_REGISTRY_URL', value: url },
    { name: 'MCP_MESH_AGENT_ID', ...variable },
  ];
  return deployment({ image, env }, { name, spec: { replicas: more.replicas } });
};
const constant = { value: 'weather-1' };

test('replicas', () => {
  expect(said(RULE, [agent(constant, { replicas: 3 })])).toEqual([
    'Deployment mesh/weather-agent: MCP_MESH_AGENT_ID "weather-1", which up to 3 replicas have too: the registry keeps one entry for each id. Agents or replicas with the same id overwrite each other, so only one of them is called at a time. Leave the variable out: each pod makes an id of its own from the agent\'s name.',
  ]);
});

test('replicas that an autoscaler may make; KEDA makes up to 100 if it is told no number', () => {
  const scaler = object('keda.sh/v1alpha1', 'ScaledObject', 'scaler', {
    spec: { scaleTargetRef: { name: 'weather-agent' } },
  });
  expect(said(RULE, [agent(constant), scaler])).toEqual([expect.stringContaining('up to 100 replicas')]);
});

test('two agents of one registry', () => {
  const map = object('v1', 'ConfigMap', 'ids', { data: { id: 'weather-1' } });
  const fromMap = { valueFrom: { configMapKeyRef: { name: 'ids', key: 'id' } } };
  expect(said(RULE, [map, agent(constant), agent(fromMap, { name: 'other' })])).toEqual([
    expect.stringContaining(
      'Deployment mesh/weather-agent: MCP_MESH_AGENT_ID "weather-1", which Deployment "other" has too:',
    ),
    expect.stringContaining(
      'Deployment mesh/other: MCP_MESH_AGENT_ID "weather-1", which Deployment "weather-agent" has too:',
    ),
  ]);
});

test.each<[string, Manifest[]]>([
  ['one pod', [agent(constant)]],
  ["the pod's name", [agent({ valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, { replicas: 2 })]],
  ['what another variable is part of', [agent({ value: 'weather-$(POD_NAME)' }, { replicas: 2 })]],
  ['another registry', [agent(constant), agent(constant, { name: 'other', url: 'http://other.example.com:8000' })]],
  ['a runtime that does not read it', [agent(constant, { replicas: 2, image: 'mcpmesh/java-runtime:3.8.0' })]],
])('not %s', (_, manifests) => expect(said(RULE, manifests)).toEqual([]));
