import { RULE } from '../../src/rules/policy-cuts-replicas';
import { Manifest } from '../support/manifests';
import { agent, REGISTRY, said } from '../support/mesh-manifests';
import { egress, from, ingress, to } from '../support/policy-manifests';

const cut = (...objects: Manifest[]) => said(RULE, [...REGISTRY, ...objects]);
const several = agent('weather', undefined, { replicas: 2 });

test('no ingress rule for the other replicas', () => {
  expect(cut(several, ingress('weather', from('planner', 8080)))).toEqual([
    'NetworkPolicy mesh/weather: spec.ingress keeps the replicas of Deployment mesh/weather from each other on port 8080: no ' +
      'ingress rule allows this connection; Python agents forward a session to the replica that holds it, and those requests end ' +
      'with a 503. Add to NetworkPolicy mesh/weather the ingress rule ' +
      '{ from: [{ podSelector: { matchLabels: { app.kubernetes.io/name: weather } } }], ports: [{ protocol: TCP, port: 8080 }] }.',
  ]);
});

test('no egress rule for the other replicas', () => {
  expect(cut(several, egress('weather', to('mcp-mesh-registry', 8000)))).toEqual([
    expect.stringContaining('spec.egress keeps the replicas of Deployment mesh/weather from each other on port 8080: '),
  ]);
});

test('an autoscaler makes a second replica, and a StatefulSet has names for them', () => {
  const scaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'weather', namespace: 'mesh' },
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'weather' }, minReplicas: 1, maxReplicas: 3 },
  };
  expect(cut(agent('weather'), scaler, ingress('weather'))).toHaveLength(1);
  expect(cut({ ...agent('weather'), kind: 'StatefulSet' }, ingress('weather'))).toHaveLength(1);
});

test.each<[string, Manifest[]]>([
  ['one replica', [agent('weather'), ingress('weather')]],
  ['no policy', [several]],
  ['a policy that admits them', [several, ingress('weather', from('weather', 8080))]],
  [
    'replicas that need not call each other',
    [
      agent('weather', undefined, { replicas: 2, annotations: { 'cdk8s-mcp-mesh/connect-replicas': 'false' } }),
      ingress('weather'),
    ],
  ],
])('nothing about %s', (_, objects) => {
  expect(cut(...objects)).toEqual([]);
});
