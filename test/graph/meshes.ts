import { Manifest } from '../support/manifests';

/** An agent as manifests have it: its Deployment and its Service. */
export interface AgentSketch {
  readonly name: string;
  readonly namespace?: string;
  readonly capabilities?: unknown[];
  readonly dependencies?: unknown[];
  readonly replicas?: number;
  /** Where it is told that its registry is. */
  readonly url?: string;
}

const REGISTRY = 'http://mcp-mesh-registry.mesh.svc.cluster.local:8000';

export function agent({
  name,
  namespace = 'mesh',
  capabilities = [],
  dependencies = [],
  replicas,
  url = REGISTRY,
}: AgentSketch): Manifest[] {
  const annotations = {
    'cdk8s-mcp-mesh/capabilities': JSON.stringify(capabilities),
    'cdk8s-mcp-mesh/dependencies': JSON.stringify(dependencies),
  };
  const env = [
    { name: 'MCP_MESH_REGISTRY_URL', value: url },
    { name: 'MCP_MESH_HTTP_PORT', value: '8080' },
  ].filter(({ value }) => value !== '');
  return [
    workload(
      'Deployment',
      name,
      namespace,
      { image: `registry.example.com/${name}:1.0.0`, env, ports: [{ name: 'http', containerPort: 8080 }] },
      { annotations, replicas, component: 'agent' },
    ),
    service(name, namespace, 8080),
  ];
}

export function registry(
  name: string = 'mcp-mesh-registry',
  namespace: string = 'mesh',
  database?: string,
): Manifest[] {
  const env = database === undefined ? [] : [{ name: 'DATABASE_URL', value: database }];
  return [
    workload(
      'Deployment',
      name,
      namespace,
      { image: 'mcpmesh/registry:3.7.1', env, ports: [{ name: 'http', containerPort: 8000 }] },
      { component: 'registry' },
    ),
    service(name, namespace, 8000),
  ];
}

/** A pod that is not of the mesh, with its Service. */
export function store(name: string, port: number, namespace: string = 'mesh'): Manifest[] {
  return [
    workload(
      'StatefulSet',
      name,
      namespace,
      { image: `${name}:1.0.0`, ports: [{ containerPort: port }] },
      { component: 'data-store' },
    ),
    service(name, namespace, port),
  ];
}

/** A NetworkPolicy over the pods of one name. */
export function policy(name: string, spec: Manifest, namespace: string = 'mesh'): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
      policyTypes: ['ingress', 'egress']
        .filter((each) => spec[each])
        .map((each) => each[0].toUpperCase() + each.slice(1)),
      ...spec,
    },
  };
}

export const pods = (name: string) => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } });
const AGENTS = { podSelector: { matchLabels: { 'app.kubernetes.io/component': 'agent' } } };
export const port = (number: number) => ({ protocol: 'TCP', port: number });

export function object(
  apiVersion: string,
  kind: string,
  name: string,
  spec: Manifest,
  namespace: string = 'mesh',
): Manifest {
  return { apiVersion, kind, metadata: { name, namespace }, spec };
}

export function service(name: string, namespace: string, number: number, more: Manifest = {}): Manifest {
  return object(
    'v1',
    'Service',
    name,
    {
      selector: { 'app.kubernetes.io/name': name },
      ports: [{ name: 'http', port: number, targetPort: number }],
      ...more,
    },
    namespace,
  );
}

function workload(
  kind: string,
  name: string,
  namespace: string,
  container: Manifest,
  { annotations, replicas, component }: Manifest,
): Manifest {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': component };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace, labels, ...(annotations ? { annotations } : {}) },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', ...container }] } },
    },
  };
}

const TRADES = [
  'intake',
  'planning',
  'search',
  'analysis',
  'pricing',
  'booking',
  'review',
  'storage',
  'language',
  'media',
];

/**
 * What agents of a generated mesh depend on: others in a ring as in the benchmark, or, as in most meshes, those of the
 * tiers behind theirs.
 */
export type Pattern = 'ring' | 'tiers';

/**
 * A mesh of so many agents with so many dependencies each, the same at every call, under policies that open exactly
 * these.
 */
export function generated(agents: number, dependencies: number, pattern: Pattern = 'ring'): Manifest[] {
  const name = (i: number) => `${TRADES[Math.floor((i * TRADES.length) / agents)]}-agent-${i}`;
  const random = randomNumbers();
  const behind = (i: number): number[] => {
    // Five tiers; the last one depends on nobody.
    const [start, end] = [Math.ceil(((Math.floor((i * 5) / agents) + 1) * agents) / 5), agents];
    const chosen = new Set<number>();
    while (chosen.size < Math.min(dependencies, end - start)) {
      // Mostly the next tier.
      chosen.add(start + Math.floor((end - start) * random() ** 2));
    }
    return [...chosen];
  };
  const needs = Array.from({ length: agents }, (_, i) =>
    pattern === 'tiers' ? behind(i) : Array.from({ length: dependencies }, (__, k) => (i + 7 * k + 1) % agents),
  );
  const callers = Array.from({ length: agents }, (): number[] => []);
  needs.forEach((callees, i) => callees.forEach((callee) => callers[callee].push(i)));
  const toRegistry = { to: [pods('mcp-mesh-registry')], ports: [port(8000)] };
  return [
    ...registry(),
    policy('mcp-mesh-registry', { ingress: [{ from: [AGENTS], ports: [port(8000)] }], egress: [] }),
    ...needs.flatMap((callees, i) => [
      ...agent({
        name: name(i),
        capabilities: [`capability_${i}`],
        dependencies: callees.map((callee) => `capability_${callee}`),
      }),
      policy(name(i), {
        ingress: callers[i].length
          ? [{ from: callers[i].map((caller) => pods(name(caller))), ports: [port(8080)] }]
          : [],
        egress: [toRegistry, ...callees.map((callee) => ({ to: [pods(name(callee))], ports: [port(8080)] }))],
      }),
    ]),
  ];
}

/** A generator that always says the same (Lehmer). */
function randomNumbers(): () => number {
  let state = 42;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** A mesh in which something of everything is wrong, over two namespaces. */
export function troubled(): Manifest[] {
  const toRegistry = {
    to: [
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mesh' } }, ...pods('mcp-mesh-registry') },
    ],
    ports: [port(8000)],
  };
  return [
    ...registry('mcp-mesh-registry', 'mesh', 'postgres://mesh@postgres.data.svc.cluster.local/mesh'),
    ...store('postgres', 5432, 'data'),
    ...store('redis', 6379, 'data'),
    ...agent({
      name: 'planner-agent',
      capabilities: ['planning'],
      dependencies: [
        'weather',
        { name: 'news', optional: true },
        'translation',
        { name: 'llm', versionRange: '^2.0.0', tags: ['+claude', '-beta'] },
      ],
    }),
    ...agent({
      name: 'weather-agent',
      capabilities: ['weather', { name: 'tides', version: '2.1.0', tags: ['sea', 'coast'] }],
      dependencies: [{ name: 'maps', optional: true }],
      replicas: 3,
    }),
    ...agent({ name: 'news-agent', namespace: 'edge', capabilities: ['news'], dependencies: ['tides'] }),
    ...agent({ name: 'lost-agent', capabilities: [], url: 'http://mcp-mesh-registry:8080' }),
    ...agent({ name: 'mute-agent', url: '' }),
    object(
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      'news-agent',
      { scaleTargetRef: { kind: 'Deployment', name: 'news-agent' }, minReplicas: 2, maxReplicas: 5 },
      'edge',
    ),
    object('networking.k8s.io/v1', 'Ingress', 'front', {
      rules: [
        {
          host: 'mesh.example.com',
          http: { paths: [{ path: '/', backend: { service: { name: 'planner-agent', port: { number: 8080 } } } }] },
        },
      ],
    }),
    policy('planner-agent', {
      egress: [
        toRegistry,
        { to: [{ namespaceSelector: {}, ...pods('news-agent') }], ports: [port(8080)] },
        { to: [{ ipBlock: { cidr: '203.0.113.7/32' } }], ports: [port(443)] },
      ],
      ingress: [{ from: [pods('mute-agent')] }],
    }),
    policy('weather-agent', { ingress: [{ from: [pods('planner-agent')], ports: [port(8080)] }] }),
    policy(
      'news-agent',
      {
        ingress: [{ from: [pods('nobody')], ports: [port(8080)] }],
        egress: [
          toRegistry,
          {
            to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } }, ...pods('redis') }],
            ports: [port(6379)],
          },
          {
            to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
            ports: [port(4317)],
          },
          { ports: [port(53), { protocol: 'UDP', port: 53 }] },
        ],
      },
      'edge',
    ),
    policy('mcp-mesh-registry', { ingress: [{ from: [AGENTS], ports: [port(8000)] }] }),
  ];
}

/**
 * What names, capabilities and tags must not do to a drawing. No cluster takes such names for workloads, but a file
 * may hold anything.
 */
export const HOSTILE = [
  'end',
  'graph',
  'subgraph x',
  'a"b',
  '#quot;',
  '#35;',
  '&lt;b&gt;',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</text></svg>',
  '[x](y){z}',
  '`code`',
  '**bold** _it_ __b__',
  '1. list',
  '- item',
  'a --> b',
  '%% comment',
  '%%{init: {}}%%',
  'back\\slash\\n\\N',
  'semi;colon',
  'style x fill:#f00;',
  'click a0 href',
  'a|b|c',
  'Ünïcödé',
  '天気エージェント',
  'عربي',
  '🌦️ weather',
  'line\nbreak',
  '\u0000\u001b[31m',
  '\ud800',
  '\u202eevil',
  '$(x)',
  '{{x}}',
  '---',
  'a&b',
  "it's",
  'x'.repeat(300),
  '',
  ' ',
  '-->',
  ':::missing',
  '@{ shape: x }',
  ']]>',
  '<!-- x -->',
  '-->"]; a0 --> a1',
  '__proto__',
  'constructor',
  '%3',
  'http://example.com',
  'www.example.com',
  'a@b.example',
];

/** A mesh of all of them: names of agents, of what they offer, ask for and are tagged with. */
export function hostile(): Manifest[] {
  return [
    ...registry(),
    ...HOSTILE.flatMap((name, i) =>
      agent({
        name,
        namespace: i % 3 ? 'mesh' : 'a "quoted" <namespace>',
        capabilities: [{ name: `offer ${name}`, version: name, tags: [name] }],
        dependencies: [{ name: `offer ${HOSTILE[(i + 1) % HOSTILE.length]}` }, { name, optional: true }],
      }),
    ),
  ];
}
