import * as fc from 'fast-check';
import { AgentPlan, AskPlan, MeshPlan, OfferPlan, PeerPlan, RegistryPlan } from './mesh-plans';
import { MeshLlmOptions } from '../../src';

/** Plans print as they are written. */
const PLAIN = { noNullPrototype: true };

/** Mostly what people mean, and now and then anything at all. */
function mostly<T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: good, weight: 80 }, { arbitrary: bad, weight: 1 });
}

function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary, weight: 1 });
}

const anyText = fc.oneof(
  fc.constantFrom(
    '',
    'UPPER',
    '-a',
    'a-',
    'a.b',
    'a_b',
    '1a',
    'a b',
    'é',
    'x'.repeat(53),
    'x'.repeat(64),
    '$(NAMESPACE)',
  ),
  fc.string(),
);
const of = (characters: string, lengths: fc.StringConstraints) =>
  fc.string({ unit: fc.constantFrom(...characters), ...lengths });
const one = { minLength: 1, maxLength: 1 };
const name = mostly(
  fc.tuple(of('abcxyz', one), of('abc19-', { maxLength: 12 }), of('az09', one)).map((parts) => parts.join('')),
  anyText,
);
const namespace = mostly(fc.constantFrom('one', 'two', 'three', '0-namespace'), anyText);
const port = mostly(
  fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constantFrom(80, 443, 53, 8080, 8000)),
  fc.oneof(fc.constantFrom(0, -1, 65536, 1.5, NaN, Infinity), fc.integer()),
);
const replicas = mostly(fc.integer({ min: 0, max: 3 }), fc.constantFrom(-1, 1.5, NaN, 2 ** 31, 3e9));
const capabilityName = mostly(fc.constantFrom('weather', 'news', 'a:b/c', 'x.y'), anyText);

const tag = fc.constantFrom('fast', 'eu');
const offer: fc.Arbitrary<string | OfferPlan> = fc.oneof(
  { arbitrary: capabilityName, weight: 2 },
  {
    arbitrary: fc.record(
      {
        name: capabilityName,
        version: mostly(fc.constantFrom('1.0.0', '2.1.0', '2.0'), anyText),
        tags: fc.uniqueArray(mostly(tag, anyText), { maxLength: 2 }),
      },
      { ...PLAIN, requiredKeys: ['name'] },
    ),
    weight: 1,
  },
);
/** Mostly optional: what nobody offers is refused, and seldom does somebody offer the tags and versions that are drawn. */
const ask: fc.Arbitrary<string | AskPlan> = fc.oneof(
  { arbitrary: capabilityName, weight: 2 },
  {
    arbitrary: fc.record(
      {
        name: capabilityName,
        versionRange: mostly(fc.constantFrom('^1.0.0', '>=2.0.0'), anyText),
        tags: fc.uniqueArray(mostly(fc.constantFrom('fast', '+eu', '-fast'), anyText), { maxLength: 2 }),
        tagAlternatives: fc.constantFrom<string[][]>([['fast', 'eu']], []),
        optional: mostly(fc.constant(true), fc.constant(false)),
      },
      { ...PLAIN, requiredKeys: ['name', 'optional'] },
    ),
    weight: 1,
  },
);
const llm: fc.Arbitrary<MeshLlmOptions> = fc.record(
  {
    provider: fc.record(
      { capability: capabilityName, tags: fc.uniqueArray(tag, { maxLength: 1 }), optional: fc.constant(true) },
      { ...PLAIN, requiredKeys: ['capability', 'optional'] },
    ),
    tools: fc.array(
      fc.oneof(fc.record({ capability: capabilityName }), fc.record({ tags: fc.constant<string[]>(['fast']) })),
      {
        maxLength: 2,
      },
    ),
  },
  { ...PLAIN, requiredKeys: ['provider'] },
);

/** Callers of the mesh need no port. */
const caller: fc.Arbitrary<PeerPlan> = fc.record(
  { who: fc.constantFrom('namespace', 'pods', 'peer', 'address'), port: mostly(fc.constantFrom(80, 9464), port) },
  { ...PLAIN, requiredKeys: ['who'] },
);
const callee: fc.Arbitrary<PeerPlan> = fc.record(
  { who: fc.constantFrom('namespace', 'pods', 'peer', 'address'), port: mostly(fc.constantFrom(443, 9000), port) },
  PLAIN,
);
const few = <T>(arbitrary: fc.Arbitrary<T>) => rarely(fc.array(arbitrary, { minLength: 1, maxLength: 2 }));

const variable = mostly(
  fc.constantFrom('A', 'B', 'C', 'D', 'Z', 'a.b', '_x', 'x-y'),
  fc.oneof(anyText, fc.constantFrom('..x', '.', 'SERVICE_NAME', 'REGISTRY_HOST')),
);
const reference = fc.constantFrom(
  '$(A)',
  '$(B)',
  '$(C)',
  '$(D)',
  '$(Z)',
  '$(SERVICE_NAME)',
  '$(MCP_MESH_HTTP_HOST)',
  '$(POD_NAME)',
  '$(toString)',
  '$(NO)',
  '$$',
  '$',
  '$$(A)',
);
const value = fc
  .array(fc.oneof(reference, fc.constantFrom('x', ' ', ')', '$(', '')), { maxLength: 2 })
  .map((parts) => parts.join(''));
const env = fc.dictionary(variable, value, { maxKeys: 4, noNullPrototype: true });
const labels = fc.dictionary(
  mostly(
    fc.constantFrom('team', 'example.com/team', 'a_b.c'),
    fc.oneof(anyText, fc.constant('app.kubernetes.io/name')),
  ),
  mostly(fc.constantFrom('', 'a', 'A_b.c-1'), anyText),
  { maxKeys: 2, noNullPrototype: true },
);

const registryPlan: fc.Arbitrary<RegistryPlan> = fc.record(
  {
    chart: fc.nat(3),
    serviceName: fc.option(name, { nil: undefined, freq: 8 }),
    configMapName: fc.option(name, { nil: undefined, freq: 8 }),
    namespace: rarely(namespace),
    port: maybe(port),
    replicas: mostly(fc.constantFrom(undefined, 0, 1), replicas),
    headless: fc.boolean(),
    database: fc.constantFrom('sqlite', 'claim', 'postgres', 'postgres at an address', undefined),
    serviceMesh: fc.constantFrom('none', 'none', 'sidecar', 'native'),
    prefix: fc.option(mostly(fc.constantFrom('', 'a-', 'mcp-'), anyText), { nil: undefined, freq: 1 }),
    env: rarely(env),
    labels: maybe(labels),
    endpoint: rarely(mostly(fc.constant('203.0.113.N'), anyText)),
    externalCapabilities: fc.constantFrom<string[] | undefined>(undefined, undefined, ['elsewhere']),
  },
  PLAIN,
);

const storage: fc.Arbitrary<Pick<AgentPlan, 'storage' | 'storagePath'>> = fc.oneof(
  fc.constant({}),
  fc.record(
    {
      storage: mostly(fc.constantFrom(-1, 1, 512, 1024, 3000), fc.constantFrom(0, undefined)),
      storagePath: maybe(
        mostly(fc.constantFrom('/data', '/a/b'), fc.constantFrom('', 'data', '/tmp', '/tmp/', '/a:b')),
      ),
    },
    PLAIN,
  ),
);

const ELSEWHERE = { arbitrary: fc.constant<string | AskPlan>('elsewhere'), weight: 1 };

const agentWithoutStorage: fc.Arbitrary<AgentPlan> = fc.record(
  {
    chart: fc.nat(3),
    registry: fc.nat(2),
    agentName: fc.option(name, { nil: undefined, freq: 1 }),
    serviceName: fc.option(name, { nil: undefined, freq: 1 }),
    namespace: rarely(namespace),
    port: maybe(port),
    replicas: maybe(replicas),
    headless: fc.boolean(),
    env: maybe(env),
    labels: maybe(labels),
    capabilities: maybe(fc.array(offer, { maxLength: 2 })),
    dependencies: maybe(fc.array(fc.oneof({ arbitrary: ask, weight: 4 }, ELSEWHERE), { maxLength: 2 })),
    llm: rarely(llm),
    ingress: few(caller),
    egress: few(callee),
    wait: fc.constantFrom('tcp', 'http', 'none', undefined),
    ndots: maybe(fc.nat(5)),
  },
  PLAIN,
);

const agentPlan = fc.tuple(agentWithoutStorage, storage).map(([plan, more]): AgentPlan => ({ ...plan, ...more }));

const wholeMesh: fc.Arbitrary<MeshPlan> = fc.record(
  {
    clusterDomain: maybe(mostly(fc.constantFrom('cluster.local', 'k8s.internal'), anyText)),
    // One chart without a namespace is fine, and some with and some without is a mistake.
    charts: fc.oneof(
      { arbitrary: fc.array<string | undefined>(namespace, { minLength: 1, maxLength: 4 }), weight: 12 },
      { arbitrary: fc.constant<(string | undefined)[]>([undefined]), weight: 1 },
    ),
    registries: fc.array(registryPlan, { minLength: 1, maxLength: 3 }),
    agents: fc.array(agentPlan, { maxLength: 5 }),
    policiesFirst: fc.boolean(),
    policy: fc.record(
      {
        strict: fc.boolean(),
        defaultDeny: fc.boolean(),
        ingressFrom: few(caller),
        egressTo: few(callee),
      },
      PLAIN,
    ),
  },
  PLAIN,
);

/** Whole meshes: one to four charts, one to three registries, up to five agents, whose dependencies mostly have a provider. */
export const anyMesh: fc.Arbitrary<MeshPlan> = fc
  .tuple(wholeMesh, mostly(fc.constant(true), fc.constant(false)))
  .map(([plan, isServed]) => (isServed ? served(plan) : plan));

/** The mesh without the dependencies that nobody provides, and with the place of those that are provided elsewhere. */
function served(plan: MeshPlan): MeshPlan {
  const registryOf = (agent: AgentPlan) => agent.registry % plan.registries.length;
  const nameOf = (each: string | OfferPlan | AskPlan) => (typeof each === 'string' ? each : each.name);
  const provided = (agent: AgentPlan) => [
    ...plan.agents
      .filter((each) => registryOf(each) === registryOf(agent))
      .flatMap(({ capabilities }) => (capabilities ?? []).map(nameOf)),
    ...(plan.registries[registryOf(agent)].externalCapabilities ?? []),
  ];
  const agents = plan.agents.map((agent) => ({
    ...agent,
    dependencies: agent.dependencies?.filter((wanted) => provided(agent).includes(nameOf(wanted))),
  }));
  // Strict policies want to know where what is provided elsewhere is.
  const registries = plan.registries.map((registry) => ({
    ...registry,
    externalProviders: registry.externalCapabilities && [{ who: 'pods' as const, port: 9000 }],
  }));
  return { ...plan, agents, registries };
}
