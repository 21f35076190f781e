import { RULE } from '../../src/rules/heartbeat-too-slow';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const agent = (interval?: unknown, url: string = 'http://registry:8000') =>
  deployment({
    env: [
      { name: 'MCP_MESH_REGISTRY_URL', value: url },
      ...(interval === undefined ? [] : [{ name: 'MCP_MESH_HEALTH_INTERVAL', value: interval }]),
    ],
  });
const registry = (container: Manifest = {}) => [
  deployment({ image: 'mcpmesh/registry:3.7.1', ports: [{ containerPort: 8000 }], ...container }, { name: 'registry' }),
  object('v1', 'Service', 'registry', { spec: { selector: { app: 'registry' }, ports: [{ port: 8000 }] } }),
];
const after = (value: string) => ({ env: [{ name: 'DEFAULT_TIMEOUT_THRESHOLD', value }] });
const faults = (...objects: Manifest[]) => said(RULE, objects);

test('more than the default', () => {
  expect(faults(agent('30'), ...registry())).toEqual([
    'Deployment mesh/weather-agent: container "agent": MCP_MESH_HEALTH_INTERVAL 30, with Deployment "registry", which calls an agent unhealthy after 20 seconds: ' +
      'the agent is unhealthy between two heartbeats, and no caller is sent to it then. Set MCP_MESH_HEALTH_INTERVAL to less than 20, or raise ' +
      'DEFAULT_TIMEOUT_THRESHOLD of the registry.',
  ]);
});

test.each<[string, Manifest[]]>([
  ['as long as the default', [agent('20'), ...registry()]],
  ['more than the registry is told', [agent('10'), ...registry(after('10'))]],
  ['a limit that is no number, which is the default', [agent('25'), ...registry(after('a minute'))]],
  ['a registry of another namespace', [agent('25', 'http://registry.mesh.svc.cluster.local:8000'), ...registry()]],
])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(1));

test.each<[string, Manifest[]]>([
  ['less', [agent('19'), ...registry()]],
  ['less than the registry is told', [agent('30'), ...registry(after('31'))]],
  ['no interval', [agent(), ...registry(after('3'))]],
  ['an interval that is no number', [agent('1m'), ...registry()]],
  ['none', [agent('0'), ...registry()]],
  ['an interval that nobody knows', [agent('$(INTERVAL)'), ...registry()]],
  ['a limit of somebody else', [agent('30'), ...registry({ envFrom: [{ configMapRef: { name: 'settings' } }] })]],
  ['a limit that nobody knows', [agent('30'), ...registry(after('$(LIMIT)'))]],
  ['a registry of somebody else', [agent('30', 'http://registry.example.com:8000'), ...registry()]],
  ['no registry', [agent('30')]],
])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));
