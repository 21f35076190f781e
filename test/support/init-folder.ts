import { pythonAgent } from './folder';

/** Agents of several kinds, and values files as MCP Mesh's scaffold and tutorial write them. */
export const AGENTS: { [path: string]: string } = {
  'agents/weather.py': pythonAgent('weather-agent', ', tags=["weather"]'),
  'agents/trip/main.py': `import mesh
from fastmcp import FastMCP

app = FastMCP("trip")

@app.tool()
@mesh.llm(provider={"capability": "llm", "tags": ["+claude"]}, filter=[{"capability": "weather"}])
@mesh.tool(capability="trip", dependencies=[{"capability": "prefs", "required": True}])
def trip() -> str:
    return "x"

@mesh.agent(name="trip-agent")
class Agent:
    pass
`,
  'agents/trip/helm-values.yaml': `image:
  repository: mcpmesh/python-runtime
  tag: "3.8.0"
agent:
  name: trip-agent
  runtime: python
agentCode:
  enabled: true
  scriptPath: main.py
`,
  'agents/claude/Dockerfile': 'FROM mcpmesh/python-runtime:3.8.0\nCOPY . .\nCMD ["main.py"]\n',
  'agents/claude/main.py': `import mesh

@mesh.llm_provider(model="anthropic/claude", capability="llm", tags=["claude"])
def claude():
    pass

@mesh.agent(name="claude-provider")
class Agent:
    pass
`,
  'agents/claude/helm-values.yaml': `image:
  repository: registry.example.com/claude-provider
  tag: "1.2.0"
  pullPolicy: Always
agent:
  name: claude-provider
  port: 9000
  http:
    port: 9110
replicaCount: 2
resources:
  requests: { cpu: 250m, memory: 256Mi }
  limits: { cpu: "1", memory: 512Mi }
registry:
  host: mcp-core-mcp-mesh-registry
  port: 8000
mesh:
  enabled: true
  registryUrl: http://mcp-core-mcp-mesh-registry:8000
env:
  - name: ANTHROPIC_API_KEY
    valueFrom:
      secretKeyRef: { name: llm-keys, key: ANTHROPIC_API_KEY }
  - name: GREETING
    value: it's
  - name: MCP_MESH_HTTP_PORT
    value: "9110"
  - name: OPENAI_API_KEY
    value: sk-ant-notarealkey123456
  - name: REGION
    valueFrom:
      configMapKeyRef: { name: site, key: region, optional: true }
nodeSelector: { disk: ssd }
autoscaling: { enabled: true }
ingress: { enabled: false }
`,
  'agents/built/pom.xml': '<project/>',
  'agents/built/src/main/java/com/example/App.java': `package com.example;
import io.mcpmesh.MeshAgent;
import org.springframework.boot.autoconfigure.SpringBootApplication;
@SpringBootApplication
@MeshAgent(name = "built", port = 9000)
public class App {}
`,
  'agents/forecast.py': `import pandas\n${pythonAgent('forecast')}`,
  'agents/unread.py': pythonAgent('unread', ', tags=load()'),
  'values-other.yaml': 'agent: { name: other }\n',
};
