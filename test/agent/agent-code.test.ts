import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { App, Chart, JsonPatch, Testing } from 'cdk8s';
import { EnvValue } from 'cdk8s-plus-28';
import { AgentRuntime, AgentSource, MeshAgent, MeshAgentProps, MeshCode, MeshRegistry } from '../../src';
import { Manifest } from '../support/manifests';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-code-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const WEATHER = `import mesh
from fastmcp import FastMCP

app = FastMCP("weather")


@app.tool()
@mesh.tool(capability="weather")
async def weather() -> str:
    return "sunny"


@mesh.agent(name="weather", auto_run=True)
class Weather:
    pass
`;

function write(path: string, content: string | Buffer = WEATHER): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

interface Made {
  readonly agent: MeshAgent;
  readonly objects: () => Manifest[];
}

function made(props: Partial<MeshAgentProps> = {}): Made {
  const chart = new Chart(new App(), 'test', { namespace: 'mesh' });
  const registry = new MeshRegistry(chart, 'registry');
  const agent = new MeshAgent(chart, 'weather', { registry, code: MeshCode.mounted(), ...props });
  return { agent, objects: () => Testing.synth(chart) };
}

const find = (objects: Manifest[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name)!;
const podOf = (objects: Manifest[]) => find(objects, 'Deployment', 'mcp-mesh-weather').spec.template;
const source = (path: string = 'weather.py') => AgentSource.fromFile(join(folder, path));

describe('a file of Python', () => {
  test('is mounted read-only into the newest image of MCP Mesh, which runs it', () => {
    write('weather.py');
    const objects = made({ source: source() }).objects();
    expect(find(objects, 'ConfigMap', 'mcp-mesh-weather-code').data).toEqual({ 'weather.py': WEATHER });
    const { containers, volumes } = podOf(objects).spec;
    expect(containers[0]).toMatchObject({ image: 'mcpmesh/python-runtime:3.8.0', args: ['weather.py'] });
    expect(containers[0].command).toBeUndefined();
    expect(containers[0].volumeMounts).toContainEqual({ name: 'agent-code', mountPath: '/app', readOnly: true });
    expect(volumes).toContainEqual({ name: 'agent-code', configMap: { name: 'mcp-mesh-weather-code' } });
    expect(containers[0].env).toEqual(
      expect.arrayContaining([
        { name: 'PYTHONUNBUFFERED', value: '1' },
        { name: 'PYTHONDONTWRITEBYTECODE', value: '1' },
      ]),
    );
    // The probes are those of the image's release.
    expect(containers[0].livenessProbe.httpGet.path).toBe('/livez');
    expect(containers[0].securityContext.readOnlyRootFilesystem).toBe(true);
  });

  test('is mounted with what it imports of its folder, and nothing else', () => {
    write('weather.py', `import tools.maps\nfrom tools import units\n${WEATHER}`);
    write('tools/__init__.py', '');
    write('tools/maps.py', 'MAPS = 1\n');
    write('tools/units.py', 'UNITS = 1\n');
    write('old.py');
    write('notes.txt', 'x');
    const objects = made({ source: source() }).objects();
    expect(Object.keys(find(objects, 'ConfigMap', 'mcp-mesh-weather-code').data).sort()).toEqual([
      'tools____init__.py',
      'tools__maps.py',
      'tools__units.py',
      'weather.py',
    ]);
    const { configMap } = podOf(objects).spec.volumes.find(({ name }: Manifest) => name === 'agent-code');
    expect(configMap.items).toEqual(
      expect.arrayContaining([
        { key: 'tools__maps.py', path: 'tools/maps.py' },
        { key: 'weather.py', path: 'weather.py' },
      ]),
    );
  });

  test('files whose keys would be one get keys of their own', () => {
    write('weather.py', `import a.b\nimport a__b\n${WEATHER}`);
    write('a/b.py', 'A = 1\n');
    write('a__b.py', 'B = 1\n');
    const objects = made({ source: source() }).objects();
    const { data } = find(objects, 'ConfigMap', 'mcp-mesh-weather-code');
    const { items } = podOf(objects).spec.volumes.find(({ name }: Manifest) => name === 'agent-code').configMap;
    const contents = Object.fromEntries(items.map(({ key, path }: Manifest) => [path, data[key]]));
    expect(contents).toEqual({ 'weather.py': data['weather.py'], 'a/b.py': 'A = 1\n', 'a__b.py': 'B = 1\n' });
  });

  test('more files can be mounted beside it', () => {
    write('weather.py');
    const prompt = write('prompt.txt', 'Answer briefly.');
    const objects = made({
      source: source(),
      code: MeshCode.mounted({ files: { 'prompts/brief.txt': prompt } }),
    }).objects();
    expect(find(objects, 'ConfigMap', 'mcp-mesh-weather-code').data['prompts__brief.txt']).toBe('Answer briefly.');
  });

  test('variables of the user win', () => {
    write('weather.py');
    const objects = made({ source: source(), env: { PYTHONUNBUFFERED: EnvValue.fromValue('0') } }).objects();
    const values = podOf(objects)
      .spec.containers[0].env.filter(({ name }: Manifest) => name === 'PYTHONUNBUFFERED')
      .map(({ value }: Manifest) => value);
    expect(values).toEqual(['0']);
  });
});

describe('a file of TypeScript', () => {
  const FORECAST = `import { FastMCP, mesh } from '@mcpmesh/sdk';
import { hostname } from 'node:os';
import { z } from 'zod';
import { days } from './days.js';
import type { Maps } from 'maps';

const server = new FastMCP({ name: 'forecast', version: '1.0.0' });
const agent = mesh(server, { name: 'weather', httpPort: 8080 });
agent.addTool({ name: 'forecast', parameters: z.object({}), execute: async () => days.join() + hostname() });
`;

  test('is mounted below the folder whose node_modules have the SDK, as a module', () => {
    write('forecast.ts', FORECAST);
    write('days.ts', 'export const days = [1, 2];\n');
    const objects = made({ source: source('forecast.ts') }).objects();
    expect(find(objects, 'ConfigMap', 'mcp-mesh-weather-code').data).toEqual({
      'days.ts': 'export const days = [1, 2];\n',
      'forecast.ts': FORECAST,
      'package.json': '{ "type": "module" }\n',
    });
    const [container] = podOf(objects).spec.containers;
    expect(container).toMatchObject({
      image: 'mcpmesh/typescript-runtime:3.8.0',
      command: ['npx', 'tsx'],
      args: ['src/forecast.ts'],
    });
    expect(container.volumeMounts).toContainEqual({ name: 'agent-code', mountPath: '/app/src', readOnly: true });
    expect(container.env).toContainEqual({ name: 'HOME', value: '/tmp' }); // npx writes there
  });

  test('with a package that the image does not have is refused', () => {
    write('forecast.ts', FORECAST.replace('./days.js', '@maps/client/days'));
    expect(() => made({ source: source('forecast.ts') })).toThrow(
      /^\[test\/weather\] forecast\.ts:4 imports "@maps\/client\/days": mcpmesh\/typescript-runtime does not have this module,/,
    );
  });
});

test('Java is refused: it must be compiled', () => {
  write('pom.xml', '<project/>');
  write(
    'src/main/java/Weather.java',
    'import io.mcpmesh.*;\nimport org.springframework.boot.autoconfigure.SpringBootApplication;\n@MeshAgent(name = "weather", version = "1.0.0")\n@SpringBootApplication\npublic class Weather {\n  @MeshTool(capability = "weather")\n  public String weather() { return "sunny"; }\n}\n',
  );
  expect(() => made({ source: AgentSource.fromDirectory(folder) })).toThrow(
    "[test/weather] code: MeshCode.mounted() with a source in java: Java must be compiled, and MCP Mesh's image runs a JAR. Build an image and give it as image.",
  );
});

describe('a change of the code', () => {
  const template = (content: string) => {
    write('weather.py', content);
    return made({ source: source() }).objects();
  };

  test('replaces the pods, and changes nothing else', () => {
    const [before, after] = [template(WEATHER), template(WEATHER.replace('sunny', 'rainy'))];
    const checksum = 'cdk8s-mcp-mesh/code-checksum';
    expect(podOf(after).metadata.annotations[checksum]).not.toBe(podOf(before).metadata.annotations[checksum]);
    delete podOf(before).metadata.annotations[checksum];
    delete podOf(after).metadata.annotations[checksum];
    const changed = after.filter((object, i) => JSON.stringify(object) !== JSON.stringify(before[i]));
    expect(changed.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ConfigMap mcp-mesh-weather-code',
    ]);
  });

  test('by a patch replaces them too', () => {
    write('weather.py');
    const annotation = ({ objects }: Made) => podOf(objects()).metadata.annotations['cdk8s-mcp-mesh/code-checksum'];
    const plain = made({ source: source() });
    const patched = made({ source: source() });
    const map = patched.agent.node.findChild('Code') as unknown as { addJsonPatch(patch: JsonPatch): void };
    map.addJsonPatch(JsonPatch.add('/data/more.py', 'X = 1'));
    expect(annotation(patched)).not.toBe(annotation(plain));
  });
});

describe('the release', () => {
  const image = (props: Partial<MeshAgentProps>) => podOf(made(props).objects()).spec.containers[0].image;

  test.each<[string, () => Partial<MeshAgentProps>, string]>([
    ['of MeshCode', () => ({ code: MeshCode.mounted({ release: '3.6.0' }) }), '3.6.0'],
    [
      'of MeshCode, whose images have no v in their tags',
      () => ({ code: MeshCode.mounted({ release: 'v3.6.0' }) }),
      '3.6.0',
    ],
    ['of the runtime', () => ({ runtime: AgentRuntime.python('3.7.0') }), '3.7.0'],
    ['run newest, if the runtime names none', () => ({ runtime: AgentRuntime.GUIDE }), '3.8.0'],
  ])('is that %s', (_, props, release) => {
    write('weather.py');
    expect(image({ source: source(), ...props() })).toBe(`mcpmesh/python-runtime:${release}`);
  });

  test('is that of the Dockerfile', () => {
    write('main.py');
    write('Dockerfile', 'FROM mcpmesh/python-runtime:3.6.0\nCMD ["main.py"]\n');
    expect(image({ source: AgentSource.fromDirectory(folder) })).toBe('mcpmesh/python-runtime:3.6.0');
  });

  test('an image of the user has it', () => {
    write('weather.py', `import pandas\n${WEATHER}`);
    const props = { source: source(), image: 'registry.example.com/pandas:1.0.0' };
    expect(image({ ...props, code: MeshCode.mounted({ packages: ['pandas'] }) })).toBe(props.image);
  });
});

describe('the command line', () => {
  const container = (props: Partial<MeshAgentProps>) => podOf(made(props).objects()).spec.containers[0];

  test('has the arguments behind the file', () => {
    write('weather.py');
    expect(container({ source: source(), code: MeshCode.mounted({ args: ['--fast'] }) }).args).toEqual([
      'weather.py',
      '--fast',
    ]);
  });

  test("is the user's own, if there is one", () => {
    write('weather.py');
    const { command, args } = container({ source: source(), command: ['python', '/app/weather.py'] });
    expect({ command, args }).toEqual({ command: ['python', '/app/weather.py'], args: undefined });
  });
});

test('code without mounting is read, and the image runs', () => {
  write('weather.py');
  const objects = made({ source: source(), code: undefined, image: 'registry.example.com/weather:1.0.0' }).objects();
  expect(find(objects, 'ConfigMap', 'mcp-mesh-weather-code')).toBeUndefined();
  expect(podOf(objects).spec.containers[0].image).toBe('registry.example.com/weather:1.0.0');
});

describe('tools in Python are served', () => {
  const bare = WEATHER.replace(/from fastmcp.*\n|app = .*\n|@app.*\n/g, '');
  const ownImage = { image: 'registry.example.com/x:1.0.0' };

  test.each<[string, string, Partial<MeshAgentProps>]>([
    ['by the server of a file that is imported', `from server import app\n${bare}`, {}],
    ['by the server that MCP Mesh makes', `import mesh\napp = mesh.create_server("weather")\n${bare}`, {}],
    ['by what an image of their own may hold', bare, ownImage],
  ])('%s', (_, code, props) => {
    write('server.py', 'from fastmcp import FastMCP\n\napp = FastMCP("weather")\n');
    write('weather.py', code);
    const objects = made({ source: source(), ...props }).objects();
    expect(find(objects, 'ConfigMap', 'mcp-mesh-weather-code').data['weather.py']).toBe(code);
  });
});

describe('refused', () => {
  test.each<[string, () => Partial<MeshAgentProps>, string]>([
    [
      'neither image nor code',
      () => ({ code: undefined }),
      'neither image nor code: an agent runs an image with its code in it, or its code mounted into the image of MCP Mesh. Give image, or source with code: MeshCode.mounted(); look where image comes from, if that is a variable that may be unset.',
    ],
    [
      'code without a source',
      () => ({}),
      'code without a source: the files that are mounted are those of the source. Give source: AgentSource.fromFile(…) or .fromDirectory(…).',
    ],
    [
      'a module that the image does not have',
      () => {
        write('weather.py', `import os\nimport numpy.linalg\nfrom pandas import DataFrame\n${WEATHER}`);
        return { source: source() };
      },
      'weather.py:2 imports "numpy.linalg", and the code imports "pandas": mcpmesh/python-runtime does not have these modules, and nothing is installed when a pod starts. Build an image from mcpmesh/python-runtime that has what the code imports, give it as image, and name the modules in MeshCode.mounted({ packages }).',
    ],
    [
      'a module that an own image was not said to have',
      () => {
        write('weather.py', `import numpy\n${WEATHER}`);
        return {
          source: source(),
          image: 'registry.example.com/x:1.0.0',
          code: MeshCode.mounted({ packages: ['num'] }),
        };
      },
      'weather.py:1 imports "numpy": mcpmesh/python-runtime does not have this module, and nothing is installed when a pod starts. Build an image from mcpmesh/python-runtime that has what the code imports, give it as image, and name the modules in MeshCode.mounted({ packages }).',
    ],
    [
      'tools that nothing serves',
      () => {
        write('weather.py', WEATHER.replace(/from fastmcp.*\n|app = .*\n|@app.*\n/g, ''));
        return { source: source() };
      },
      'code with tools and without a FastMCP server: MCP Mesh serves the tools of Python code through its FastMCP server; the agent would register, and every call would end with 404. Write app = FastMCP("…"), with FastMCP from fastmcp, and @app.tool() above @mesh.tool.',
    ],
    [
      'packages without an image',
      () => {
        write('weather.py');
        return { source: source(), code: MeshCode.mounted({ packages: ['numpy'] }) };
      },
      'packages ["numpy"] without an image: they say that the agent\'s image has these modules, and MCP Mesh\'s own does not. Build an image from mcpmesh/python-runtime that has them, and give it as image.',
    ],
    [
      'a binary file',
      () => {
        write('weather.py');
        const file = write('model.bin', Buffer.from([0xff, 0x00, 0xfe]));
        return { source: source(), code: MeshCode.mounted({ files: { 'model.bin': file } }) };
      },
      'model.bin, which is no UTF-8 text: mounted code is text in a ConfigMap. Build an image that holds the file, and give it as image.',
    ],
    [
      'more than 1 MiB',
      () => {
        write('weather.py');
        const file = write('big.txt', 'x'.repeat(1024 * 1024));
        return { source: source(), code: MeshCode.mounted({ files: { 'big.txt': file } }) };
      },
      `2 files of ${1024 * 1024 + WEATHER.length} bytes, the largest big.txt with 1048576: a ConfigMap holds at most 1048576 bytes (1 MiB). Build an image that holds the code, and give it as image.`,
    ],
    [
      'a file outside of the folder',
      () => {
        const file = write('weather.py');
        return { source: source(), code: MeshCode.mounted({ files: { '../x.txt': file } }) };
      },
      'files["../x.txt"]: a file is mounted beside the code, under a path that stays below its folder. Give a relative path such as "prompts/plan.txt".',
    ],
    [
      'a file in place of the code',
      () => {
        const file = write('weather.py');
        return { source: source(), code: MeshCode.mounted({ files: { 'weather.py': file } }) };
      },
      'files["weather.py"]: the source has a file of this path. Mount it under another path, or leave it out.',
    ],
    [
      'two releases',
      () => {
        write('weather.py');
        return {
          source: source(),
          code: MeshCode.mounted({ release: '3.6.0' }),
          runtime: AgentRuntime.python('3.8.0'),
        };
      },
      'MeshCode release "3.6.0" beside runtime "python 3.8.0": the runtime is that of the image. Leave one of the two out.',
    ],
    [
      'the runtime of another language',
      () => {
        write('weather.py');
        return { source: source(), runtime: AgentRuntime.typescript('3.8.0') };
      },
      'runtime "typescript 3.8.0" of code in python: the code runs on the image of its language. Leave runtime out, or give AgentRuntime.python(…).',
    ],
    [
      'arguments in two places',
      () => {
        write('weather.py');
        return { source: source(), code: MeshCode.mounted({ args: ['a'] }), args: ['weather.py', 'b'] };
      },
      "MeshCode.mounted({ args }) beside args: the arguments follow the file that MCP Mesh's entrypoint starts, which this replaces. Say all of the command line in one place.",
    ],
    [
      'a program that a server starts',
      () => {
        write('main.py');
        write('Dockerfile', 'FROM mcpmesh/python-runtime:3.8.0\nCMD ["uvicorn", "main:app", "--port", "8080"]\n');
        return { source: AgentSource.fromDirectory(folder) };
      },
      'code without a command, which a server starts (Dockerfile:2): MCP Mesh\'s image runs "main.py" as a program, and a program that only defines an app ends at once. Give the command of the Dockerfile as command, or start the server in the code.',
    ],
    [
      'a mount below the code, which is read-only',
      () => {
        write('weather.py');
        return {
          source: source(),
          volumes: [{ name: 'scratch', emptyDir: {} }],
          volumeMounts: [{ name: 'scratch', mountPath: '/app//data/' }],
        };
      },
      'mount at "/app//data/": the library mounts a folder above it read-only ("/app"), where no container can be started with a further mount. Mount yours elsewhere.',
    ],
    [
      'code of a source from JSON',
      () => {
        const json = write(
          'agents.json',
          JSON.stringify({
            formatVersion: 1,
            agents: [{ path: 'weather.py', language: 'python', entry: 'weather.py', files: ['weather.py'] }],
          }),
        );
        return { source: AgentSource.fromJson(json, 'weather') };
      },
      'code beside a source from JSON: the files that are mounted are those of the source. Give source: AgentSource.fromFile(…) or .fromDirectory(…).',
    ],
  ])('%s', (_, props, message) => {
    expect(() => made(props())).toThrow(new Error(`[test/weather] ${message}`));
  });

  test.each([
    ['a file that is not there', 'nope.txt', 'ENOENT'],
    ['a folder', '.', 'EISDIR'],
  ])('%s among the files', (_, file, code) => {
    expect(() => MeshCode.mounted({ files: { 'a.txt': join(folder, file) } })).toThrow(
      new Error(
        `MeshCode.mounted: files["a.txt"] "${join(folder, file)}": it is no file that can be read from "${process.cwd()}" (${code}). Give the path from where the app runs, or a whole one; of a folder, name each file.`,
      ),
    );
  });

  test.each([
    'try:\n    import numpy\nexcept ImportError:\n    numpy = None\n',
    'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import numpy\n',
  ])('but not a module without which the code goes on: %j', (lines) => {
    write('weather.py', `${lines}${WEATHER}`);
    const objects = made({ source: source() }).objects();
    expect(find(objects, 'ConfigMap', 'mcp-mesh-weather-code').data['weather.py']).toBe(`${lines}${WEATHER}`);
  });
});
