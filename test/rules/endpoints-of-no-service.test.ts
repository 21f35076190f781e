import { RULE } from '../../src/rules/endpoints-of-no-service';
import { Manifest } from '../support/manifests';
import { object, said } from '../support/workload-manifests';

const service = (port: Manifest = {}, more: Manifest = {}) =>
  object('v1', 'Service', 'postgres', { spec: { ports: [{ port: 5432, ...port }], ...more } });
const slice = (name: string | undefined, ...ports: Manifest[]) =>
  object('discovery.k8s.io/v1', 'EndpointSlice', 'postgres-1', {
    metadata: { labels: name === undefined ? {} : { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.0.2.7'] }],
    ports,
  });
const endpoints = (name: string, ...ports: Manifest[]) =>
  object('v1', 'Endpoints', name, { subsets: [{ addresses: [{ ip: '192.0.2.7' }], ports }] });

test('another Service', () => {
  const end =
    ' there is no Service of that name in the namespace (did you mean "postgres"?), so that Service mesh/postgres has none of these addresses. Write postgres.';
  expect(said(RULE, [service(), slice('postgress', { port: 5432 })])).toEqual([
    `EndpointSlice mesh/postgres-1: metadata.labels.kubernetes.io/service-name "postgress":${end}`,
  ]);
  expect(said(RULE, [service(), endpoints('postgers', { port: 5432 })])).toEqual([
    `Endpoints mesh/postgers: metadata.name "postgers":${end}`,
  ]);
});

test('another port', () => {
  expect(said(RULE, [service(), slice('postgres', { name: 'tcp', port: 5432 })])).toEqual([
    'EndpointSlice mesh/postgres-1: its ports have "tcp" (TCP): Service mesh/postgres looks for endpoints by the name and protocol of its own ports, no name (TCP), so ' +
      'that it leads nowhere. Give ports one name in both objects, or none.',
  ]);
  expect(said(RULE, [service({ name: 'sql' }), endpoints('postgres', { port: 5432 })])).toEqual([
    expect.stringContaining('its ports have no name (TCP)'),
  ]);
  expect(said(RULE, [service(), endpoints('postgres', { port: 5432, protocol: 'UDP' })])).toHaveLength(1);
});

test.each<[string, Manifest[]]>([
  ['one port without a name', [service(), slice('postgres', { name: '', port: 5432 })]],
  ['one name', [service({ name: 'sql' }), endpoints('postgres', { name: 'sql', port: 6432 })]],
  ['one of several', [service(), slice('postgres', { name: 'metrics', port: 9187 }, { port: 5432 })]],
  ['a slice of somebody else', [service(), slice(undefined, { port: 5432 })]],
  ['a Service that is not here', [service(), endpoints('redis', { port: 6379 })]],
  ['a Service with pods', [service({}, { selector: { app: 'x' } }), slice('postgres', { name: 'x', port: 1 })]],
  ['an alias', [service({}, { type: 'ExternalName', externalName: 'a.b.c' }), slice('postgress', { port: 5432 })]],
  ['no ports', [service(), slice('postgres')]],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));
