import { Secret } from 'cdk8s-plus-28';
import { MeshDashboard, MeshRegistry, RegistryDatabase, RedisEndpoint } from '../../src';
import { RULE } from '../../src/rules/trace-readers-share-group';
import { Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const variable = (name: string, value: unknown) => ({ name, value });
const ON = variable('MCP_MESH_DISTRIBUTED_TRACING_ENABLED', 'true');

interface Reader {
  readonly redis?: string;
  readonly database?: string;
  readonly group?: string;
  readonly image?: string;
  readonly namespace?: string;
  readonly env?: Manifest[];
  readonly replicas?: number;
}

const REDIS = 'redis://redis:6379';
const reader = (kind: 'registry' | 'ui', name: string, more: Reader) => {
  const { redis = REDIS, database, group, image = `mcpmesh/${kind}:3.7.1`, namespace = 'mesh', env = [ON] } = more;
  const groupName = kind === 'ui' ? 'MCP_MESH_UI_TRACE_CONSUMER_GROUP' : 'MCP_MESH_TRACE_CONSUMER_GROUP';
  return deployment(
    {
      image,
      env: [
        ...env,
        variable('REDIS_URL', redis),
        ...(database === undefined ? [] : [variable('DATABASE_URL', database)]),
        ...(group === undefined ? [] : [variable(groupName, group)]),
      ],
    },
    { name, metadata: { namespace }, spec: { replicas: more.replicas ?? 1 } },
  );
};
const registry = (name: string, more: Reader = {}) =>
  reader('registry', name, { database: `postgres://mesh@db/${name}`, ...more });
const dashboard = (name: string, more: Reader = {}) => reader('ui', name, more);
const faults = (...objects: Manifest[]) => said(RULE, objects);

test('two meshes', () => {
  const fault = (name: string, other: string) =>
    `Deployment mesh/${name}: the registry reads spans as consumer group "mcp-mesh-registry-processors", as Deployment "${other}" does from the same Redis: ` +
    'Redis hands each span to one reader of a group, so each of them shows a part of the traces. Set MCP_MESH_TRACE_CONSUMER_GROUP to a name of its own, ' +
    'from 3.7 on, or give each mesh a Redis of its own.';
  expect(faults(registry('one'), registry('two'))).toEqual([fault('one', 'two'), fault('two', 'one')]);
  expect(faults(registry('one'), registry('two'), registry('three'))[0]).toContain('as Deployment "two" and others do');
});

test('two dashboards, of one mesh too', () => {
  const database = 'postgres://mesh@db/mesh';
  expect(faults(dashboard('one', { database }), dashboard('two', { database }))[0]).toBe(
    'Deployment mesh/one: the dashboard reads spans as consumer group "mcp-mesh-ui-dashboard", as Deployment "two" does from the same Redis: Redis hands each ' +
      'span to one reader of a group, so each of them shows a part of the traces. Set MCP_MESH_UI_TRACE_CONSUMER_GROUP to a name of its own, from 3.7 on, or ' +
      'give each mesh a Redis of its own.',
  );
});

test('two replicas of a dashboard', () => {
  expect(faults(dashboard('one', { replicas: 2 }))).toEqual([
    'Deployment mesh/one: the dashboard reads spans as consumer group "mcp-mesh-ui-dashboard", as each of up to 2 replicas do from the same Redis: Redis hands ' +
      'each span to one reader of a group, so each of them shows a part of the traces. Run one replica, or a second dashboard with another ' +
      'MCP_MESH_UI_TRACE_CONSUMER_GROUP.',
  ]);
});

const service = object('v1', 'Service', 'redis', { spec: { selector: { app: 'redis' }, ports: [{ port: 6379 }] } });

test.each<[string, Manifest[]]>([
  ['SQLite', [registry('one', { database: undefined }), registry('two', { database: undefined })]],
  ['a group that both are given', [registry('one', { group: 'mesh' }), registry('two', { group: 'mesh' })]],
  ['releases that read no group', [registry('one', { image: 'mcpmesh/registry:3.6', group: 'one' }), registry('two')]],
  [
    'one Redis by two names',
    [service, registry('one'), registry('two', { namespace: 'other', redis: 'redis://:$(PW)@redis.mesh.svc:6379/0' })],
  ],
  ['a registry and a dashboard', [registry('one', { group: 'mesh' }), dashboard('two', { group: 'mesh' })]],
  ['dashboards that are not told', [dashboard('one', { env: [] }), dashboard('two', { env: [] })]],
])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(2));

test.each<[string, Manifest[]]>([
  ['one registry of two replicas', [registry('one', { replicas: 2 })]],
  ['groups of their own', [registry('one', { group: 'one' }), registry('two')]],
  ['a Redis each', [registry('one'), registry('two', { redis: 'redis://redis-2:6379' })]],
  ['a database of Redis each', [registry('one'), registry('two', { redis: 'redis://redis:6379/1' })]],
  ['a Redis of each namespace', [registry('one'), registry('two', { namespace: 'other' })]],
  [
    'a Redis beside each',
    [registry('one', { redis: 'redis://localhost' }), registry('two', { redis: 'redis://localhost' })],
  ],
  ['no tracing', [registry('one', { env: [] }), registry('two')]],
  ['a dashboard that reads nothing', [dashboard('one', { env: [{ ...ON, value: 'false' }] }), dashboard('two')]],
  ['a registry and a dashboard as they come', [registry('one'), dashboard('two')]],
  ['a group that nobody knows', [registry('one', { group: '$(GROUP)' }), registry('two')]],
  ['a database that nobody knows', [registry('one', { database: '$(URL)' }), registry('two')]],
  [
    'a server of a database that nobody knows',
    [registry('one', { database: 'postgres://$(HOST)/x' }), registry('two')],
  ],
])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

test('registries of one database are one mesh', () => {
  const database = 'postgres://mesh:$(PASSWORD)@db/mesh?sslmode=disable';
  expect(faults(registry('one', { database }), registry('two', { database }))).toEqual([]);
  const other = 'postgresql://reader@db:5432/mesh';
  expect(faults(registry('one', { database }), registry('two', { database: other }))).toEqual([]);
});

test('nor ours', () => {
  const chart = meshChart();
  const redis = RedisEndpoint.of({ host: 'redis.example.com' });
  const password = { secret: Secret.fromSecretName(chart, 'password', 'postgres'), key: 'password' };
  const mesh = (name: string) => {
    const own = new MeshRegistry(chart, `${name}-registry`, {
      serviceName: `${name}-registry`,
      configMapName: `${name}-config`,
      database: RegistryDatabase.postgres({ host: 'db.example.com', user: name, database: name, password }),
      tracing: { redis },
    });
    new MeshDashboard(chart, `${name}-dashboard`, { registry: own, serviceName: `${name}-dashboard` });
  };
  mesh('one');
  mesh('two');
  expect(faults(...synth(chart))).toEqual([]);
});
