import { hostsIn, servicesMeantBy } from '../../src/kubernetes/service-hosts';

test.each<[string, string, string[]]>([
  [
    'PROCESSORS',
    'http://data-processor-0.data-processor-headless.mesh.svc.cluster.local:8080',
    ['data-processor-0.data-processor-headless.mesh.svc.cluster.local'],
  ],
  ['DATABASE_URL', 'postgres://user:p%40ss@postgres.data:5432/db?sslmode=disable', ['postgres.data']],
  ['REDIS', 'redis:6379', ['redis']],
  ['BROKERS', 'kafka-0.kafka:9092, kafka-1.kafka:9092', ['kafka-0.kafka', 'kafka-1.kafka']],
  ['MONGO', 'mongodb://a:1,b:2/x', ['a', 'b']],
  ['REDIS_HOST', 'redis', ['redis']],
  ['SEARCH', 'search.data.svc', ['search.data.svc']],
  ['MODEL', 'redis', []],
  ['LOG_LEVEL', 'info', []],
  ['HOST', '0.0.0.0', ['0.0.0.0']],
  ['URL', 'http://$(SERVICE_NAME).mesh:8080', []],
  ['URL', 'http://Weather.Mesh./x', ['weather.mesh']],
  ['TEXT', 'call http://weather:8080 and http://news:8080', ['weather', 'news']],
])('%s=%s names %j', (variable, value, hosts) => {
  expect(hostsIn(variable, value)).toEqual(hosts);
});

test.each([
  ['weather', [{ name: 'weather' }]],
  ['weather.mesh', [{ name: 'weather', namespace: 'mesh' }, { name: 'mesh' }]],
  ['weather.mesh.svc', [{ name: 'weather', namespace: 'mesh' }, { name: 'mesh' }]],
  ['weather.mesh.svc.k8s.internal', [{ name: 'weather', namespace: 'mesh' }, { name: 'mesh' }]],
  ['data-0.data.mesh.svc.k8s.internal', [{ name: 'data', namespace: 'mesh' }]],
  ['api.openai.example.com', []],
])('%s may mean %j', (host, services) => {
  expect(servicesMeantBy(host, 'k8s.internal')).toEqual(services);
});
