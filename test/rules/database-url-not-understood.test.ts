import { RULE } from '../../src/rules/database-url-not-understood';
import { deployment, object, said } from '../support/workload-manifests';

const registry = (value: string) =>
  deployment({ name: 'registry', image: 'mcpmesh/registry:3.7.1', env: [{ name: 'DATABASE_URL', value }] });
const IS_PATH =
  'a DATABASE_URL that does not begin with postgres:// or postgresql:// is the path of a SQLite file, and the registry exits because it cannot open a file with this name';

test('the words', () => {
  expect(said(RULE, [registry('sqlite:///data/mesh.db')])).toEqual([
    `Deployment mesh/weather-agent: container "registry": DATABASE_URL begins with "sqlite:": ${IS_PATH}. Write the path alone, such as /data/mcp_mesh_registry.db.`,
  ]);
});

test.each([
  ['mysql://mesh:q7Wc9xKd2@mysql:3306/mesh', 'begins with "mysql:"'],
  ['mongodb+srv://x/y', 'begins with "mongodb+srv:"'],
  ['postgresql+psycopg2://mesh@db/mesh', 'begins with "postgresql+psycopg2:"'],
  ['Postgres://mesh@db/mesh', 'begins with "Postgres:"'],
  ['jdbc:postgresql://db/mesh', 'begins with "jdbc:"'],
  ['sqlite:/data/mesh.db', 'begins with "sqlite:"'],
  ['host=db user=mesh dbname=mesh', 'is no URL'],
  ['mesh:q7Wc9xKd2@db:5432/mesh', 'is no URL'],
])('%s', (url, given) => {
  const [message, ...more] = said(RULE, [registry(url)]);
  expect(message).toContain(`DATABASE_URL ${given}: ${IS_PATH}`);
  expect(message).not.toContain('q7Wc9xKd2');
  expect(more).toEqual([]);
});

test.each([
  'postgres://mesh@db/mesh',
  'postgresql://mesh@db/mesh?sslmode=require',
  '/data/mesh.db',
  'mesh.db',
  'file:/data/mesh.db?mode=rwc',
  '$(URL)',
  '',
])('not %s', (url) => expect(said(RULE, [registry(url)])).toEqual([]));

test('not of something else than a registry', () => {
  const other = deployment({ env: [{ name: 'DATABASE_URL', value: 'mysql://db/x' }] });
  expect(said(RULE, [other, object('v1', 'Secret', 'x')])).toEqual([]);
});
