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

describe('a dashboard', () => {
  const dashboard = (probe: Manifest, container: Manifest = {}) =>
    deployment({
      name: 'ui',
      image: 'mcpmesh/ui:3.7.1',
      ports: [{ name: 'http', containerPort: 3080 }],
      readinessProbe: probe,
      ...container,
    });
  const asks = (path: string, more: Manifest = {}) => http({ path, ...more });
  const variable = (name: string, value: string) => ({ env: [{ name, value }] });
  const basePath = (value: string) => variable('MCP_MESH_UI_BASE_PATH', value);
  const copy = { image: 'registry.example.com/ui:1', ...variable('MCP_MESH_UI_PORT', '3080') };

  test('the words', () => {
    expect(said(RULE, [dashboard(asks('/api/ui-health'))])).toEqual([
      'Deployment mesh/weather-agent: container "ui": readinessProbe asks "/api/ui-health": the dashboard answers 404 there, because it serves /ops/dashboard alone, ' +
        'so the pod never gets ready. Ask /ops/dashboard/api/ui-health.',
    ]);
    expect(said(RULE, [dashboard(asks('/mesh/api/ready'), basePath('mesh/'))])).toEqual([
      'Deployment mesh/weather-agent: container "ui": readinessProbe asks "/mesh/api/ready": the dashboard answers 404 there, so the pod never gets ready. Ask ' +
        '/mesh/api/ui-health.',
    ]);
    expect(said(RULE, [dashboard(asks('/api'), basePath('/'))])).toEqual([
      expect.stringContaining('Ask /api/ui-health.'),
    ]);
  });

  test.each<[string, Manifest]>([
    ['by number', dashboard(asks('/health', { port: 3080 }))],
    ['on the port of a flag', dashboard(asks('/', { port: 80 }), { args: ['--port', '80'], ports: [] })],
    [
      'on the port of a variable',
      dashboard(asks('/', { port: 80 }), { ports: [], args: ['-r', 'x'], ...variable('MCP_MESH_UI_PORT', '80') }),
    ],
    ['of a copy of the image', dashboard(asks('/health'), basePath('/ops'))],
  ])('%s', (_, each) => expect(said(RULE, [each])).toHaveLength(1));

  test.each<[string, Manifest]>([
    ['its health', dashboard(asks('/ops/dashboard/api/ui-health'))],
    ['its page', dashboard(asks('/ops/dashboard'))],
    ['any page, which is the same', dashboard(asks('/ops/dashboard/topology'))],
    ["the registry's health through it", dashboard(asks('/api/health'), basePath(''))],
    ['no path at the root', dashboard({ httpGet: { port: 'http' } }, basePath('/'))],
    ['a base path that nobody knows', dashboard(asks('/health'), { envFrom: [{ secretRef: { name: 'ui' } }] })],
    ['a base path by another variable', dashboard(asks('/health'), basePath('$(BASE)'))],
    ['the base path of a copy of the image', dashboard(asks('/health'), copy)],
    ['another port', dashboard(asks('/health', { port: 9090 }))],
    // The image's own flag wins over the variable.
    ['the port of the variable alone', dashboard(asks('/health', { port: 80 }), variable('MCP_MESH_UI_PORT', '80'))],
  ])('not %s', (_, each) => expect(said(RULE, [each])).toEqual([]));
});

test('gRPC on the port of an agent or a registry', () => {
  expect(said(RULE, [agent({ grpc: { port: 8080 } })])).toEqual([
    `${AGENT}readinessProbe by gRPC on port 8080: the agent answers HTTP there and no gRPC health checks, so the pod never gets ready. Use httpGet with path /health.`,
  ]);
  expect(said(RULE, [registry({ grpc: { port: 8000 } })])).toHaveLength(1);
  expect(said(RULE, [agent({ grpc: { port: 9090 } })])).toEqual([]);
  expect(
    said(RULE, [deployment({ ports: [{ containerPort: 8080 }], readinessProbe: { grpc: { port: 8080 } } })]),
  ).toEqual([]);
});
