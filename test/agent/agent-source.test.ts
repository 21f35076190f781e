import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { EnvValue } from 'cdk8s-plus-28';
import {
  AgentRuntime,
  AgentSource,
  AgentSourceCompletion,
  MeshAgent,
  MeshAgentProps,
  MeshCapability,
  MeshRegistry,
  MeshRequirement,
} from '../../src';
import { readAgent } from '../../src/reader/read-agent';
import { toSourceJson } from '../../src/source/source-json';
import { find, Manifest, meshChart, synth } from '../support/manifests';

const before = process.cwd();
let folder: string;

// Paths are those of the process, and messages show them.
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agents-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

function write(files: { [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** An agent whose code is one file, with tools of the given arguments. */
function code(tools: string[] = ['capability="weather"'], name: string = 'weather-agent'): string {
  const declared = tools.map((args, i) => `@mesh.tool(${args})\ndef tool_${i}():\n    pass\n\n`).join('');
  return `import mesh\n\n${declared}@mesh.agent(name="${name}")\nclass Agent:\n    pass\n`;
}

function source(text: string, more: { [path: string]: string } = {}): AgentSource {
  write({ 'agents/weather.py': text, ...more });
  return AgentSource.fromFile('agents/weather.py');
}

function agentOf(props: Partial<MeshAgentProps>): { agent: MeshAgent; objects: Manifest[] } {
  const chart = meshChart({ namespace: 'mesh' }, undefined, 'mesh');
  const registry = new MeshRegistry(chart, 'registry', { externalCapabilities: ['clock', 'llm', 'rates'] });
  const agent = new MeshAgent(chart, 'weather', { registry, image: 'registry.example.com/agent:1.0.0', ...props });
  return { agent, objects: synth(chart) };
}

function annotationsOf({ objects }: { objects: Manifest[] }): { [name: string]: unknown } {
  const { annotations } = find(objects, 'Deployment', 'mcp-mesh-weather-agent').metadata;
  return Object.fromEntries(
    Object.entries(annotations as { [name: string]: string }).map(([key, value]) => [
      key.replace('cdk8s-mcp-mesh/', ''),
      /^[[{]/.test(value) ? JSON.parse(value) : value,
    ]),
  );
}

/** The message of what is thrown. */
function messageOf(build: () => unknown): string | undefined {
  try {
    build();
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

describe('an agent with a source', () => {
  test('has the name, the capabilities, the requirements and the uses of LLMs of its code', () => {
    const made = agentOf({
      source: source(`import mesh

@mesh.llm(provider={"tags": ["+claude"]}, filter=[{"capability": "clock"}])
@mesh.tool(capability="weather", tags=["eu"], version="2.0.0", dependencies=["clock", {"capability": "rates", "required": True}])
def weather(llm: mesh.MeshLlmAgent = None):
    pass

@mesh.agent(name="weather-agent", http_port=9101)
class Agent:
    pass
`),
    });
    expect(made.agent.agentName).toBe('weather-agent');
    expect(made.agent.port).toBe(8080);
    expect(made.agent.capabilities).toEqual(['weather']);
    expect(made.agent.dependencies).toEqual(['clock', 'rates', 'llm']);
    expect(annotationsOf(made)).toEqual({
      capabilities: [{ name: 'weather', version: '2.0.0', tags: ['eu'] }],
      dependencies: [
        { name: 'clock', optional: true },
        'rates',
        { name: 'llm', tags: ['+claude', '-ai.mcpmesh.stream'] },
      ],
      llms: [{ provider: { name: 'llm', tags: ['+claude', '-ai.mcpmesh.stream'] }, tools: [{ name: 'clock' }] }],
    });
  });

  test('takes its runtime from a Dockerfile beside the code, and the port that the code binds', () => {
    write({
      'gateway/Dockerfile': 'FROM mcpmesh/python-runtime:3.5.0\nCMD ["main.py"]\n',
      'gateway/main.py':
        'import mesh\nimport uvicorn\n\n@mesh.route(dependencies=["clock"])\ndef now(clock=None):\n    pass\n\nuvicorn.run(app, port=9000)\n',
    });
    const made = agentOf({ agentName: 'weather-agent', source: AgentSource.fromDirectory('gateway') });
    expect(made.agent.port).toBe(9000);
    expect(annotationsOf(made)).toEqual({
      dependencies: [{ name: 'clock', optional: true }],
      gateway: 'true',
      runtime: 'python 3.5.0',
    });
  });

  test('adds what props say, and takes what both say once', () => {
    const made = agentOf({
      source: source(code(['capability="weather", tags=["eu"], dependencies=["clock"]'])),
      agentName: 'weather-agent',
      capabilities: [MeshCapability.of('weather', { tags: ['eu'], version: '1.0.0', weight: 5 }), 'forecast'],
      dependencies: ['clock', MeshRequirement.of('rates', { optional: true })],
    });
    expect(annotationsOf(made)).toEqual({
      capabilities: [{ name: 'weather', tags: ['eu'] }, 'forecast'],
      dependencies: [
        { name: 'clock', optional: true },
        { name: 'rates', optional: true },
      ],
    });
  });

  test('may be said to need what its code can do without', () => {
    const made = agentOf({
      source: source(code(['capability="weather", dependencies=["clock"]'])),
      dependencies: [MeshRequirement.of('clock', { optional: false })],
    });
    expect(annotationsOf(made).dependencies).toEqual(['clock']);
  });

  test('may be said to do without what its code needs, without its tags, which stay', () => {
    const made = agentOf({
      source: source(
        code(['capability="weather", dependencies=[{"capability": "clock", "tags": ["eu"], "required": True}]']),
      ),
      dependencies: [MeshRequirement.of('clock', { optional: true })],
    });
    expect(annotationsOf(made).dependencies).toEqual([{ name: 'clock', tags: ['eu'], optional: true }]);
  });

  test('has its own name as a tag of bridges, whatever decides the name', () => {
    const bridge = (name: string) => `import mesh
import os

@mesh.a2a_consumer(capability="date", a2a_url="http://x")
def date():
    pass

@mesh.agent(name=${name})
class Agent:
    pass
`;
    const variable = source(bridge('os.environ.get("MCP_MESH_AGENT_NAME", "other")'));
    const made = agentOf({ source: variable, agentName: 'weather-agent' });
    expect(annotationsOf(made).capabilities).toEqual([{ name: 'date', tags: ['weather-agent'] }]);
  });
});

describe('the name in the code', () => {
  const script = () => {
    write({
      'agents/weather.ts':
        'import { FastMCP, mesh } from "@mcpmesh/sdk";\nconst agent = mesh(new FastMCP({ name: "W" }), { name: "weather-agent", httpPort: 1 });\nagent.addTool({ name: "weather", execute: async () => "" });\n',
    });
    return AgentSource.fromFile('agents/weather.ts');
  };

  test('is a default in TypeScript, which MCP_MESH_AGENT_NAME replaces', () => {
    expect(agentOf({ source: script() }).agent.agentName).toBe('weather-agent');
    expect(agentOf({ source: script(), agentName: 'other' }).agent.agentName).toBe('other');
  });

  test('is none of a gateway, which is called as its construct is', () => {
    const gateway = source('import mesh\n\n@mesh.route(dependencies=["clock"])\ndef now(clock=None):\n    pass\n');
    expect(agentOf({ source: gateway }).agent.agentName).toBe('weather');
  });
});

test('settings of a Java build are read, if its main class is named', () => {
  const main = 'gateway/src/main/java/com/example/App.java';
  write({
    [main]:
      'package com.example;\nimport io.mcpmesh.spring.web.*;\n@SpringBootApplication\nclass App {\n  @MeshRoute(dependencies = @MeshDependency(capability = "clock"))\n  String now() { return ""; }\n}\n',
    'gateway/src/main/resources/application.yml': 'server:\n  port: 8085\n',
  });
  expect(agentOf({ source: AgentSource.fromFile(main) }).agent.port).toBe(8085);
});

describe('a source with holes', () => {
  const unread = () =>
    source(code(['capability="weather", dependencies=["clock", load()]', 'capability="other", tags=TAGS']));

  test('is refused where it is used, with file, line and reason', () => {
    expect(messageOf(() => agentOf({ source: unread() }))).toBe(
      '[mesh/weather] source "agents/weather.py", of which one of the dependencies of @mesh.tool "weather" (agents/weather.py:3) cannot be read: only a run of the code shows the value of load() and the tags of @mesh.tool "other" (agents/weather.py:7) cannot be read: only a run of the code shows the value of TAGS: a policy of what could be read would be too small. Write constants there, or say what the code declares: source.complete({ … }).',
    );
  });

  test('is whole when each is filled', () => {
    const whole = unread()
      .complete({ dependencies: [MeshRequirement.of('rates', { tags: ['live'], optional: true })] })
      .complete({ hole: 'tool_1', capabilities: [MeshCapability.of('other', { tags: ['a'] })] });
    expect(whole.holes).toEqual([]);
    expect(annotationsOf(agentOf({ source: whole }))).toEqual({
      capabilities: ['weather', { name: 'other', tags: ['a'] }],
      dependencies: [
        { name: 'clock', optional: true },
        { name: 'rates', tags: ['live'], optional: true },
      ],
    });
  });

  test.each<[string, AgentSourceCompletion, string]>([
    [
      'that another fills',
      { llms: [] },
      'complete({"llms":[]}) of source "agents/weather.py": each hole needs all that it leaves open: agents/weather.py:3 (dependencies) and agents/weather.py:7 (capabilities). Say all of it; an empty list says that there is none.',
    ],
    [
      'that is not there',
      { hole: 'nobody', dependencies: [] },
      'complete({"dependencies":[],"hole":"nobody"}) of source "agents/weather.py": there is nothing unread at "nobody", only at "tool_0", agents/weather.py:3 and "tool_1", agents/weather.py:7. Name one of these in "hole", or leave complete out.',
    ],
  ])('%s is refused', (_, completion, message) => {
    expect(messageOf(() => unread().complete(completion))).toBe(message);
  });

  test('that may be one of two is refused', () => {
    const two = source(code(['capability="a", dependencies=x()', 'capability="b", dependencies=y()']));
    expect(messageOf(() => two.complete({ dependencies: [] }))).toBe(
      'complete({"dependencies":[]}) of source "agents/weather.py": it may mean tool_0 and tool_1. Name the one in "hole", and call complete once for each.',
    );
  });

  test('of which all was read is refused', () => {
    expect(messageOf(() => source(code()).complete({ dependencies: [] }))).toBe(
      'complete({"dependencies":[]}) of source "agents/weather.py": all of it was read. Leave complete out.',
    );
  });
});

describe('what is said twice and differently is refused', () => {
  const env = { REGION: EnvValue.fromValue('us') };

  test.each<[string, () => Partial<MeshAgentProps>, string]>([
    [
      'the name',
      () => ({ source: source(code()), agentName: 'other' }),
      'agentName "other", and "weather-agent" in the code (agents/weather.py:7): the code decides the name that is registered, and MCP_MESH_AGENT_NAME the id, so that one agent would have two names. Leave agentName out, or change the code.',
    ],
    [
      'the port',
      () => ({ source: source(`${code()}\nimport uvicorn\nuvicorn.run(app)\n`), port: 8080 }),
      'port 8080, and 8000 in the code (agents/weather.py:12): the code binds its port by itself, and MCP_MESH_HTTP_PORT changes only what is registered. Leave port out, or change the code.',
    ],
    [
      'the runtime',
      () => {
        write({ 'agents/Dockerfile': 'FROM mcpmesh/python-runtime:3.6.0\n', 'agents/main.py': code() });
        return { source: AgentSource.fromDirectory('agents'), runtime: AgentRuntime.python('3.8.0') };
      },
      'runtime "python 3.8.0", and "python 3.6.0" in the code (agents/Dockerfile:1): an image has one runtime of MCP Mesh. Leave runtime out, or change the image that the Dockerfile is built from.',
    ],
    [
      'whether it is a gateway',
      () => ({ source: source(code()), gateway: true }),
      'gateway true, and an agent in the code (weather.py): a gateway is a service that has routes and no agent. Leave gateway out: the source says it.',
    ],
    [
      'tags of a capability',
      () => ({
        source: source(code(['capability="weather", tags=["eu"]'])),
        capabilities: [MeshCapability.of('weather', { tags: ['us'] })],
      }),
      'capability "weather" with tags "us": the code (agents/weather.py:3) has it with tags "eu". Leave it out, or change the code.',
    ],
    [
      'the version of a capability',
      () => ({ source: source(code()), capabilities: [MeshCapability.of('weather', { version: '2.0.0' })] }),
      'capability "weather" with version "2.0.0" and no tags: the code (agents/weather.py:3) has it with no tags. Leave it out, or change the code.',
    ],
    [
      'versions of a requirement',
      () => ({
        source: source(code(['capability="weather", dependencies=[{"capability": "clock", "version": "^1"}]'])),
        dependencies: [MeshRequirement.of('clock', { versionRange: '^2' })],
      }),
      'dependency "clock" with version "^2" and no tags: the code (agents/weather.py:3) has it with version "^1" and no tags. Leave it out, or change the code.',
    ],
    [
      'a variable whose default is in the code',
      () => ({ source: source(`import os\n${code(['capability="weather", tags=[os.getenv("REGION", "eu")]'])}`), env }),
      'env "REGION", of which the code (agents/weather.py:4) has the default "eu": what the code declares was read with the default, and the pods declare something else. Leave the variable out, or make what it decides a constant in the code.',
    ],
    [
      "the mode of LLMs' filters",
      () => ({
        source: source(
          'import mesh\n\n@mesh.llm(provider={"capability": "llm"}, filter="clock")\n@mesh.tool(capability="a")\ndef a(llm=None):\n    pass\n',
        ),
        env: { MESH_LLM_FILTER_MODE: EnvValue.fromValue('*') },
      }),
      'env "MESH_LLM_FILTER_MODE", of which the code (agents/weather.py:3) has the default "all": what the code declares was read with the default, and the pods declare something else. Leave the variable out, or make what it decides a constant in the code.',
    ],
    [
      'a name that registries refuse',
      () => ({ source: source(code(undefined, 'my_agent')) }),
      'name "my_agent" in the code (agents/weather.py:7): a registry refuses every agent whose name does not consist of at most 63 lower-case letters, digits and \'-\', with a letter or digit at both ends. Change the name in the code, such as "my-agent".',
    ],
    [
      'a capability that the library refuses',
      () => ({ source: source(code(['capability="a b"'])) }),
      "capability \"a b\": a capability is a name of letters, digits, '_', '-', '.', ':' and '/', with a letter or digit at both ends, at most 253 characters, matched case by case. Give the name that the agent's code registers, such as \"weather_forecast\". It is in the code: agents/weather.py:3.",
    ],
  ])('%s', (_, props, message) => {
    expect(messageOf(() => agentOf(props()))).toBe(`[mesh/weather] ${message}`);
  });
});

describe('what cannot be a source is refused', () => {
  test.each<[string, { [path: string]: string }, () => AgentSource, string]>([
    [
      'a file that is not there',
      {},
      () => AgentSource.fromFile('agents/none.py'),
      'AgentSource.fromFile("agents/none.py"): there is no such file in "<cwd>". Give the path from where the app runs, or a whole one.',
    ],
    [
      'a folder as a file',
      { 'agents/a.py': code() },
      () => AgentSource.fromFile('agents'),
      'AgentSource.fromFile("agents"): it is no file. Use AgentSource.fromDirectory for it.',
    ],
    [
      'a file of another language',
      { 'agents/a.go': 'package main' },
      () => AgentSource.fromFile('agents/a.go'),
      'AgentSource.fromFile("agents/a.go"): it is no file of Python, TypeScript or Java. Give a file whose name ends in .py, .ts or .java.',
    ],
    [
      'code without MCP Mesh',
      { 'agents/a.py': 'print("Hello")\n' },
      () => AgentSource.fromFile('agents/a.py'),
      'AgentSource.fromFile("agents/a.py"): a.py and what it imports declare nothing of MCP Mesh. Give the file that the container starts.',
    ],
    [
      'a folder of several agents',
      { 'agents/a.py': code(), 'agents/b.py': code() },
      () => AgentSource.fromDirectory('agents'),
      'AgentSource.fromDirectory("agents"): it has 2 files that may be an agent: a.py, b.py. Name the file that the container starts, such as AgentSource.fromFile("agents/a.py").',
    ],
    [
      'a build of Java without Spring',
      { 'agents/pom.xml': '', 'agents/src/main/java/A.java': '' },
      () => AgentSource.fromDirectory('agents'),
      'AgentSource.fromDirectory("agents"): none of its Java files starts Spring (@SpringBootApplication). Name the file that the container starts, such as AgentSource.fromFile("agents/src/main/java/com/example/App.java").',
    ],
    [
      'a lock file of another form',
      { 'agents.json': '{ "formatVersion": 9, "agents": [] }' },
      () => AgentSource.fromJson('agents.json', 'a'),
      'AgentSource.fromJson("agents.json", "a"): its formatVersion is 9, and this release reads 1. Write it by: npx cdk8s-mcp-mesh read <folder> --format json > agents.json.',
    ],
  ])('%s', (_, files, build, message) => {
    write(files);
    expect(messageOf(build)?.replace(JSON.stringify(process.cwd()), '"<cwd>"')).toBe(message);
  });
});

describe('a source that was read before', () => {
  const lock = () => {
    write({ 'agents/weather.py': code(['capability="weather", tags=["eu"]']) });
    const facts = readAgent({ root: 'agents', file: 'weather.py' });
    write({ 'agents.json': JSON.stringify(toSourceJson([{ path: 'agents/weather.py', facts }])) });
    rmSync('agents', { recursive: true });
  };

  test('declares the same', () => {
    lock();
    const made = agentOf({ source: AgentSource.fromJson('agents.json', 'weather-agent') });
    expect(annotationsOf(made)).toEqual({ capabilities: [{ name: 'weather', tags: ['eu'] }] });
  });

  test('is refused under a name that it does not have', () => {
    lock();
    expect(messageOf(() => AgentSource.fromJson('agents.json', 'wether-agent'))).toBe(
      'AgentSource.fromJson("agents.json", "wether-agent"): it has "weather-agent". Give the name of one agent in it, such as "weather-agent".',
    );
  });
});

describe('nothing outside of the folder is read', () => {
  test('through a link', () => {
    write({ 'outside/secret.py': code(['capability="secret"'], 'x'), 'agents/weather.py': `import secret\n${code()}` });
    symlinkSync(join('..', 'outside', 'secret.py'), join('agents', 'secret.py'));
    expect(AgentSource.fromFile('agents/weather.py').holes).toEqual([
      'an import (agents/weather.py:1) cannot be read: secret.py is a link to a file outside of the folder that is read',
    ]);
  });

  test('through a relative import', () => {
    write({
      'shared.py': code(['capability="shared"'], 'x'),
      'agents/weather.py': `from ..shared import x\n${code()}`,
    });
    expect(AgentSource.fromFile('agents/weather.py').holes).toEqual([
      'an import (agents/weather.py:1) cannot be read: ..shared is not in the folder that is read',
    ]);
  });
});
