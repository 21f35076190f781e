import { DnsPolicy, ImagePullPolicy, k8s } from 'cdk8s-plus-28';
import { HeadlessMeshAgentProps, MeshAgent, MeshNetworkPolicy, MeshPeer, MeshRegistry } from '../../src';
import { refusalOf } from '../support/agent-refusal';
import { meshChart } from '../support/manifests';

const wrong: [Partial<HeadlessMeshAgentProps>, string][] = [
  [
    { tolerations: [{ key: 'gpu', operator: 'Exist' }] },
    'tolerations[0].operator "Exist": Kubernetes knows "Exists" and "Equal" here, spelt so. Give one of them, or leave it out.',
  ],
  [
    { tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'noSchedule' }] },
    'tolerations[0].effect "noSchedule": Kubernetes knows "NoSchedule", "PreferNoSchedule" and "NoExecute" here, spelt so. Write "NoSchedule".',
  ],
  [
    { tolerations: [{ key: 'gpu', operator: 'Exists', value: 'a' }] },
    'tolerations[0] with operator "Exists" and value "a": Exists tolerates every value of a taint, and the API server refuses one beside it. Leave value out, or write operator: "Equal".',
  ],
  [
    { tolerations: [{ effect: 'NoSchedule' }] },
    'tolerations[0] without a key: only a toleration with operator "Exists" may be about every taint. Give the key of the taint, or operator: "Exists".',
  ],
  [
    { tolerations: [{ key: 'gpu', tolerationSeconds: 5, effect: 'NoSchedule' }] },
    'tolerations[0] with tolerationSeconds 5 and effect "NoSchedule": only pods that a taint of effect "NoExecute" would evict stay for a number of seconds. Write effect: "NoExecute", or leave tolerationSeconds out.',
  ],
  [
    { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'Never' }] },
    'topologySpreadConstraints[0].whenUnsatisfiable "Never": Kubernetes knows "DoNotSchedule" and "ScheduleAnyway" here, spelt so. Give one of them, or leave it out.',
  ],
  [
    { imagePullPolicy: 'always' as ImagePullPolicy },
    'imagePullPolicy "always": Kubernetes knows "Always", "IfNotPresent" and "Never" here, spelt so. Write "Always".',
  ],
  [
    { dnsPolicy: 'Cluster' as DnsPolicy },
    'dnsPolicy "Cluster": Kubernetes knows "ClusterFirst", "ClusterFirstWithHostNet", "Default" and "None" here, spelt so. Give one of them, or leave it out.',
  ],
  [
    { podSecurityContext: { seccompProfile: { type: 'runtime/default' } } },
    'podSecurityContext.seccompProfile.type "runtime/default": Kubernetes knows "RuntimeDefault", "Localhost" and "Unconfined" here, spelt so. Give one of them, or leave it out.',
  ],
  [
    { sidecars: [{ name: 's', image: 'a:1', ports: [{ containerPort: 1, protocol: 'tcp' }] }] },
    'sidecars[0].ports[0].protocol "tcp": Kubernetes knows "TCP", "UDP" and "SCTP" here, spelt so. Write "TCP".',
  ],
];

test.each(wrong)('refused: %j', (props, message) => {
  expect(refusalOf(props)).toBe(`[mesh/a] ${message}`);
});

test('what the API knows passes', () => {
  expect(
    refusalOf({
      tolerations: [{ operator: 'Exists' }, { key: 'a', value: 'b', effect: 'NoExecute', tolerationSeconds: 3 }],
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
      imagePullPolicy: ImagePullPolicy.NEVER,
    }),
  ).toBeUndefined();
});

test('a digest of sha256 has 64 digits', () => {
  const image = (digits: number) => `registry.example.com/a@sha256:${'0'.repeat(digits)}`;
  expect(refusalOf({ image: image(64) })).toBeUndefined();
  expect(refusalOf({ image: image(40) })).toContain('a container needs an image: [host[:port]/]path[:tag][@digest]');
});

test('a label may be called like a field', () => {
  const labelSelector = { matchLabels: { protocol: 'mcp', effect: 'x' } };
  const required = [{ topologyKey: 'zone', labelSelector }];
  expect(
    refusalOf({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } }),
  ).toBeUndefined();
});

test.each(['nvidia.com/gpu', 'hugepages-2Mi'])('%s is limited to what is requested', (name) => {
  const one = { [name]: k8s.Quantity.fromNumber(1) };
  expect(refusalOf({ resources: { requests: one } })).toBe(
    `[mesh/a] resources.requests["${name}"] without a limit: devices and huge pages are not overcommitted, and the API server refuses a request for them without an equal limit. Give resources.limits["${name}"] the same value; the request follows the limit.`,
  );
  expect(refusalOf({ resources: { requests: one, limits: one } })).toBeUndefined();
});

test.each([
  ['10.1.2.3/24', '10.1.2.0/24'],
  ['203.0.113.255/25', '203.0.113.128/25'],
])('the range %s has bits of a host', (range, network) => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  const agent = new MeshAgent(chart, 'a', { registry, image: 'registry.example.com/a:1.0.0' });
  const open = (cidr: string) => {
    agent.allowEgress(MeshPeer.cidr(cidr, [443]));
    return new MeshNetworkPolicy(chart, cidr.replace(/\W/g, '-'), { registry });
  };
  expect(() => open(range)).toThrow(
    `${JSON.stringify(range)}: the bits of the address behind those that are fixed are zero, or some network plugins refuse the policy. Write ${JSON.stringify(network)}, or give all bits for the one address.`,
  );
  expect(() => agent.allowEgress(MeshPeer.cidr(network, [443]))).not.toThrow();
});
