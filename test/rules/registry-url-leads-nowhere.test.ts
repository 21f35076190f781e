import { MeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/registry-url-leads-nowhere';
import { find, Manifest, meshChart, synth } from '../support/manifests';
import {
  agent,
  deployment,
  recorded,
  REGISTRY,
  registry,
  registryService,
  said,
  service,
  variable,
} from '../support/mesh-manifests';

const NEVER_FOUND = 'an agent without its registry runs and passes its probes, but no caller finds it';

describe('a registry URL that leads nowhere', () => {
  const FIX =
    "Give the registry's Service with its port: http://<service>:<port> in the same namespace, " +
    'http://<service>.<namespace>.svc.cluster.local:<port> from everywhere';
  const nowhere = (...objects: Manifest[]) => said(RULE, objects);
  const told = (url: string, reason: string) => [
    `Deployment mesh/news: container "main": MCP_MESH_REGISTRY_URL "${url}": ${reason}; ${NEVER_FOUND}. ${FIX}.`,
  ];
  const meant = ' (did you mean "http://mcp-mesh-registry:8000"?)';
  const beside = (container: Manifest) => {
    const made = agent('news', 'http://localhost:8000');
    made.spec.template.spec.containers.push(container);
    return made;
  };

  test.each([
    ['http://mcp-mesh-registy:8000', `namespace "mesh" has no Service "mcp-mesh-registy"${meant}`],
    ['http://mcp-mesh-registy.mesh:8000', `namespace "mesh" has no Service "mcp-mesh-registy"${meant}`],
    ['http://mcp-mesh-registy.mesh.svc:8000', `namespace "mesh" has no Service "mcp-mesh-registy"${meant}`],
    [
      'http://mcp-mesh-registy.mesh.svc.cluster.local:8000',
      `namespace "mesh" has no Service "mcp-mesh-registy"${meant}`,
    ],
    [
      'http://mcp-mesh-registry.svc.cluster.local:8000',
      `a name that ends with .svc.cluster.local has the Service and its namespace in front${meant}`,
    ],
    [
      'https://mcp-mesh-registry:8000',
      `the registry there serves plain HTTP, as long as its MCP_MESH_TLS_MODE is off or not set${meant}`,
    ],
    ['http://mcp-mesh-registry.mesh.cluster.local:8000', `"svc" is missing in front of cluster.local${meant}`],
    [
      'http://mcp-mesh-registry.mesh.svc.cluster.locl:8000',
      `Services of the cluster end with .svc.cluster.local${meant}`,
    ],
    ['http://mcp-mesh-registry.mehs:8000', `there is no namespace "mehs"${meant}`],
    ['http://mcp-mesh-registry:8080', `Service "mcp-mesh-registry" has no port 8080${meant}`],
    [
      'http://mcp-mesh-registry',
      `Service "mcp-mesh-registry" has no port 80, which a URL without a port means${meant}`,
    ],
    ['mcp-mesh-registry:8000', `it is no http:// or https:// URL${meant}`],
    ['tcp://mcp-mesh-registry:8000', `it is no http:// or https:// URL${meant}`],
    ['mcp-mesh-registry', `it is no http:// or https:// URL${meant}`],
    ['http://localhost:8000', `that is the agent's own pod, and no registry runs in it${meant}`],
    ['http://127.0.0.1:8000', `that is the agent's own pod, and no registry runs in it${meant}`],
  ])('%s', (url, reason) => {
    expect(nowhere(...REGISTRY, agent('news', url))).toEqual(told(url, reason));
  });

  test.each([
    'http://mcp-mesh-registry:8000',
    'http://mcp-mesh-registry.mesh:8000/',
    'http://mcp-mesh-registry.mesh.svc:8000',
    'http://mcp-mesh-registry.mesh.svc.cluster.local.:8000',
    'http://registry.example.com:8000',
    'https://registry.example.com',
    'http://203.0.113.7:8000',
    'http://[2001:db8::7]:8000',
    'http://10.0.0.7',
    'http://mcp-mesh-registry.core:8000',
    'http://mcp-mesh-registry.core.svc.cluster.local:8000',
    'http://mcp-mesh-registry.core.svc.other.zone:8000',
    'http://mcp-mesh-registy.mesh.example:8000',
    'http://mcp-mesh-registry-1.headless.mesh.svc.cluster.local:8000',
    'http://$(REGISTRY_HOST):8000',
    'http://${REGISTRY_HOST}:8000',
    '{{ .Values.registry }}',
    '<registry>',
  ])('%s leads to it, or where these manifests do not show', (url) => {
    expect(nowhere(...REGISTRY, agent('news', url))).toEqual([]);
  });

  test('what an agent requires is not looked at without its registry', () => {
    const news = agent('news', 'http://localhost:8000', { annotations: recorded([], ['weather', 'climate']) });
    expect(nowhere(...REGISTRY, news)).toEqual([
      expect.stringContaining(
        `${NEVER_FOUND}. Not looked at until then: whether its registry has "weather" and "climate", which it requires. Give the registry's Service`,
      ),
    ]);
  });

  test('a port of another protocol', () => {
    const ports = [{ port: 8000, protocol: 'UDP' }];
    expect(nowhere(registry(), registryService({ ports }), agent('news'))).toEqual(
      told(
        'http://mcp-mesh-registry:8000',
        'port 8000 of Service "mcp-mesh-registry" is for UDP, and the registry answers over TCP',
      ),
    );
  });

  test('a short name does not lead into another namespace', () => {
    expect(nowhere(registry({ namespace: 'core' }), registryService({}, 'core'), agent('news'))).toEqual(
      told(
        'http://mcp-mesh-registry:8000',
        'namespace "mesh" has no Service "mcp-mesh-registry" (did you mean "http://mcp-mesh-registry.core.svc.cluster.local:8000"?)',
      ),
    );
  });

  test.each<[string, Manifest[]]>([
    ["no registry is shown: it may be another release's", [agent('news')]],
    [
      'the Service has no selector',
      [registry(), { ...registryService(), spec: { ports: [{ port: 8000 }] } }, agent('news')],
    ],
    [
      'the Service is another name',
      [
        registry(),
        registryService({ type: 'ExternalName', externalName: 'registry.example.com', ports: [] }),
        agent('news'),
      ],
    ],
    [
      'the name is of another API group',
      [
        registry(),
        { ...service('registry-x'), apiVersion: 'serving.knative.dev/v1' },
        agent('news', 'http://registry-x:8000'),
      ],
    ],
    [
      'a ServiceEntry has the host',
      [
        ...REGISTRY,
        {
          apiVersion: 'networking.istio.io/v1',
          kind: 'ServiceEntry',
          metadata: { name: 'x', namespace: 'mesh' },
          spec: { hosts: ['far.mesh'] },
        },
        agent('news', 'http://far.mesh:8000'),
      ],
    ],
    [
      'the pod has the host among its aliases',
      [
        ...REGISTRY,
        agent('news', 'http://far:8000', { pod: { hostAliases: [{ ip: '203.0.113.7', hostnames: ['far'] }] } }),
      ],
    ],
    [
      'the pod searches domains of its own',
      [...REGISTRY, agent('news', 'http://far:8000', { pod: { dnsConfig: { searches: ['corp.example.com'] } } })],
    ],
    [
      'the pod asks a DNS of its own',
      [...REGISTRY, agent('news', 'http://far:8000', { pod: { dnsConfig: { nameservers: ['203.0.113.53'] } } })],
    ],
    ["the pod has the node's DNS", [...REGISTRY, agent('news', 'http://far:8000', { pod: { dnsPolicy: 'Default' } })]],
    ['localhost has another container', [...REGISTRY, beside({ name: 'tunnel' })]],
    [
      'localhost has a native sidecar',
      [
        ...REGISTRY,
        agent('news', 'http://localhost:8000', {
          pod: { initContainers: [{ name: 'tunnel', restartPolicy: 'Always' }] },
        }),
      ],
    ],
    ['localhost is the node', [...REGISTRY, agent('news', 'http://localhost:8000', { pod: { hostNetwork: true } })]],
    [
      "the agent may be applied to the registry's namespace",
      [...REGISTRY, { ...agent('news'), metadata: { name: 'news' } }],
    ],
    [
      "the registry's Service may be applied to the agent's namespace",
      [
        { ...registry(), metadata: { name: 'mcp-mesh-registry' } },
        { ...registryService(), metadata: { name: 'mcp-mesh-registry' } },
        agent('news'),
      ],
    ],
    [
      'a native sidecar opens the port by name',
      [
        registry({
          pod: {
            initContainers: [
              { name: 'proxy', restartPolicy: 'Always', ports: [{ name: 'proxy', containerPort: 9000 }] },
            ],
          },
        }),
        registryService({ ports: [{ port: 8000, targetPort: 'proxy' }] }),
        agent('news'),
      ],
    ],
    [
      'the registry declares no ports',
      [
        registry({ container: { ports: undefined } }),
        registryService({ ports: [{ port: 8000, targetPort: 9000 }] }),
        agent('news'),
      ],
    ],
    [
      'a pod of a headless Service may be any of several',
      [...REGISTRY, service('headless', { clusterIP: 'None' }), agent('news', 'http://registry-7.headless.mesh:8000')],
    ],
  ])('silent where %s', (_, objects) => {
    expect(nowhere(...objects)).toEqual([]);
  });

  test('a Service that selects no pod', () => {
    expect(nowhere(registry(), registryService({ selector: { app: 'registry' } }), agent('news'))).toEqual(
      told('http://mcp-mesh-registry:8000', 'Service "mcp-mesh-registry" selects no pod, so nothing answers'),
    );
  });

  test('a headless one likewise, of which the DNS knows nothing', () => {
    expect(
      nowhere(registry(), registryService({ clusterIP: 'None', selector: { app: 'registry' } }), agent('news')),
    ).toEqual(told('http://mcp-mesh-registry:8000', 'Service "mcp-mesh-registry" selects no pod, so nothing answers'));
  });

  test.each([
    [9000, '9000'],
    ['web', '"web"'],
  ])('a Service that leads to port %s, which nobody opens', (targetPort, shown) => {
    expect(nowhere(registry(), registryService({ ports: [{ port: 8000, targetPort }] }), agent('news'))).toEqual(
      told(
        'http://mcp-mesh-registry:8000',
        `Service "mcp-mesh-registry" leads to port ${shown} of Deployment mesh/mcp-mesh-registry, which no container there opens`,
      ),
    );
  });

  test('a headless Service translates no port', () => {
    const headless = registryService({ clusterIP: 'None', ports: [{ port: 80, targetPort: 'http' }] });
    expect(nowhere(registry(), headless, agent('news', 'http://mcp-mesh-registry:80'))).toEqual(
      told(
        'http://mcp-mesh-registry:80',
        'Service "mcp-mesh-registry" leads to port 80 of Deployment mesh/mcp-mesh-registry, which no container there opens',
      ),
    );
    expect(nowhere(registry(), headless, agent('news', 'http://mcp-mesh-registry:8000'))).toEqual([]);
  });

  test('another agent is no registry', () => {
    expect(nowhere(...REGISTRY, service('weather'), agent('weather'), agent('news', 'http://weather:8080'))).toEqual(
      told('http://weather:8080', `it leads to Deployment mesh/weather, an agent and no registry${meant}`),
    );
  });

  test('where no registry is known, what is taken for an agent may be one', () => {
    expect(nowhere(service('weather'), agent('weather', 'http://weather:8080'))).toEqual([]);
  });

  describe('a value that agents share is one finding, of the map that holds it', () => {
    const url = 'http://mcp-mesh-registy:8000';
    const map = (kind: string, data: Manifest) => ({
      apiVersion: 'v1',
      kind,
      metadata: { name: 'agents', namespace: 'mesh' },
      ...data,
    });
    const reading = (name: string, container: Manifest, env: Manifest[] = []) =>
      deployment(name, { container, env: [variable('MCP_MESH_AGENT_NAME', name), ...env] });
    const all = { envFrom: [{ configMapRef: { name: 'agents' } }] };

    test('a ConfigMap that is read as a whole, by many', () => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      expect(
        nowhere(
          ...REGISTRY,
          map('ConfigMap', { data: { MCP_MESH_REGISTRY_URL: url } }),
          ...names.map((name) => reading(name, all)),
        ),
      ).toEqual([
        `ConfigMap mesh/agents: key "MCP_MESH_REGISTRY_URL" "${url}", which Deployment mesh/a, Deployment mesh/b, Deployment mesh/c and 2 more read: ` +
          `namespace "mesh" has no Service "mcp-mesh-registy"${meant}; ${NEVER_FOUND}. ${FIX}.`,
      ]);
    });

    test('one key of it', () => {
      const env = { name: 'MCP_MESH_REGISTRY_URL', valueFrom: { configMapKeyRef: { name: 'agents', key: 'url' } } };
      expect(nowhere(...REGISTRY, map('ConfigMap', { data: { url } }), reading('news', {}, [env]))).toEqual([
        `ConfigMap mesh/agents: key "url" "${url}", which Deployment mesh/news reads: ` +
          `namespace "mesh" has no Service "mcp-mesh-registy"${meant}; ${NEVER_FOUND}. ${FIX}.`,
      ]);
    });

    test('a Secret, whose password stays one', () => {
      const secret = map('Secret', {
        stringData: { MCP_MESH_REGISTRY_URL: 'http://me:hunter2@mcp-mesh-registy:8000' },
      });
      const found = nowhere(...REGISTRY, secret, reading('news', { envFrom: [{ secretRef: { name: 'agents' } }] }));
      expect(found).toEqual([
        expect.stringMatching(
          /^Secret mesh\/agents: key "MCP_MESH_REGISTRY_URL" "http:\/\/mcp-mesh-registy:8000", which Deployment mesh\/news reads: /,
        ),
      ]);
    });

    test('of two maps the last one holds it', () => {
      const [one, other] = ['one', 'other'].map((name) => ({
        ...map('ConfigMap', { data: { MCP_MESH_REGISTRY_URL: `http://${name}:8000` } }),
        metadata: { name, namespace: 'mesh' },
      }));
      const both = { envFrom: [{ configMapRef: { name: 'one' } }, { configMapRef: { name: 'other' } }] };
      expect(nowhere(...REGISTRY, one, other, reading('news', both))).toEqual([
        expect.stringMatching(/^ConfigMap mesh\/other: key "MCP_MESH_REGISTRY_URL" "http:\/\/other:8000", /),
      ]);
    });

    test("the agent's own variable wins over the map", () => {
      expect(
        nowhere(
          ...REGISTRY,
          map('ConfigMap', { data: { MCP_MESH_REGISTRY_URL: 'http://mcp-mesh-registry:8000' } }),
          reading('news', all, [variable('MCP_MESH_REGISTRY_URL', url)]),
        ),
      ).toEqual(told(url, `namespace "mesh" has no Service "mcp-mesh-registy"${meant}`));
    });
  });

  test("our own registry's Service, when somebody moves its port", () => {
    const chart = meshChart();
    const made = new MeshRegistry(chart, 'registry');
    new MeshAgent(chart, 'news', { registry: made, image: 'registry.example.com/news:1.4.2' });
    const objects = synth(chart);
    expect(nowhere(...objects)).toEqual([]);
    find(objects, 'Service', 'mcp-mesh-registry').spec.ports[0].port = 80;
    expect(nowhere(...objects)).toEqual([
      'ConfigMap mesh/mcp-agent-config: key "MCP_MESH_REGISTRY_URL" "http://mcp-mesh-registry:8000", which Deployment mesh/mcp-mesh-news reads: ' +
        `Service "mcp-mesh-registry" has no port 8000 (did you mean "http://mcp-mesh-registry:80"?); ${NEVER_FOUND}. ${FIX}.`,
    ]);
  });
});

test('http:// to a registry that serves TLS', () => {
  const withMode = (mode: string) => [
    registry({ env: [variable('MCP_MESH_TLS_MODE', mode)] }),
    registryService(),
    agent('news'),
  ];
  expect(said(RULE, withMode('auto'))).toEqual([
    expect.stringContaining(
      'the registry there serves TLS only, because its MCP_MESH_TLS_MODE is "auto"; the URL begins with https:// then; an agent without',
    ),
  ]);
  expect(said(RULE, withMode('off'))).toEqual([]);
});
