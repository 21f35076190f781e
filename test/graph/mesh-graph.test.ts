import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { agent, generated, object, pods, policy, port, registry, service, store, troubled } from './meshes';
import { checkFields } from '../../src/api/check-fields';
import { EdgeKind, MeshGraph, NodeKind } from '../../src/graph/graph-model';
import { meshGraph } from '../../src/graph/mesh-graph';
import { Mesh } from '../../src/mesh/mesh';
import { Manifest } from '../support/manifests';

/* What is in a picture, before it is drawn. */

const graphOf = (objects: Manifest[]): MeshGraph =>
  meshGraph(new Mesh(objects.map((each) => checkFields(each).object)));

/** Edges as a reader would say them: "planner-agent → weather-agent", and what is unusual about them. */
function edges({ nodes: all, edges: allEdges }: MeshGraph, kind: EdgeKind): string[] {
  const name = (id: string) => all.find((node) => node.id === id)!.name;
  return allEdges
    .filter((edge) => edge.kind === kind)
    .map(({ from, to, requirements, blocked }) =>
      [
        `${name(from)} → ${name(to)}`,
        ...(requirements.length > 0 && requirements.every(({ optional }) => optional) ? ['optional'] : []),
        ...(blocked.length ? [`blocked: ${blocked.join(' ')}`] : []),
      ].join(', '),
    );
}

const nodes = ({ nodes: all }: MeshGraph, kind: NodeKind) =>
  all
    .filter((node) => node.kind === kind)
    .map(({ name, replicas, details = [], ports = [] }) =>
      [name, ...(replicas === undefined ? [] : [`×${replicas}`]), ...details, ...ports].join(' '),
    );

describe('the trip planner', () => {
  const folder = join(__dirname, '..', '..', 'examples', 'trip-planner', 'manifests');
  const graph = graphOf(
    readdirSync(folder)
      .sort()
      .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((each) => each.toJS())),
  );

  test('twenty-four connections between thirteen agents, all of them open', () => {
    expect(edges(graph, 'dependency').sort()).toEqual([
      'adventure-advisor → claude-provider',
      'adventure-advisor → openai-provider',
      'budget-analyst → claude-provider',
      'budget-analyst → openai-provider',
      'claude-provider → flight-agent',
      'claude-provider → hotel-agent',
      'claude-provider → poi-agent',
      'claude-provider → weather-agent',
      'flight-agent → user-prefs-agent, optional',
      'gateway → planner-agent, optional',
      'logistics-planner → claude-provider',
      'logistics-planner → openai-provider',
      'openai-provider → flight-agent',
      'openai-provider → hotel-agent',
      'openai-provider → poi-agent',
      'openai-provider → weather-agent',
      'planner-agent → adventure-advisor',
      'planner-agent → budget-analyst',
      'planner-agent → chat-history-agent',
      'planner-agent → claude-provider',
      'planner-agent → logistics-planner',
      'planner-agent → openai-provider',
      'planner-agent → user-prefs-agent',
      'poi-agent → weather-agent, optional',
    ]);
    expect(nodes(graph, 'agent')).toHaveLength(13);
  });

  test('every agent registers with the one registry, and may', () => {
    expect(nodes(graph, 'registry')).toEqual(['mcp-mesh-registry ×1']);
    const registrations = edges(graph, 'registration');
    expect(registrations).toHaveLength(13);
    expect(registrations.every((each) => each.endsWith(' → mcp-mesh-registry'))).toBe(true);
  });

  test('what is outside of the mesh: Redis for all agents, the internet for the providers, and Postgres for two', () => {
    const outbound = edges(graph, 'outbound');
    const traced = outbound.filter((each) => each.endsWith('→ redis') && !each.startsWith('mcp-mesh-'));
    expect(traced).toHaveLength(13);
    expect(outbound.filter((each) => !traced.includes(each))).toEqual([
      'claude-provider → internet :443',
      'openai-provider → internet :443',
      'mcp-mesh-registry → postgres',
      'mcp-mesh-dashboard → mcp-mesh-registry',
      'mcp-mesh-dashboard → postgres',
      'mcp-mesh-dashboard → redis',
    ]);
  });

  test('the Ingress leads to the gateway', () => {
    expect(edges(graph, 'inbound')).toEqual(['trip-planner-gateway → gateway']);
    expect(nodes(graph, 'entrance')).toEqual(['trip-planner-gateway Ingress trip-planner.local']);
  });

  test('nothing is missing, and there is nothing to remark', () => {
    expect(nodes(graph, 'missing')).toEqual([]);
    expect(graph.remarks).toEqual([]);
  });
});

describe('a mesh with troubles', () => {
  const graph = graphOf(troubled());

  test('what is needed and closed, optional, or nowhere', () => {
    expect(edges(graph, 'dependency')).toEqual([
      'news-agent → weather-agent, blocked: Egress Ingress',
      'planner-agent → news-agent, optional, blocked: Ingress',
      'planner-agent → weather-agent, blocked: Egress',
      'planner-agent → nobody provides llm ^2.0.0 (+claude, -beta)',
      'planner-agent → nobody provides translation',
      'weather-agent → nobody provides maps, optional',
    ]);
  });

  test('who registers, who may not, and who cannot', () => {
    expect(edges(graph, 'registration')).toEqual([
      'news-agent → mcp-mesh-registry, blocked: Ingress',
      'lost-agent → nothing answers at mcp-mesh-registry:8080',
      'mute-agent → no registry URL',
      'planner-agent → mcp-mesh-registry',
      'weather-agent → mcp-mesh-registry',
    ]);
  });

  test('replicas, as workloads and autoscalers have them', () => {
    expect(nodes(graph, 'agent')).toEqual([
      'news-agent ×2–5',
      'lost-agent ×1',
      'mute-agent ×1',
      'planner-agent ×1',
      'weather-agent ×3',
    ]);
  });

  test('an Ingress whose agent admits the mesh alone', () => {
    expect(edges(graph, 'inbound')).toEqual(['front → planner-agent, blocked: Ingress']);
  });

  test('who is open to all', () => {
    expect(graph.remarks).toEqual([
      'No NetworkPolicy closes who may call lost-agent and mute-agent.',
      'No NetworkPolicy closes whom lost-agent, mcp-mesh-registry, mute-agent and 1 more may call.',
    ]);
  });
});

describe('beyond the mesh', () => {
  const reached = (egress: Manifest[], more: Manifest[] = []) => {
    const graph = graphOf([...registry(), ...agent({ name: 'a' }), policy('a', { egress }), ...more]);
    return edges(graph, 'outbound').map((each) => each.replace('a → ', ''));
  };
  const block = (cidr: string, except?: string[]) => ({ ipBlock: { cidr, except } });
  const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
  const inNamespace = (name: string) => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  });

  test.each<[string, Manifest, string[]]>([
    ['the internet', { to: [block('0.0.0.0/0', PRIVATE)], ports: [port(443)] }, ['internet :443']],
    [
      'the internet by both protocols',
      { to: [block('0.0.0.0/0', PRIVATE), block('::/0')], ports: [port(443)] },
      ['internet :443'],
    ],
    ['the private ranges too', { to: [block('0.0.0.0/0')], ports: [port(443)] }, ['any address :443']],
    ['everything', {}, ['anywhere']],
    ['a port anywhere', { ports: [port(443)] }, ['anywhere :443']],
    [
      'an address',
      {
        to: [block('203.0.113.7/32')],
        ports: [port(443), { port: 8000, endPort: 8010 }, { protocol: 'UDP', port: 123 }],
      },
      ['203.0.113.7 :443 :8000–8010 :123/UDP'],
    ],
    ['ranges', { to: [block('203.0.113.0/24'), block('198.51.100.0/24')] }, ['203.0.113.0/24 and 198.51.100.0/24']],
    [
      'DNS, which everybody asks',
      { to: [inNamespace('kube-system')], ports: [{ protocol: 'UDP', port: 53 }, port(53)] },
      [],
    ],
    [
      'pods that are not here, by name',
      { to: [{ ...inNamespace('monitoring'), ...pods('tempo') }], ports: [port(4317)] },
      ['tempo in monitoring :4317'],
    ],
    [
      'pods that are not here, by labels',
      {
        to: [
          {
            podSelector: {
              matchLabels: { x: 'y' },
              matchExpressions: [{ key: 'z', operator: 'In', values: ['1', '2'] }],
            },
          },
        ],
      },
      ['x=y, z In (1, 2) in mesh'],
    ],
    ['a namespace', { to: [inNamespace('tools')], ports: [port(80)] }, ['all of namespace tools :80']],
    ['all namespaces', { to: [{ namespaceSelector: {} }], ports: [port(80)] }, ['all of every namespace :80']],
    ['the mesh itself', { to: [pods('mcp-mesh-registry')], ports: [port(8000)] }, []],
  ])('%s', (_, rule, expected) => {
    expect(reached([rule])).toEqual(expected);
  });

  test('a pod of these manifests, by its name, with the ports at which it is called', () => {
    const graph = graphOf([
      ...registry(),
      ...store('redis', 6379),
      ...agent({ name: 'a' }),
      policy('a', { egress: [{ to: [pods('redis')], ports: [port(6379)] }] }),
      ...agent({ name: 'b' }),
      policy('b', { egress: [{ to: [pods('redis')], ports: [port(9121)] }] }),
    ]);
    expect(edges(graph, 'outbound')).toEqual(['a → redis', 'b → redis']);
    expect(nodes(graph, 'neighbour')).toEqual(['redis :6379 :9121']);
  });

  test('a pod that does not admit it', () => {
    expect(
      reached(
        [{ to: [pods('redis')], ports: [port(6379)] }],
        [...store('redis', 6379), policy('redis', { ingress: [] })],
      ),
    ).toEqual(['redis, blocked: Ingress']);
  });

  test.each([
    [6379, 9121],
    [9121, 6379],
  ])('what is open by one rule and closed by another is open: %d, %d', (...ports) => {
    const egress = ports.map((each) => ({ to: [pods('redis')], ports: [port(each)] }));
    expect(reached(egress, [...store('redis', 6379), policy('redis', { ingress: [{ ports: [port(9121)] }] })])).toEqual(
      ['redis'],
    );
  });

  test.each([
    ['postgres://u@postgres/db', ['mcp-mesh-registry → postgres']],
    ['postgresql://u:p@db.example.com:6432/db', ['mcp-mesh-registry → db.example.com:6432']],
    ['/data/registry.db', []],
    ['postgres://', []],
  ])("the registry's database, by the URL %s and without its password", (url, expected) => {
    const graph = graphOf([...registry('mcp-mesh-registry', 'mesh', url), ...store('postgres', 5432)]);
    expect(edges(graph, 'outbound')).toEqual(expected);
    expect(JSON.stringify(graph)).not.toContain('u:p');
  });

  test('capabilities of agents elsewhere, which are no fault', () => {
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'mcp-agent-config',
        namespace: 'mesh',
        annotations: { 'cdk8s-mcp-mesh/external-capabilities': '["translation"]' },
      },
      data: {},
    };
    const [deployment, ...rest] = agent({ name: 'a', dependencies: ['translation'] });
    deployment.spec.template.spec.containers[0].envFrom = [{ configMapRef: { name: 'mcp-agent-config' } }];
    const graph = graphOf([...registry(), deployment, ...rest, map]);
    expect(edges(graph, 'dependency')).toEqual(['a → translation']);
    expect(nodes(graph, 'outside')).toEqual(['translation an agent elsewhere']);
  });

  test('a registry that somebody else runs, whose agents are not here either', () => {
    const graph = graphOf(agent({ name: 'a', url: 'http://registry.example.com:8000', dependencies: ['weather'] }));
    expect(edges(graph, 'registration')).toEqual(['a → registry.example.com:8000']);
    expect(nodes(graph, 'registry')).toEqual(['registry.example.com:8000 not in these manifests']);
    expect(nodes(graph, 'outside')).toEqual(['weather not in these manifests']);
  });
});

describe('entrances', () => {
  const entered = (...more: Manifest[]) => edges(graphOf([...registry(), ...agent({ name: 'a' }), ...more]), 'inbound');
  const backend = { service: { name: 'a', port: { name: 'http' } } };
  const route = (parentRefs: Manifest[]) =>
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'route', {
      parentRefs,
      rules: [{ backendRefs: [{ name: 'a', port: 8080 }] }],
    });
  const istio = (gateways?: string[]) =>
    object('networking.istio.io/v1', 'VirtualService', 'virtual', {
      gateways,
      hosts: ['a.example.com'],
      http: [{ route: [{ destination: { host: 'a' } }] }],
    });

  test.each<[string, Manifest, string[]]>([
    [
      'an Ingress by default',
      object('networking.k8s.io/v1', 'Ingress', 'front', { defaultBackend: backend }),
      ['front → a'],
    ],
    [
      'an Ingress to something else',
      object('networking.k8s.io/v1', 'Ingress', 'front', {
        defaultBackend: { service: { name: 'b', port: { number: 80 } } },
      }),
      [],
    ],
    ['a route at a gateway', route([{ name: 'gateway' }]), ['route → a']],
    ['a route within the mesh', route([{ kind: 'Service', group: '', name: 'a' }]), []],
    ['a VirtualService at a gateway', istio(['mesh', 'gateway']), ['virtual → a']],
    ['a VirtualService of sidecars', istio(), []],
    ['a Service that is open on nodes', service('a', 'mesh', 8080, { type: 'NodePort' }), ['a → a']],
  ])('%s', (_, way, expected) => {
    expect(entered(way)).toEqual(expected);
  });

  test.each<[string, Manifest, string[]]>([
    ['everybody', {}, []],
    ['a range', { from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }, []],
    [
      'a namespace that is not shown',
      { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }] },
      [],
    ],
    ['a namespace as a whole', { from: [{ podSelector: {} }] }, []],
    ['the registry alone', { from: [pods('mcp-mesh-registry')] }, ['Ingress']],
  ])('an agent that admits %s', (_, rule, blocked) => {
    const graph = graphOf([
      ...registry(),
      ...agent({ name: 'a' }),
      object('networking.k8s.io/v1', 'Ingress', 'front', { defaultBackend: backend }),
      policy('a', { ingress: [rule] }),
    ]);
    expect(graph.edges.find(({ kind }) => kind === 'inbound')!.blocked).toEqual(blocked);
  });
});

test('several things that one agent asks of another are one edge', () => {
  const graph = graphOf([
    ...registry(),
    ...agent({ name: 'a', dependencies: ['x', { name: 'y', optional: true }] }),
    ...agent({ name: 'b', capabilities: ['x', 'y'] }),
  ]);
  expect(edges(graph, 'dependency')).toEqual(['a → b']);
  expect(graph.edges.find(({ kind }) => kind === 'dependency')!.requirements).toEqual([
    { name: 'x' },
    { name: 'y', optional: true },
  ]);
});

test('the port of a policy is the one that the provider is called at', () => {
  const mesh = (open: number) =>
    graphOf([
      ...registry(),
      ...agent({ name: 'a', dependencies: ['x'] }),
      ...agent({ name: 'b', capabilities: ['x'] }),
      policy('b', { ingress: [{ ports: [port(open)] }] }),
    ]);
  expect(edges(mesh(8080), 'dependency')).toEqual(['a → b']);
  expect(edges(mesh(80), 'dependency')).toEqual(['a → b, blocked: Ingress']);
});

test('workloads of one name and several kinds or namespaces are nodes of their own', () => {
  const [deployment] = agent({ name: 'a' });
  const graph = graphOf([
    ...registry(),
    deployment,
    { ...structuredClone(deployment), kind: 'StatefulSet' },
    ...agent({ name: 'a', namespace: 'edge' }),
  ]);
  expect(
    graph.nodes
      .filter(({ kind }) => kind === 'agent')
      .map(({ id, namespace, objectKind }) => `${id} ${namespace} ${objectKind}`),
  ).toEqual(['a0 edge Deployment', 'a1 mesh Deployment', 'a2 mesh StatefulSet']);
});

test('without any policy, that is what there is to say', () => {
  expect(graphOf([...registry(), ...agent({ name: 'a' })]).remarks).toEqual([
    'No NetworkPolicy closes anything: every pod of the cluster may call the registry and all agents.',
  ]);
});

test('other policies may close what no NetworkPolicy does', () => {
  expect(
    graphOf([...registry(), ...agent({ name: 'a' }), object('cilium.io/v2', 'CiliumNetworkPolicy', 'p', {})]).remarks,
  ).toEqual([]);
});

test('manifests without a mesh', () => {
  expect(graphOf(store('redis', 6379))).toEqual({
    nodes: [],
    edges: [],
    remarks: ['There are no agents and no registry in these manifests.'],
  });
});

test('the same manifests in another order are the same graph', () => {
  for (const objects of [troubled(), generated(20, 3)]) {
    expect(JSON.stringify(graphOf([...objects].reverse()))).toBe(JSON.stringify(graphOf(objects)));
  }
});

test('a generated mesh has an edge for each dependency, and all are open', () => {
  const graph = graphOf(generated(50, 5));
  expect(edges(graph, 'dependency')).toHaveLength(250);
  expect(graph.edges.every(({ blocked }) => blocked.length === 0)).toBe(true);
});
