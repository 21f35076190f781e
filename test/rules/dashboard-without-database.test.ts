import { Secret } from 'cdk8s-plus-28';
import { MeshDashboard, MeshRegistry, RegistryDatabase } from '../../src';
import { RULE } from '../../src/rules/dashboard-without-database';
import { Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const dashboard = (container: Manifest = {}, pod: Manifest = {}) =>
  deployment({ name: 'ui', image: 'mcpmesh/ui:3.7.1', ...container }, { name: 'dashboard', pod });
const url = (value: string) => ({ env: [{ name: 'DATABASE_URL', value }] });
const faults = (...objects: Manifest[]) => said(RULE, objects);

const REST =
  'the dashboard then opens a SQLite file of its own, which no registry writes to: it ends if the folder is read-only, and shows no agent otherwise. Give it ' +
  "the registry's DATABASE_URL, a postgres:// URL, and the password as PGPASSWORD.";

test("the image's own database", () => {
  expect(faults(dashboard())).toEqual([`Deployment mesh/dashboard: container "ui": no DATABASE_URL: ${REST}`]);
});

test('another database, whose URL is not shown', () => {
  expect(faults(dashboard(url('mysql://mesh:q7Wc9xKd2@db/mesh')))).toEqual([
    `Deployment mesh/dashboard: container "ui": a DATABASE_URL that is not postgres://: ${REST}`,
  ]);
});

const volume = (source: Manifest) => ({
  container: { ...url('/data/mesh.db'), volumeMounts: [{ name: 'data', mountPath: '/data' }] },
  pod: { volumes: [{ name: 'data', ...source }] },
});
const empty = volume({ emptyDir: {} });
const unused = volume({ persistentVolumeClaim: { claimName: 'registry' } });

test.each<[string, Manifest]>([
  ['a file of the pod', dashboard(empty.container, empty.pod)],
  ['a claim that is not mounted', dashboard(url('/data/mesh.db'), unused.pod)],
  [
    'a copy of the image',
    dashboard({ image: 'registry.example.com/ui:1', env: [{ name: 'MCP_MESH_UI_PORT', value: '3080' }] }),
  ],
])('%s', (_, each) => expect(faults(each)).toHaveLength(1));

const claim = volume({ persistentVolumeClaim: { claimName: 'registry' } });
const folder = volume({ hostPath: { path: '/var/mesh' } });

test.each<[string, Manifest[]]>([
  ['Postgres', [dashboard(url('postgresql://mesh:$(PASSWORD)@db/mesh'))]],
  ["the registry's claim", [dashboard(claim.container, claim.pod)]],
  ["the node's folder", [dashboard(folder.container, folder.pod)]],
  ['variables of a Secret of somebody else', [dashboard({ envFrom: [{ secretRef: { name: 'db' } }] })]],
  [
    'a URL of somebody else',
    [dashboard({ env: [{ name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 'db', key: 'url' } } }] })],
  ],
  [
    'a URL by a ConfigMap',
    [
      object('v1', 'ConfigMap', 'db', { data: { DATABASE_URL: 'postgres://mesh@db/mesh' } }),
      dashboard({ envFrom: [{ configMapRef: { name: 'db' } }] }),
    ],
  ],
  ['another program', [deployment({})]],
])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

test('nor ours', () => {
  const chart = meshChart();
  const password = { secret: Secret.fromSecretName(chart, 'password', 'postgres'), key: 'password' };
  const database = RegistryDatabase.postgres({ host: 'db.example.com', user: 'mesh', password });
  const registry = new MeshRegistry(chart, 'registry', { database });
  new MeshDashboard(chart, 'dashboard', { registry });
  expect(faults(...synth(chart))).toEqual([]);
});
