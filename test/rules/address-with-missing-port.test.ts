import { RULE } from '../../src/rules/address-with-missing-port';
import { Manifest } from '../support/manifests';
import { agent, deployment, REGISTRY, said, service, variable } from '../support/mesh-manifests';

const WEATHER = [deployment('weather'), service('weather')];
const told = (...env: Manifest[]) => [...WEATHER, deployment('shop', { env })];

test('another port', () => {
  expect(said(RULE, told(variable('URL', 'http://weather.mesh.svc.cluster.local:8081/mcp')))).toEqual([
    'Deployment mesh/shop: container "main": env URL names port 8081 of host "weather.mesh.svc.cluster.local": Service mesh/weather has port 8080 only; nothing answers there. ' +
      'Write port 8080.',
  ]);
});

test.each<[string, Manifest[], string]>([
  ['a URL without a port', told(variable('URL', 'http://weather')), 'port 80 of'],
  ['host and port of two variables', told(variable('W_HOST', 'weather'), variable('W_PORT', '80')), 'port 80 of'],
  [
    'a wait',
    [
      ...WEATHER,
      deployment('shop', {
        pod: {
          initContainers: [
            { name: 'w', image: 'b:1', command: ['sh', '-c', 'until nc -z weather 808; do sleep 1; done'] },
          ],
        },
      }),
    ],
    'port 808 of',
  ],
])('%s', (_, objects, part) => {
  expect(said(RULE, objects)).toEqual([expect.stringContaining(part)]);
});

test('a port of another protocol', () => {
  const udp = (env: Manifest) => [
    deployment('weather'),
    service('weather', { ports: [{ port: 8080, protocol: 'UDP' }] }),
    deployment('shop', { env: [env] }),
  ];
  expect(said(RULE, udp(variable('URL', 'http://weather:8080')))).toEqual([
    'Deployment mesh/shop: container "main": env URL names port 8080 of host "weather": that port of Service mesh/weather is for UDP, and the URL means TCP; nothing ' +
      'answers there. Set the port of the Service to protocol TCP, or write another one of its ports.',
  ]);
  expect(said(RULE, udp(variable('STATSD_URL', 'udp://weather:8080')))).toEqual([]);
  expect(said(RULE, udp(variable('STATSD_HOST', 'weather:8080')))).toEqual([]);
});

const alias = (externalName: string, name: string = 'forecast') =>
  service(name, { type: 'ExternalName', externalName, selector: undefined, ports: undefined });

test('an alias of a Service', () => {
  const chain = [alias('weather.mesh.svc.cluster.local', 'first'), alias('first.mesh.svc.cluster.local')];
  expect(said(RULE, [...chain, ...told(variable('URL', 'http://forecast:80'))])).toEqual([
    'Deployment mesh/shop: container "main": env URL names port 80 of host "forecast": Service mesh/weather has port 8080 only; nothing answers there. Write port 8080.',
  ]);
  expect(said(RULE, [...chain, ...told(variable('URL', 'http://forecast:8080'))])).toEqual([]);
  const circle = [alias('forecast.mesh.svc.cluster.local')];
  expect(said(RULE, [...circle, ...told(variable('URL', 'http://forecast:80'))])).toEqual([]);
});

test.each<[string, Manifest[]]>([
  ['the port is there', told(variable('URL', 'http://weather:8080'))],
  ['no port is known', told(variable('W_HOST', 'weather'))],
  [
    'the Service is headless',
    [
      deployment('weather'),
      service('weather', { clusterIP: 'None' }),
      deployment('shop', { env: [variable('URL', 'http://weather:9000')] }),
    ],
  ],
  [
    'the Service is an alias',
    [
      service('weather', { type: 'ExternalName', externalName: 'a.example.com', selector: undefined }),
      deployment('shop', { env: [variable('URL', 'http://weather:9000')] }),
    ],
  ],
  ['another rule says it', [...REGISTRY, agent('news', 'http://mcp-mesh-registry:8080')]],
  ['the name is only looked up', [...WEATHER, deployment('shop', { container: { command: ['ping', 'weather'] } })]],
])('silent if %s', (_, objects) => {
  expect(said(RULE, objects)).toEqual([]);
});
