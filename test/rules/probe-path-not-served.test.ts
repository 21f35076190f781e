import { RULE } from '../../src/rules/probe-path-not-served';
import { Manifest } from '../support/manifests';
import { deployment, said } from '../support/workload-manifests';

const env = [{ name: 'MCP_MESH_AGENT_NAME', value: 'weather-agent' }];
const ports = [{ name: 'http', containerPort: 8080 }];
const http = (path: string, port: string | number = 'http') => ({ httpGet: { path, port } });

/** An agent by MCP Mesh's image, with probes. */
const agent = (image: string, probes: Manifest, annotations?: Manifest) =>
  deployment({ image, env, ports, ...probes }, { metadata: { annotations } });

test('a path of a later release', () => {
  const probes = {
    startupProbe: http('/startupz', 8080),
    livenessProbe: http('/livez'),
    readinessProbe: http('/ready'),
  };
  expect(said(RULE, [agent('mcpmesh/python-runtime:3.5.2', probes)])).toEqual([
    'Deployment mesh/weather-agent: container "agent": startupProbe asks /startupz: Python runtime 3.5.2 answers 404 there, because agents ' +
      'serve it from 3.6.0 on, so the kubelet restarts the container again and again. Ask /livez, or use an image of 3.6.0 or later.',
  ]);
  expect(said(RULE, [agent('mcpmesh/java-runtime:3.5.0', probes)])).toEqual([
    expect.stringContaining(
      'startupProbe asks /startupz: Java runtime 3.5.0 answers 404 there, because agents serve it from 3.6.0 on',
    ),
    'Deployment mesh/weather-agent: container "agent": livenessProbe asks /livez: Java runtime 3.5.0 answers 404 there, because agents ' +
      'serve it from 3.5.1 on, so the kubelet restarts the container again and again. Ask /health, or use an image of 3.5.1 or later.',
    'Deployment mesh/weather-agent: container "agent": readinessProbe asks /ready: Java runtime 3.5.0 answers 404 there, because agents ' +
      'serve it from 3.5.1 on, so the pod never gets ready. Ask /health, or use an image of 3.5.1 or later.',
  ]);
});

test('the recorded runtime wins over the image', () => {
  const recorded = { 'cdk8s-mcp-mesh/runtime': 'typescript 3.5.2' };
  expect(said(RULE, [agent('mcpmesh/python-runtime:3.8.0', { startupProbe: http('/startupz') }, recorded)])).toEqual([
    expect.stringContaining('TypeScript runtime 3.5.2 answers 404 there'),
  ]);
});

test('a tag of two parts is the newest of its line, in any registry', () => {
  const startup = { startupProbe: http('/startupz') };
  expect(said(RULE, [agent('registry.example.com/mcpmesh/python-runtime:3.6', startup)])).toEqual([]);
  expect(said(RULE, [agent('registry.example.com/mcpmesh/python-runtime:3.5', startup)])).toEqual([
    expect.stringContaining('Python runtime 3.5 answers 404 there'),
  ]);
});

const startupz = { startupProbe: http('/startupz') };
test.each<[string, Manifest]>([
  ['what the release serves', agent('mcpmesh/python-runtime:3.6.0', startupz)],
  ['/health', agent('mcpmesh/python-runtime:0.5.0', { livenessProbe: http('/health') })],
  ["TypeScript's /ready of old", agent('mcpmesh/typescript-runtime:3.5.0', { readinessProbe: http('/ready') })],
  ['an image of an unknown release', agent('registry.example.com/weather-agent:1.0.0', startupz)],
  ['a tag that is no release', agent('mcpmesh/python-runtime:latest', startupz)],
  [
    'a gateway, whose own code may serve it',
    agent('mcpmesh/python-runtime:3.5.0', startupz, { 'cdk8s-mcp-mesh/gateway': 'true' }),
  ],
  ['another port', agent('mcpmesh/python-runtime:3.5.0', { startupProbe: http('/startupz', 9000) })],
  [
    'another host',
    agent('mcpmesh/python-runtime:3.5.0', {
      startupProbe: { httpGet: { path: '/startupz', port: 8080, host: '10.0.0.1' } },
    }),
  ],
  ['a probe by TCP', agent('mcpmesh/python-runtime:3.5.0', { startupProbe: { tcpSocket: { port: 'http' } } })],
  ['a pod that is no agent', deployment({ image: 'mcpmesh/python-runtime:3.5.0', ports, ...startupz })],
])('not %s', (_, manifest) => expect(said(RULE, [manifest])).toEqual([]));
