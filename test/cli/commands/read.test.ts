import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { AgentSource } from '../../../src';
import { readAgents } from '../../../src/cli/agents/agent-files';
import { readCommand } from '../../../src/cli/commands/read';
import { fromSourceJson } from '../../../src/source/source-json';
import { pythonAgent, removeFolders, workingFolder } from '../../support/folder';

afterEach(removeFolders);

const read = (format?: string) => readCommand(readAgents(['.']), format);

test('a block for each agent, with the place of each fact', () => {
  workingFolder({
    'trip.py': `import mesh

@mesh.llm(filter=[{"capability": "weather"}, {"tags": ["maps"]}], provider={"capability": "llm", "tags": ["+claude"]})
@mesh.tool(
    capability="trip",
    version="2.1.0",
    tags=["travel"],
    dependencies=["geo", {"capability": "rates", "tags": ["live", ["a", "b"]], "version": ">=1.2.0", "required": True}],
)
def trip() -> str:
    return "x"

@mesh.agent(name="trip-agent")
class Agent:
    pass
`,
    'gateway.py': `import mesh
import uvicorn
from fastapi import FastAPI

app = FastAPI(title="gate")

@app.post("/")
@mesh.route(dependencies=["trip"])
def plan(trip: mesh.McpMeshTool = None):
    return trip

uvicorn.run(app, port=8090)
`,
    'unread/Dockerfile': 'FROM mcpmesh/python-runtime:3.8.0\nCMD ["main.py"]\n',
    'unread/main.py': pythonAgent('unread', ', tags=load()'),
  });
  expect(read()).toEqual({
    hasHoles: true,
    report: `gateway (gateway)  gateway.py  python
  port      8090, bound by the code  (gateway.py:12)
  needs     trip  (gateway.py:8)

trip-agent  trip.py  python
  offers    trip 2.1.0 [travel]  (trip.py:4)
  needs     geo  (trip.py:8)
  needs     rates >=1.2.0 [live, a or b], required  (trip.py:8)
  LLM       llm [+claude, -ai.mcpmesh.stream], tools weather, [maps]  (trip.py:3)

unread  unread  python
  release   3.8.0  (unread/Dockerfile:1)
  not read  the tags of @mesh.tool "unread": only a run of the code shows the value of load()  (unread/main.py:7)

3 agents, 1 place could not be read
`,
  });
});

test('JSON is the lock file that AgentSource.fromJson reads', () => {
  workingFolder({ 'agents/weather.py': pythonAgent('weather', ', tags=["x"]') });
  const { report, hasHoles } = read('json');
  expect(hasHoles).toBe(false);
  expect(fromSourceJson(report).map(({ path }) => path)).toEqual(['agents/weather.py']);
  writeFileSync('agents.json', report);
  expect(AgentSource.fromJson('agents.json', 'weather').agentName).toBe('weather');
});

test('what the code holds is no command of the terminal', () => {
  workingFolder({ 'agent.py': pythonAgent('weather', ', tags=["\\x1b[2J"]') });
  expect(read().report).toContain('[\ufffd[2J]');
  expect(read('json').report).not.toContain('\u001b');
});

test('the documentation shows what comes of its example', () => {
  const page = readFileSync(join(__dirname, '../../../docs/how-to/agents-from-code.md'), 'utf8');
  const [, code] = /^```python\n# agents\/weather\.py\n([\s\S]*?)^```/m.exec(page)!;
  const [, shown] = /^npx cdk8s-mcp-mesh read agents\n```\n\n```text\n([\s\S]*?)^```/m.exec(page)!;
  workingFolder({ 'agents/weather.py': `# agents/weather.py\n${code}` });
  expect(read().report).toBe(shown);
});
