import { RULE } from '../../src/rules/source-port-closed';
import { codedAgent } from '../support/coded-agents';
import { recordsOf } from '../support/folder';
import { said } from '../support/workload-manifests';

const gateway = (port: string) =>
  recordsOf({
    'gateway.py': `import os
import mesh
import uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.post("/")
@mesh.route(dependencies=["trip"])
def plan(trip: mesh.McpMeshTool = None):
    return trip
uvicorn.run(app, port=${port})
`,
  });

test('the code binds another port than the container opens', () => {
  expect(said(RULE, [codedAgent('gateway')], gateway('9000'))).toEqual([
    'Deployment mesh/gateway: container "agent": port 8080: the code (gateway.py:10) binds 9000 by itself, and MCP_MESH_HTTP_PORT changes only what is registered, so that nothing answers there. Give the container, the variable and the Service port 9000, or take the port from the variable in the code.',
  ]);
});

test('the variable alone has the port', () => {
  const env = [
    { name: 'MCP_MESH_AGENT_NAME', value: 'gateway' },
    { name: 'MCP_MESH_HTTP_PORT', value: '9000' },
  ];
  expect(said(RULE, [codedAgent('gateway', {}, { env })], gateway('9000'))).toEqual([
    expect.stringContaining('container "agent": port 8080: the code (gateway.py:10) binds 9000 by itself'),
  ]);
  expect(said(RULE, [codedAgent('gateway', {}, { env, ports: [] })], gateway('9000'))).toEqual([]);
});

test.each(['8080', 'int(os.environ["MCP_MESH_HTTP_PORT"])'])('port %s is no fault', (port) => {
  expect(said(RULE, [codedAgent('gateway')], gateway(port))).toEqual([]);
});
