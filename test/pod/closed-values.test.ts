import { DnsPolicy, ImagePullPolicy, k8s, PodManagementPolicy, ServiceType } from 'cdk8s-plus-28';
import { MeshProbe, HeadlessMeshAgentProps, MeshAgent, MeshNetworkPolicy, MeshPeer, MeshRegistry } from '../../src';
import { refusalOf } from '../support/agent-refusal';
import { meshChart, synth } from '../support/manifests';

type Props = Partial<HeadlessMeshAgentProps>;

const wrong: [Props, string][] = [
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

const volume = (source: object) => ({ volumes: [{ name: 'v', ...source }] }) as Props;
const nodes = (expression: { key: string; operator: string; values?: string[] }) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [expression] }] },
    },
  },
});
const EXPRESSION =
  'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0]';

wrong.push(
  [
    volume({ hostPath: { path: '/x', type: 'directory' } }),
    'volumes[0].hostPath.type "directory": Kubernetes knows "", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice" and "BlockDevice" here, spelt so. Write "Directory".',
  ],
  [
    volume({ emptyDir: { medium: 'memory' } }),
    'volumes[0].emptyDir.medium "memory": Kubernetes knows "", "Memory" and "HugePages" here, spelt so. Write "Memory".',
  ],
  [
    volume({ ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteAny'] } } } }),
    'volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes[0] "ReadWriteAny": Kubernetes knows "ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany" and "ReadWriteOncePod" here, spelt so. Give one of them, or leave it out.',
  ],
  [
    volume({ emptyDir: {}, configMap: { name: 'a' } }),
    'volumes[0] ("v") with emptyDir and configMap: a volume has one source, and the API server refuses a second one. Make two volumes of it.',
  ],
  [
    volume({ configMap: { name: 'a', defaultMode: 755 } }),
    'volumes[0].configMap.defaultMode 755: the permissions of a file are a number from 0 to 511, which is 0o777. Write 0o755, with the 0o of octal numbers.',
  ],
  [
    volume({ projected: { sources: [{ secret: { name: 'a', items: [{ key: 'k', path: 'p', mode: 1000 }] } }] } }),
    'volumes[0].projected.sources[0].secret.items[0].mode 1000: the permissions of a file are a number from 0 to 511, which is 0o777. Give one such as 0o440.',
  ],
  [
    { initContainers: [{ name: 'i', image: 'a:1', restartPolicy: 'OnFailure' }] },
    'initContainers[0].restartPolicy "OnFailure": Kubernetes knows "Always" here, spelt so. Give one of them, or leave it out.',
  ],
  [
    { sidecars: [{ name: 's', image: 'a:1', restartPolicy: 'Always' }] },
    'restartPolicy "Always" of container "s": the containers of a Deployment or StatefulSet are always restarted, and the API server refuses a policy of one of them. Leave it out; a native sidecar is one of initContainers, with restartPolicy: "Always".',
  ],
  [
    { liveness: MeshProbe.of({ httpGet: { port: k8s.IntOrString.fromNumber(8080), scheme: 'https' } }) },
    'liveness httpGet.scheme "https": Kubernetes knows "HTTP" and "HTTPS" here, spelt so. Write "HTTPS".',
  ],
  [
    { serviceType: 'NodePorts' as ServiceType },
    'serviceType "NodePorts": Kubernetes knows "ClusterIP", "NodePort" and "LoadBalancer" here, spelt so. Give one of them, or leave it out.',
  ],
  [
    { podManagementPolicy: 'parallel' as PodManagementPolicy },
    'podManagementPolicy "parallel": Kubernetes knows "OrderedReady" and "Parallel" here, spelt so. Write "Parallel".',
  ],
  [
    nodes({ key: 'disk', operator: 'In' }),
    `${EXPRESSION} with operator "In" and values []: Exists and DoesNotExist stand without values, and every other operator compares with one or more. Give values, or write operator: "Exists".`,
  ],
  [
    nodes({ key: 'disk', operator: 'Exists', values: ['ssd'] }),
    `${EXPRESSION} with operator "Exists" and values ["ssd"]: Exists and DoesNotExist stand without values, and every other operator compares with one or more. Leave values out, or write operator: "In".`,
  ],
  [
    {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] },
        },
      ],
    },
    'topologySpreadConstraints[0].labelSelector.matchExpressions[0].operator "Gt": Kubernetes knows "In", "NotIn", "Exists" and "DoesNotExist" here, spelt so. Give one of them, or leave it out.',
  ],
);

test.each(wrong)('refused: %j', (props, message) => {
  expect(refusalOf(props)).toBe(`[mesh/a] ${message}`);
});

const spread = (more: object): Props => ({
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', ...more }],
});
const sidecar = (more: object): Props => ({ sidecars: [{ name: 's', image: 'a:1', ...more }] });
const initContainer = (more: object): Props => ({ initContainers: [{ name: 'i', image: 'a:1', ...more }] });
const nodesByField = (operator: string): Props => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator, values: ['node-1'] }] }],
      },
    },
  },
});

/** Each field with a closed set that no case above has, and the values of the set in the order of the API's reference. */
const SETS: [string, (value: string) => Props, string[]][] = [
  ['nodeAffinityPolicy', (nodeAffinityPolicy) => spread({ nodeAffinityPolicy }), ['Honor', 'Ignore']],
  ['nodeTaintsPolicy', (nodeTaintsPolicy) => spread({ nodeTaintsPolicy }), ['Honor', 'Ignore']],
  [
    'fsGroupChangePolicy',
    (fsGroupChangePolicy) => ({ podSecurityContext: { fsGroupChangePolicy } }),
    ['OnRootMismatch', 'Always'],
  ],
  ['procMount', (procMount) => ({ securityContext: { procMount } }), ['Default', 'Unmasked']],
  [
    'terminationMessagePolicy',
    (terminationMessagePolicy) => sidecar({ terminationMessagePolicy }),
    ['File', 'FallbackToLogsOnError'],
  ],
  [
    'resizePolicy[0].restartPolicy',
    (restartPolicy) => initContainer({ resizePolicy: [{ resourceName: 'cpu', restartPolicy }] }),
    ['NotRequired', 'RestartContainer'],
  ],
  [
    'mountPropagation',
    (mountPropagation) => ({ volumeMounts: [{ name: 'tmp', mountPath: '/x', mountPropagation }] }),
    ['None', 'HostToContainer', 'Bidirectional'],
  ],
  [
    'volumeMode',
    (volumeMode) => volume({ ephemeral: { volumeClaimTemplate: { spec: { volumeMode } } } }),
    ['Filesystem', 'Block'],
  ],
  [
    'cachingMode',
    (cachingMode) => volume({ azureDisk: { diskName: 'd', diskUri: 'u', cachingMode } }),
    ['None', 'ReadOnly', 'ReadWrite'],
  ],
  [
    'azureDisk.kind',
    (kind) => volume({ azureDisk: { diskName: 'd', diskUri: 'u', kind } }),
    ['Shared', 'Dedicated', 'Managed'],
  ],
  [
    'storageMode',
    (storageMode) => volume({ scaleIo: { gateway: 'g', system: 's', secretRef: {}, storageMode } }),
    ['ThickProvisioned', 'ThinProvisioned'],
  ],
  ['matchFields[0].operator', nodesByField, ['In', 'NotIn']],
  [
    'lifecycle.postStart.httpGet.scheme',
    (scheme) => ({ lifecycle: { postStart: { httpGet: { port: k8s.IntOrString.fromNumber(80), scheme } } } }),
    ['HTTP', 'HTTPS'],
  ],
];

test.each(SETS)('%s has a closed set of values', (field, props, values) => {
  const list = values.map((value) => JSON.stringify(value)).join(', ');
  expect(refusalOf(props('other'))).toContain(
    `${field} "other": Kubernetes knows ${list.replace(/, (?=[^,]*$)/, ' and ')} here, spelt so. Give one of them, or leave it out.`,
  );
  values.forEach((value) => expect([value, refusalOf(props(value))]).toEqual([value, undefined]));
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

test.each<Props>([
  nodes({ key: 'cores', operator: 'Gt', values: ['8'] }),
  nodes({ key: 'disk', operator: 'DoesNotExist' }),
  volume({ emptyDir: { medium: 'HugePages-64Ki' } }),
  volume({ csi: { driver: 'd', volumeAttributes: { protocol: 'smb', scheme: 'x' } } }),
  volume({ flexVolume: { driver: 'd', options: { medium: 'x' } } }),
  volume({
    ephemeral: {
      volumeClaimTemplate: { metadata: { labels: { scheme: 'x' }, annotations: { effect: 'x' } }, spec: {} },
    },
  }),
  volume({ emptyDir: { medium: '' } }),
  volume({ secret: { secretName: 'a', defaultMode: 0o440 } }),
  { initContainers: [{ name: 'i', image: 'a:1', restartPolicy: 'Always' }] },
  { serviceType: ServiceType.LOAD_BALANCER },
])('passes: %j', (props) => expect(refusalOf(props)).toBeUndefined());

test('devices are whole, and requested as they are limited', () => {
  const gpus = (request: string, limit: string) =>
    refusalOf({
      resources: {
        requests: { 'nvidia.com/gpu': k8s.Quantity.fromString(request) },
        limits: { 'nvidia.com/gpu': k8s.Quantity.fromString(limit) },
      },
    });
  expect(gpus('1', '2')).toBe(
    '[mesh/a] resources.requests["nvidia.com/gpu"] "1" beside the limit "2": devices and huge pages are not overcommitted, and the API server refuses a request that differs from its limit. Give both the same value, or leave the request out: it follows the limit.',
  );
  expect(gpus('500m', '500m')).toBe(
    '[mesh/a] resources.limits["nvidia.com/gpu"] "500m": a device is given to one container as a whole, and the API server refuses a part of it. Give a whole number.',
  );
  expect(gpus('2', '2')).toBeUndefined();
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
  ['2001:db8::1/32', '2001:db8::/32'],
  ['fd00:0:0:1::/48', 'fd00::/48'],
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
  open(network);
  expect(JSON.stringify(synth(chart))).toContain(`{"ipBlock":{"cidr":${JSON.stringify(network)}}}`);
});
