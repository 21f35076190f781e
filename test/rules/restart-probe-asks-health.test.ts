import { RULE } from '../../src/rules/restart-probe-asks-health';
import { Manifest } from '../support/manifests';
import { deployment, said } from '../support/workload-manifests';

const http = (path: string) => ({ httpGet: { path, port: 'http' } });

/** An agent by MCP Mesh's image, with probes. */
const agent = (image: string, probes: Manifest, annotations?: Manifest) =>
  deployment(
    {
      image,
      env: [{ name: 'MCP_MESH_AGENT_NAME', value: 'weather-agent' }],
      ports: [{ name: 'http', containerPort: 8080 }],
      ...probes,
    },
    { metadata: { annotations } },
  );

test('liveness and startup', () => {
  const probes = { startupProbe: http('/ready'), livenessProbe: http('/health'), readinessProbe: http('/health') };
  expect(said(RULE, [agent('mcpmesh/python-runtime:3.8.0', probes)])).toEqual([
    'Deployment mesh/weather-agent: container "agent": startupProbe asks /ready: of Python runtime 3.8.0 this path answers 503 while the ' +
      "agent's own check fails or the mesh is not up, and the kubelet then restarts the container, which does not end an outage elsewhere. " +
      'Ask /startupz.',
    'Deployment mesh/weather-agent: container "agent": livenessProbe asks /health: of Python runtime 3.8.0 this path answers 503 while the ' +
      "agent's own check fails or the mesh is not up, and the kubelet then restarts the container, which does not end an outage elsewhere. " +
      'Ask /livez.',
  ]);
  expect(said(RULE, [agent('mcpmesh/java-runtime:3.5.2', { startupProbe: http('/health') })])).toEqual([
    expect.stringMatching(/Ask \/livez\.$/),
  ]);
});

const liveness = { livenessProbe: http('/health') };
test.each<[string, Manifest]>([
  ['before 3.5.2, where there may be no other path', agent('mcpmesh/typescript-runtime:3.5.0', liveness)],
  ['readiness', agent('mcpmesh/python-runtime:3.8.0', { readinessProbe: http('/health') })],
  ['a path of its own', agent('mcpmesh/python-runtime:3.8.0', { livenessProbe: http('/livez') })],
  ['an image of an unknown release', agent('registry.example.com/weather-agent:1.0.0', liveness)],
  ['a gateway', agent('mcpmesh/python-runtime:3.8.0', liveness, { 'cdk8s-mcp-mesh/gateway': 'true' })],
])('not %s', (_, manifest) => expect(said(RULE, [manifest])).toEqual([]));
