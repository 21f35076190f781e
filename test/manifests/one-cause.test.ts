import { check } from '../../src/check/check';
import { Manifest } from '../support/manifests';
import { agent, recorded, registry, registryService, service, variable } from '../support/mesh-manifests';

/* One wrong variable is one finding. What follows from it is folded below it. */

const read = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
const NAME = "metadata.labels['app.kubernetes.io/name']";

const GOOD: { [name: string]: Manifest } = {
  SERVICE_NAME: read('SERVICE_NAME', NAME),
  MCP_MESH_HTTP_HOST: variable('MCP_MESH_HTTP_HOST', '$(SERVICE_NAME).mesh.svc.cluster.local'),
  MCP_MESH_HTTP_PORT: variable('MCP_MESH_HTTP_PORT', '8080'),
};

function rulesOf(wrong: { [name: string]: Manifest }, url?: string): string[] {
  const objects = [
    registry({ env: [variable('HOST', '0.0.0.0'), variable('PORT', '8000')] }),
    registryService(),
    agent('weather', undefined, { annotations: recorded(['weather']), env: Object.values(GOOD) }),
    service('weather'),
    agent('news', url, {
      labels: { tier: 'backend' },
      annotations: recorded([], ['weather']),
      env: Object.values({ ...GOOD, ...wrong }),
    }),
    service('news'),
  ];
  return check(objects.map((object) => ({ object })))
    .filter(({ rule }) => !rule.id.startsWith('image-'))
    .map(({ rule, cause }) => `${cause ? '^ ' : ''}${rule.id}`);
}

test.each<[string, { [name: string]: Manifest }, string | undefined, string[]]>([
  ['nothing', {}, undefined, []],
  ["the registry's URL", {}, 'http://weather:8080', ['registry-url-leads-nowhere', '^ requirement-unmet']],
  [
    'a label that is not there',
    { SERVICE_NAME: read('SERVICE_NAME', "metadata.labels['app']") },
    undefined,
    ['field-ref-to-missing-label', '^ advertised-host-leads-elsewhere'],
  ],
  [
    'a label that is no name',
    { SERVICE_NAME: read('SERVICE_NAME', "metadata.labels['tier']") },
    undefined,
    ['service-name-differs-from-label', '^ advertised-host-leads-elsewhere'],
  ],
  [
    "the host of the registry's Service",
    { MCP_MESH_HTTP_HOST: variable('MCP_MESH_HTTP_HOST', 'mcp-mesh-registry.mesh') },
    undefined,
    ['advertised-host-leads-elsewhere'],
  ],
  ['the port', { MCP_MESH_HTTP_PORT: variable('MCP_MESH_HTTP_PORT', '9090') }, undefined, ['advertised-port-differs']],
])('%s', (_, wrong, url, expected) => {
  expect(rulesOf(wrong, url)).toEqual(expected);
});
