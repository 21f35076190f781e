import { RULE } from '../../src/rules/registry-listens-elsewhere';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const image = 'mcpmesh/registry:3.7.1';
const registry = (container: Manifest, pod: Manifest = {}) =>
  deployment({ name: 'registry', image, ...container }, { name: 'mcp-mesh-registry', pod });
const service = (targetPort?: unknown) =>
  object('v1', 'Service', 'mcp-mesh-registry', {
    spec: { selector: { app: 'mcp-mesh-registry' }, ports: [{ port: 8000, targetPort }] },
  });
const variable = (name: string, value: string) => ({ env: [{ name, value }] });
const http = (port: unknown) => ({ readinessProbe: { httpGet: { path: '/health', port } } });
const args = ['--host', '0.0.0.0', '--port', '9000'];

test('a Service and a probe that ask another port', () => {
  expect(said(RULE, [registry({ args, ...http(8000) }), service()])).toEqual([
    'Service mesh/mcp-mesh-registry: port 8000 leads to 8000 of the registry: the registry listens on 9000, by --port; it reads no other setting of its port, so ' +
      'connections to another are refused. Write targetPort: 9000.',
    'Deployment mesh/mcp-mesh-registry: container "registry": readinessProbe on port 8000: the registry listens on 9000, by --port; it reads no other setting of ' +
      'its port, so connections to another are refused. Ask port 9000.',
  ]);
});

test.each<[string, Manifest[], string]>([
  [
    'PORT beside the arguments of the image',
    [registry({ ...variable('PORT', '9000'), ports: [{ containerPort: 9000 }] })],
    'containerPort 9000',
  ],
  [
    'arguments without a host',
    [registry({ args: ['--port', '8000'] })],
    'arguments without --host, which means localhost',
  ],
  ['the loopback address', [registry({ args: ['--host=127.0.0.1', '--port=8000'] })], '--host "127.0.0.1"'],
  [
    'HOST beside other arguments',
    [registry({ args: ['-p', '8000'], ...variable('HOST', 'localhost') })],
    'HOST "localhost"',
  ],
  [
    'the binary as the command',
    [
      registry({
        command: ['/usr/local/bin/registry', '--host', '0.0.0.0', '-p', '9000'],
        ports: [{ containerPort: 8000 }],
      }),
    ],
    'containerPort 8000',
  ],
  [
    'a port by a variable',
    [
      registry({
        ...variable('P', '9000'),
        args: ['--host', '0.0.0.0', '--port', '$(P)'],
        ports: [{ containerPort: 8000 }],
      }),
    ],
    'containerPort 8000',
  ],
  [
    'a second declared port',
    [registry({ ports: [{ containerPort: 8000 }, { containerPort: 9090, name: 'metrics' }] }), service('metrics')],
    'port 8000 leads to 9090',
  ],
])('%s', (_, objects, given) => expect(said(RULE, objects)).toEqual([expect.stringContaining(given)]));

test.each<[string, Manifest[]]>([
  [
    'the image as it is',
    [registry({ ports: [{ containerPort: 8000, name: 'http' }], ...http('http') }), service('http')],
  ],
  [
    'another port everywhere',
    [registry({ args, ports: [{ containerPort: 9000, name: 'http' }], ...http('http') }), service('http')],
  ],
  [
    'PORT where no flag wins',
    [registry({ args: ['--host', '0.0.0.0'], ...variable('PORT', '9000'), ports: [{ containerPort: 9000 }] })],
  ],
  ['HOST where no flag wins', [registry({ args: ['--port', '8000'], ...variable('HOST', '0.0.0.0') })]],
  [
    'variables of a map that is not here',
    [registry({ args: ['--log'], envFrom: [{ configMapRef: { name: 'settings' } }], ports: [{ containerPort: 1 }] })],
  ],
  ['a script', [registry({ command: ['sh', '-c', 'exec registry --port 9000'], ports: [{ containerPort: 8000 }] })]],
  [
    'another image',
    [
      deployment(
        { ...variable('MCP_MESH_LOG_LEVEL', 'INFO'), image: 'example.com/x:1', ports: [{ containerPort: 1 }] },
        { labels: { 'app.kubernetes.io/component': 'registry' } },
      ),
    ],
  ],
  [
    'the admin port',
    [
      registry({
        ...variable('MCP_MESH_ADMIN_PORT', '8001'),
        ports: [{ containerPort: 8000 }, { containerPort: 8001 }],
      }),
      service(8001),
    ],
  ],
  [
    'a proxy beside it',
    [
      registry(
        { args: ['--port', '8000'] },
        { initContainers: [{ name: 'proxy', image: 'envoy:1', restartPolicy: 'Always' }] },
      ),
    ],
  ],
  ['every interface of IPv6', [registry({ args: ['--host', '[::]', '--port', '8000'] })]],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));
