import { Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { HeadlessMeshAgent, MeshAgent, MeshCapabilityOptions, MeshRegistry, MeshRequirementOptions } from '../../src';
import { Edge } from '../../src/edges/edge';
import { Edges } from '../../src/edges/edges';
import { Mesh, MeshPod } from '../../src/mesh/mesh';

/* What writes policies and what reads manifests cannot disagree about who calls whom. */

interface AgentPlan {
  readonly chart: number;
  readonly registry: number;
  readonly port: number;
  readonly headless: boolean;
  readonly offers: { readonly name: string; readonly options: MeshCapabilityOptions }[];
  readonly asks: { readonly name: string; readonly options: MeshRequirementOptions }[];
}

const capabilityName = fc.constantFrom('a', 'b', 'c');
const anyAgent: fc.Arbitrary<AgentPlan> = fc.record({
  chart: fc.nat(2),
  registry: fc.nat(1),
  port: fc.constantFrom(8080, 9000),
  headless: fc.boolean(),
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
        },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 3 },
  ),
});

/** Edges between agents, one a line, as constructs declare them and as their manifests show them. */
function declaredAndShown(plans: AgentPlan[]): { declared: string[]; shown: string[] } {
  const app = Testing.app();
  const charts = ['one', 'two', 'three'].map((namespace) => new Chart(app, namespace, { namespace }));
  const registries = charts.slice(0, 2).map((chart, i) => {
    return new MeshRegistry(chart, 'registry', { configMapName: `config-${i}`, serviceName: `registry-${i}` });
  });
  plans.forEach(({ chart, registry, port, headless, offers, asks }, i) => {
    const props = { registry: registries[registry], image: 'agent:1.0.0', port };
    const made = headless
      ? new HeadlessMeshAgent(charts[chart], `agent-${i}`, props)
      : new MeshAgent(charts[chart], `agent-${i}`, props);
    offers.forEach(({ name: of, options }) => made.addCapability(of, options));
    asks.forEach(({ name: of, options }) => made.addRequirement(of, { ...options, optional: true }));
  });
  const shown = new Mesh(charts.flatMap((chart) => Testing.synth(chart)));
  const registryName = ({ pod }: { pod: MeshPod }) => shown.registryOf(pod)!.endpoints[0].pod.owner.metadata.name;
  return {
    declared: registries
      .flatMap(({ serviceName, _members }) => {
        const registry = { kind: 'registry' as const, name: serviceName, namespace: 'mesh', port: 8000 };
        const { all } = new Edges({ registry, agents: _members.declared.all });
        return all.flatMap((edge) => individually(edge, serviceName));
      })
      .sort(),
    shown: shown.agents
      .flatMap((pod) => [
        `${pod.namespace}/${pod.owner.metadata.name} → ${registryName({ pod })} registers`,
        ...shown.callsOf(pod).flatMap(({ edge }) => individually(edge, '')),
      ])
      .sort(),
  };
}

/** An edge from each agent that it is about. */
function individually({ from, to, why, requirements }: Edge, registry: string): string[] {
  if (from.kind === 'agents' && to.kind === 'registry') {
    return from.names.map((each) => `${from.namespace}/${each} → ${registry} ${why}`);
  }
  if (from.kind !== 'agent' || to.kind !== 'agent') {
    return [];
  }
  const asked = JSON.stringify(requirements?.map(({ name: of, tags, versionRange }) => [of, tags ?? [], versionRange]));
  return [`${from.namespace}/${from.name} → ${to.namespace}/${to.name}:${to.port} ${why} ${asked}`];
}

test('the edges of constructs are the edges that their manifests show', () => {
  let between = 0;
  fc.assert(
    fc.property(fc.array(anyAgent, { minLength: 3, maxLength: 8 }), (plans) => {
      const { declared, shown } = declaredAndShown(plans);
      expect(shown).toEqual(declared);
      between += declared.filter((each) => each.includes('requires')).length;
    }),
    { numRuns: 100, seed: 20261127 },
  );
  expect(between).toBeGreaterThan(100);
});
