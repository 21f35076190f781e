import { RULE } from '../../src/rules/advertised-host-leads-elsewhere';
import { Manifest } from '../support/manifests';
import { agent, recorded, REGISTRY, said, service, variable, WorkloadParts } from '../support/mesh-manifests';

const URL = 'http://mcp-mesh-registry.mesh.svc.cluster.local:8000';
const advertising = (host: string, parts: WorkloadParts = {}, name: string = 'news') =>
  agent(name, URL, { ...parts, env: [variable('MCP_MESH_HTTP_HOST', host), variable('MCP_MESH_HTTP_PORT', '8080')] });
const heard = (...objects: Manifest[]) => said(RULE, [...REGISTRY, ...objects]);

test('the whole message', () => {
  expect(heard(advertising('localhost'), service('news'))).toEqual([
    'Deployment mesh/news: container "main": MCP_MESH_HTTP_HOST "localhost": a caller that uses it connects to itself; others call an agent by the host that it ' +
      'advertises. Advertise its Service, news.mesh.svc.cluster.local.',
  ]);
});

test.each<[string, string, string, Manifest[]]>([
  ['0.0.0.0', '0.0.0.0', 'a caller that uses it connects to itself', []],
  ['a URL', 'http://news', 'it is a host and no URL', []],
  ['a port', 'news:8080', 'it is a host alone', []],
  ['a path', 'news/mcp', 'it is a host alone', []],
  ['a Service that is not there', 'headlines', 'namespace "mesh" has no Service "headlines"', []],
  [
    'the Service of another namespace',
    'news.other',
    'namespace "other" has no Service "news"',
    [service('llm', {}, 'other')],
  ],
  [
    "another agent's Service",
    'weather',
    'Service "weather" of namespace "mesh" leads to Deployment mesh/weather',
    [agent('weather', URL), service('weather')],
  ],
  ["the registry's", 'mcp-mesh-registry', 'leads to Deployment mesh/mcp-mesh-registry', []],
  [
    'its own Service in a namespace that is not shown',
    'news.far.svc',
    'its Service "news" is in namespace "mesh", and not in "far"',
    [],
  ],
  ['a name that no Service can have', 'The_News.mesh.svc.cluster.local', 'there is no "the_news"', []],
  ['a misspelt domain', 'news.mesh.svc.cluster.locall', 'Services of the cluster end with', []],
])('%s', (_, host, because, more) => {
  const found = heard(advertising(host), service('news'), ...more);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(because);
});

test('a short name, where a caller is in another namespace', () => {
  const offers = advertising('news', { annotations: recorded(['news']) });
  const asks = (namespace: string) => agent('reader', URL, { namespace, annotations: recorded([], ['news']) });
  expect(heard(offers, service('news'), asks('other'))).toEqual([
    expect.stringContaining(
      'Deployment other/reader calls it from namespace "other", where that name does not lead to it',
    ),
  ]);
  expect(heard(offers, service('news'), asks('mesh'))).toEqual([]);
});

test.each<[string, Manifest[]]>([
  ['its own Service', [advertising('news.mesh.svc.cluster.local'), service('news')]],
  ['a Service that other manifests may have', [advertising('news')]],
  ['a name outside of the cluster', [advertising('news.example.com'), service('news')]],
  ['a name that may be outside of the cluster', [advertising('news.far'), service('news')]],
  ['an address', [advertising('203.0.113.7'), service('news')]],
  ['a Service without a selector', [advertising('front'), service('news'), service('front', { selector: undefined })]],
  ['what a shell fills in', [advertising('${HOSTNAME}'), service('news')]],
  ['an empty one', [advertising(' '), service('news')]],
  [
    'the Service of a newer release of the same agent',
    [
      advertising('news', {}, 'news'),
      service('news'),
      agent('news-next', URL, {
        env: [variable('MCP_MESH_AGENT_NAME', 'news'), variable('MCP_MESH_HTTP_HOST', 'news')],
      }),
    ],
  ],
])('%s is fine', (_, objects) => {
  expect(heard(...objects)).toEqual([]);
});
