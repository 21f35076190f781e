import { Chart, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  DevelopmentPostgres,
  DevelopmentPostgresProps,
  DevelopmentRedis,
  DevelopmentRedisProps,
  IstioDataPlane,
  MeshAgent,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  MeshStorage,
  ServiceMesh,
} from '../../src';
import { container, envOf, find, Manifest, meshChart, pod, synth, synthApp } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';

const password = (chart: Chart) => ({
  secret: kplus.Secret.fromSecretName(chart, 'secret', 'stores'),
  key: 'password',
});
const postgres = (chart: Chart, props: Partial<DevelopmentPostgresProps> = {}) =>
  new DevelopmentPostgres(chart, 'postgres', { password: password(chart), ...props });

function made(build: (chart: Chart) => unknown): Manifest[] {
  const chart = meshChart();
  build(chart);
  return synth(chart);
}

test.each(['postgres', 'redis'])('all objects of a %s', (name) => {
  const objects = made((chart) => (name === 'postgres' ? postgres(chart) : new DevelopmentRedis(chart, 'redis')));
  expect(objects).toMatchSnapshot();
});

describe('who is given a store is admitted to it, and reaches it', () => {
  /** The names of callers that the store's policy admits, by namespace, whatever the order of constructs. */
  const admitted = (objects: Manifest[], store: string): string[] =>
    (find(objects, 'NetworkPolicy', store).spec.ingress ?? [])
      .flatMap(({ from, ports }: any) => from.map((peer: any) => ({ ...peer, ports })))
      .flatMap(({ namespaceSelector, podSelector, ports }: any) => {
        const { matchLabels, matchExpressions = [] } = podSelector;
        const names = matchExpressions[0]?.values ?? [matchLabels['app.kubernetes.io/name']];
        const namespace = namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] ?? 'here';
        return names.map((each: string) => `${namespace}/${each}:${ports.map(({ port }: any) => port)}`);
      });

  const stores = (order: 'first' | 'last') => {
    const chart = meshChart();
    const other = new Chart(chart.node.root as any, 'other', { namespace: 'other' });
    const database = postgres(chart).database;
    const { endpoint: redis } = new DevelopmentRedis(chart, 'redis');
    const registry = new MeshRegistry(chart, 'registry', { database, tracing: { redis } });
    const agents = [
      () => new MeshAgent(chart, 'traced', { registry, image }),
      () => new MeshAgent(chart, 'cached', { registry, image, redis, tracing: false }),
      () => new MeshAgent(chart, 'silent', { registry, image, tracing: false }),
      () => new MeshAgent(other, 'far', { registry, image }),
    ];
    (order === 'first' ? agents : [...agents].reverse()).forEach((make) => make());
    new MeshNetworkPolicy(chart, 'policy', { registry, strict: true, defaultDeny: true });
    return synthApp(chart);
  };

  test('the registry to its database, and those who send spans or keep data to the Redis', () => {
    expect(admitted(stores('first'), 'postgres')).toEqual(['here/mcp-mesh-registry:5432']);
    expect(admitted(stores('first'), 'redis')).toEqual([
      'other/mcp-mesh-far:6379',
      'here/mcp-mesh-cached:6379',
      'here/mcp-mesh-traced:6379',
    ]);
  });

  test('in any order of constructs', () => {
    const policy = (order: 'first' | 'last') => find(stores(order), 'NetworkPolicy', 'redis');
    expect(policy('last')).toEqual(policy('first'));
  });

  test('the registry reads the Redis if it has a collector', () => {
    const objects = made((chart) => {
      const { endpoint: redis } = new DevelopmentRedis(chart, 'redis');
      new MeshRegistry(chart, 'registry', { tracing: { redis, otlp: { host: 'tempo' } } });
    });
    expect(admitted(objects, 'redis')).toEqual(['here/mcp-mesh-registry:6379']);
  });

  test('others are admitted by name, on the port of the store', () => {
    const objects = made((chart) =>
      new DevelopmentRedis(chart, 'redis').allowIngress(MeshPeer.pods('ops', { app: 'x' })),
    );
    expect(find(objects, 'NetworkPolicy', 'redis').spec.ingress).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } },
            podSelector: { matchLabels: { app: 'x' } },
          },
        ],
        ports: [{ protocol: 'TCP', port: 6379 }],
      },
    ]);
  });

  test('nobody else: a store without users admits nobody', () => {
    const objects = made((chart) => new DevelopmentRedis(chart, 'redis'));
    expect(find(objects, 'NetworkPolicy', 'redis').spec).toEqual({
      podSelector: {
        matchLabels: { 'app.kubernetes.io/name': 'redis', 'app.kubernetes.io/component': 'data-store' },
      },
      policyTypes: ['Ingress', 'Egress'],
    });
  });
});

describe('the endpoints', () => {
  test('a registry connects to the Postgres without TLS, by its whole name', () => {
    const objects = made((chart) => new MeshRegistry(chart, 'registry', { database: postgres(chart).database }));
    const { DATABASE_URL, PGPASSWORD } = envOf(find(objects, 'Deployment', 'mcp-mesh-registry'));
    expect(DATABASE_URL).toBe('postgres://mcp_mesh@postgres.mesh.svc.cluster.local:5432/mcp_mesh?sslmode=disable');
    expect(PGPASSWORD).toEqual({ secretKeyRef: { name: 'stores', key: 'password' } });
  });

  test('a store in no known namespace has its short name', () => {
    const chart = meshChart({});
    expect(new DevelopmentRedis(chart, 'redis').host).toBe('redis');
    expect(postgres(chart).host).toBe('postgres');
  });

  test('a password is asked for by the server, given to its probe, and used by agents', () => {
    const objects = made((chart) => {
      const { endpoint: redis } = new DevelopmentRedis(chart, 'redis', { password: password(chart) });
      new MeshAgent(chart, 'agent', { registry: new MeshRegistry(chart, 'registry'), image, redis });
    });
    const server = container(find(objects, 'StatefulSet', 'redis'));
    expect(server.args.slice(-2)).toEqual(['--requirepass', '$(REDIS_PASSWORD)']);
    expect(server.env.map(({ name }: { name: string }) => name)).toEqual(['REDIS_PASSWORD', 'REDISCLI_AUTH']);
    expect(envOf(find(objects, 'Deployment', 'mcp-mesh-agent')).REDIS_URL).toMatch(/^redis:\/\/:\$\(REDIS_PASSWORD\)@/);
  });
});

describe('each prop shows in what is written', () => {
  const reference = meshChart();
  const shared = {
    serviceName: 'store',
    namespace: 'data',
    clusterDomain: 'corp.example',
    image: 'registry.example.com/server:1.0.0',
    imagePullSecrets: [kplus.Secret.fromSecretName(reference, 'pull', 'pull')],
    storage: MeshStorage.ephemeral(Size.mebibytes(64)),
    resources: {},
    podSecurityContext: { runAsUser: 999 },
    serviceAccount: kplus.ServiceAccount.fromServiceAccountName(reference, 'account', 'robot'),
    labels: { team: 'a' },
    annotations: { 'example.com/owner': 'a' },
  };
  const ofRedis: Required<DevelopmentRedisProps> = { ...shared, password: password(reference) };
  const ofPostgres: Required<DevelopmentPostgresProps> = {
    ...shared,
    password: { ...ofRedis.password, key: 'other' },
    user: 'me',
    database: 'mine',
    wait: {},
  };
  const used = (name: string, props: { clusterDomain?: string }) =>
    made((chart) => {
      const registry = new MeshRegistry(chart, 'registry', {
        clusterDomain: props.clusterDomain,
        database: name === 'postgres' ? postgres(chart, props).database : undefined,
      });
      const redis = name === 'redis' ? new DevelopmentRedis(chart, 'redis', props).endpoint : undefined;
      new MeshAgent(chart, 'agent', { registry, image, redis });
    });

  test.each(Object.entries(ofRedis))('DevelopmentRedis.%s', (prop, value) => {
    expect(used('redis', { [prop]: value })).not.toEqual(used('redis', {}));
  });

  test.each(Object.entries(ofPostgres))('DevelopmentPostgres.%s', (prop, value) => {
    expect(used('postgres', { [prop]: value })).not.toEqual(used('postgres', {}));
  });

  test('an emptyDir in place of a claim', () => {
    const objects = made((chart) => new DevelopmentRedis(chart, 'redis', { storage: MeshStorage.ephemeral() }));
    const store = find(objects, 'StatefulSet', 'redis');
    expect(store.spec.volumeClaimTemplates).toBeUndefined();
    expect(pod(store).volumes).toContainEqual({ name: 'data', emptyDir: {} });
  });
});

describe('refused', () => {
  const message = (build: (chart: Chart) => unknown): string => {
    const chart = new Chart(Testing.app(), 'mesh', { namespace: 'mesh' });
    try {
      build(chart);
      synth(chart);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };
  const withRedis = (props: unknown) => (chart: Chart) =>
    new DevelopmentRedis(chart, 'redis', props as DevelopmentRedisProps);
  const withPostgres = (props: object) => (chart: Chart) => postgres(chart, props as Partial<DevelopmentPostgresProps>);

  test.each<[string, (chart: Chart) => unknown, string]>([
    [
      'a Postgres without a password',
      withPostgres({ password: 'hunter2' }),
      '[mesh/postgres] password without a Secret: it is a key of a Secret, and never a text in the manifest. Give { secret: Secret.fromSecretName(chart, id, name), key }.',
    ],
    [
      'a Redis with a password in plain text',
      withRedis({ password: 'hunter2' }),
      '[mesh/redis] password without a Secret: it is a key of a Secret, and never a text in the manifest. Give { secret: Secret.fromSecretName(chart, id, name), key }.',
    ],
    [
      'a user that SQL would need quotes for',
      withPostgres({ user: 'a b' }),
      `[mesh/postgres] user "a b": it is a name of at most 63 letters, digits, '_' and '-', which begins with a letter or '_'. Give such a name, or leave it out.`,
    ],
    [
      'an empty name of a database',
      withPostgres({ database: '' }),
      `[mesh/postgres] database "": it is a name of at most 63 letters, digits, '_' and '-', which begins with a letter or '_'. Give such a name, or leave it out.`,
    ],
    [
      'storage that is a text',
      withRedis({ storage: '1Gi' }),
      '[mesh/redis] storage "1Gi": it is a MeshStorage. Write MeshStorage.claim(Size.gibibytes(1)).',
    ],
    [
      'a claim of nothing',
      withRedis({ storage: MeshStorage.claim(Size.gibibytes(0)) }),
      '[mesh/redis] storage: a claim of size 0: a PersistentVolumeClaim asks for more than nothing. Give a size such as Size.gibibytes(1).',
    ],
    [
      'a label that selects',
      withRedis({ labels: { 'app.kubernetes.io/component': 'cache' } }),
      '[mesh/redis] labels["app.kubernetes.io/component"] "cache": this label is part of every selector and policy of the mesh. Leave it out, and put your own grouping in another label, such as app.kubernetes.io/part-of.',
    ],
    [
      'a user of the store in no known namespace',
      (chart) => {
        const { endpoint: redis } = new DevelopmentRedis(chart, 'redis');
        const other = new Chart(chart.node.root as any, 'other');
        const registry = new MeshRegistry(other, 'registry');
        new MeshAgent(other, 'agent', { registry, image, redis });
      },
      'Validation failed with the following errors:\n  [mesh/redis] other/agent, in no known namespace, which uses this store, in namespace "mesh": if only one of the two namespaces is known, the app cannot write a name of the store that resolves in any case. Give both charts a namespace, or neither if all of it goes into one.',
    ],
  ])('%s', (_, build, whole) => {
    expect(message(build)).toBe(whole);
  });
});

describe('under a service mesh', () => {
  const labelsOf = (serviceMesh: ServiceMesh | undefined, props: Partial<DevelopmentPostgresProps> = {}) => {
    const objects = made((chart) => {
      const { database } = postgres(chart, props);
      const { endpoint: redis } = new DevelopmentRedis(chart, 'redis', props);
      new MeshRegistry(chart, 'registry', { database, serviceMesh });
      const registry = new MeshRegistry(chart, 'other', { serviceName: 'other', configMapName: 'other', serviceMesh });
      new MeshAgent(chart, 'cached', { registry, image, redis });
    });
    return ['postgres', 'redis'].map((name) => find(objects, 'StatefulSet', name).spec.template.metadata.labels);
  };
  const istio = ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR });

  test('a store has no proxy, whose way to istiod its policy would close, whatever its namespace asks for', () => {
    labelsOf(istio).forEach((labels) => expect(labels).toHaveProperty(['sidecar.istio.io/inject'], 'false'));
    labelsOf(undefined).forEach((labels) => expect(labels).not.toHaveProperty(['sidecar.istio.io/inject']));
  });

  test('your label wins', () =>
    labelsOf(istio, { labels: { 'sidecar.istio.io/inject': 'true' } }).forEach((labels) =>
      expect(labels).toHaveProperty(['sidecar.istio.io/inject'], 'true'),
    ));
});

describe('the DNS domain of the cluster', () => {
  const using = (ofRegistry?: string, ofStore?: string) => () =>
    made((chart) => {
      const { endpoint: redis } = new DevelopmentRedis(chart, 'redis', { clusterDomain: ofStore });
      const registry = new MeshRegistry(chart, 'registry', { clusterDomain: ofRegistry });
      new MeshAgent(chart, 'cached', { registry, image, redis });
    });

  test('must be the one of those who use the store', () => {
    const cached = find(using('corp.local', 'corp.local')(), 'Deployment', 'mcp-mesh-cached');
    expect(envOf(cached).REDIS_HOST).toBe('redis.mesh.svc.corp.local');
    expect(using('corp.local')).toThrow(
      '[test/redis] clusterDomain "cluster.local", with test/cached, whose registry has "corp.local": a cluster has one DNS domain, and below another no name of ' +
        'the store resolves. Give the store clusterDomain: "corp.local", or the registry "cluster.local".',
    );
  });
});
