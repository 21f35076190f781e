import { Chart, Duration, Testing } from 'cdk8s';
import { EnvValue, Secret } from 'cdk8s-plus-28';
import {
  HeadlessMeshAgent,
  IMeshRegistry,
  MeshAgent,
  MeshAgentProps,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  MeshTracing,
  OtlpProtocol,
  RedisEndpoint,
  RedisOptions,
} from '../../src';
import { Manifest, meshChart, synth } from '../support/manifests';

/* Redis and tracing are declared once; variables, annotations and policies follow. */

const image = 'registry.example.com/agent:1.0.0';
const peer = MeshPeer.namespace('data').peer;
const host = 'redis.data.svc.cluster.local';
const redis = () => RedisEndpoint.of({ host, peer });

function secretValue(chart: Chart) {
  return { secret: Secret.fromSecretName(chart, 'redis-secret', 'redis'), key: 'password' };
}

/** The variables of a workload's main container, `NAME=value` each, of those that belong to Redis and tracing. */
function variables(manifests: Manifest[], name: string): string[] {
  const workload = manifests.find(
    ({ kind, metadata }) => /Deployment|StatefulSet/.test(kind) && metadata.name === name,
  );
  const [{ env }] = (workload!.spec as any).template.spec.containers;
  return env
    .filter(({ name: of }: { name: string }) => /REDIS|TRAC|TELEMETRY|TEMPO/.test(of))
    .map(({ name: of, value, valueFrom }: any) => `${of}=${value ?? JSON.stringify(valueFrom.secretKeyRef)}`);
}

function agent(chart: Chart, registry: IMeshRegistry, props: Partial<MeshAgentProps> = {}, id = 'weather'): MeshAgent {
  return new MeshAgent(chart, id, { registry, image, ...props });
}

/** A registry with tracing and one agent of it. */
function traced(tracing: MeshTracing, props: Partial<MeshAgentProps> = {}): Manifest[] {
  const chart = meshChart();
  agent(chart, new MeshRegistry(chart, 'registry', { tracing }), props);
  return synth(chart);
}

describe('tracing', () => {
  test('is inherited by agents, and a registry without a collector takes no part in it', () => {
    const manifests = traced({ redis: redis() });
    expect(variables(manifests, 'mcp-mesh-weather')).toEqual([
      'MCP_MESH_DISTRIBUTED_TRACING_ENABLED=true',
      `REDIS_URL=redis://${host}:6379`,
    ]);
    expect(variables(manifests, 'mcp-mesh-registry')).toEqual([]);
  });

  test('an agent leaves it, and another comes back', () => {
    expect(variables(traced({ redis: redis() }, { tracing: false }), 'mcp-mesh-weather')).toEqual([]);
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', {
      tracing: { redis: redis() },
      agentDefaults: { tracing: false },
    });
    agent(chart, registry);
    agent(chart, registry, { tracing: true }, 'traced');
    const manifests = synth(chart);
    expect(variables(manifests, 'mcp-mesh-weather')).toEqual([]);
    expect(variables(manifests, 'mcp-mesh-traced')).toHaveLength(2);
  });

  test('a registry with a collector reads spans in a group of its own, and passes them on', () => {
    const otlp = { host: 'tempo.monitoring' };
    expect(variables(traced({ redis: redis(), otlp }), 'mcp-mesh-registry')).toEqual([
      'MCP_MESH_DISTRIBUTED_TRACING_ENABLED=true',
      `REDIS_URL=redis://${host}:6379`,
      'TELEMETRY_ENDPOINT=tempo.monitoring:4317',
      'TELEMETRY_PROTOCOL=grpc',
      'MCP_MESH_TRACE_CONSUMER_GROUP=mcp-mesh-registry.mesh',
    ]);
    const all = {
      redis: redis(),
      otlp: { ...otlp, protocol: OtlpProtocol.HTTP },
      tempo: { host: '2001:db8::7' },
      consumerGroup: 'mine',
      retention: Duration.minutes(90),
    };
    expect(variables(traced(all), 'mcp-mesh-registry').slice(2)).toEqual([
      'TELEMETRY_ENDPOINT=tempo.monitoring:4318',
      'TELEMETRY_PROTOCOL=http',
      'TEMPO_URL=http://[2001:db8::7]:3200',
      'MCP_MESH_TRACE_CONSUMER_GROUP=mine',
      'MCP_MESH_TRACE_RETENTION=5400s',
    ]);
  });

  test('two registries on one Redis read in different groups', () => {
    const chart = meshChart();
    const tracing = { redis: redis(), otlp: { host: 'tempo' } };
    new MeshRegistry(chart, 'one', { serviceName: 'one', tracing });
    new MeshRegistry(chart, 'two', { serviceName: 'two', configMapName: 'two', tracing });
    const manifests = synth(chart);
    const groups = ['one', 'two'].map((each) => variables(manifests, each).find((line) => line.includes('GROUP')));
    expect(new Set(groups).size).toBe(2);
  });

  test('the password of a Redis is expanded by the kubelet, which needs it in front', () => {
    const chart = meshChart();
    const server = RedisEndpoint.of({ host, user: 'me sh', password: secretValue(chart), peer });
    agent(chart, new MeshRegistry(chart, 'registry', { tracing: { redis: server } }));
    expect(variables(synth(chart), 'mcp-mesh-weather')).toEqual([
      'MCP_MESH_DISTRIBUTED_TRACING_ENABLED=true',
      'REDIS_PASSWORD={"key":"password","name":"redis"}',
      `REDIS_URL=redis://me%20sh:$(REDIS_PASSWORD)@${host}:6379`,
    ]);
  });

  test('agents of a registry that somebody else runs take part, too', () => {
    const chart = meshChart();
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', { host: 'registry.x', tracing: { redis: redis() } });
    agent(chart, registry);
    expect(variables(synth(chart), 'mcp-mesh-weather')).toHaveLength(2);
  });
});

describe('a Redis of an agent', () => {
  const own = (server: (chart: Chart) => RedisEndpoint, tracing?: boolean): Manifest[] => {
    const chart = meshChart();
    const endpoint = server(chart);
    const registry = new MeshRegistry(chart, 'registry', tracing ? { tracing: { redis: endpoint } } : {});
    agent(chart, registry, { redis: endpoint });
    return synth(chart);
  };

  test('is given in parts and as a URL, and recorded', () => {
    const manifests = own(() => redis());
    expect(variables(manifests, 'mcp-mesh-weather')).toEqual([
      `REDIS_HOST=${host}`,
      'REDIS_PORT=6379',
      `REDIS_URL=redis://${host}:6379`,
    ]);
    const { metadata } = manifests.find(
      ({ kind, metadata: { name } }) => kind === 'Deployment' && /weather/.test(name!),
    )!;
    expect(metadata.annotations!['cdk8s-mcp-mesh/cache']).toBe(`${host}:6379`);
  });

  test('is over TLS, with a user and a password, if it says so', () => {
    const server = (chart: Chart) =>
      RedisEndpoint.of({ host: '[2001:db8::6]', port: 6380, user: 'mesh', password: secretValue(chart), tls: true });
    expect(variables(own(server), 'mcp-mesh-weather')).toEqual([
      'REDIS_HOST=2001:db8::6',
      'REDIS_PORT=6380',
      'REDIS_USER=mesh',
      'REDIS_PASSWORD={"key":"password","name":"redis"}',
      'REDIS_URL=rediss://mesh:$(REDIS_PASSWORD)@[2001:db8::6]:6380',
    ]);
  });

  test('is a URL alone if a Secret holds it', () => {
    const server = (chart: Chart) => RedisEndpoint.url(secretValue(chart), { peer });
    const manifests = own(server);
    expect(variables(manifests, 'mcp-mesh-weather')).toEqual(['REDIS_URL={"key":"password","name":"redis"}']);
    expect(JSON.stringify(manifests)).not.toContain('cdk8s-mcp-mesh/cache');
  });

  test('beside tracing by the same server, each variable is there once', () => {
    expect(
      variables(
        own(() => redis(), true),
        'mcp-mesh-weather',
      ),
    ).toEqual([
      `REDIS_HOST=${host}`,
      'REDIS_PORT=6379',
      `REDIS_URL=redis://${host}:6379`,
      'MCP_MESH_DISTRIBUTED_TRACING_ENABLED=true',
    ]);
  });
});

describe('policies open', () => {
  /** Policies by name, with the ports that each opens in the namespace of the data. */
  const opened = (strict: boolean, before: boolean) => {
    const chart = meshChart();
    const server = redis();
    const telemetry = (port: number) => ({ host: 'tempo', peer, port });
    const registry = new MeshRegistry(chart, 'registry', {
      tracing: { redis: server, otlp: telemetry(4317), tempo: telemetry(3200) },
    });
    const policy = () => new MeshNetworkPolicy(chart, 'policy', { registry, strict });
    if (before) {
      policy();
    }
    agent(chart, registry, { redis: server, tracing: false }, 'cached');
    agent(chart, registry, {}, 'traced');
    agent(chart, registry, { tracing: false }, 'silent');
    if (!before) {
      policy();
    }
    const policies = synth(chart).filter(({ kind }) => kind === 'NetworkPolicy');
    return Object.fromEntries(
      policies.map(({ metadata, spec }) => [
        metadata.name,
        ((spec as any).egress ?? [])
          .filter((rule: unknown) => JSON.stringify(rule).includes('"data"'))
          .flatMap(({ ports }: any) => ports.map(({ port }: any) => port)),
      ]),
    );
  };

  test.each([true, false])('to each agent what it uses, where they are strict (policy first: %s)', (before) => {
    expect(opened(true, before)).toEqual({
      'mcp-mesh-cached': [6379],
      'mcp-mesh-traced': [6379],
      'mcp-mesh-silent': [],
      'mcp-mesh-registry-policy': [6379, 4317, 3200],
    });
  });

  test.each([true, false])(
    "spans of all agents in the guide's form, and a cache to its agent (policy first: %s)",
    (before) => {
      expect(opened(false, before)).toEqual({
        'agent-communication-policy': [6379],
        'mcp-mesh-cached': [6379],
        'mcp-mesh-registry-policy': [6379, 4317, 3200],
      });
    },
  );

  test('the ports of pods, and hosts that are addresses without a peer', () => {
    const chart = meshChart();
    const server = RedisEndpoint.of({ host: '10.0.0.6', peerPort: 16379 });
    const registry = new MeshRegistry(chart, 'registry', { tracing: { redis: server } });
    agent(chart, registry);
    new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
    const policy = synth(chart).find(
      ({ kind, metadata: { name } }) => kind === 'NetworkPolicy' && /weather/.test(name!),
    );
    expect((policy!.spec as any).egress).toContainEqual({
      to: [{ ipBlock: { cidr: '10.0.0.6/32' } }],
      ports: [{ protocol: 'TCP', port: 16379 }],
    });
  });
});

describe('refused', () => {
  const message = (build: (chart: Chart) => unknown): string => {
    try {
      build(new Chart(Testing.app(), 'mesh', { namespace: 'mesh' }));
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };
  const withTracing = (tracing: unknown) => (chart: Chart) =>
    new MeshRegistry(chart, 'registry', { tracing: tracing as MeshTracing });
  const withRedis = (options: unknown) => withTracing({ redis: RedisEndpoint.of(options as RedisOptions) });
  const onAgent = (props: Partial<MeshAgentProps>, tracing?: MeshTracing) => (chart: Chart) =>
    new HeadlessMeshAgent(chart, 'weather', {
      registry: new MeshRegistry(chart, 'registry', { tracing }),
      image,
      ...props,
    });
  const valid = { redis: redis() };

  test.each<[string, (chart: Chart) => unknown, string]>([
    [
      'no Redis',
      withTracing({}),
      '[mesh/registry] tracing without a redis: agents always send their spans to a stream in Redis. Give redis: RedisEndpoint.of({ host }), or the endpoint of a DevelopmentRedis.',
    ],
    ['tracing of another type', withTracing(true), '[mesh/registry] tracing true: it is a map. Write { … }.'],
    [
      'a URL for a host',
      withRedis({ host: 'redis://redis' }),
      '[mesh/registry] tracing redis host "redis://redis": the host of a Redis is a DNS name or an address, without scheme, port, user or password. Give the host alone, such as "redis.data.svc.cluster.local"; port, user and password have props of their own.',
    ],
    [
      'a port that is none',
      withRedis({ host: 'redis', port: 0 }),
      '[mesh/registry] tracing redis port 0: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
    [
      'a user without a password',
      withRedis({ host: 'redis', user: 'me' }),
      '[mesh/registry] tracing redis user "me" without a password: a Redis takes a user only with its password. Give the password, { secret, key }, or leave the user out.',
    ],
    [
      'a password in plain text',
      withRedis({ host: 'redis', password: 'hunter2' }),
      '[mesh/registry] tracing redis password without a Secret: it is a key of a Secret, and never a text in the manifest. Give { secret: Secret.fromSecretName(chart, id, name), key }.',
    ],
    [
      'TLS, which agents cannot use',
      withRedis({ host: 'redis', tls: true }),
      '[mesh/registry] tracing with Redis at redis:6379, over TLS: agents of MCP Mesh (3.6 to 3.8) are built without TLS to Redis: they would send no span, and say so once in their logs. Give a Redis without TLS in the cluster, closed by policies, or encrypt the way to it by a service mesh.',
    ],
    [
      'a way to look up what nobody writes',
      withTracing({ ...valid, tempo: { host: 'tempo' } }),
      '[mesh/registry] tracing.tempo without otlp: without a collector the registry reads no span, and sends none on that could be looked up. Give otlp: { host } too, or leave it out.',
    ],
    [
      'a collector by URL',
      withTracing({ ...valid, otlp: { host: 'http://tempo' } }),
      '[mesh/registry] tracing.otlp.host "http://tempo": the host is a DNS name or an address, without scheme, port or path. Give the host alone, such as "tempo.monitoring.svc.cluster.local"; the port is a prop of its own.',
    ],
    [
      'an unknown protocol',
      withTracing({ ...valid, otlp: { host: 'tempo', protocol: 'zipkin' } }),
      '[mesh/registry] tracing.otlp.protocol "zipkin": the registry sends OTLP over gRPC or over HTTP, and passes no span on with any other. Give OtlpProtocol.GRPC or OtlpProtocol.HTTP.',
    ],
    [
      'a group of a strange name',
      withTracing({ ...valid, otlp: { host: 'tempo' }, consumerGroup: 'a b' }),
      `[mesh/registry] tracing.consumerGroup "a b": a consumer group has a name of letters, digits, '.', '_', ':' and '-'. Give such a name, or leave it out: the default is of this construct alone.`,
    ],
    [
      'a retention that is a text',
      withTracing({ ...valid, retention: '24h' }),
      '[mesh/registry] tracing.retention "24h": it is a Duration. Write Duration.hours(24).',
    ],
    [
      'a collector of a registry that somebody else runs',
      (chart) =>
        MeshRegistry.fromEndpoint(chart, 'registry', { host: 'r', tracing: { ...valid, otlp: { host: 'tempo' } } }),
      '[mesh/registry] tracing.otlp with a registry from an endpoint: it is for the registry, which is not part of this app. Leave it out: those who run the registry decide where it sends spans.',
    ],
    [
      'tracing of an agent without tracing of its registry',
      onAgent({ tracing: true }),
      '[mesh/weather] tracing true, with registry mesh/registry, which has no tracing: the registry says where spans go, for all of its agents. Give the registry tracing: { redis }, or leave tracing out.',
    ],
    [
      'a second Redis',
      onAgent({ redis: RedisEndpoint.of({ host: 'cache' }) }, valid),
      `[mesh/weather] redis (Redis at cache:6379) beside tracing (Redis at ${host}:6379): the runtime sends spans to REDIS_URL, and code that reads it would find the other server. Give both the same RedisEndpoint, or tracing: false; or name the second server in variables of your code's own (env), and open the way by allowEgress.`,
    ],
    [
      'a Redis of another type',
      onAgent({ redis: 'redis' as unknown as RedisEndpoint }),
      '[mesh/weather] redis "redis": it is a RedisEndpoint. Write RedisEndpoint.of({ host: "redis" }).',
    ],
    [
      'a short host in another namespace',
      onAgent({ namespace: 'other' }, { redis: RedisEndpoint.of({ host: 'redis' }) }),
      '[mesh/weather] namespace "other", with tracing to the short host "redis": a name without dots resolves only in one namespace, and agents of this registry are in several. Give RedisEndpoint.of the whole name, such as "redis.data.svc.cluster.local", or this agent tracing: false.',
    ],
    [
      'a variable that tracing sets',
      onAgent({ env: { REDIS_URL: EnvValue.fromValue('redis://other') } }, valid),
      `[mesh/weather] env "REDIS_URL": this variable is part of the mesh's wiring and is derived from the construct's other props. Leave it out of env; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…).`,
    ],
    [
      'policies around a Redis that only a name tells',
      (chart) => {
        const tracing = { redis: RedisEndpoint.of({ host: 'redis' }) };
        return new MeshNetworkPolicy(chart, 'policy', { registry: new MeshRegistry(chart, 'registry', { tracing }) });
      },
      '[mesh/policy] Redis at redis:6379 without a peer: a NetworkPolicy knows pods, namespaces and addresses, and no host names. Give RedisEndpoint.of a peer, such as MeshPeer.namespace("data").peer or MeshPeer.cidr("203.0.113.7/32").peer.',
    ],
  ])('%s', (_, build, whole) => {
    expect(message(build)).toBe(whole);
  });
});
