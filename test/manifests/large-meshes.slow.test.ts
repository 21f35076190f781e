import { checkFields } from '../../src/api/check-fields';
import * as words from '../../src/base/closest-word';
import { drawMermaid } from '../../src/diagram/mermaid';
import { meshGraph } from '../../src/graph/mesh-graph';
import { Mesh } from '../../src/mesh/mesh';
import { RULE as requirementUnmet } from '../../src/rules/requirement-unmet';
import { RULE as serviceSelectsNoPod } from '../../src/rules/service-selects-no-pod';
import { generated } from '../graph/meshes';
import { agent, recorded, REGISTRY, said } from '../support/mesh-manifests';
import { deployment, object } from '../support/workload-manifests';

/* Nothing takes the square of the size of a mesh. */

test('two thousand agents are drawn in ten times the time of two hundred, and not a hundred times', () => {
  const seconds = (agents: number) => {
    const objects = generated(agents, 5);
    const start = process.hrtime.bigint();
    drawMermaid(meshGraph(new Mesh(objects.map((each) => checkFields(each).object))));
    return Number(process.hrtime.bigint() - start);
  };
  const best = (agents: number) => Math.min(...Array.from({ length: 3 }, () => seconds(agents)));
  best(200);
  expect(best(2000) / best(200)).toBeLessThan(30);
});

test('of a thousand misspelt dependencies, the first hundred are told what was meant', () => {
  const slips = Array.from({ length: 1000 }, (_, i) => `weathr-${i}`);
  const meant = said(requirementUnmet, [
    ...REGISTRY,
    agent('planner', undefined, { annotations: recorded([], slips) }),
    agent('weather', undefined, { annotations: recorded(slips.map((each) => each.replace('weathr', 'weather'))) }),
  ]);
  expect(meant).toHaveLength(1000);
  expect(meant.filter((each) => each.includes('(did you mean '))).toHaveLength(100);
});

test('thousands of pods that share a label are not compared with each Service', () => {
  const metadata = { labels: { release: 'large' } };
  const many = Array.from({ length: 3000 }, (_, i) => [
    deployment({}, { name: `agent-${i}`, metadata, labels: { app: `agent-${i}`, component: 'agent' } }),
    object('v1', 'Service', `service-${i}`, {
      metadata,
      spec: { selector: { app: `x-${i}`, component: 'agent' }, ports: [{ port: 8080 }] },
    }),
  ]).flat();
  const closestWord = jest.spyOn(words, 'closestWord');
  expect(serviceSelectsNoPod.find(new Mesh(many))).toHaveLength(3000);
  expect(closestWord.mock.calls.length).toBeLessThan(3000 * 100);
  closestWord.mockRestore();
});
