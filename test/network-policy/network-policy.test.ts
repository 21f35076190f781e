import { isDeepStrictEqual } from 'util';
import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  DnsProfile,
  HeadlessMeshAgent,
  MeshAgent,
  MeshDashboard,
  MeshNetworkPolicy,
  MeshNetworkPolicyProps,
  MeshPeer,
  MeshRegistry,
  RegistryDatabase,
  ServiceMesh,
} from '../../src';
import { find, Manifest, meshChart, synth, synthApp } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';
const agents = { 'app.kubernetes.io/component': 'agent' };
const registryPods = { 'app.kubernetes.io/component': 'registry', 'app.kubernetes.io/name': 'mcp-mesh-registry' };
const inMesh = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mesh' } } };
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: 'TCP', port }));

/** The policies of a registry with two agents on 8080 and 8081. */
function policies(props: Partial<MeshNetworkPolicyProps> = {}): Manifest[] {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  new MeshAgent(chart, 'a', { registry, image });
  new MeshNetworkPolicy(chart, 'policy', { registry, ...props });
  new HeadlessMeshAgent(chart, 'b', { registry, image, port: 8081 });
  return synth(chart).filter(({ kind }) => kind === 'NetworkPolicy');
}

const overAgents = (props?: Partial<MeshNetworkPolicyProps>) =>
  find(policies(props), 'NetworkPolicy', 'agent-communication-policy').spec;
const overRegistry = (props?: Partial<MeshNetworkPolicyProps>) =>
  find(policies(props), 'NetworkPolicy', 'mcp-mesh-registry-policy').spec;

describe('the policy over the agents', () => {
  test('is what the snapshot shows, with the one over the registry', () => {
    expect(policies()).toMatchSnapshot();
  });

  test('covers all agents in both directions, whenever they were made', () => {
    expect(overAgents()).toMatchObject({ podSelector: { matchLabels: agents }, policyTypes: ['Ingress', 'Egress'] });
    expect(overAgents().ingress[0].ports).toEqual(tcp(8080, 8081));
  });

  test("admits agents and the registry, on the agents' ports", () => {
    expect(overAgents().ingress).toEqual([
      { from: [{ ...inMesh, podSelector: { matchLabels: agents } }], ports: tcp(8080, 8081) },
      { from: [{ podSelector: { matchLabels: registryPods } }], ports: tcp(8080, 8081) },
    ]);
  });

  test('lets agents reach the registry, agents, and DNS by UDP and TCP', () => {
    expect(overAgents().egress).toEqual([
      { to: [{ podSelector: { matchLabels: registryPods } }], ports: tcp(8000) },
      { to: [{ ...inMesh, podSelector: { matchLabels: agents } }], ports: tcp(8080, 8081) },
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          },
        ],
        ports: [
          { protocol: 'UDP', port: 53 },
          { protocol: 'TCP', port: 53 },
        ],
      },
    ]);
  });
});

test('agents outside of the app are open to those that require what they provide', () => {
  const egressOf = (strict: boolean, name: string) => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', { externalCapabilities: ['llm'] });
    new MeshAgent(chart, 'asks', { registry, image, dependencies: ['llm'] });
    new MeshAgent(chart, 'idle', { registry, image });
    new MeshNetworkPolicy(chart, 'policy', {
      registry,
      strict,
      externalProviders: [MeshPeer.namespace('elsewhere', [4711])],
    });
    return JSON.stringify(find(synth(chart), 'NetworkPolicy', name).spec.egress);
  };
  expect(egressOf(true, 'mcp-mesh-asks')).toContain('4711');
  expect(egressOf(true, 'mcp-mesh-idle')).not.toContain('4711');
  expect(egressOf(false, 'agent-communication-policy')).toContain('4711');
});

test.each([
  [true, 'mcp-mesh-tool', true],
  [true, 'mcp-mesh-idle', false],
  [true, 'mcp-mesh-asks', false],
  [false, 'agent-communication-policy', true],
])('an LLM outside of the app may call its tools (strict: %s, %s: %s)', (strict, name, isOpen) => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { externalCapabilities: ['llm'] });
  new MeshAgent(chart, 'asks', { registry, image }).addLlm({ tools: [{ capability: 'search' }] });
  new MeshAgent(chart, 'tool', { registry, image, port: 9000, capabilities: ['search'] });
  new MeshAgent(chart, 'idle', { registry, image, capabilities: ['other'] });
  new MeshNetworkPolicy(chart, 'policy', {
    registry,
    strict,
    externalProviders: [MeshPeer.namespace('elsewhere', [4711])],
  });
  const { ingress = [] } = find(synth(chart), 'NetworkPolicy', name).spec;
  const fromElsewhere = {
    from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'elsewhere' } } }],
    ports: tcp(...(strict ? [9000] : [8080, 9000])),
  };
  expect(ingress.some((rule: object) => isDeepStrictEqual(rule, fromElsewhere))).toBe(isOpen);
});

describe('the policy over the registry', () => {
  test('admits its agents only', () => {
    expect(overRegistry()).toMatchObject({
      podSelector: { matchLabels: registryPods },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ ...inMesh, podSelector: { matchLabels: agents } }], ports: tcp(8000) }],
    });
  });

  test('admits nobody where there are no agents: a rule without peers would admit everybody', () => {
    const chart = meshChart();
    new MeshNetworkPolicy(chart, 'policy', { registry: new MeshRegistry(chart, 'registry') });
    const all = synth(chart).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(all.map(({ metadata }) => metadata.name)).toEqual(['mcp-mesh-registry-policy']);
    expect(all[0].spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    expect(all[0].spec).not.toHaveProperty('ingress');
  });

  test('lets it reach its database, where that is an address or has a peer', () => {
    const rules = (host: string, peer?: kplus.INetworkPolicyPeer) => {
      const chart = meshChart();
      const password = { secret: kplus.Secret.fromSecretName(chart, 'secret', 'db'), key: 'password' };
      const registry = new MeshRegistry(chart, 'registry', {
        database: RegistryDatabase.postgres({ host, user: 'mesh', password, peer }),
      });
      new MeshNetworkPolicy(chart, 'policy', { registry });
      return find(synth(chart), 'NetworkPolicy').spec.egress;
    };
    expect(rules('10.1.2.3')).toContainEqual({ to: [{ ipBlock: { cidr: '10.1.2.3/32' } }], ports: tcp(5432) });
    expect(rules('db.data.svc.cluster.local', MeshPeer.pods('data', { app: 'postgres' }).peer)).toContainEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } },
          podSelector: { matchLabels: { app: 'postgres' } },
        },
      ],
      ports: tcp(5432),
    });
  });

  test("opens the port of the database's pods, which may differ from that of the URL", () => {
    const rules = (ports: { port?: number; peerPort?: number }) => {
      const chart = meshChart();
      const password = { secret: kplus.Secret.fromSecretName(chart, 'secret', 'db'), key: 'password' };
      const { peer } = MeshPeer.pods('data', { app: 'postgres' });
      const registry = new MeshRegistry(chart, 'registry', {
        database: RegistryDatabase.postgres({ host: 'db.data', user: 'mesh', password, peer, ...ports }),
      });
      new MeshNetworkPolicy(chart, 'policy', { registry });
      return find(synth(chart), 'NetworkPolicy').spec.egress.map((rule: any) => rule.ports);
    };
    expect(rules({})).toContainEqual(tcp(5432));
    expect(rules({ port: 6000 })).toContainEqual(tcp(6000));
    expect(rules({ port: 6000, peerPort: 6432 })).toContainEqual(tcp(6432));
    expect(rules({ port: 6000, peerPort: 6432 })).not.toContainEqual(tcp(6000));
  });
});

describe('agents in several namespaces', () => {
  test("have a policy in each, and each end names the other's namespace and ports", () => {
    const app = Testing.app();
    const core = new Chart(app, 'core', { namespace: 'core' });
    const edge = new Chart(app, 'edge', { namespace: 'edge' });
    const registry = new MeshRegistry(core, 'registry');
    new MeshNetworkPolicy(core, 'policy', { registry, namespaceLabel: 'name' });
    new MeshAgent(core, 'a', { registry, image });
    new MeshAgent(edge, 'b', { registry, image, port: 9090 });
    const all = synthApp(core);
    const inEdge = find(all, 'NetworkPolicy', 'agent-communication-policy', 'edge').spec;
    const peer = (namespace: string, podSelector: object) => ({
      namespaceSelector: { matchLabels: { name: namespace } },
      podSelector,
    });
    expect(inEdge.ingress).toEqual([
      { from: ['core', 'edge'].map((namespace) => peer(namespace, { matchLabels: agents })), ports: tcp(9090) },
      { from: [peer('core', { matchLabels: registryPods })], ports: tcp(9090) },
    ]);
    expect(inEdge.egress.slice(0, 3)).toEqual([
      { to: [peer('core', { matchLabels: registryPods })], ports: tcp(8000) },
      { to: [peer('core', { matchLabels: agents })], ports: tcp(8080) },
      { to: [peer('edge', { matchLabels: agents })], ports: tcp(9090) },
    ]);
    expect(find(all, 'NetworkPolicy', 'mcp-mesh-registry-policy').spec.ingress).toEqual([
      { from: ['core', 'edge'].map((namespace) => peer(namespace, { matchLabels: agents })), ports: tcp(8000) },
    ]);
  });

  test('name none where none is known', () => {
    const chart = meshChart({});
    const registry = new MeshRegistry(chart, 'registry');
    new MeshAgent(chart, 'a', { registry, image });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    const { ingress } = find(synth(chart), 'NetworkPolicy', 'agent-communication-policy').spec;
    expect(ingress[0].from).toEqual([{ podSelector: { matchLabels: agents } }]);
  });
});

describe('two registries with agents in one namespace', () => {
  test('have policies that select their own agents, under names of their own', () => {
    const chart = meshChart();
    const one = new MeshRegistry(chart, 'one');
    const two = new MeshRegistry(chart, 'two', { serviceName: 'second', configMapName: 'second' });
    new MeshNetworkPolicy(chart, 'policy-one', { registry: one });
    new MeshNetworkPolicy(chart, 'policy-two', { registry: two });
    new MeshAgent(chart, 'a', { registry: one, image });
    new MeshAgent(chart, 'b', { registry: two, image });
    const objects = synth(chart);
    const names = (values: string[]) => ({
      matchLabels: agents,
      matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values }],
    });
    expect(find(objects, 'NetworkPolicy', 'agent-communication-policy').spec.podSelector).toEqual(
      names(['mcp-mesh-a']),
    );
    expect(find(objects, 'NetworkPolicy', 'second-communication-policy').spec.podSelector).toEqual(
      names(['mcp-mesh-b']),
    );
    expect(find(objects, 'NetworkPolicy', 'mcp-mesh-registry-policy').spec.ingress[0].from).toEqual([
      { ...inMesh, podSelector: names(['mcp-mesh-a']) },
    ]);
  });
});

describe('further peers', () => {
  test("may call the agents, on the agents' ports unless they name their own", () => {
    expect(
      overAgents({
        ingressFrom: [MeshPeer.namespace('ingress-nginx'), MeshPeer.pods('monitoring', { app: 'prometheus' }, [9464])],
      }).ingress.slice(2),
    ).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
        ports: tcp(8080, 8081),
      },
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
            podSelector: { matchLabels: { app: 'prometheus' } },
          },
        ],
        ports: tcp(9464),
      },
    ]);
  });

  test('may be the internet, without the metadata service and the private ranges', () => {
    const [{ to, ports }] = overAgents({ egressTo: [MeshPeer.internet()] }).egress.slice(3);
    expect(ports).toEqual(tcp(443));
    expect(to).toEqual([
      {
        ipBlock: {
          cidr: '0.0.0.0/0',
          except: ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
        },
      },
    ]);
  });

  test('may call the registry, and be called by it', () => {
    const spec = overRegistry({
      registryIngressFrom: [MeshPeer.namespace('ops')],
      registryEgressTo: [MeshPeer.pods('tracing', { app: 'tempo' }, [4317])],
    });
    expect(spec.ingress[1]).toEqual({
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } } }],
      ports: tcp(8000),
    });
    expect(spec.egress.at(-1).ports).toEqual(tcp(4317));
  });

  test("may be cdk8s-plus' own", () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    const agent = new MeshAgent(chart, 'a', { registry, image });
    new MeshNetworkPolicy(chart, 'policy', {
      registry,
      ingressFrom: [
        MeshPeer.of(kplus.Namespaces.select(chart, 'teams', { labels: { team: 'a' } })),
        MeshPeer.of(kplus.Pods.select(chart, 'web', { labels: { app: 'web' } }), [8080]),
        MeshPeer.of(kplus.NetworkPolicyIpBlock.ipv4(chart, 'office', '203.0.113.0/24', ['203.0.113.7/32'])),
        MeshPeer.of(agent),
      ],
    });
    const from = find(synth(chart), 'NetworkPolicy', 'agent-communication-policy')
      .spec.ingress.slice(2)
      .map((rule: any) => rule.from);
    expect(from).toEqual([
      [{ namespaceSelector: { matchLabels: { team: 'a' } } }],
      [{ podSelector: { matchLabels: { app: 'web' } } }],
      [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.7/32'] } }],
      [{ ...inMesh, podSelector: { matchLabels: { ...agents, 'app.kubernetes.io/name': 'mcp-mesh-a' } } }],
    ]);
  });
});

describe('peers that a selector describes', () => {
  const inEgress = (peer: (chart: Chart) => kplus.INetworkPolicyPeer) => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    new MeshAgent(chart, 'a', { registry, image });
    new MeshNetworkPolicy(chart, 'policy', { registry, egressTo: [MeshPeer.of(peer(chart), [443])] });
    return find(synth(chart), 'NetworkPolicy', 'agent-communication-policy').spec.egress.at(-1).to;
  };

  test('by expressions keep each of them, whole', () => {
    const { LabelExpression } = kplus;
    const expressions = [
      LabelExpression.in('tier', ['web', 'api']),
      LabelExpression.notIn('team', ['b']),
      LabelExpression.exists('app'),
      LabelExpression.doesNotExist('legacy'),
    ];
    const selector = {
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['web', 'api'] },
        { key: 'team', operator: 'NotIn', values: ['b'] },
        { key: 'app', operator: 'Exists' },
        { key: 'legacy', operator: 'DoesNotExist' },
      ],
    };
    expect(inEgress((chart) => kplus.Pods.select(chart, 'pods', { expressions }))).toEqual([{ podSelector: selector }]);
    expect(inEgress((chart) => kplus.Namespaces.select(chart, 'all', { expressions }))).toEqual([
      { namespaceSelector: selector },
    ]);
  });

  test('by labels and expressions keep both', () => {
    const selected = inEgress((chart) =>
      kplus.Pods.select(chart, 'pods', {
        labels: { app: 'web' },
        expressions: [kplus.LabelExpression.exists('tier')],
      }),
    );
    expect(selected).toEqual([
      {
        podSelector: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      },
    ]);
  });

  test('in several namespaces are one peer for each', () => {
    const selected = inEgress((chart) =>
      kplus.Pods.select(chart, 'pods', {
        labels: { app: 'web' },
        namespaces: kplus.Namespaces.select(chart, 'all', { names: ['one', 'two'] }),
      }),
    );
    expect(selected).toEqual(
      ['one', 'two'].map((name) => ({
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
        podSelector: { matchLabels: { app: 'web' } },
      })),
    );
  });
});

describe('what can be refused is refused by the constructor, before a file is written', () => {
  test.each(['ingressFrom', 'egressTo', 'registryIngressFrom', 'registryEgressTo'] as const)('in %s', (prop) => {
    const made = (ports: number[]) => {
      const chart = meshChart();
      const registry = new MeshRegistry(chart, 'registry');
      return () => new MeshNetworkPolicy(chart, 'policy', { registry, [prop]: [MeshPeer.namespace('ops', ports)] });
    };
    expect(made([443])).not.toThrow();
    expect(made([0])).toThrow(`[test/policy] ${prop} port 0: `);
    expect(made([])).toThrow(`[test/policy] ${prop}: a peer without ports: `);
  });

  test('in what one agent is allowed', () => {
    const chart = meshChart();
    const agent = new MeshAgent(chart, 'a', { registry: new MeshRegistry(chart, 'registry'), image });
    expect(() => agent.allowIngress(MeshPeer.namespace('ops', [65536]))).toThrow('[test/a] allowIngress port 65536: ');
    expect(() => agent.allowIngress(MeshPeer.namespace('ops', []))).toThrow(
      '[test/a] allowIngress: a peer without ports',
    );
    expect(() => agent.allowEgress(MeshPeer.namespace('ops', [0]))).toThrow('[test/a] allowEgress port 0: ');
  });

  test.each<[string, MeshPeer, string]>([
    [
      'a namespace whose name is what an unset variable leaves',
      MeshPeer.namespace('undefined'),
      'namespace "undefined"',
    ],
    [
      'a range that excludes all of itself',
      MeshPeer.cidr('203.0.113.0/24', [443], ['203.0.113.0/24']),
      '"203.0.113.0/24" excluded from "203.0.113.0/24"',
    ],
    [
      'a range that excludes more than itself',
      MeshPeer.cidr('203.0.113.0/24', [443], ['203.0.112.0/23']),
      '"203.0.112.0/23" excluded from "203.0.113.0/24"',
    ],
    [
      'a range that excludes one of the other family',
      MeshPeer.cidr('203.0.113.0/24', [443], ['fd00::/32']),
      '"fd00::/32" excluded from "203.0.113.0/24"',
    ],
    ['a range of too many bits', MeshPeer.cidr('203.0.113.0/33', [443]), '"203.0.113.0/33"'],
    ['a range of IPv6 of too many bits', MeshPeer.cidr('fd00::/129', [443]), '"fd00::/129"'],
  ])('%s', (_, { peer }, given) => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    expect(() => new MeshNetworkPolicy(chart, 'policy', { registry, egressTo: [MeshPeer.of(peer, [443])] })).toThrow(
      `[test/policy] egressTo: ${given}: `,
    );
  });

  test('a range may exclude the half of itself, and one address', () => {
    const { to } = overAgents({ egressTo: [MeshPeer.cidr('203.0.113.0/24', [443], ['203.0.113.128/25'])] }).egress.at(
      -1,
    );
    expect(to).toEqual([{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] } }]);
    expect(overAgents({ egressTo: [MeshPeer.address('203.0.113.7', [443])] }).egress.at(-1).to).toEqual([
      { ipBlock: { cidr: '203.0.113.7/32' } },
    ]);
  });
});

describe('DNS', () => {
  test('by an IPv6 address is that one address', () => {
    expect(overAgents({ dns: [DnsProfile.nodeLocal('fd00:10:96::a')] }).egress.at(-1).to).toEqual([
      { ipBlock: { cidr: 'fd00:10:96::a/128' } },
    ]);
  });

  test('is where the profile says', () => {
    const { egress } = overAgents({ dns: [DnsProfile.kubeDns(), DnsProfile.nodeLocal(), DnsProfile.openShift()] });
    const seen = egress
      .slice(3)
      .map(({ to: [peer], ports }: any) => [
        peer.ipBlock?.cidr ?? peer.namespaceSelector.matchLabels,
        ports.map((each: any) => each.port),
      ]);
    expect(seen).toEqual([
      ['169.254.20.10/32', [53, 53]],
      [{ 'kubernetes.io/metadata.name': 'openshift-dns' }, [5353, 5353]],
    ]);
  });
});

describe('under Istio', () => {
  test('sidecars of agents and registry reach istiod', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', {
      serviceMesh: ServiceMesh.istio({ controlPlaneNamespace: 'istio-1-27' }),
    });
    new MeshAgent(chart, 'a', { registry, image });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    for (const { spec } of synth(chart).filter(({ kind }) => kind === 'NetworkPolicy')) {
      expect(spec.egress).toContainEqual({
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-1-27' } },
            podSelector: { matchLabels: { app: 'istiod' } },
          },
        ],
        ports: tcp(15012),
      });
    }
  });
});

describe('with a registry that somebody else runs', () => {
  test("behind a Service that translates its port, the policy has the pods' port", () => {
    const chart = meshChart();
    const { peer } = MeshPeer.pods('other', { app: 'registry' });
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', {
      host: 'registry.other.svc.cluster.local',
      port: 443,
      tls: true,
      peer,
      peerPort: 8000,
    });
    new MeshAgent(chart, 'a', { registry, image });
    new MeshNetworkPolicy(chart, 'policy', { registry });
    expect(find(synth(chart), 'NetworkPolicy').spec.egress[0].ports).toEqual(tcp(8000));
  });

  test('the agents reach it where it was said to be, and nothing is said of its own pods', () => {
    const written = (host: string, peer?: kplus.INetworkPolicyPeer) => {
      const chart = meshChart();
      const registry = MeshRegistry.fromEndpoint(chart, 'registry', { host, port: 9000, peer });
      new MeshAgent(chart, 'a', { registry, image });
      new MeshNetworkPolicy(chart, 'policy', { registry });
      return find(synth(chart), 'NetworkPolicy').spec.egress[0];
    };
    expect(written('203.0.113.7')).toEqual({ to: [{ ipBlock: { cidr: '203.0.113.7/32' } }], ports: tcp(9000) });
    expect(written('mesh.example.com', MeshPeer.cidr('203.0.113.0/24').peer)).toEqual({
      to: [{ ipBlock: { cidr: '203.0.113.0/24' } }],
      ports: tcp(9000),
    });
  });
});

test('nothing in any rule means everything', () => {
  const rules = policies({ ingressFrom: [MeshPeer.namespace('ops')], egressTo: [MeshPeer.internet()] }).flatMap(
    ({ spec }) => [
      ...spec.ingress.map((rule: any) => [rule.from, rule.ports]),
      ...spec.egress.map((rule: any) => [rule.to, rule.ports]),
    ],
  );
  expect(rules.length).toBeGreaterThan(6);
  for (const [peers, ports] of rules) {
    expect(peers.length).toBeGreaterThan(0);
    expect(ports.length).toBeGreaterThan(0);
    for (const peer of peers) {
      const selectors = [peer.podSelector, peer.namespaceSelector].filter(Boolean);
      expect(
        peer.ipBlock ?? selectors.some((selector) => Object.keys(selector.matchLabels ?? {}).length > 0),
      ).toBeTruthy();
    }
  }
});

describe('the strict form', () => {
  const strict = (props: Partial<MeshNetworkPolicyProps> = {}) => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    new MeshNetworkPolicy(chart, 'policy', { registry, strict: true, ...props });
    const planner = new MeshAgent(chart, 'planner', { registry, image });
    planner.addRequirement('llm', { tags: ['claude'] });
    planner.addRequirement('metrics', { optional: true });
    const claude = new MeshAgent(chart, 'claude', { registry, image, port: 8081, namespace: 'llm' });
    claude.addCapability('llm', { tags: ['claude'] });
    claude.allowEgress(MeshPeer.internet());
    new MeshAgent(chart, 'gpt', { registry, image }).addCapability('llm', { tags: ['gpt'] });
    planner.allowIngress(MeshPeer.namespace('ingress-nginx'));
    const all = synth(chart).filter(({ kind }) => kind === 'NetworkPolicy');
    return (name: string) => find(all, 'NetworkPolicy', name).spec;
  };
  const exactly = (name: string) => ({ podSelector: { matchLabels: { ...agents, 'app.kubernetes.io/name': name } } });
  const inside = (namespace: string) => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  });

  test('opens a provider to those that depend on it, and to nobody else', () => {
    expect(strict()('mcp-mesh-claude').ingress).toEqual([
      { from: [{ ...inside('mesh'), ...exactly('mcp-mesh-planner') }], ports: tcp(8081) },
    ]);
    expect(strict()('mcp-mesh-gpt')).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    // The API server drops an empty list, and would take it for a change at every apply.
    expect(strict()('mcp-mesh-gpt')).not.toHaveProperty('ingress');
  });

  test('lets an agent reach its registry, its providers, DNS, and what it was allowed', () => {
    expect(strict()('mcp-mesh-planner').egress.slice(0, 2)).toEqual([
      { to: [{ podSelector: { matchLabels: registryPods } }], ports: tcp(8000) },
      { to: [{ ...inside('llm'), ...exactly('mcp-mesh-claude') }], ports: tcp(8081) },
    ]);
    expect(strict()('mcp-mesh-planner').egress).toHaveLength(3);
    expect(strict()('mcp-mesh-planner').ingress).toEqual([{ from: [inside('ingress-nginx')], ports: tcp(8080) }]);
    expect(strict()('mcp-mesh-claude').egress.at(-1).ports).toEqual(tcp(443));
  });

  test('names the namespace of the registry to agents elsewhere, and that of the agents to the registry', () => {
    const spec = strict();
    expect(spec('mcp-mesh-claude').egress[0]).toEqual({
      to: [{ ...inside('mesh'), podSelector: { matchLabels: registryPods } }],
      ports: tcp(8000),
    });
    expect(spec('mcp-mesh-registry-policy').ingress).toEqual([
      {
        from: [
          { ...inside('mesh'), podSelector: { matchLabels: agents } },
          { ...inside('llm'), podSelector: { matchLabels: agents } },
        ],
        ports: tcp(8000),
      },
    ]);
  });

  test('lets every agent call whom all may call, and be called by those who may call all', () => {
    const spec = strict({
      egressTo: [MeshPeer.internet([8443])],
      ingressFrom: [MeshPeer.namespace('ops'), MeshPeer.namespace('monitoring', [9464])],
    });
    for (const [name, port] of Object.entries({ planner: 8080, claude: 8081, gpt: 8080 })) {
      const { ingress, egress } = spec(`mcp-mesh-${name}`);
      expect(egress.map(({ ports }: any) => ports)).toContainEqual(tcp(8443));
      expect(ingress).toContainEqual({ from: [inside('ops')], ports: tcp(port) });
      expect(ingress).toContainEqual({ from: [inside('monitoring')], ports: tcp(9464) });
    }
    expect(JSON.stringify(spec('mcp-mesh-registry-policy'))).not.toMatch(/8443|ops|monitoring/);
  });

  test('keeps the registry from calling agents, unless it is told to', () => {
    const callsAgents = (spec: Manifest) =>
      spec.egress.some(({ to }: any) => to[0].podSelector?.matchLabels?.['app.kubernetes.io/component'] === 'agent');
    expect(callsAgents(strict()('mcp-mesh-registry-policy'))).toBe(false);
    expect(callsAgents(strict({ registryCallsAgents: true })('mcp-mesh-registry-policy'))).toBe(true);
    expect(strict({ registryCallsAgents: true })('mcp-mesh-gpt').ingress).toEqual([
      { from: [{ podSelector: { matchLabels: registryPods } }], ports: tcp(8080) },
    ]);
  });

  test('has a policy for each agent, whatever their names and namespaces', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    const policy = new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
    new MeshAgent(chart, 'a', { registry, image, namespace: 'team-a', serviceName: 'x' });
    new MeshAgent(chart, 'b', { registry, image, namespace: 'team', serviceName: 'a-x' });
    const written = synth(chart)
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(written.sort()).toEqual(['mesh/mcp-mesh-registry-policy', 'team-a/x', 'team/a-x']);
    expect(policy.policies.map(({ name }) => name).sort()).toEqual(['a-x', 'mcp-mesh-registry-policy', 'x']);
  });

  test('shuts a namespace once, however many registries ask for it', () => {
    const chart = meshChart();
    for (const name of ['one', 'two']) {
      new MeshNetworkPolicy(chart, `policy-${name}`, {
        registry: new MeshRegistry(chart, name, { serviceName: name, configMapName: name }),
        defaultDeny: true,
      });
    }
    expect(synth(chart).filter(({ metadata }) => metadata.name === 'default-deny')).toHaveLength(1);
  });

  test('shuts the rest of the namespace on request', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    new MeshAgent(chart, 'a', { registry, image, namespace: 'other' });
    new MeshNetworkPolicy(chart, 'policy', { registry, defaultDeny: true });
    const denials = synth(chart).filter(({ metadata }) => metadata.name === 'default-deny');
    expect(denials.map(({ metadata, spec }) => [metadata.namespace, spec])).toEqual(
      ['other', 'mesh'].map((namespace) => [namespace, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }]),
    );
  });
});

test('the paths of policies hold what they are about, in the namespace that they are in', () => {
  const paths = (namespace: string | undefined, strict: boolean) => {
    const chart = meshChart({ namespace });
    const password = { secret: kplus.Secret.fromSecretName(chart, 'secret', 'db'), key: 'password' };
    const database = RegistryDatabase.postgres({ host: '10.0.0.7', user: 'mesh', password });
    const registry = new MeshRegistry(chart, 'registry', { database });
    const policy = new MeshNetworkPolicy(chart, 'policy', { registry, strict, defaultDeny: true });
    new MeshAgent(chart, 'a', { registry, image });
    new MeshDashboard(chart, 'board', { registry });
    return policy.policies.map(({ node }) => node.path).sort();
  };
  expect(paths('mesh', true)).toEqual([
    'test/policy/agent.mesh.mcp-mesh-a',
    'test/policy/dashboard.mesh.mcp-mesh-dashboard',
    'test/policy/deny.mesh',
    'test/policy/registry',
  ]);
  expect(paths(undefined, true)).toEqual([
    'test/policy/agent..mcp-mesh-a',
    'test/policy/dashboard..mcp-mesh-dashboard',
    'test/policy/deny.',
    'test/policy/registry',
  ]);
  expect(paths('mesh', false)).toContain('test/policy/Resource');
});

describe('namespaces that are closed by name', () => {
  /** A mesh in three namespaces, and those of them that are closed. */
  function closed(namespaces: string[], more: { agents?: string[]; defaultDeny?: boolean } = {}): string[] {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    const { agents: homes = ['a', 'b'], defaultDeny } = more;
    new MeshNetworkPolicy(chart, 'policy', { registry, defaultDeny, defaultDenyNamespaces: namespaces });
    homes.forEach((namespace) => new MeshAgent(chart, namespace, { registry, image, namespace }));
    return synth(chart)
      .filter(({ metadata }) => metadata.name === 'default-deny')
      .map(({ metadata }) => metadata.namespace)
      .sort();
  }

  test('are these alone', () => {
    expect(closed(['a'])).toEqual(['a']);
    expect(closed(['mesh', 'b'])).toEqual(['b', 'mesh']);
  });

  test('hold pods of the mesh', () => {
    expect(() => closed(['mesh', 'c'])).toThrow(
      '[test/policy] defaultDenyNamespaces "c": no agent of registry test/registry is there, nor the registry itself: the mesh is in "a", "b", "mesh". Correct the name, or leave it out: who has pods there closes the namespace.',
    );
  });

  test('are named instead of all, and at least one is', () => {
    const rule =
      'defaultDeny closes all namespaces of the mesh or none, and defaultDenyNamespaces those that it names. Give one of the two, and name at least one namespace.';
    expect(() => closed([])).toThrow(`[test/policy] defaultDenyNamespaces []: ${rule}`);
    expect(() => closed(['a'], { defaultDeny: true })).toThrow(
      `[test/policy] defaultDenyNamespaces ["a"] beside defaultDeny true: ${rule}`,
    );
  });

  test('are a list', () => {
    expect(() => closed('a' as unknown as string[])).toThrow(
      '[test/policy] defaultDenyNamespaces "a": it is a list of strings. Write ["a"].',
    );
  });
});

describe('what one agent is allowed in the shared form', () => {
  test('is a policy of its own, whenever it is said', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    const early = new MeshAgent(chart, 'early', { registry, image });
    early.allowEgress(MeshPeer.internet());
    new MeshNetworkPolicy(chart, 'policy', { registry });
    const late = new MeshAgent(chart, 'late', { registry, image });
    late.allowIngress(MeshPeer.namespace('ingress-nginx'));
    late.allowIngress(MeshPeer.namespace('ops'));
    const objects = synth(chart);
    expect(find(objects, 'NetworkPolicy', 'mcp-mesh-early').spec).toMatchObject({
      podSelector: { matchLabels: { ...agents, 'app.kubernetes.io/name': 'mcp-mesh-early' } },
      policyTypes: ['Egress'],
      egress: [{ ports: tcp(443) }],
    });
    expect(find(objects, 'NetworkPolicy', 'mcp-mesh-late').spec).toMatchObject({
      policyTypes: ['Ingress'],
      ingress: [{ ports: tcp(8080) }, { ports: tcp(8080) }],
    });
    expect(find(objects, 'NetworkPolicy', 'agent-communication-policy').spec.egress).toHaveLength(3);
  });
});
