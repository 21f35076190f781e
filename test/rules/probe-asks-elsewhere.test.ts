import { RULE } from '../../src/rules/probe-asks-elsewhere';
import { Manifest } from '../support/manifests';
import { deployment, said } from '../support/workload-manifests';

const env = (mode?: string) => [
  { name: 'MCP_MESH_AGENT_NAME', value: 'weather' },
  ...(mode ? [{ name: 'MCP_MESH_TLS_MODE', value: mode }] : []),
];
const http = (more: Manifest = {}) => ({ httpGet: { path: '/health', port: 'http', ...more } });
const agent = (probe: Manifest, mode?: string, pod: Manifest = {}) =>
  deployment({ env: env(mode), ports: [{ name: 'http', containerPort: 8080 }], readinessProbe: probe }, { pod });
const registry = (probe: Manifest, mode: string = 'off') =>
  deployment({
    image: 'mcpmesh/registry:3.7.1',
    env: env(mode),
    ports: [{ name: 'http', containerPort: 8000 }],
    livenessProbe: probe,
  });
const proxy = { initContainers: [{ name: 'proxy', image: 'envoy:1', restartPolicy: 'Always' }] };
const AGENT = 'Deployment mesh/weather-agent: container "agent": ';

test('the words', () => {
  expect(said(RULE, [agent(http({ host: '127.0.0.1' }))])).toEqual([
    `${AGENT}readinessProbe with host "127.0.0.1": the kubelet asks from the node, so that is the node itself and not the pod; nothing answers for the pod there, and ` +
      'the pod never gets ready. Remove host: without it, the kubelet asks the pod.',
  ]);
  expect(said(RULE, [agent(http({ scheme: 'HTTPS' }))])).toEqual([
    `${AGENT}readinessProbe by HTTPS, and MCP_MESH_TLS_MODE off: the agent speaks plain HTTP, so the pod never gets ready. Remove scheme.`,
  ]);
  expect(said(RULE, [registry(http({ path: '/livez' }))])).toEqual([
    `${AGENT}livenessProbe asks "/livez": the registry answers 404 there, so the kubelet restarts the container again and again. Ask /health, which every release serves.`,
  ]);
});

test.each<[string, Manifest, string]>([
  ['plain HTTP to TLS', agent(http(), 'strict'), 'answers 400 to plain HTTP'],
  ['HTTPS without a certificate', agent(http({ scheme: 'HTTPS' }), 'auto'), "demands a client's certificate"],
  ['HTTPS to a strict registry', registry(http({ scheme: 'HTTPS' }), 'strict'), "demands a client's certificate"],
  ['plain HTTP to a registry with TLS', registry(http(), 'auto'), 'the registry speaks TLS'],
  ['TCP to the node', agent({ tcpSocket: { port: 8080, host: 'localhost' } }), 'the node itself'],
  ['metrics of the registry', registry(http({ path: '/metrics' })), 'answers 404'],
])('%s', (_, manifest, words) => expect(said(RULE, [manifest])).toEqual([expect.stringContaining(words)]));

test.each<[string, Manifest]>([
  ['plain HTTP to a plain agent', agent(http())],
  ['HTTP by its name', agent(http({ scheme: 'HTTP' }))],
  ['TCP to TLS', agent({ tcpSocket: { port: 'http' } }, 'strict')],
  ['HTTPS to a registry that asks for no certificate', registry(http({ scheme: 'HTTPS' }), 'auto')],
  ['another path that the registry serves', registry(http({ path: '/agents' }))],
  ['a host that is not the node', agent(http({ host: 'example.com' }))],
  ['the network of the node', agent(http({ host: 'localhost' }), undefined, { hostNetwork: true })],
  ['a proxy that ends TLS', agent(http({ scheme: 'HTTPS' }), undefined, proxy)],
  [
    'a mode that is not in the manifests',
    deployment({
      env: env(),
      envFrom: [{ secretRef: { name: 'tls' } }],
      ports: [{ name: 'http', containerPort: 8080 }],
      readinessProbe: http({ scheme: 'HTTPS' }),
    }),
  ],
  [
    'something else than an agent',
    deployment({ ports: [{ name: 'http', containerPort: 8443 }], readinessProbe: http({ scheme: 'HTTPS' }) }),
  ],
])('not %s', (_, manifest) => expect(said(RULE, [manifest])).toEqual([]));
