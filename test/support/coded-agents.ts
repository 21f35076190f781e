import { Manifest } from './manifests';
import { deployment } from './workload-manifests';

/** A Deployment of an agent in namespace `mesh` that records things, listening on 8080. */
export function codedAgent(
  name: string,
  annotations: { [key: string]: unknown } = {},
  container: Manifest = {},
): Manifest {
  const written = Object.entries(annotations).map(([key, value]) => [
    `cdk8s-mcp-mesh/${key}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return deployment(
    {
      ports: [{ name: 'http', containerPort: 8080 }],
      env: [
        { name: 'MCP_MESH_AGENT_NAME', value: name },
        { name: 'MCP_MESH_REGISTRY_URL', value: 'http://registry.example.com:8000' },
      ],
      ...container,
    },
    { name, metadata: { annotations: Object.fromEntries(written) } },
  );
}

/** An agent in Python, with whatever stands on its tool. */
export function agentFile(name: string, ...decorators: string[]): string {
  return [
    'import mesh',
    ...decorators,
    ...(decorators.length > 0 ? ['def tool() -> str:', '    return "x"'] : []),
    `@mesh.agent(name="${name}")`,
    'class Agent:',
    '    pass',
    '',
  ].join('\n');
}
