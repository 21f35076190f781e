import { RULE } from '../../src/rules/external-name-leads-nowhere';
import { Manifest } from '../support/manifests';
import { object, said } from '../support/workload-manifests';

const weather = object('v1', 'Service', 'weather-agent', { spec: { selector: { app: 'w' }, ports: [{ port: 8080 }] } });
const alias = (externalName: string, type: string = 'ExternalName') =>
  object('v1', 'Service', 'forecast', { spec: { type, externalName } });
const END = 'so that the name of this Service does not resolve. Write weather-agent.mesh.svc.cluster.local.';

test.each<[string, string]>([
  ['wether-agent.mesh.svc.cluster.local', 'namespace "mesh" has no Service "wether-agent"'],
  ['weather-agent.mesh.svc.cluster.locl', 'Services of the cluster end with .svc.cluster.local'],
  ...['weather-agent', 'weather-agent.mesh', 'weather-agent.mesh.svc.'].map((each): [string, string] => [
    each,
    'DNS takes the target of an alias as a whole name, and completes it with no namespace and no domain',
  ]),
])('%s', (name, because) =>
  expect(said(RULE, [weather, alias(name)])).toEqual([
    `Service mesh/forecast: externalName "${name}": ${because}, ${END}`,
  ]),
);

test.each<[string, Manifest]>([
  ['its whole name', alias('weather-agent.mesh.svc.cluster.local')],
  ['with a dot behind', alias('Weather-agent.mesh.svc.cluster.local.')],
  ['a host outside', alias('db.example.com')],
  ['a name that is like none', alias('postgres.mesh.svc.cluster.local')],
  ['a namespace that is not here', alias('weather-agent.prod.svc.cluster.local')],
  ['another type', alias('weather-agent', 'ClusterIP')],
])('not %s', (_, manifest) => expect(said(RULE, [weather, manifest])).toEqual([]));
