import { RULE } from '../../src/rules/policy-cuts-database';
import { Manifest } from '../support/manifests';
import { deployment, DNS_RULE, registry, registryService, said, service, variable } from '../support/mesh-manifests';
import { egress, from, ingress, to } from '../support/policy-manifests';

const REG = 'mcp-mesh-registry';
const DATABASE = [
  deployment('postgres', { port: 5432 }),
  service('postgres', { ports: [{ port: 5433, targetPort: 'http' }] }),
];
const withUrl = (url: string) => [registry({ env: [variable('DATABASE_URL', url)] }), registryService(), ...DATABASE];
const MESH = withUrl('postgres://mesh@postgres:5433/mesh');

test('no egress rule', () => {
  expect(said(RULE, [...MESH, egress(REG, DNS_RULE)])).toEqual([
    `NetworkPolicy mesh/${REG}: spec.egress keeps the registry, Deployment mesh/${REG}, from its database, Deployment mesh/postgres on port 5432: ` +
      'no egress rule allows this connection; a registry that does not reach its database exits, and starts again and again. ' +
      `Add to NetworkPolicy mesh/${REG} the egress rule { to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: postgres } } }], ports: [{ protocol: TCP, port: 5432 }] }.`,
  ]);
});

test.each<[string, Manifest[], string]>([
  ["the Service's port", [...MESH, egress(REG, to('postgres', 5433))], "it opens port 5433, which is the Service's"],
  [
    'the ingress of the database',
    [...MESH, ingress('postgres', from('weather', 5432))],
    'no ingress rule allows this connection',
  ],
  [
    'an address',
    [...withUrl('postgres://mesh@192.0.2.7/mesh'), egress(REG, to('postgres', 5432))],
    '192.0.2.7 on port 5432: no egress rule',
  ],
])('%s', (_, objects, part) => {
  expect(said(RULE, objects)).toEqual([expect.stringContaining(part)]);
});

test.each<[string, Manifest[]]>([
  ['both sides open', [...MESH, egress(REG, to('postgres', 5432)), ingress('postgres', from(REG, 5432))]],
  ['the port is named', [...MESH, egress(REG, to('postgres', 'http'))]],
  ['it is SQLite', [...withUrl('/data/mesh.db'), egress(REG)]],
  ['the database is elsewhere', [...withUrl('postgres://mesh@db.example.com/mesh'), egress(REG)]],
])('silent if %s', (_, objects) => {
  expect(said(RULE, objects)).toEqual([]);
});
