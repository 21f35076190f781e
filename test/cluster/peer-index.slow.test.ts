import * as fc from 'fast-check';
import { KubernetesObject } from '../../src/api/kubernetes-object';
import { Cluster } from '../../src/cluster/cluster';
import { policiesAbout } from '../../src/cluster/peer-index';
import { allowingRule } from '../../src/cluster/reachability';

const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('a', 'b', 'c'), { noNullPrototype: true });
const selector = fc.oneof(
  fc.record({ matchLabels: labels }),
  fc.record({ matchExpressions: fc.constant([{ key: 'app', operator: 'Exists' }]) }),
  fc.constant({}),
);
const peer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: fc.constant({}) }),
  fc.record({ namespaceSelector: fc.constant({}) }),
  fc.constantFrom('10.0.0.0/8', '192.0.2.0/24').map((cidr) => ({ ipBlock: { cidr } })),
);
const rule = fc.record({ from: fc.array(peer, { maxLength: 3 }) });
const ingress = fc.array(rule, { maxLength: 3 });

const pod = (name: string, metadata: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'mesh', ...metadata },
  spec: { containers: [] },
});

test('of many policies, those about an end include all that let it in', () => {
  fc.assert(
    fc.property(fc.array(ingress, { minLength: 8, maxLength: 20 }), labels, (all, ofPod) => {
      const objects = [
        pod('subject', {}),
        pod('peer', { labels: ofPod }),
        ...all.map((each, i) => ({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: `policy-${i}`, namespace: 'mesh' },
          spec: { podSelector: {}, ingress: each },
        })),
      ];
      const cluster = new Cluster(objects as KubernetesObject[]);
      const policies = cluster.all('NetworkPolicy');
      for (const end of [cluster.pod('peer'), '192.0.2.7']) {
        const allowing = policies.filter(
          (policy) => allowingRule(cluster, policy, 'Ingress', end, cluster.pod('subject'), 8080, 'TCP') >= 0,
        );
        expect(policiesAbout(policies, 'Ingress', end)).toEqual(expect.arrayContaining(allowing));
      }
    }),
    { numRuns: 300 },
  );
});

test('a policy for other labels only is not looked at', () => {
  const objects = [
    pod('peer', { labels: { app: 'a' } }),
    ...Array.from({ length: 10 }, (_, i) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `policy-${i}`, namespace: 'mesh' },
      spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: i === 3 ? 'a' : 'b' } } }] }] },
    })),
  ];
  const cluster = new Cluster(objects as KubernetesObject[]);
  const policies = cluster.all('NetworkPolicy');
  expect(policiesAbout(policies, 'Ingress', cluster.pod('peer'))).toEqual([policies[3]]);
  expect(policiesAbout(policies, 'Ingress', '10.0.0.1')).toEqual([]);
});
