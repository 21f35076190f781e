import { JsonPatch } from 'cdk8s';
import { MeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/requirement-unmet';
import { Manifest, meshChart, synth } from '../support/manifests';
import { agent, recorded, REGISTRY, registry, registryService, said, variable } from '../support/mesh-manifests';

const FIX =
  'Add an agent that does; if an agent outside these manifests does, list the capability in the annotation ' +
  'cdk8s-mcp-mesh/external-capabilities of the ConfigMap that the agent reads (externalCapabilities of the registry); ' +
  'if the agent works without it, mark it as "optional": true';

const unmet = (...objects: Manifest[]) => said(RULE, objects);
const told = (given: string, rule: string) => [
  `Deployment mesh/planner: ${given}: no agent of registry Deployment mesh/mcp-mesh-registry provides it${rule}. ${FIX}.`,
];
const planner = (...wanted: unknown[]) => agent('planner', undefined, { annotations: recorded([], wanted) });
const weather = (offered: unknown, url?: string) => agent('weather', url, { annotations: recorded([offered]) });

test('nobody provides it', () => {
  expect(unmet(...REGISTRY, planner('weather'))).toEqual(told('dependency "weather"', ''));
});

test('nor, by another name, what was most likely meant', () => {
  expect(unmet(...REGISTRY, planner('weathr'), weather('weather'))).toEqual(
    told('dependency "weathr"', ' (did you mean "weather", of Deployment mesh/weather?)'),
  );
});

test('who comes closest, and why that will not do', () => {
  expect(
    unmet(
      ...REGISTRY,
      planner({ name: 'weather', tags: ['eu'], versionRange: '^2.0.0' }),
      weather({ name: 'weather', version: '1.4.0', tags: ['us'] }),
    ),
  ).toEqual(
    told(
      'dependency "weather" with tags "eu" and version "^2.0.0"',
      '; closest is Deployment mesh/weather, whose "weather" lacks the tag "eu" and is version 1.4.0, outside of "^2.0.0"',
    ),
  );
});

test('each requirement is a finding of its own', () => {
  expect(unmet(...REGISTRY, planner('weather', 'traffic', 'news'), weather('weather'))).toEqual([
    ...told('dependency "traffic"', ''),
    ...told('dependency "news"', ''),
  ]);
});

test('an agent of another registry does not count', () => {
  const other = [registry({ namespace: 'other' }), registryService({}, 'other')];
  expect(
    unmet(...REGISTRY, ...other, planner('weather'), weather('weather', 'http://mcp-mesh-registry.other:8000')),
  ).toEqual(told('dependency "weather"', ''));
});

test('an agent that spells the same registry otherwise does', () => {
  expect(
    unmet(...REGISTRY, planner('weather'), weather('weather', 'http://mcp-mesh-registry.mesh.svc.cluster.local:8000')),
  ).toEqual([]);
});

test.each<[string, Manifest[]]>([
  ['it is met', [...REGISTRY, planner('weather'), weather('weather')]],
  ['it is optional', [...REGISTRY, planner({ name: 'weather', optional: true })]],
  ['nobody shows the registry', [planner('weather')]],
  [
    "the provider's registry cannot be told",
    [...REGISTRY, planner('weather'), weather('weather', 'http://$(SOMEWHERE):8000')],
  ],
  [
    "the provider's registry may be the same, by a name of the outside",
    [...REGISTRY, planner('weather'), weather('weather', 'https://registry.example.com')],
  ],
  [
    'the annotation is rubbish',
    [...REGISTRY, agent('planner', undefined, { annotations: { 'cdk8s-mcp-mesh/dependencies': '{' } })],
  ],
])('silent where %s', (_, objects) => {
  expect(unmet(...objects)).toEqual([]);
});

test('optional is what says true, and nothing else', () => {
  expect(unmet(...REGISTRY, planner({ name: 'weather', optional: 'no' }))).toHaveLength(1);
});

test('an agent elsewhere whose offer will not do either does not help', () => {
  expect(
    unmet(
      ...REGISTRY,
      planner({ name: 'weather', versionRange: '2' }),
      weather('weather', 'https://registry.example.com'),
    ),
  ).toHaveLength(1);
});

describe('what lives outside', () => {
  const map = (capabilities: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'agents',
      namespace: 'mesh',
      annotations: { 'cdk8s-mcp-mesh/external-capabilities': capabilities },
    },
    data: { MCP_MESH_REGISTRY_URL: 'http://mcp-mesh-registry:8000' },
  });
  const reading = agent('planner', '', {
    annotations: recorded([], ['weather']),
    env: [variable('MCP_MESH_AGENT_NAME', 'planner')],
    container: { envFrom: [{ configMapRef: { name: 'agents' } }] },
  });

  test("counts, where the agent's ConfigMap names it", () => {
    expect(unmet(...REGISTRY, reading, map('["weather"]'))).toEqual([]);
  });

  test('does not, where it names something else', () => {
    expect(unmet(...REGISTRY, reading, map('["news"]'))).toEqual(told('dependency "weather"', ''));
  });
});

test("our own agent, when a patch takes the provider's capability away", () => {
  const chart = meshChart();
  const made = new MeshRegistry(chart, 'registry', { externalCapabilities: ['traffic'] });
  const image = 'registry.example.com/agent:1.4.2';
  const provider = new MeshAgent(chart, 'weather', { registry: made, image, capabilities: ['weather'] });
  new MeshAgent(chart, 'planner', { registry: made, image, dependencies: ['weather', 'traffic'] });
  expect(unmet(...synth(chart))).toEqual([]);
  provider.workload.addJsonPatch(JsonPatch.replace('/metadata/annotations/cdk8s-mcp-mesh~1capabilities', '["wether"]'));
  expect(unmet(...synth(chart))).toEqual([
    'Deployment mesh/mcp-mesh-planner: dependency "weather": no agent of registry Deployment mesh/mcp-mesh-registry provides it ' +
      `(did you mean "wether", of Deployment mesh/mcp-mesh-weather?). ${FIX}.`,
  ]);
});
