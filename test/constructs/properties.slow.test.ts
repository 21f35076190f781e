import * as fc from 'fast-check';
import { anyMesh } from '../support/any-mesh';
import { AgentPlan, MeshPlan } from '../support/mesh-plans';
import { judge } from '../support/verdict';

/*
 * Whatever comes in, either one clear error comes out, or objects that an API server accepts and that keep their promises.
 * fast-check prints the seed, the path and the smallest mesh of a failure: add that mesh to KEPT, and it stays a test.
 */

const SEED = 20260722;
const RUNS = 200;

/** Meshes that were once refused badly, or built wrongly. Tests of their own rather than `examples`, so that one does not hide the rest. */
const KEPT: { [was: string]: MeshPlan } = {
  'a reference to a name of JavaScript made a variable of it': one({ env: { A: '$(toString)' } }),
  'a dollar before a reference hid it': one({ env: { A: '$$$(Z)', Z: '1' } }),
  'a variable whose name begins with two dots': one({ env: { '..x': '1' } }),
  'a variable named by a dot': one({ env: { '.': '1' } }),
  'more replicas than 32 bits hold': one({ replicas: 3e9 }),
  "storage mounted over the library's /tmp": one({ headless: true, storage: -1, storagePath: '/tmp' }),
  'storage mounted at a path with a colon': one({ headless: true, storage: -1, storagePath: '/a:b' }),
  'a claim of nothing': one({ headless: true, storage: 0 }),
  "an agent's name that the kubelet expands": one({ agentName: '$(NAMESPACE)', serviceName: 'named' }),
  'agents of an endpoint in a known namespace and an unknown one, which could not call each other': {
    charts: [undefined],
    registries: [{ chart: 0, endpoint: '203.0.113.7' }],
    agents: [
      { chart: 0, registry: 0, capabilities: ['x'] },
      { chart: 0, registry: 0, namespace: 'one', dependencies: ['x'] },
    ],
  },
};

/** A mesh of one agent. */
function one(agent: Partial<AgentPlan>): MeshPlan {
  return { charts: ['mesh'], registries: [{ chart: 0 }], agents: [{ chart: 0, registry: 0, ...agent }] };
}

/** What the generated meshes must have had for their promises to say something, once they were built. */
const HAVE: { [what: string]: (plan: MeshPlan) => boolean } = {
  'strict policies': ({ agents, policy }) => agents.length > 1 && policy?.strict === true,
  'policies over all agents': ({ agents, policy }) => agents.length > 1 && !policy?.strict,
  'peers of all agents': ({ agents, policy }) =>
    agents.length > 0 && (policy?.ingressFrom ?? policy?.egressTo) !== undefined,
  'peers of one agent': ({ agents }) => agents.some(({ ingress, egress }) => ingress ?? egress),
  'capabilities of agents elsewhere': ({ agents }) =>
    agents.some(({ dependencies }) => dependencies?.includes('elsewhere')),
  'versions or tags': ({ agents }) => agents.some(({ capabilities }) => capabilities?.some(isObject)),
  'ranges or tags that are asked for': ({ agents }) => agents.some(({ dependencies }) => dependencies?.some(isObject)),
  LLMs: ({ agents }) => agents.some(({ llm }) => llm),
};
const isObject = (entry: unknown) => typeof entry === 'object';

test('a mesh is refused clearly, or does what it is for', () => {
  const built: MeshPlan[] = [];
  fc.assert(
    fc.property(anyMesh, (plan) => {
      const { wrong, refusal } = judge(plan);
      expect(wrong).toEqual([]);
      if (refusal === undefined) {
        built.push(plan);
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
  const rare = Object.entries(HAVE).filter(([, has]) => built.filter(has).length < 5);
  expect(rare.map(([what]) => what)).toEqual([]);
});

test.each(Object.entries(KEPT))('%s', (_, plan) => {
  expect(judge(plan).wrong).toEqual([]);
});

test('enough of the meshes are built, and enough are refused, for that to say something', () => {
  const refused = fc
    .sample(anyMesh, { seed: SEED, numRuns: 60 })
    .filter((plan) => judge(plan).refusal !== undefined).length;
  expect(refused).toBeGreaterThan(10);
  expect(refused).toBeLessThan(45);
});
