import { runInNewContext } from 'vm';
import { Chart } from 'cdk8s';
import { MeshAgent, MeshCapabilityOptions, MeshRegistry, MeshRequirementOptions } from '../../src';
import { find, meshChart, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';

/** The error of an app in which one agent asks for `llm` and another offers it. */
function refusal(
  wanted: MeshRequirementOptions,
  offered?: MeshCapabilityOptions,
  name: string = 'llm',
): string | undefined {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { externalCapabilities: ['elsewhere'] });
  new MeshAgent(chart, 'planner', { registry, image }).addRequirement('llm', wanted);
  if (offered) {
    new MeshAgent(chart, 'provider', { registry, image }).addCapability(name, offered);
  }
  return messageOf(chart)?.replace(/ Add an agent that does.*/, '');
}

/** The first problem of an app. */
function messageOf(chart: Chart): string | undefined {
  try {
    synth(chart);
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n  ')[1];
  }
}

describe('a dependency is met', () => {
  test.each<[string, MeshRequirementOptions, MeshCapabilityOptions]>([
    ['by name', {}, {}],
    ['by a tag that is there', { tags: ['claude'] }, { tags: ['claude', 'fast'] }],
    ['without a tag that is only preferred', { tags: ['+claude'] }, { tags: ['gpt'] }],
    ['without a tag that is excluded', { tags: ['-gpt'] }, { tags: ['claude'] }],
    ['by a version in the range', { versionRange: '>=1.2.0 <2.0.0' }, { version: '1.9.3' }],
    [
      'by a version in a range with a comma, as MCP Mesh writes it',
      { versionRange: '>=1.2.0,<2.0.0' },
      { version: '1.2.0' },
    ],
    ['by the version that MCP Mesh takes for granted', { versionRange: '^1.0.0' }, {}],
    ['by a version that ends early', { versionRange: '>=2.0.0 <3.0.0' }, { version: '2.0' }],
  ])('%s', (_, wanted, offered) => {
    expect(refusal(wanted, offered)).toBeUndefined();
  });

  test('from outside of the app, where the registry says so', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', { externalCapabilities: ['llm'] });
    new MeshAgent(chart, 'planner', { registry, image, dependencies: ['llm'] });
    expect(find(synth(chart), 'ConfigMap').metadata.annotations).toEqual({
      'cdk8s-mcp-mesh/external-capabilities': '["llm"]',
    });
  });

  test('by nobody, where it is optional', () => {
    expect(refusal({ optional: true })).toBeUndefined();
  });

  test('by one of several that offer the name', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    const provider = new MeshAgent(chart, 'provider', { registry, image });
    provider.addCapability('llm', { version: '1.0.0' });
    provider.addCapability('llm', { version: '2.0.0' });
    const planner = new MeshAgent(chart, 'planner', { registry, image });
    planner.addRequirement('llm', { versionRange: '^2.0.0' });
    expect(
      find(synth(chart), 'Deployment', 'mcp-mesh-provider').metadata.annotations['cdk8s-mcp-mesh/capabilities'],
    ).toBe('[{"name":"llm","version":"1.0.0"},{"name":"llm","version":"2.0.0"}]');
    planner.addRequirement('llm', { versionRange: '^3.0.0' });
    expect(() => synth(chart)).toThrow(/outside of "\^3\.0\.0"/);
  });
});

describe('a dependency that nobody meets says who came closest', () => {
  test.each<[string, MeshRequirementOptions, MeshCapabilityOptions | undefined, string, string]>([
    ['nobody', {}, undefined, 'llm', '[test/planner] dependency "llm": no agent of test/registry provides it.'],
    [
      'by name',
      {},
      {},
      'lllm',
      '[test/planner] dependency "llm": no agent of test/registry provides it (did you mean "lllm", of test/provider?).',
    ],
    [
      'but for a tag',
      { tags: ['claude', '+fast'] },
      { tags: ['gpt'] },
      'llm',
      '[test/planner] dependency "llm" with tags "claude", "+fast": no agent of test/registry provides it; closest is test/provider, whose "llm" lacks the tag "claude".',
    ],
    [
      'but for an excluded tag and the version',
      { tags: ['-gpt'], versionRange: '^2.0.0' },
      { tags: ['gpt'], version: '1.4.0' },
      'llm',
      '[test/planner] dependency "llm" with tags "-gpt" and version "^2.0.0": no agent of test/registry provides it; closest is test/provider, ' +
        'whose "llm" has the excluded tag "gpt" and is version 1.4.0, outside of "^2.0.0".',
    ],
  ])('%s', (_, wanted, offered, name, message) => {
    expect(refusal(wanted, offered, name)).toBe(message);
  });
});

describe('what the message of an unmet dependency offers can be done as it is written', () => {
  test.each<[string, (agent: MeshAgent) => void, object[]]>([
    ['a name', (agent) => agent.addRequirement('llm'), [{ name: 'llm', optional: true }]],
    [
      'tags and versions',
      (agent) =>
        agent.addRequirement('llm', { tags: ['+claude'], tagAlternatives: [['a', 'b']], versionRange: '^2.0.0' }),
      [{ name: 'llm', tags: ['+claude', ['a', 'b']], versionRange: '^2.0.0', optional: true }],
    ],
    [
      'the provider of an LLM',
      (agent) => agent.addLlm({ provider: { tags: ['+claude'] } }),
      [{ name: 'llm', tags: ['+claude'], optional: true }],
    ],
  ])('%s', (_, ask, recorded) => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry');
    const agent = new MeshAgent(chart, 'planner', { registry, image });
    ask(agent);
    const [, options] = /addRequirement\("llm", (\{.*\})\)/.exec(messageOf(chart)!)!;
    agent.addRequirement('llm', runInNewContext(`(${options})`) as MeshRequirementOptions);
    const { annotations } = find(synth(chart), 'Deployment', 'mcp-mesh-planner').metadata;
    expect(JSON.parse(annotations['cdk8s-mcp-mesh/dependencies'])).toEqual(recorded);
  });
});

test('what is said of capabilities and dependencies is on the workload', () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  const agent = new MeshAgent(chart, 'a', { registry, image, capabilities: ['plain'], dependencies: ['plain'] });
  agent.addCapability('llm', { version: '1.2.0', tags: ['claude'], weight: 10 });
  agent.addRequirement('llm', { tags: ['+claude'], versionRange: '^1.0.0' });
  agent.addRequirement('metrics', { optional: true });
  const { annotations } = find(synth(chart), 'Deployment', 'mcp-mesh-a').metadata;
  expect(JSON.parse(annotations['cdk8s-mcp-mesh/capabilities'])).toEqual([
    'plain',
    { name: 'llm', version: '1.2.0', tags: ['claude'] },
  ]);
  expect(JSON.parse(annotations['cdk8s-mcp-mesh/dependencies'])).toEqual([
    'plain',
    { name: 'llm', tags: ['+claude'], versionRange: '^1.0.0' },
    { name: 'metrics', optional: true },
  ]);
});
