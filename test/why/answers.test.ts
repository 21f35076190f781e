import { checkFields } from '../../src/api/check-fields';
import { Cluster } from '../../src/cluster/cluster';
import { mayReach } from '../../src/cluster/reachability';
import { parseManifests } from '../../src/input/manifest-parser';
import { answersTo, answerText } from '../../src/why/answers';
import { namedEnd } from '../../src/why/ends';
import { tripPlanner } from '../support/trip-planner-manifests';

const workload = (name: string, port: number, namespace = 'mesh') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, ports: [{ name: http, containerPort: ${port} }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ port: 80, targetPort: http }] }
`;

const POLICIES = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: mesh }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: a, namespace: mesh }
spec:
  podSelector: { matchLabels: { app: a } }
  policyTypes: [Egress]
  egress:
    - { to: [{ podSelector: { matchLabels: { app: x } } }] }
    - { to: [{ podSelector: { matchLabels: { app: b } } }], ports: [{ port: 8080 }] }
    - { to: [{ ipBlock: { cidr: 192.0.2.0/24 } }], ports: [{ port: 53, protocol: UDP }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: b, namespace: mesh }
spec:
  podSelector: { matchLabels: { app: b } }
  ingress: [{ from: [{ podSelector: {} }], ports: [{ port: http }] }]
`;

const cluster = clusterOf(
  [workload('a', 8080), workload('b', 8080), workload('c', 9090), workload('free', 1, 'other'), POLICIES].join('---'),
);

function clusterOf(text: string): Cluster {
  return new Cluster(
    parseManifests('a.yaml', text).objects.map(({ object }) => checkFields(object).object),
    { pods: 'one' },
  );
}

const ask = (from: string, to: string, port?: number, protocol = 'TCP') =>
  answersTo(
    cluster,
    namedEnd(cluster, from),
    namedEnd(cluster, to),
    port === undefined ? undefined : { port, protocol },
  ).map(answerText);

test('open: the policy and the rule of each side', () => {
  expect(ask('mesh/a', 'mesh/b')).toEqual([
    'open: Deployment mesh/a to Deployment mesh/b on TCP 8080: egress by NetworkPolicy mesh/a spec.egress[1]; ingress by NetworkPolicy mesh/b spec.ingress[0]',
  ]);
});

test('closed: the side, and the policies that lack a rule', () => {
  expect(ask('mesh/c', 'mesh/b', 8080)).toEqual([
    'closed: Deployment mesh/c to Deployment mesh/b on TCP 8080: egress closed: no rule in spec.egress of NetworkPolicy mesh/default-deny allows it',
  ]);
  expect(ask('mesh/a', 'mesh/b', 81)).toEqual([
    'closed: Deployment mesh/a to Deployment mesh/b on TCP 81: egress closed: no rule in spec.egress of NetworkPolicy mesh/default-deny and NetworkPolicy mesh/a allows it; ' +
      'ingress closed: no rule in spec.ingress of NetworkPolicy mesh/default-deny and NetworkPolicy mesh/b allows it',
  ]);
});

test('no policy: open', () => {
  expect(ask('other/free', '203.0.113.7', 443)).toEqual([
    'open: Deployment other/free to 203.0.113.7 on TCP 443: egress by no policy; ingress by no policy',
  ]);
});

test('a Service: where it leads', () => {
  expect(ask('mesh/a', 'service/mesh/b', 80)).toEqual([
    'open: Deployment mesh/a to Service mesh/b on TCP 80: the Service leads to Deployment mesh/b on port 8080; ' +
      'egress by NetworkPolicy mesh/a spec.egress[1]; ingress by NetworkPolicy mesh/b spec.ingress[0]',
  ]);
  expect(ask('mesh/a', 'b.mesh.svc.cluster.local', 81)).toEqual([
    'closed: Deployment mesh/a to Service mesh/b on TCP 81: the Service has no port 81, only 80',
  ]);
});

test('an address, and another protocol', () => {
  expect(ask('mesh/a', '192.0.2.7', 53, 'UDP')[0]).toMatch(
    /^open: .* egress by NetworkPolicy mesh\/a spec\.egress\[2\]/,
  );
  expect(ask('mesh/a', '192.0.2.7', 53)[0]).toMatch(/^closed: /);
});

test.each<[string, string, RegExp]>([
  [
    'mesh/aa',
    'mesh/b',
    /"mesh\/aa": the manifests have no workload or Service of that name \(did you mean mesh\/a\?\)/,
  ],
  ['service/mesh/a', 'mesh/b', /Service mesh\/a: a Service opens no connection; name the workload behind it/],
  ['mesh/a', '192.0.2.7', /192\.0\.2\.7 declares no port: name the one that you mean/],
])('%s to %s has no answer', (from, to, message) => {
  expect(() => ask(from, to)).toThrow(message);
});

test('on the trip planner, all ordered pairs are what the evaluator says', () => {
  const whole = clusterOf(tripPlanner());
  let pairs = 0;
  for (const from of whole.pods) {
    for (const to of whole.pods.filter((pod) => pod !== from)) {
      for (const { port, protocol, isOpen } of answersTo(
        whole,
        { pod: from },
        { pod: to },
        { port: 8080, protocol: 'TCP' },
      )) {
        expect(isOpen).toBe(mayReach(whole, from, to, port, protocol));
        pairs += 1;
      }
    }
  }
  expect(pairs).toBe(whole.pods.length * (whole.pods.length - 1));
});
