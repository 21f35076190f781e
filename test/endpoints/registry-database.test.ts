import { Duration } from 'cdk8s';
import { ConfigMap, EnvValue, k8s, Secret, SecretValue } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  IstioDataPlane,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  MeshRegistryProps,
  PostgresCertificateAuthority,
  PostgresOptions,
  PostgresSslMode,
  PostgresUrlOptions,
  RegistryDatabase,
  ServiceMesh,
} from '../../src';
import { container, envOf, find, Manifest, meshChart, pod, synth } from '../support/manifests';

const key = (scope: Construct, name: string): SecretValue => ({
  secret: Secret.fromSecretName(scope, name, name),
  key: 'value',
});

type Database = (scope: Construct) => RegistryDatabase;

const byParts =
  (more: Partial<PostgresOptions> = {}): Database =>
  (scope) =>
    RegistryDatabase.postgres({ host: 'db.data', user: 'mesh', password: key(scope, 'password'), ...more });

const byUrl =
  (more: PostgresUrlOptions = {}): Database =>
  (scope) =>
    RegistryDatabase.postgresUrl(key(scope, 'url'), more);

function objects(database: Database, props: MeshRegistryProps = {}): Manifest[] {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { database: database(chart), ...props });
  new MeshNetworkPolicy(chart, 'policy', { registry });
  return synth(chart);
}

function deployment(database: Database, props: MeshRegistryProps = {}): Manifest {
  const chart = meshChart();
  new MeshRegistry(chart, 'registry', { database: database(chart), ...props });
  return find(synth(chart), 'Deployment');
}

function refusal(database: Database, props: MeshRegistryProps = {}): string {
  try {
    deployment(database, props);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('accepted');
}

describe('the mode of the connection', () => {
  test.each([
    [undefined, 'require'],
    [PostgresSslMode.DISABLE, 'disable'],
    [PostgresSslMode.REQUIRE, 'require'],
    [PostgresSslMode.VERIFY_CA, 'verify-ca'],
    [PostgresSslMode.VERIFY_FULL, 'verify-full'],
  ])('%s is always written', (sslMode, written) => {
    expect(envOf(deployment(byParts({ sslMode }))).DATABASE_URL).toBe(
      `postgres://mesh@db.data:5432/mcp_mesh?sslmode=${written}`,
    );
    expect(envOf(deployment(byUrl({ sslMode }))).PGSSLMODE).toBe(written);
  });

  test('is one that the driver has', () => {
    expect(refusal(byParts({ sslMode: 'prefer' as PostgresSslMode }))).toBe(
      '[test/registry] database sslMode "prefer": the registry\'s driver knows "disable", "require", "verify-ca", "verify-full", and exits ' +
        'with any other. Give PostgresSslMode.REQUIRE, or DISABLE for a server without TLS.',
    );
  });

  test.each(['PGSSLMODE', 'PGSSLROOTCERT', 'PGPASSWORD', 'DATABASE_URL'])(
    'cannot be changed behind the back of the props by %s',
    (name) => {
      const env = { [name]: EnvValue.fromValue('x') };
      expect(refusal(byParts(), { env })).toContain(`[test/registry] env "${name}": this variable is part of`);
      expect(refusal(byUrl(), { env })).toContain(`[test/registry] env "${name}": this variable is part of`);
    },
  );
});

describe('a private authority', () => {
  const secret: (scope: Construct) => PostgresCertificateAuthority = (scope) =>
    PostgresCertificateAuthority.fromSecret(key(scope, 'ca').secret, 'value');
  const mount = { name: 'database-ca', mountPath: '/etc/database-ca', readOnly: true };
  const fromSecret = { name: 'database-ca', secret: { secretName: 'ca', items: [{ key: 'value', path: 'ca.crt' }] } };

  test('in a Secret is mounted, and named in the URL', () => {
    const made = deployment((scope) =>
      byParts({ certificateAuthority: secret(scope), sslMode: PostgresSslMode.VERIFY_FULL })(scope),
    );
    expect(envOf(made).DATABASE_URL).toBe(
      'postgres://mesh@db.data:5432/mcp_mesh?sslmode=verify-full&sslrootcert=/etc/database-ca/ca.crt',
    );
    expect(container(made).volumeMounts).toContainEqual(mount);
    expect(pod(made).volumes).toContainEqual(fromSecret);
  });

  test('beside a URL from a Secret is named by a variable', () => {
    const made = deployment((scope) => byUrl({ certificateAuthority: secret(scope) })(scope));
    expect(envOf(made)).toEqual({
      DATABASE_URL: { secretKeyRef: { name: 'url', key: 'value' } },
      PGSSLMODE: 'require',
      PGSSLROOTCERT: '/etc/database-ca/ca.crt',
    });
    expect(container(made).volumeMounts).toContainEqual(mount);
  });

  test.each([
    [undefined, 'ca.crt'],
    ['root.pem', 'root.pem'],
  ])('in a ConfigMap, key %s', (given, written) => {
    const made = deployment((scope) =>
      byParts({
        certificateAuthority: PostgresCertificateAuthority.fromConfigMap(
          ConfigMap.fromConfigMapName(scope, 'ca', 'authorities'),
          given,
        ),
      })(scope),
    );
    expect(pod(made).volumes).toContainEqual({
      name: 'database-ca',
      configMap: { name: 'authorities', items: [{ key: written, path: 'ca.crt' }] },
    });
    expect(envOf(made).DATABASE_URL).toMatch(/\?sslmode=require&sslrootcert=\/etc\/database-ca\/ca\.crt$/);
  });

  test('has nothing to check on a plain connection', () => {
    const both = (scope: Construct) => ({ certificateAuthority: secret(scope), sslMode: PostgresSslMode.DISABLE });
    const message =
      '[test/registry] database certificateAuthority with sslMode DISABLE: a connection that is never encrypted has no certificate to ' +
      'check. Leave one of them out.';
    expect(refusal((scope) => byParts(both(scope))(scope))).toBe(message);
    expect(refusal((scope) => byUrl(both(scope))(scope))).toBe(message);
  });

  test('is a key of something that exists', () => {
    expect(refusal(byParts({ certificateAuthority: PostgresCertificateAuthority.fromSecret('PEM' as any) }))).toBe(
      '[test/registry] certificateAuthority without a Secret or a key: the certificate is a key of a Secret. Give ' +
        'Secret.fromSecretName(chart, id, name) and the key, such as "ca.crt".',
    );
    expect(refusal(byParts({ certificateAuthority: PostgresCertificateAuthority.fromConfigMap('ca' as any) }))).toBe(
      '[test/registry] certificateAuthority without a ConfigMap or a key: the certificate is a key of a ConfigMap. Give ' +
        'ConfigMap.fromConfigMapName(chart, id, name) and the key, such as "ca.crt".',
    );
  });
});

describe('a URL from a Secret', () => {
  test('may leave the password to another key', () => {
    const made = deployment((scope) => byUrl({ password: key(scope, 'password') })(scope), { replicas: 3 });
    expect(envOf(made)).toEqual({
      DATABASE_URL: { secretKeyRef: { name: 'url', key: 'value' } },
      PGPASSWORD: { secretKeyRef: { name: 'password', key: 'value' } },
      PGSSLMODE: 'require',
    });
    expect(made.spec.strategy).toBeUndefined();
  });

  test.each([
    [undefined, 5432],
    [6432, 6432],
  ])('needs a peer for policies, whose port is %s', (peerPort, port) => {
    const peer = MeshPeer.pods('data', { app: 'postgres' }).peer;
    const policy = find(objects(byUrl({ peer, peerPort })), 'NetworkPolicy', 'mcp-mesh-registry-policy');
    expect(policy.spec.egress).toContainEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } },
          podSelector: { matchLabels: { app: 'postgres' } },
        },
      ],
      ports: [{ port, protocol: 'TCP' }],
    });
  });

  test('of an unknown host is refused by policies', () => {
    expect(() => objects(byUrl())).toThrow(
      '[test/policy] Postgres at the URL in Secret url without a peer: a NetworkPolicy knows pods, namespaces and addresses, and no host ' +
        'names. Give RegistryDatabase.postgresUrl a peer, such as MeshPeer.namespace("data").peer or ' +
        'MeshPeer.cidr("203.0.113.7/32").peer.',
    );
  });

  test('is a key of a Secret', () => {
    expect(refusal(() => RegistryDatabase.postgresUrl('postgres://u:p@db/x' as any))).toBe(
      '[test/registry] database URL without a Secret: it is a key of a Secret, and never a text in the manifest. Give { secret: ' +
        'Secret.fromSecretName(chart, id, name), key }.',
    );
    expect(refusal(byUrl({ peerPort: 0 }))).toContain('[test/registry] database peerPort 0: a port is');
  });
});

describe('the wait for the database', () => {
  const wait = (database: Database, props: MeshRegistryProps = {}) =>
    pod(deployment(database, props)).initContainers?.[0];

  test('is left out unless it is asked for', () => expect(wait(byParts())).toBeUndefined());

  test('asks the server in its own protocol, for five minutes', () => {
    expect(wait(byParts({ wait: {} }))).toEqual({
      name: 'wait-for-database',
      image: 'postgres:16.10-alpine',
      command: ['sh', '-c'],
      args: [
        [
          'command -v pg_isready >/dev/null || { echo "The image of this wait has no pg_isready"; exit 1; }',
          'deadline=$(($(date +%s) + 300))',
          'until pg_isready -q -t 2 -d "${DATABASE_URL%%\\?*}"; do',
          '  if [ "$(date +%s)" -ge "$deadline" ]; then',
          '    echo "Postgres at db.data:5432 accepted no connections within 300 s"',
          '    exit 1',
          '  fi',
          '  echo "Waiting for the database..."',
          '  sleep 2',
          'done',
          '',
        ].join('\n'),
      ],
      env: [{ name: 'DATABASE_URL', value: 'postgres://mesh@db.data:5432/mcp_mesh?sslmode=require' }],
      resources: {
        requests: { cpu: '10m', memory: '16Mi', 'ephemeral-storage': '16Mi' },
        limits: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
      },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      },
    });
  });

  test('of a URL from a Secret gets the URL, and no password', () => {
    const made = wait((scope) => byUrl({ wait: {}, password: key(scope, 'password') })(scope));
    expect(made.env).toEqual([{ name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 'url', key: 'value' } } }]);
    expect(made.args[0]).toContain('Postgres at the URL in Secret url accepted no connections within 300 s');
  });

  test('takes a time, an image and resources', () => {
    const limits = { memory: k8s.Quantity.fromString('32Mi') };
    const options = { timeout: Duration.minutes(1), image: 'registry.example.com/postgres:16', resources: { limits } };
    const made = wait(byParts({ wait: options }), { imagePullPolicy: 'Always' as any });
    expect(made).toMatchObject({
      image: 'registry.example.com/postgres:16',
      imagePullPolicy: 'Always',
      resources: { limits: { memory: '32Mi' } },
    });
    expect(made.args[0]).toContain('+ 60))');
  });

  test('passes a proxy by that is not there yet, and only that', () => {
    const ofMesh = (dataPlane: IstioDataPlane) =>
      wait(byParts({ wait: {} }), { serviceMesh: ServiceMesh.istio({ dataPlane }) }).securityContext.runAsUser;
    expect(ofMesh(IstioDataPlane.SIDECAR)).toBe(1337);
    expect(ofMesh(IstioDataPlane.NATIVE_SIDECAR)).toBeUndefined();
  });

  test('lasts whole seconds, with a real image', () => {
    expect(refusal(byParts({ wait: { timeout: Duration.millis(500) } }))).toBe(
      '[test/registry] database wait timeout 0.5 seconds: a bounded wait lasts a whole number of seconds, one or more. Give a timeout such ' +
        'as Duration.minutes(5), or leave it out.',
    );
    expect(refusal(byParts({ wait: { image: 'postgres:undefined' } }))).toContain(
      '[test/registry] database wait image "postgres:undefined"',
    );
  });
});
