import { Chart, Testing } from 'cdk8s';
import { Secret } from 'cdk8s-plus-28';
import {
  DnsProfile,
  HeadlessMeshAgent,
  IMeshRegistry,
  MeshAgent,
  MeshDashboard,
  MeshNetworkPolicy,
  MeshNetworkPolicyProps,
  MeshPeer,
  MeshRegistry,
  RegistryDatabase,
  ServiceMesh,
} from '../../src';
import { Cluster, ClusterOptions } from '../../src/cluster/cluster';
import { destinations, resolve, resolverOf } from '../../src/cluster/dns';
import { Pod } from '../../src/cluster/pods';
import { mayReach } from '../../src/cluster/reachability';
import { MeshDiscoveryTest } from '../../src/discovery-test/discovery-test';
import { find, Manifest, meshChart, synthApp } from '../support/manifests';
import { barePod } from '../support/mesh-view';

/*
 * The way of a test through a closed mesh, asked of the policies themselves: it may reach all that it checks, on the ports
 * that it asks, and no other door is opened or shut by it.
 */

const image = 'registry.example.com/agent:1.0.0';
const NAME = 'mcp-mesh-discovery-test';
const TEST = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/component': 'test' };

/** Pods that are there anyway: DNS of three kinds, istiod, strangers, and impostors. */
const OTHERS = [
  barePod('kube-system', 'coredns', { 'k8s-app': 'kube-dns' }),
  barePod('openshift-dns', 'dns-default', { 'dns.operator.openshift.io/daemonset-dns': 'default' }),
  barePod('istio-system', 'istiod', { app: 'istiod' }),
  barePod('mesh', 'stranger', { app: 'stranger' }),
  barePod('mesh', 'unknown-agent', { 'app.kubernetes.io/component': 'agent', 'app.kubernetes.io/name': 'unknown' }),
  barePod('agents', 'bystander', { app: 'bystander' }),
  barePod('agents', 'namesake', { 'app.kubernetes.io/name': NAME }),
  barePod('elsewhere', 'impostor', TEST),
  barePod('elsewhere', 'agent', { 'app.kubernetes.io/component': 'agent' }),
];

const PORTS: [number, string][] = [
  [53, 'UDP'],
  [53, 'TCP'],
  [5353, 'UDP'],
  [5353, 'TCP'],
  [443, 'TCP'],
  [3080, 'TCP'],
  [5432, 'TCP'],
  [8000, 'TCP'],
  [8080, 'TCP'],
  [8081, 'TCP'],
  [15012, 'TCP'],
];

const label = ({ namespace, name }: Pod) => `${namespace}/${name}`;

/** Every way that is open between two pods, and to an address outside. */
function open(cluster: Cluster, from: Pod[] = cluster.pods): string[] {
  return from.flatMap((sender) =>
    PORTS.flatMap(([port, protocol]) =>
      [
        ...cluster.pods
          .filter((receiver) => receiver !== sender && mayReach(cluster, sender, receiver, port, protocol))
          .map(label),
        ...['203.0.113.7', '169.254.20.10'].filter((address) => mayReach(cluster, sender, address, port, protocol)),
      ].map((receiver) => `${label(sender)} → ${receiver}:${port}/${protocol}`),
    ),
  );
}

interface World {
  readonly chart: Chart;
  readonly registry: IMeshRegistry;
}

/** A mesh of three agents on two ports, headless ones among them, with another registry's agent beside them. */
function agents({ chart, registry }: World, elsewhere: string): void {
  new MeshAgent(chart, 'weather', { registry, image, port: 8081, capabilities: ['weather'] });
  new HeadlessMeshAgent(chart, 'processor', { registry, image, replicas: 2, namespace: elsewhere });
  new MeshAgent(chart, 'planner', { registry, image, dependencies: ['weather'] });
  const other = new MeshRegistry(chart, 'other-registry', { serviceName: 'other-registry', configMapName: 'other' });
  new MeshAgent(chart, 'other', { registry: other, image, namespace: elsewhere });
}

/** A Postgres that somebody else runs. */
function postgres(chart: Chart): RegistryDatabase {
  const password = { secret: Secret.fromSecretName(chart, 'password', 'postgres'), key: 'password' };
  return RegistryDatabase.postgres({ host: '203.0.113.7', user: 'mesh', password });
}

/** The objects of a mesh with a test in its namespace, and policies as they are told. */
function closed(
  props: Partial<MeshNetworkPolicyProps>,
  { elsewhere = 'mesh', testIn = 'mesh', serviceMesh = ServiceMesh.none() } = {},
): Manifest[] {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh, database: postgres(chart) });
  new MeshDiscoveryTest(chart, 'test', { registry, namespace: testIn });
  new MeshNetworkPolicy(chart, 'policy', { registry, ...props });
  new MeshDashboard(chart, 'dashboard', { registry, namespace: elsewhere });
  agents({ chart, registry }, elsewhere);
  return synthApp(chart);
}

const isOfTest = ({ kind, metadata }: Manifest) => kind === 'NetworkPolicy' && metadata.name.startsWith(NAME);

/** The cluster with these objects, and as it would be had the test no policies. */
function clusters(objects: Manifest[], options?: ClusterOptions): [Cluster, Cluster] {
  return [
    new Cluster([...objects, ...OTHERS], options),
    new Cluster([...objects.filter((each) => !isOfTest(each)), ...OTHERS], options),
  ];
}

/** What a check of the list leads to: pods and ports. */
function targets(cluster: Cluster, test: Pod): { check: string; host: string; ends: { pod: Pod; port: number }[] }[] {
  const list = cluster.all('ConfigMap').find(({ metadata }) => metadata.name === NAME)!.data!.checks;
  return list
    .trimEnd()
    .split('\n')
    .map((check) => {
      const [verb, object] = check.split(' ');
      const { hostname, port } = new URL(verb === 'resolve' || verb === 'connect' ? `http://${object}` : object);
      return {
        check,
        host: hostname,
        ends: verb === 'resolve' ? [] : destinations(resolve(cluster, hostname, resolverOf(test)), Number(port)),
      };
    });
}

describe.each<[string, Partial<MeshNetworkPolicyProps>, Parameters<typeof closed>[1], string[], ClusterOptions?]>([
  ['the shared form', {}, {}, ['kube-system/coredns:53']],
  ['the strict form', { strict: true }, {}, ['kube-system/coredns:53']],
  ['the strict form, with all else denied', { strict: true, defaultDeny: true }, {}, ['kube-system/coredns:53']],
  ['the shared form over two namespaces', {}, { elsewhere: 'agents' }, ['kube-system/coredns:53']],
  [
    'the strict form over two namespaces',
    { strict: true, defaultDeny: true },
    { elsewhere: 'agents' },
    ['kube-system/coredns:53'],
  ],
  [
    'a test in a namespace of its own',
    { strict: true, defaultDeny: true },
    { elsewhere: 'agents', testIn: 'ops' },
    ['kube-system/coredns:53'],
  ],
  [
    'a test among the agents of another namespace',
    { strict: true },
    { elsewhere: 'agents', testIn: 'agents' },
    ['kube-system/coredns:53'],
  ],
  ['DNS on the node', { dns: [DnsProfile.nodeLocal()], strict: true }, {}, ['169.254.20.10:53']],
  ['DNS of OpenShift', { dns: [DnsProfile.openShift()] }, {}, ['openshift-dns/dns-default:5353']],
  [
    'Istio',
    { strict: true },
    { serviceMesh: ServiceMesh.istio() },
    ['kube-system/coredns:53', 'istio-system/istiod:15012'],
  ],
  [
    'what the agents alone may do',
    { egressTo: [MeshPeer.internet()], ingressFrom: [MeshPeer.namespace('elsewhere')] },
    {},
    ['kube-system/coredns:53'],
  ],
  [
    'namespaces by a label of their own',
    { strict: true, namespaceLabel: 'name' },
    { elsewhere: 'agents', testIn: 'ops' },
    ['kube-system/coredns:53'],
    { namespaces: Object.fromEntries(['mesh', 'agents', 'ops'].map((name) => [name, { name }])) },
  ],
])('with %s', (_, props, where, platform, options) => {
  const objects = closed(props, where);
  const [cluster, without] = clusters(objects, options);
  const testOf = ({ pods }: Cluster) => pods.find(({ owner }) => owner.kind === 'Job')!;
  const test_ = testOf(cluster);
  const elsewhere = where?.elsewhere ?? 'mesh';

  test('the test reaches all that it checks', () => {
    const checked = targets(cluster, test_);
    expect(checked.length).toBeGreaterThan(10);
    for (const { check, host, ends } of checked) {
      expect([check, resolve(cluster, host, resolverOf(test_)) !== undefined]).toEqual([check, true]);
      expect([check, ends.length > 0]).toEqual([check, !check.startsWith('resolve')]);
      ends.forEach(({ pod, port }) =>
        expect([check, label(pod), mayReach(cluster, test_, pod, port)]).toEqual([check, label(pod), true]),
      );
    }
  });

  test('the test reaches nothing else', () => {
    const both = (way: string) => (/:(53|5353)$/.test(way) ? [`${way}/UDP`, `${way}/TCP`] : [`${way}/TCP`]);
    expect(open(cluster, [test_]).sort()).toEqual(
      [
        ...platform.flatMap(both),
        'mesh/mcp-mesh-registry-0:8000/TCP',
        'mesh/mcp-mesh-weather-0:8081/TCP',
        'mesh/mcp-mesh-planner-0:8080/TCP',
        `${elsewhere}/mcp-mesh-processor-0:8080/TCP`,
        `${elsewhere}/mcp-mesh-processor-1:8080/TCP`,
        `${elsewhere}/mcp-mesh-dashboard-0:3080/TCP`,
      ]
        .map((way) => `${label(test_)} → ${way}`)
        .sort(),
    );
  });

  test('nobody reaches the test', () => {
    const [way] = open(cluster).filter((each) => each.includes(`→ ${label(test_)}:`));
    expect(way).toBeUndefined();
  });

  test('between all others the same is open as without it', () => {
    const others = ({ pods }: Cluster) => pods.filter(({ owner }) => owner.kind !== 'Job');
    const between = (each: Cluster) => open(each, others(each)).filter((way) => !way.includes(`→ ${label(test_)}:`));
    expect(between(cluster)).toEqual(between(without));
    expect(between(cluster).length).toBeGreaterThan(0);
  });
});

describe('policies are made', () => {
  const policiesOf = (objects: Manifest[]) =>
    objects
      .filter(isOfTest)
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      .sort();

  test('nowhere, where no MeshNetworkPolicy covers the registry: they would shut what is open', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    const discovery = new MeshDiscoveryTest(chart, 'test', { registry });
    agents({ chart, registry }, 'agents');
    new MeshNetworkPolicy(chart, 'policy', {
      registry: new MeshRegistry(chart, 'third', { serviceName: 'third', configMapName: 'third' }),
    });
    expect(policiesOf(synthApp(chart))).toEqual([]);
    expect(discovery.policies).toEqual([]);
  });

  test('for each namespace and port once, in whatever order the mesh is put together', () => {
    const steps: ((world: World) => unknown)[] = [
      ({ chart, registry }) => new MeshNetworkPolicy(chart, 'policy', { registry }),
      ({ chart, registry }) => new MeshDiscoveryTest(chart, 'test', { registry }),
      (world) => agents(world, 'agents'),
    ];
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    const built = orders.map((order) => {
      const chart = meshChart();
      const registry = new MeshRegistry(chart, 'registry');
      order.forEach((i) => steps[i]({ chart, registry }));
      return new Map(
        synthApp(chart)
          .filter(isOfTest)
          .map((policy) => [`${policy.metadata.namespace}/${policy.metadata.name}`, policy]),
      );
    });
    expect([...built[0].keys()].sort()).toEqual([
      `agents/${NAME}-to-8080`,
      `mesh/${NAME}`,
      `mesh/${NAME}-to-8080`,
      `mesh/${NAME}-to-8081`,
      `mesh/${NAME}-to-registry`,
    ]);
    built.forEach((policies) => expect(policies).toEqual(built[0]));
  });

  test('the same, in whatever order namespaces come', () => {
    const written = (namespaces: string[]) => {
      const chart = meshChart();
      const registry = new MeshRegistry(chart, 'registry');
      new MeshDiscoveryTest(chart, 'test', { registry });
      new MeshNetworkPolicy(chart, 'policy', { registry, namespaceLabel: 'name' });
      namespaces.forEach((namespace) => new MeshAgent(chart, namespace, { registry, image, namespace }));
      return find(synthApp(chart), 'NetworkPolicy', NAME);
    };
    expect(written(['b', 'a'])).toEqual(written(['a', 'b']));
    const agentsOf = (namespace: string) => ({ namespaceSelector: { matchLabels: { name: namespace } } });
    expect(
      written(['b', 'a'])
        .spec.egress.slice(-2)
        .map(({ to }: Manifest) => to),
    ).toMatchObject([[agentsOf('a')], [agentsOf('b')]]);
  });

  test('in the charts of those whom they are about, and can be patched', () => {
    const app = Testing.app();
    const [core, ops] = ['core', 'ops'].map((namespace) => new Chart(app, namespace, { namespace }));
    const registry = new MeshRegistry(core, 'registry');
    const discovery = new MeshDiscoveryTest(ops, 'test', { registry });
    new MeshNetworkPolicy(core, 'policy', { registry });
    new MeshAgent(core, 'a', { registry, image });
    expect(discovery.policies.map(({ name }) => name)).toEqual([NAME, `${NAME}-to-registry`, `${NAME}-to-8080`]);
    expect(policiesOf(Testing.synth(core))).toEqual([`core/${NAME}-to-8080`, `core/${NAME}-to-registry`]);
    expect(policiesOf(Testing.synth(ops))).toEqual([`ops/${NAME}`]);
  });

  test('for each dashboard, whenever it comes', () => {
    const written = (isFirst: boolean) => {
      const chart = meshChart();
      const registry = new MeshRegistry(chart, 'registry', { database: postgres(chart) });
      const dashboards = () =>
        ['registry', 'second'].forEach(
          (name) => new MeshDashboard(chart, `${name}-dashboard`, { registry, serviceName: name }),
        );
      if (isFirst) {
        dashboards();
      }
      new MeshDiscoveryTest(chart, 'test', { registry });
      new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
      if (!isFirst) {
        dashboards();
      }
      return synthApp(chart);
    };
    const [policy, ...others] = policiesOf(written(true));
    expect([policy, ...others]).toEqual([
      `mesh/${NAME}`,
      `mesh/${NAME}-to-dashboard-registry`,
      `mesh/${NAME}-to-dashboard-second`,
      `mesh/${NAME}-to-registry`,
    ]);
    const selected = ({ spec }: Manifest) => spec.podSelector.matchLabels['app.kubernetes.io/name'];
    expect(selected(find(written(false), 'NetworkPolicy', `${NAME}-to-dashboard-second`))).toBe('second');
    const sorted = (objects: Manifest[]) => objects.map((each) => JSON.stringify(each)).sort();
    expect(sorted(written(false))).toEqual(sorted(written(true)));
  });

  test('not over a registry that somebody else runs, whose owners must admit the test', () => {
    const chart = meshChart();
    const { peer } = MeshPeer.pods('other', { app: 'registry' });
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', {
      host: 'registry.other.svc.cluster.local',
      port: 80,
      peer,
      peerPort: 8000,
    });
    new MeshDiscoveryTest(chart, 'test', { registry });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    new MeshAgent(chart, 'a', { registry, image });
    const objects = synthApp(chart);
    expect(policiesOf(objects)).toEqual([`mesh/${NAME}`, `mesh/${NAME}-to-8080`]);
    const cluster = new Cluster([...objects, barePod('other', 'registry', { app: 'registry' })]);
    const [from, to] = [cluster.pods.find(({ owner }) => owner.kind === 'Job')!, cluster.pod('registry', 'other')];
    expect([8000, 80].map((port) => mayReach(cluster, from, to, port))).toEqual([true, false]);
  });

  test('without namespaces where none is known', () => {
    const chart = meshChart({});
    const registry = new MeshRegistry(chart, 'registry');
    new MeshDiscoveryTest(chart, 'test', { registry });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    new MeshAgent(chart, 'a', { registry, image });
    const objects = synthApp(chart).filter(isOfTest);
    expect(objects).toHaveLength(3);
    const selectors = objects
      .flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])])
      .flatMap((rule: Manifest) => rule.from ?? rule.to)
      .filter(({ podSelector }: Manifest) => podSelector.matchLabels['k8s-app'] === undefined);
    expect(selectors.map(({ namespaceSelector }: Manifest) => namespaceSelector)).toEqual(
      selectors.map(() => undefined),
    );
  });
});
