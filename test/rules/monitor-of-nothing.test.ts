import { RULE } from '../../src/rules/monitor-of-nothing';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const monitor = (kind: string, endpoint: Manifest, more: Manifest = {}) =>
  object('monitoring.coreos.com/v1', kind, 'news', {
    spec: {
      selector: { matchLabels: { app: 'news' } },
      [kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints']: [endpoint],
      ...more,
    },
  });
const agent = (container: Manifest = {}, more: Manifest = {}) =>
  deployment(
    {
      env: [{ name: 'MCP_MESH_AGENT_NAME', value: 'news' }],
      ports: [
        { name: 'http', containerPort: 8080 },
        { name: 'metrics', containerPort: 9090 },
      ],
      ...container,
    },
    { name: 'news', ...more },
  );
const service = (labels: Manifest | undefined = { app: 'news' }) =>
  object('v1', 'Service', 'news', {
    metadata: { labels },
    spec: {
      selector: { app: 'news' },
      ports: [
        { name: 'http', port: 80, targetPort: 'http' },
        { name: 'metrics', port: 9090 },
      ],
    },
  });

test('a port of no Service', () => {
  expect(said(RULE, [agent(), service(), monitor('ServiceMonitor', { port: 'metrcs' })])).toEqual([
    'ServiceMonitor mesh/news: port "metrcs": no port of the Services that it selects, Service mesh/news, has this name, so there is no target; there is "http" and "metrics". ' +
      'Name the port of the metrics, as the manifest of its Service or container names it.',
  ]);
});

test('the labels of pods', () => {
  expect(said(RULE, [agent(), service({}), monitor('ServiceMonitor', { port: 'metrics' })])).toEqual([
    'ServiceMonitor mesh/news: selector selects no Service: it is compared with the labels of Services: the pods of Service mesh/news have these labels, and the Service itself ' +
      'has not. Give the Service these labels under metadata.labels, or make a PodMonitor.',
  ]);
});

test.each(['ServiceMonitor', 'PodMonitor'])("%s of an agent's own port", (kind) => {
  expect(said(RULE, [agent(), service(), monitor(kind, { port: 'http' })])).toEqual([
    `${kind} mesh/news: metrics of Deployment mesh/news: MCP Mesh serves none: the registry and agents answer 404 to /metrics on their own port. Remove the monitor, or name the port ` +
      'on which a program of yours serves metrics.',
  ]);
});

test('a registry, and a port of no pod', () => {
  const registry = agent({ image: 'mcpmesh/registry:3.7.1', ports: [{ name: 'http', containerPort: 8000 }] });
  expect(said(RULE, [registry, service(), monitor('ServiceMonitor', { port: 'http' })])).toHaveLength(1);
  expect(said(RULE, [agent(), monitor('PodMonitor', { port: 'prometheus' })])).toEqual([
    expect.stringContaining(
      'no port of the pods that it selects has this name, so there is no target; there is "http" and "metrics"',
    ),
  ]);
});

test.each<[string, Manifest[]]>([
  ['a port of its own', [agent(), service(), monitor('ServiceMonitor', { port: 'metrics' })]],
  ['a port of a container', [agent(), monitor('PodMonitor', { port: 'metrics' })]],
  ['another path', [agent(), service(), monitor('ServiceMonitor', { port: 'http', path: '/stats' })]],
  [
    'a gateway',
    [
      agent({}, { metadata: { annotations: { 'cdk8s-mcp-mesh/gateway': 'true' } } }),
      service(),
      monitor('ServiceMonitor', { port: 'http' }),
    ],
  ],
  ['Services that are not here', [agent(), monitor('ServiceMonitor', { port: 'web' })]],
  [
    'another namespace',
    [agent(), service({}), monitor('ServiceMonitor', { port: 'x' }, { namespaceSelector: { matchNames: ['other'] } })],
  ],
  ['odd input', [agent(), service(), monitor('ServiceMonitor', {}, { endpoints: 'none', selector: [] })]],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));
