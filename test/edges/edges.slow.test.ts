import { Chart, Testing } from 'cdk8s';
import { Secret } from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import {
  HeadlessMeshAgent,
  MeshAgent,
  MeshCapabilityOptions,
  MeshConsumer,
  MeshLlmOptions,
  MeshPeer,
  MeshRegistry,
  MeshRequirementOptions,
  RedisEndpoint,
} from '../../src';
import { Edge } from '../../src/edges/edge';
import { Edges } from '../../src/edges/edges';
import { Mesh, MeshPod } from '../../src/mesh/mesh';
import { REGISTRY } from '../support/declared-edges';

/* What writes policies and what reads manifests cannot disagree about who calls whom. */

interface AgentPlan {
  readonly chart: number;
  readonly registry: number;
  readonly port: number;
  readonly headless: boolean;
  /** Whether it only calls others, and offers nothing. */
  readonly consumer: boolean;
  readonly offers: { readonly name: string; readonly options: MeshCapabilityOptions }[];
  readonly asks: { readonly name: string; readonly options: MeshRequirementOptions }[];
  readonly llms: MeshLlmOptions[];
  readonly replicas?: number;
  readonly connectReplicas?: boolean;
  /** Numbers of other agents, as far as they have the same registry. */
  readonly calls: number[];
  readonly tracing?: boolean;
  /** Whether its code uses the Redis of its registry's tracing, or one of its own. */
  readonly redis?: 'same' | 'own';
}

/** One that pods find by name, one by address, one with a password. */
const REDIS = [
  RedisEndpoint.of({ host: 'redis.data.svc.cluster.local', peer: MeshPeer.namespace('data').peer }),
  RedisEndpoint.of({ host: '10.0.0.6', port: 6380, tls: true }),
  RedisEndpoint.of({
    host: 'cache.example.com',
    user: 'mesh',
    password: {
      secret: Secret.fromSecretName(new Chart(Testing.app(), 'secrets'), 'secret', 'redis'),
      key: 'password',
    },
  }),
];

const capabilityName = fc.constantFrom('a', 'b', 'c');
const anyTool = fc.oneof(
  fc.record({ capability: capabilityName }),
  fc.record({ tags: fc.constantFrom<string[]>(['x'], ['+x', '-y']) }),
  fc.record({ capability: capabilityName, versionRange: fc.constant('^1.0.0') }),
);
const anyLlm: fc.Arbitrary<MeshLlmOptions> = fc
  .record({
    provider: fc.record({ capability: capabilityName, tags: fc.subarray(['x', '+y']), optional: fc.constant(true) }),
    tools: fc.array(anyTool, { maxLength: 3 }),
  })
  .chain((named) => fc.constantFrom(named, { provider: named.provider, everyTool: true }));
const anyAgent: fc.Arbitrary<AgentPlan> = fc.record({
  chart: fc.nat(2),
  registry: fc.nat(1),
  port: fc.constantFrom(8080, 9000),
  headless: fc.boolean(),
  consumer: fc.constantFrom(true, false, false, false),
  offers: fc.array(
    fc.record({
      name: capabilityName,
      options: fc.record(
        { version: fc.constantFrom('1.0.0', '1.4.0', '2.0.0-rc.1', '2.1.0'), tags: fc.subarray(['x', 'y']) },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 3 },
  ),
  asks: fc.array(
    fc.record({
      name: capabilityName,
      options: fc.record(
        {
          versionRange: fc.constantFrom('^1.0.0', '>=1.2.0 <3.0.0', '~2.1'),
          tags: fc.subarray(['x', '+y', '-y', '-x']),
          tagAlternatives: fc.subarray([['x', 'y'], ['+x'], ['y', '-x']]),
        },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 3 },
  ),
  llms: fc.array(anyLlm, { maxLength: 1 }),
  replicas: fc.constantFrom(undefined, 1, 3),
  connectReplicas: fc.constantFrom(undefined, undefined, true, false),
  calls: fc.uniqueArray(fc.nat(7), { maxLength: 2 }),
  tracing: fc.constantFrom(undefined, undefined, false),
  redis: fc.constantFrom<AgentPlan['redis'][]>(undefined, undefined, 'same', 'own'),
});

/** Edges between agents, one a line, as constructs declare them and as their manifests show them. */
function declaredAndShown(plans: AgentPlan[]): { declared: string[]; shown: string[] } {
  const app = Testing.app();
  const charts = ['one', 'two', 'three'].map((namespace) => new Chart(app, namespace, { namespace }));
  const registries = charts.slice(0, 2).map((chart, i) => {
    return new MeshRegistry(chart, 'registry', {
      configMapName: `config-${i}`,
      serviceName: `registry-${i}`,
      tracing: { redis: REDIS[i * 2] },
    });
  });
  const agents = plans.map((plan, i) => {
    const { chart, registry, headless, offers, asks, llms, port, replicas, connectReplicas, tracing } = plan;
    const redis = plan.redis && (plan.redis === 'own' && tracing === false ? REDIS[1] : REDIS[registry * 2]);
    const own = { port, replicas, connectReplicas, tracing, redis };
    const props = { registry: registries[registry], image: 'agent:1.0.0', ...own };
    if (plan.consumer) {
      const consumer = new MeshConsumer(charts[chart], `agent-${i}`, {
        registry: props.registry,
        image: props.image,
        replicas,
        tracing,
        redis,
      });
      asks.forEach(({ name: of, options }) => consumer.addRequirement(of, { ...options, optional: true }));
      llms.forEach((llm) => consumer.addLlm(llm));
      return consumer;
    }
    const made = headless
      ? new HeadlessMeshAgent(charts[chart], `agent-${i}`, props)
      : new MeshAgent(charts[chart], `agent-${i}`, props);
    offers.forEach(({ name: of, options }) => made.addCapability(of, options));
    asks.forEach(({ name: of, options }) => made.addRequirement(of, { ...options, optional: true }));
    llms.forEach((llm) => made.addLlm(llm));
    return made;
  });
  plans.forEach(({ registry, calls }, i) =>
    calls
      .filter((callee) => plans[callee]?.registry === registry)
      .forEach((callee) => {
        const [caller, called] = [agents[i], agents[callee]];
        if (!(caller instanceof MeshConsumer) && !(called instanceof MeshConsumer)) {
          caller.calls(called);
        }
      }),
  );
  const shown = new Mesh(charts.flatMap((chart) => Testing.synth(chart)));
  const registryName = ({ pod }: { pod: MeshPod }) => shown.registryOf(pod)!.endpoints[0].pod.owner.metadata.name;
  return {
    declared: registries
      .flatMap(({ serviceName, _members }) => {
        const { all } = new Edges({ registry: { ...REGISTRY, name: serviceName }, agents: _members.declared.all });
        return all.flatMap((edge) => individually(edge, serviceName));
      })
      .sort(),
    shown: shown.agents
      .flatMap((pod) => [
        `${pod.namespace}/${pod.owner.metadata.name} → ${registryName({ pod })} registers`,
        ...shown.callsOf(pod).flatMap(({ edge }) => individually(edge, '')),
        ...shown.serversOf(pod).flatMap((edge) => individually(edge, '')),
      ])
      .sort(),
  };
}

/** An edge from each agent that it is about. */
function individually({ from, to, why, requirements }: Edge, registry: string): string[] {
  if (from.kind === 'agents' && to.kind === 'registry') {
    return from.names.map((each) => `${from.namespace}/${each} → ${registry} ${why}`);
  }
  if (from.kind === 'agent' && to.kind === 'registry') {
    return [`${from.namespace}/${from.name} → ${registry} ${why}`];
  }
  if (from.kind === 'agent' && to.kind === 'server') {
    return [`${from.namespace}/${from.name} → ${to.address} ${why}`];
  }
  if (from.kind !== 'agent' || to.kind !== 'agent') {
    return [];
  }
  const asked = JSON.stringify(
    requirements?.map(({ name: of, tags, tagAlternatives, versionRange }) => [
      of,
      tags ?? [],
      tagAlternatives ?? [],
      versionRange,
    ]),
  );
  return [`${from.namespace}/${from.name} → ${to.namespace}/${to.name}:${to.port} ${why} ${asked}`];
}

test('the edges of constructs are the edges that their manifests show', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(anyAgent, { minLength: 3, maxLength: 8 }), (plans) => {
      const { declared, shown } = declaredAndShown(plans);
      expect(shown).toEqual(declared);
      declared.forEach((each) => seen.set(each.split(' ')[3], (seen.get(each.split(' ')[3]) ?? 0) + 1));
    }),
    { numRuns: 100, seed: 20261127 },
  );
  for (const why of ['registers', 'requires', 'llm-tool', 'sibling', 'calls', 'cache', 'tracing']) {
    expect([why, (seen.get(why) ?? 0) > 100]).toEqual([why, true]);
  }
});
