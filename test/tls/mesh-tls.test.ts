import { Chart, Duration, Testing } from 'cdk8s';
import { ConfigMap, EnvValue, Secret } from 'cdk8s-plus-28';
import {
  CertManagerTlsOptions,
  HeadlessMeshAgent,
  MeshAgent,
  MeshAgentProps,
  MeshCertificateAuthority,
  MeshDashboard,
  MeshDiscoveryTest,
  MeshNetworkPolicy,
  MeshPeer,
  MeshProbe,
  MeshRegistry,
  MeshRegistryProps,
  MeshTls,
  MeshTlsMode,
  RegistryDatabase,
  ServiceMesh,
  VaultTlsOptions,
  WaitForRegistry,
} from '../../src';
import { container, envOf, find, Manifest, meshChart, pod, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';

/** A registry and an agent under TLS. */
function mesh(
  tls: MeshTls | ((chart: Chart) => MeshTls),
  { registry: props, agent }: { registry?: MeshRegistryProps; agent?: Partial<MeshAgentProps> } = {},
) {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', {
    tls: tls instanceof MeshTls ? tls : tls(chart),
    ...props,
  });
  const weather = new MeshAgent(chart, 'weather', { registry, image, ...agent });
  return { chart, registry, weather };
}

const workload = (objects: Manifest[], name: string) => find(objects, 'Deployment', name);
const probesOf = (object: Manifest) => {
  const { livenessProbe, readinessProbe, startupProbe } = container(object);
  return [livenessProbe, readinessProbe, startupProbe].filter(Boolean).map(({ httpGet, tcpSocket }) => ({
    httpGet,
    tcpSocket,
  }));
};
const volumesOf = (object: Manifest) => pod(object).volumes.filter(({ name }: Manifest) => name.startsWith('mesh-'));
const mountsOf = (object: Manifest) =>
  container(object).volumeMounts.filter(({ name }: Manifest) => name.startsWith('mesh-'));

const CERTIFICATE_VARIABLES = {
  MCP_MESH_TLS_CERT: '/etc/mcp-mesh/tls/tls.crt',
  MCP_MESH_TLS_KEY: '/etc/mcp-mesh/tls/tls.key',
  MCP_MESH_TLS_CA: '/etc/mcp-mesh/ca/ca.pem',
};
const tlsVariables = (object: Manifest) =>
  Object.fromEntries(Object.entries(envOf(object)).filter(([name]) => /TLS|TRUST|VAULT/.test(name)));

describe('one prop of the registry', () => {
  const { chart, registry, weather } = mesh(MeshTls.secrets());
  const objects = synth(chart);

  test('changes the scheme of every URL', () => {
    expect(registry.url).toBe('https://mcp-mesh-registry.mesh.svc.cluster.local:8000');
    expect(weather.url).toBe('https://mcp-mesh-weather.mesh.svc.cluster.local:8080');
    expect(find(objects, 'ConfigMap', 'mcp-agent-config').data.MCP_MESH_REGISTRY_URL).toBe(
      'https://mcp-mesh-registry:8000',
    );
  });

  test('gives the registry its certificate, and agents to trust: filestore reads files that end in .pem', () => {
    expect(tlsVariables(workload(objects, 'mcp-mesh-registry'))).toEqual({
      MCP_MESH_TLS_MODE: 'strict',
      ...CERTIFICATE_VARIABLES,
      MCP_MESH_TRUST_BACKEND: 'filestore',
      MCP_MESH_TRUST_DIR: '/etc/mcp-mesh/ca',
    });
  });

  test('gives an agent its certificate', () => {
    expect(tlsVariables(workload(objects, 'mcp-mesh-weather'))).toEqual({
      MCP_MESH_TLS_MODE: 'strict',
      ...CERTIFICATE_VARIABLES,
    });
  });

  test.each(['mcp-mesh-registry', 'mcp-mesh-weather'])('mounts the Secret of %s', (name) => {
    const secretName = `${name}-tls`;
    expect(volumesOf(workload(objects, name))).toEqual([
      {
        name: 'mesh-tls',
        secret: {
          secretName,
          items: [
            { key: 'tls.crt', path: 'tls.crt' },
            { key: 'tls.key', path: 'tls.key' },
          ],
        },
      },
      { name: 'mesh-ca', secret: { secretName, items: [{ key: 'ca.crt', path: 'ca.pem' }] } },
    ]);
    expect(mountsOf(workload(objects, name))).toEqual([
      { name: 'mesh-tls', mountPath: '/etc/mcp-mesh/tls', readOnly: true },
      { name: 'mesh-ca', mountPath: '/etc/mcp-mesh/ca', readOnly: true },
    ]);
  });

  test.each(['mcp-mesh-registry', 'mcp-mesh-weather'])('names the port of %s https', (name) => {
    expect(container(workload(objects, name)).ports[0].name).toBe('https');
    expect(find(objects, 'Service', name).spec.ports).toMatchObject([{ name: 'https', targetPort: 'https' }]);
  });

  test('lets the kubelet connect only, because it has no certificate', () => {
    const tcp = { tcpSocket: { port: 'https' } };
    expect(probesOf(workload(objects, 'mcp-mesh-registry'))).toEqual([tcp, tcp]);
    expect(probesOf(workload(objects, 'mcp-mesh-weather'))).toEqual([tcp, tcp]);
  });
});

test('in mode auto the kubelet asks the registry by HTTPS, and agents as before', () => {
  const objects = synth(mesh(MeshTls.secrets({ mode: MeshTlsMode.AUTO })).chart);
  const https = { httpGet: { path: '/health', port: 'https', scheme: 'HTTPS' } };
  expect(probesOf(workload(objects, 'mcp-mesh-registry'))).toEqual([https, https]);
  expect(probesOf(workload(objects, 'mcp-mesh-weather'))[0]).toEqual({ tcpSocket: { port: 'https' } });
  expect(envOf(workload(objects, 'mcp-mesh-weather')).MCP_MESH_TLS_MODE).toBe('auto');
});

test('each Service may have a Secret of its own, and all others one that they share', () => {
  const secret = (chart: Chart, name: string) => Secret.fromSecretName(chart, `secret-${name}`, name);
  const objects = synth(
    mesh((chart) =>
      MeshTls.secrets({
        secrets: { 'mcp-mesh-weather': secret(chart, 'weather') },
        shared: secret(chart, 'shared'),
        certificateAuthority: MeshCertificateAuthority.fromConfigMap(
          ConfigMap.fromConfigMapName(chart, 'authority', 'mesh-ca'),
          'root.crt',
        ),
        reloader: true,
      }),
    ).chart,
  );
  const named = (name: string) => volumesOf(workload(objects, name))[0].secret.secretName;
  expect(named('mcp-mesh-weather')).toBe('weather');
  expect(named('mcp-mesh-registry')).toBe('shared');
  expect(volumesOf(workload(objects, 'mcp-mesh-weather'))[1].configMap).toEqual({
    name: 'mesh-ca',
    items: [{ key: 'root.crt', path: 'ca.pem' }],
  });
  expect(workload(objects, 'mcp-mesh-weather').metadata.annotations).toMatchObject({
    'secret.reloader.stakater.com/reload': 'weather',
  });
});

describe('cert-manager', () => {
  const options: CertManagerTlsOptions = {
    issuer: { name: 'mesh-ca', kind: 'ClusterIssuer' },
    duration: Duration.days(30),
    renewBefore: Duration.days(10),
  };

  test('makes a certificate for the names of a Service, for servers and clients', () => {
    const objects = synth(mesh(MeshTls.certManager(options)).chart);
    expect(find(objects, 'Certificate', 'mcp-mesh-weather')).toMatchObject({
      apiVersion: 'cert-manager.io/v1',
      metadata: { namespace: 'mesh' },
      spec: {
        secretName: 'mcp-mesh-weather-tls',
        dnsNames: [
          'mcp-mesh-weather',
          'mcp-mesh-weather.mesh',
          'mcp-mesh-weather.mesh.svc',
          'mcp-mesh-weather.mesh.svc.cluster.local',
        ],
        usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
        privateKey: { algorithm: 'ECDSA', size: 256, encoding: 'PKCS8', rotationPolicy: 'Always' },
        duration: '720h0m0s',
        renewBefore: '240h0m0s',
        issuerRef: { name: 'mesh-ca', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      },
    });
  });

  test('adds the names of pods, of those to come too', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', { tls: MeshTls.certManager({ issuer: { name: 'mesh-ca' } }) });
    const processor = new HeadlessMeshAgent(chart, 'processor', {
      registry,
      image,
      serviceName: 'processor',
      replicas: 2,
    });
    const { spec } = find(synth(chart), 'Certificate', 'processor');
    expect(spec.dnsNames).toContain('*.processor-headless.mesh.svc.cluster.local');
    expect(spec.issuerRef.kind).toBe('Issuer');
    expect(processor.podUrl(1)).toBe('https://processor-1.processor-headless.mesh.svc.cluster.local:8080');
  });
});

describe('Vault', () => {
  const vault = (chart: Chart, more: Partial<VaultTlsOptions> = {}) =>
    MeshTls.vault({
      address: 'https://vault.vault-system.svc.cluster.local:8200',
      pkiPath: 'pki_int/issue/mesh-agent',
      token: { secret: Secret.fromSecretName(chart, 'token', 'vault-token'), key: 'token' },
      certificateAuthority: MeshCertificateAuthority.fromSecret(Secret.fromSecretName(chart, 'ca', 'mesh-ca')),
      peer: MeshPeer.pods('vault-system', { app: 'vault' }).peer,
      ...more,
    });

  test('signs the certificates of agents, and policies let them reach it', () => {
    const { chart, registry } = mesh((scope) =>
      vault(scope, { duration: Duration.hours(12), trustDomain: 'mesh.example' }),
    );
    new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
    const objects = synth(chart);
    expect(tlsVariables(workload(objects, 'mcp-mesh-weather'))).toEqual({
      MCP_MESH_TLS_MODE: 'strict',
      MCP_MESH_TLS_CA: '/etc/mcp-mesh/ca/ca.pem',
      MCP_MESH_TLS_PROVIDER: 'vault',
      MCP_MESH_VAULT_ADDR: 'https://vault.vault-system.svc.cluster.local:8200',
      MCP_MESH_VAULT_PKI_PATH: 'pki_int/issue/mesh-agent',
      VAULT_TOKEN: { secretKeyRef: { name: 'vault-token', key: 'token' } },
      MCP_MESH_VAULT_TTL: '43200s',
      MCP_MESH_TRUST_DOMAIN: 'mesh.example',
    });
    expect(find(objects, 'NetworkPolicy', 'mcp-mesh-weather').spec.egress).toContainEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'vault-system' } },
          podSelector: { matchLabels: { app: 'vault' } },
        },
      ],
      ports: [{ port: 8200, protocol: 'TCP' }],
    });
  });

  test("leaves the registry's certificate to a Secret", () => {
    const objects = synth(mesh((chart) => vault(chart)).chart);
    expect(volumesOf(workload(objects, 'mcp-mesh-registry'))[0].secret.secretName).toBe('mcp-mesh-registry-tls');
    expect(tlsVariables(workload(objects, 'mcp-mesh-registry'))).not.toHaveProperty('MCP_MESH_TLS_PROVIDER');
  });

  test.each([
    [
      { address: 'vault:8200' },
      '[test/weather] tls address "vault:8200": it is the URL of Vault without a path, and agents ask it over HTTP or HTTPS. Give scheme, host and port, such as "https://vault.vault-system.svc.cluster.local:8200".',
    ],
    [
      { pkiPath: 'pki' },
      '[test/weather] tls pkiPath "pki": Vault issues certificates below <mount>/issue/<role>. Give the mount and the role, such as "pki_int/issue/mesh-agent".',
    ],
    [
      { token: 'hvs.secret' as never },
      '[test/weather] tls token without a Secret: it is a key of a Secret, and never a text in the manifest. Give { secret: Secret.fromSecretName(chart, id, name), key }.',
    ],
  ])('refuses %j', (more, message) => {
    expect(() => mesh((chart) => vault(chart, more))).toThrow(new Error(message));
  });
});

test('the dashboard shows a certificate to the registry, and stays on plain HTTP', () => {
  const chart = meshChart();
  const database = RegistryDatabase.postgres({
    host: 'postgres',
    user: 'mesh',
    password: { secret: Secret.fromSecretName(chart, 'password', 'postgres'), key: 'password' },
  });
  const registry = new MeshRegistry(chart, 'registry', { database, tls: MeshTls.secrets() });
  new MeshDashboard(chart, 'dashboard', { registry });
  const dashboard = workload(synth(chart), 'mcp-mesh-dashboard');
  expect(tlsVariables(dashboard)).toEqual({
    MCP_MESH_REGISTRY_TLS_CERT: '/etc/mcp-mesh/tls/tls.crt',
    MCP_MESH_REGISTRY_TLS_KEY: '/etc/mcp-mesh/tls/tls.key',
    MCP_MESH_REGISTRY_TLS_CA: '/etc/mcp-mesh/ca/ca.pem',
  });
  expect(envOf(dashboard).MCP_MESH_REGISTRY_URL).toBe('https://mcp-mesh-registry:8000');
  expect(volumesOf(dashboard)[0].secret.secretName).toBe('mcp-mesh-dashboard-tls');
  expect(container(dashboard).ports[0].name).toBe('http');
});

test('a registry that somebody else runs is reached by https, with certificates', () => {
  const chart = meshChart();
  const registry = MeshRegistry.fromEndpoint(chart, 'registry', {
    host: 'registry.example.com',
    agentTls: MeshTls.secrets(),
  });
  new MeshAgent(chart, 'weather', { registry, image });
  expect(registry.url).toBe('https://registry.example.com:8000');
  expect(tlsVariables(workload(synth(chart), 'mcp-mesh-weather'))).toEqual({
    MCP_MESH_TLS_MODE: 'strict',
    ...CERTIFICATE_VARIABLES,
  });
});

test('a discovery test connects, because it has no certificate', () => {
  const { chart, registry } = mesh(MeshTls.secrets());
  new MeshDiscoveryTest(chart, 'test', { registry });
  const { checks } = find(synth(chart), 'ConfigMap', 'mcp-mesh-discovery-test').data;
  expect(checks.split('\n').filter((line: string) => !line.startsWith('resolve '))).toEqual([
    'connect mcp-mesh-registry:8000',
    'connect mcp-mesh-weather.mesh.svc.cluster.local:8080',
    '',
  ]);
});

describe('is refused', () => {
  const tls = MeshTls.secrets();
  const refusals: [string, () => unknown, string][] = [
    [
      'with a service mesh',
      () => mesh(tls, { registry: { serviceMesh: ServiceMesh.istio() } }),
      "[test/registry] tls with a service mesh: the service mesh encrypts all connections already, and cannot route, wait or authorise inside of MCP Mesh's own TLS. Leave tls out, or serviceMesh.",
    ],
    [
      'as another type',
      () => mesh(tls, { registry: { tls: true as never } }),
      '[test/registry] tls true: it is a MeshTls. Write MeshTls.certManager({ issuer: { name: "mesh-ca" } }).',
    ],
    [
      'with a probe by HTTP',
      () => mesh(tls, { agent: { readiness: MeshProbe.httpGet('/ready') } }),
      '[test/weather] readiness by HTTP under tls: a container under TLS answers plain HTTP with 400. Leave readiness out, or give MeshProbe.tcp().',
    ],
    [
      'with a probe of an agent by HTTPS',
      () => mesh(tls, { agent: { liveness: MeshProbe.httpsGet('/livez') } }),
      '[test/weather] liveness by HTTPS under tls: the container demands a certificate, and the kubelet has none. Leave liveness out, or give MeshProbe.tcp().',
    ],
    [
      'with a wait by HTTP',
      () => mesh(tls, { agent: { waitForRegistry: WaitForRegistry.http() } }),
      "[test/weather] waitForRegistry by HTTP, with a registry under tls: busybox' wget shows no certificate, and gets no answer of a registry under MCP Mesh's own TLS. Give WaitForRegistry.tcp(), or leave waitForRegistry out.",
    ],
    [
      'with http beside it at an endpoint',
      () =>
        MeshRegistry.fromEndpoint(meshChart(), 'registry', { host: 'registry.example.com', tls: false, agentTls: tls }),
      '[test/registry] tls false with agentTls: agents show their certificates to a registry that they reach by https. Leave tls out, or agentTls if the registry speaks plain HTTP.',
    ],
    [
      'with certificates in a namespace that is not known',
      () =>
        new MeshRegistry(new Chart(Testing.app(), 'test'), 'registry', {
          tls: MeshTls.certManager({ issuer: { name: 'mesh-ca' } }),
        }),
      '[test/registry] tls without a namespace: a certificate has the whole name that callers use, <service>.<namespace>.svc.<cluster domain>. Give the chart a namespace: new Chart(app, id, { namespace }).',
    ],
    [
      'with a renewal before the certificate',
      () =>
        mesh(
          MeshTls.certManager({
            issuer: { name: 'mesh-ca' },
            duration: Duration.hours(1),
            renewBefore: Duration.hours(1),
          }),
        ),
      '[test/registry] tls renewBefore 1 h with duration 1 h: a certificate is renewed before it ends, and not before it is issued. Give a renewBefore that is less than duration, or leave it out.',
    ],
    [
      'with part of an hour',
      () => mesh(MeshTls.certManager({ issuer: { name: 'mesh-ca' }, duration: Duration.minutes(90) })),
      '[test/registry] tls duration 1.5 hours: it is a whole number of hours, one or more. Give a Duration such as Duration.days(30), or leave it out.',
    ],
    [
      'with a mode of its own',
      () => mesh(MeshTls.secrets({ mode: 'off' as MeshTlsMode })),
      '[test/registry] tls mode "off": MCP Mesh has the modes "auto" and "strict". Give a MeshTlsMode, or leave tls out for plain HTTP.',
    ],
  ];

  test.each(refusals)('%s', (_, build, message) => {
    expect(build).toThrow(new Error(message));
  });

  test('with a variable of TLS in env', () => {
    expect(() => mesh(tls, { agent: { env: { MCP_MESH_TLS_MODE: EnvValue.fromValue('off') } } })).toThrow(
      new Error(
        `[test/weather] env "MCP_MESH_TLS_MODE": this variable is part of the mesh's wiring and is derived from the construct's other props. Leave it out of env; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…).`,
      ),
    );
  });

  test('with a Secret for a Service that the mesh does not have', () => {
    const { chart } = mesh((scope) =>
      MeshTls.secrets({ secrets: { 'mcp-mesh-wether': Secret.fromSecretName(scope, 'secret', 'weather') } }),
    );
    expect(() => synth(chart)).toThrow(
      '[test/registry] tls secrets["mcp-mesh-wether"]: neither the registry nor one of its agents has a Service of this name. Take it out, or write "mcp-mesh-weather".',
    );
  });
});
