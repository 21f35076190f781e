import { Secret } from 'cdk8s-plus-28';
import { MeshRegistry, PostgresSslMode, RegistryDatabase } from '../../src';
import { RULE } from '../../src/rules/database-without-tls';
import { Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const image = 'postgres:16.10';

const registry = (url: string, more: Manifest[] = []) =>
  deployment(
    { image: 'mcpmesh/registry:3.7.1', env: [{ name: 'DATABASE_URL', value: url }, ...more] },
    { name: 'mcp-mesh-registry' },
  );

const service = object('v1', 'Service', 'postgres', {
  spec: { selector: { app: 'postgres' }, ports: [{ port: 5432 }] },
});

const postgres = (container: Manifest = {}, pod: Manifest = {}) => [
  service,
  deployment({ image, ...container }, { name: 'postgres', kind: 'StatefulSet', pod }),
];

const URL_WITHOUT_MODE = 'postgres://mesh@postgres:5432/mesh';

describe('database-without-tls', () => {
  test('a URL without a mode, which means require', () => {
    expect(said(RULE, [registry(URL_WITHOUT_MODE), ...postgres()])).toEqual([
      'Deployment mesh/mcp-mesh-registry: DATABASE_URL without sslmode, which leads to StatefulSet "postgres": the registry\'s driver then requires TLS, but image "postgres:16.10" does not provide TLS by default: the registry exits with "pq: SSL is not ' +
        'enabled on the server". Write ?sslmode=disable into the URL (RegistryDatabase.postgres: sslMode DISABLE), or give the ' +
        'server a certificate and ssl=on.',
    ]);
  });

  test('a mode that the driver does not have, wherever the server is', () => {
    expect(said(RULE, [registry('postgres://mesh@db.example.com/mesh?sslmode=prefer')])).toEqual([
      "Deployment mesh/mcp-mesh-registry: DATABASE_URL with sslmode=prefer: the registry's driver takes disable, require, " +
        'verify-ca, verify-full and exits with any other; there is no "prefer". Write disable for a server without TLS, or require.',
    ]);
    expect(said(RULE, [registry(`${URL_WITHOUT_MODE}?sslmode=verify_full`)])).toEqual([
      expect.stringMatching(/Write verify-full\.$/),
    ]);
  });

  test('a mode from the variable', () => {
    expect(
      said(RULE, [registry(URL_WITHOUT_MODE, [{ name: 'PGSSLMODE', value: 'verify-ca' }]), ...postgres()]),
    ).toEqual([
      expect.stringMatching(
        /DATABASE_URL without sslmode, and PGSSLMODE "verify-ca", which leads to StatefulSet "postgres"/,
      ),
    ]);
  });

  test.each([
    ['require', `${URL_WITHOUT_MODE}?sslmode=require`, image],
    ['a mode behind another option', `${URL_WITHOUT_MODE}?connect_timeout=5&sslmode=verify-full`, image],
    ['no port', 'postgresql://mesh@postgres/mesh', image],
    ['a mirror', URL_WITHOUT_MODE, 'registry.example.com/library/postgres@sha256:0'],
    ['an image made of it', URL_WITHOUT_MODE, 'pgvector/pgvector:pg16'],
  ])('%s', (_, url, server) => {
    expect(said(RULE, [registry(url), ...postgres({ image: server })])).toHaveLength(1);
  });

  test.each<[string, Manifest[]]>([
    ['disable', [registry(`${URL_WITHOUT_MODE}?sslmode=disable`), ...postgres()]],
    ['disable by the variable', [registry(URL_WITHOUT_MODE, [{ name: 'PGSSLMODE', value: 'disable' }]), ...postgres()]],
    ['TLS by arguments', [registry(URL_WITHOUT_MODE), ...postgres({ args: ['-c', 'ssl=on'] })]],
    [
      'a certificate',
      [
        registry(URL_WITHOUT_MODE),
        ...postgres({}, { volumes: [{ name: 'x', secret: { secretName: 'postgres-tls' } }] }),
      ],
    ],
    [
      'a configuration of its own',
      [registry(URL_WITHOUT_MODE), ...postgres({ args: ['-c', 'config_file=/etc/pg/pg.cfg'] })],
    ],
    ['a server of another image', [registry(URL_WITHOUT_MODE), ...postgres({ image: 'example.com/our-database:1' })]],
    ['a server elsewhere', [registry('postgres://mesh@db.example.com/mesh'), ...postgres()]],
    ['a mode that a variable decides', [registry(`${URL_WITHOUT_MODE}?sslmode=$(MODE)`), ...postgres()]],
    ['SQLite', [registry('/data/mesh.db'), ...postgres()]],
    ['a URL that is none', [registry('postgres://'), ...postgres()]],
    [
      'a client that is no registry',
      [deployment({ env: [{ name: 'DATABASE_URL', value: URL_WITHOUT_MODE }] }), ...postgres()],
    ],
  ])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));

  test('the message shows nothing of the URL', () => {
    const secret = 'q7Wc9xKd2';
    expect(said(RULE, [registry(`postgres://mesh:${secret}@postgres/mesh`), ...postgres()])).toEqual([
      expect.not.stringContaining(secret),
    ]);
  });

  test.each([
    [undefined, 1],
    [PostgresSslMode.VERIFY_FULL, 1],
    [PostgresSslMode.DISABLE, 0],
  ])('registries of ours with sslMode %s', (sslMode, faults) => {
    const chart = meshChart();
    const password = { secret: Secret.fromSecretName(chart, 'password', 'db'), key: 'password' };
    new MeshRegistry(chart, 'registry', {
      database: RegistryDatabase.postgres({ host: 'postgres', user: 'mesh', password, sslMode }),
    });
    expect(said(RULE, [...synth(chart), ...postgres()])).toHaveLength(faults);
  });
});
