import { RULE } from '../../src/rules/destination-rule-without-effect';
import { Manifest } from '../support/manifests';
import { service, serviceEntry } from '../support/route-manifests';
import { deployment, object, said } from '../support/workload-manifests';

const faults = (...objects: Manifest[]) => said(RULE, objects);
const rule = (host: string, spec: Manifest = {}) =>
  object('networking.istio.io/v1', 'DestinationRule', 'rule', { spec: { host, ...spec } });
const weather = service('weather', undefined, { spec: { selector: { app: 'weather-agent' } } });
const AT = 'DestinationRule mesh/rule: ';

test('an unknown host', () => {
  expect(faults(weather, rule('wether'))).toEqual([
    `${AT}host "wether": namespace "mesh" has no Service "wether" (did you mean "weather"?), and the rule does nothing. Name an existing Service, or create this one.`,
  ]);
  expect(faults(weather, rule('weather.mesh'))).toEqual([
    `${AT}host "weather.mesh": Istio completes names without a dot only, so to Istio this is no Service of the cluster, and the rule does nothing. ` +
      'Write "weather.mesh.svc.cluster.local".',
  ]);
  const news = service('news', undefined, { metadata: { namespace: 'agents' } });
  expect(faults(weather, news, rule('news'))).toEqual([
    `${AT}host "news": namespace "mesh" has no Service "news", and the rule does nothing. Write "news.agents.svc.cluster.local", if that one is meant, or name a ` +
      'Service that is there.',
  ]);
});

test.each([
  'weather',
  'weather.mesh.svc.cluster.local',
  '*.local',
  'api.example.com',
  'db.data.svc.cluster.local',
  'entry.local',
])('silent: host %s', (host) => {
  expect(faults(weather, serviceEntry('entry.local'), rule(host))).toEqual([]);
});

test('silent: a Service that an operator may make', () => {
  const cluster = object('ray.io/v1', 'RayCluster', 'weather', {});
  expect(faults(weather, rule('weather-head-svc'))).toHaveLength(1);
  expect(faults(weather, cluster, rule('weather-head-svc'))).toEqual([]);
});

describe('a subset', () => {
  const subset = (labels: Manifest) => rule('weather', { subsets: [{ name: 'v2', labels }] });
  const pods = deployment({}, { labels: { app: 'weather-agent', version: 'v1' } });

  test('of no pod', () => {
    expect(faults(weather, pods, subset({ version: 'v2' }))).toEqual([
      `${AT}subset "v2" of labels version=v2: no pod of Service "weather" has this label (their version is "v1"), and requests to the subset get 503. ` +
        'Make the labels those of pods, or give the pods the labels.',
    ]);
    expect(faults(weather, pods, subset({ version: 'v1', tier: 'a' }))).toEqual([
      `${AT}subset "v2" of labels version=v1, tier=a: no pod of Service "weather" has all of these labels, and requests to the subset get 503. ` +
        'Make the labels those of pods, or give the pods the labels.',
    ]);
  });

  test('silent: of pods, of labels that controllers set, and of pods that are not shown', () => {
    expect(faults(weather, pods, subset({ version: 'v1' }), rule('weather', { subsets: [{ name: 'all' }] }))).toEqual(
      [],
    );
    expect(faults(weather, pods, subset({ 'rollouts-pod-template-hash': 'abc' }))).toEqual([]);
    expect(faults(weather, subset({ version: 'v2' }))).toEqual([]);
    expect(faults(pods, subset({ version: 'v2' }))).toEqual([]);
  });
});

test('settings of a port that the Service lacks', () => {
  const settings = (number: number) => ({ trafficPolicy: { portLevelSettings: [{ port: { number } }] } });
  expect(faults(weather, rule('weather', settings(80)))).toEqual([
    `${AT}portLevelSettings for port 80 of "weather": the host has port 8080 only, and the settings do nothing. Name a port of the Service, which is not its pods'.`,
  ]);
  expect(faults(weather, rule('weather', { subsets: [{ name: 'a', ...settings(80) }] }))).toHaveLength(1);
  expect(faults(weather, rule('weather', settings(8080)), rule('api.example.com', settings(1)))).toEqual([]);
});
