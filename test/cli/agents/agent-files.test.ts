import { symlinkSync } from 'fs';
import { readAgents } from '../../../src/cli/agents/agent-files';
import { addFiles, pythonAgent, removeFolders, workingFolder } from '../../support/folder';

afterEach(removeFolders);

/** What is found, as `name path` of files and `name path/` of folders. */
function found(...paths: string[]): string[] {
  return readAgents(paths).agents.map(
    ({ record: { path, facts }, isFolder }) => `${facts.name?.value} ${path}${isFolder ? '/' : ''}`,
  );
}

const TYPESCRIPT = `import { mesh } from '@mcpmesh/sdk';
import { FastMCP } from 'fastmcp';
const agent = mesh(new FastMCP({ name: 'x', version: '1.0.0' }), { name: 'typed', httpPort: 9000 });
`;

const JAVA = `import io.mcpmesh.MeshAgent;
import org.springframework.boot.autoconfigure.SpringBootApplication;
@SpringBootApplication
@MeshAgent(name = "brewed")
public class App {}
`;

test('a folder of folders, one agent each, in three languages', () => {
  workingFolder({
    'agents/weather/main.py': pythonAgent('weather'),
    'agents/geo/Dockerfile': 'FROM mcpmesh/python-runtime:3.8.0\nCOPY . .\nCMD ["geo.py"]\n',
    'agents/geo/geo.py': pythonAgent('geo'),
    'agents/deep/er/typed/package.json': '{ "main": "dist/index.js" }',
    'agents/deep/er/typed/src/index.ts': TYPESCRIPT,
    'agents/deep/er/typed/dist/index.js': TYPESCRIPT,
    'agents/brewed/pom.xml': '<project/>',
    'agents/brewed/src/main/java/com/example/App.java': JAVA,
    'agents/brewed/target/App.java': JAVA,
  });
  expect(found('agents')).toEqual([
    'brewed agents/brewed/',
    'typed agents/deep/er/typed/',
    'geo agents/geo/',
    'weather agents/weather/',
  ]);
});

test('a folder of files, one agent each; what an agent imports is part of it', () => {
  workingFolder({
    'agents/weather.py': pythonAgent('weather'),
    'agents/trip.py': `from tools import extra\n${pythonAgent('trip')}`,
    'agents/tools.py': 'import mesh\n\n@mesh.tool(capability="extra")\ndef extra() -> str:\n    return "x"\n',
    'agents/plain.py': 'print("mesh")\n',
  });
  expect(found('agents')).toEqual(['trip agents/trip.py', 'weather agents/weather.py']);
});

test('a file of the usual name beside others is an agent like them', () => {
  workingFolder({ 'a/main.py': pythonAgent('one'), 'a/two.py': pythonAgent('two') });
  expect(found('a')).toEqual(['one a/', 'two a/two.py']);
});

test('packages, environments, hidden folders and tests are not looked into', () => {
  const agent = pythonAgent('other');
  workingFolder({
    'weather.py': pythonAgent('weather'),
    'node_modules/x/main.py': agent,
    '.venv/lib/python3.11/site-packages/y/main.py': agent,
    '.hidden/main.py': agent,
    'environment/pyvenv.cfg': '',
    'environment/main.py': agent,
    'tests/main.py': agent,
    'test_weather.py': agent,
    'weather_test.py': agent,
    'conftest.py': agent,
    '__pycache__/main.py': agent,
  });
  expect(found('.')).toEqual(['weather weather.py']);
  // Of an app that deploys it, nothing is an agent.
  addFiles({ 'main.ts': "import { MeshAgent } from 'cdk8s-mcp-mesh';\n", 'package.json': '{}' });
  expect(found('.')).toEqual(['weather weather.py']);
});

test('code that no agent runs is named, and is none', () => {
  workingFolder({
    'a/Dockerfile': 'FROM mcpmesh/python-runtime:3.8.0\nCMD ["main.py"]\n',
    'a/main.py': pythonAgent('one'),
    'a/other.py': pythonAgent('two'),
    'a/old/main_old.py': pythonAgent('three'),
    'b/main.py': pythonAgent('four'),
    'b/main_old.py': pythonAgent('five'),
    'c/tools.py': 'import mesh\n\n@mesh.tool(capability="extra")\ndef extra() -> str:\n    return "x"\n',
  });
  const { agents, notes } = readAgents(['.']);
  expect(agents.map(({ record }) => record.path)).toEqual(['a', 'b']);
  expect(notes).toEqual([
    "a/other.py declares something, and is not part of its folder's agent. Name the file if it is an agent",
    "a/old/main_old.py declares something, and is not part of its folder's agent. Name the file if it is an agent",
    "b/main_old.py declares something, and is not part of its folder's agent. Name the file if it is an agent",
    'c/tools.py declares something and no agent, and no agent imports it. Name the file if it is an agent',
  ]);
  expect(found('a/other.py')).toEqual(['two a/other.py']);
});

test('what cannot be read is named, and hides nothing else', () => {
  workingFolder({
    'a/Dockerfile': 'FROM mcpmesh/python-runtime:3.8.0\nCMD ["missing.py"]\n',
    'a/one.txt': '',
    'b/main.py': pythonAgent('four'),
    'empty.py': '',
  });
  symlinkSync('/nowhere/mesh.py', 'b/broken.py');
  const { agents, unreadable } = readAgents(['a', 'b', 'missing', 'empty.py']);
  expect(agents.map(({ record }) => record.path)).toEqual(['b']);
  expect(unreadable).toEqual([
    'a: its Dockerfile (line 2) runs python missing.py, and the file of that is not in it',
    expect.stringMatching(/^b\/broken.py: ENOENT/),
    expect.stringMatching(/^missing: ENOENT/),
    'empty.py: it declares nothing of MCP Mesh',
  ]);
});

test('an agent that is named twice is read once, and paths start in the working folder', () => {
  const folder = workingFolder({ 'agents/weather.py': pythonAgent('weather') });
  expect(found('agents', './agents/weather.py', `${folder}/agents`)).toEqual(['weather agents/weather.py']);
});
