import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AgentRuntime,
  AgentSource,
  IMeshRegistry,
  IstioAuthorization,
  IstioDataPlane,
  MeshAgent,
  MeshCode,
  MeshConsumer,
  MeshConsumerProps,
  MeshDiscoveryTest,
  MeshDisruptionBudget,
  MeshNetworkPolicy,
  MeshPeer,
  MeshPodOptions,
  MeshProbe,
  MeshRegistry,
  MeshRegistryProps,
  MeshStorage,
  MeshTls,
  RedisEndpoint,
  ServiceMesh,
  WaitForRegistry,
} from '../../src';

import { meshGraph } from '../../src/graph/mesh-graph';
import { Mesh } from '../../src/mesh/mesh';
import { findingsIn } from '../support/findings';
import { container, envOf, find, Manifest, meshChart, synth } from '../support/manifests';

const image = 'registry.example.com/bot:1.0.0';
const redis = RedisEndpoint.of({ host: '10.0.0.6' });

interface World {
  readonly chart: Chart;
  readonly registry: IMeshRegistry;
  readonly weather: MeshAgent;
  readonly consumer: MeshConsumer;
}

/** A mesh with an agent that offers weather, another one, and a consumer of the weather. */
function world(props: Partial<MeshConsumerProps> = {}, registryProps: MeshRegistryProps = {}): World {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', registryProps);
  const weather = new MeshAgent(chart, 'weather', { registry, image, capabilities: ['weather'] });
  new MeshAgent(chart, 'other', { registry, image, capabilities: ['other'] });
  const consumer = new MeshConsumer(chart, 'bot', { registry, image, dependencies: ['weather'], ...props });
  return { chart, registry, weather, consumer };
}

const objectsOf = (...given: Parameters<typeof world>) => synth(world(...given).chart);
const deployment = (objects: Manifest[]) => find(objects, 'Deployment', 'mcp-mesh-bot');
const podsOf = (name: string, component: string) => ({
  matchLabels: { 'app.kubernetes.io/name': `mcp-mesh-${name}`, 'app.kubernetes.io/component': component },
});
/** Python code with a tool that calls the weather. */
function folder(code: string): string {
  const path = mkdtempSync(join(tmpdir(), 'consumer-'));
  writeFileSync(join(path, 'main.py'), code);
  return path;
}
const BOT = [
  'import mesh',
  '@mesh.tool(capability="bot_ask", dependencies=["weather"])',
  'async def ask(weather: mesh.McpMeshTool = None):',
  '    return await weather()',
  '@mesh.agent(name="chat-bot")',
  'class Bot:',
  '    pass',
].join('\n');

describe('the objects', () => {
  test('are a Deployment and an account: no Service, no port, no probe', () => {
    const own = objectsOf().filter(({ metadata }) => metadata.name === 'mcp-mesh-bot');
    expect(own.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Deployment']);
    expect(own).toMatchSnapshot();
  });

  test('register without a server, and say no host and port', () => {
    expect(envOf(deployment(objectsOf()))).toEqual({
      MCP_MESH_REGISTRY_HOST: { configMapKeyRef: { key: 'REGISTRY_HOST', name: 'mcp-agent-config' } },
      MCP_MESH_REGISTRY_PORT: { configMapKeyRef: { key: 'REGISTRY_PORT', name: 'mcp-agent-config' } },
      SERVICE_NAME: { fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/name']" } },
      NAMESPACE: { fieldRef: { fieldPath: 'metadata.namespace' } },
      MCP_MESH_AGENT_NAME: 'bot',
      POD_IP: { fieldRef: { fieldPath: 'status.podIP' } },
      MCP_MESH_AUTO_RUN: 'false',
    });
  });

  test('have no probes of the registry defaults, which connect to a port, and may have one of their own', () => {
    const registryProps = { agentDefaults: { liveness: MeshProbe.httpGet('/livez'), readiness: MeshProbe.tcp() } };
    const startup = MeshProbe.of({ exec: { command: ['test', '-f', '/tmp/alive'] } });
    const { livenessProbe, readinessProbe, startupProbe } = container(
      deployment(objectsOf({ startup }, registryProps)),
    );
    expect([livenessProbe, readinessProbe, startupProbe]).toEqual([
      undefined,
      undefined,
      { exec: { command: ['test', '-f', '/tmp/alive'] } },
    ]);
  });

  test('have the certificate of TLS, and no probe', () => {
    const tls = MeshTls.certManager({ issuer: { name: 'mesh-ca' } });
    const objects = objectsOf({}, { tls });
    expect(envOf(deployment(objects))).toMatchObject({ MCP_MESH_TLS_MODE: 'strict' });
    expect(find(objects, 'Certificate', 'mcp-mesh-bot').spec.secretName).toBe('mcp-mesh-bot-tls');
    expect(container(deployment(objects)).livenessProbe).toBeUndefined();
  });

  test('send spans if the registry has tracing', () => {
    expect(envOf(deployment(objectsOf({}, { tracing: { redis } })))).toMatchObject({
      MCP_MESH_DISTRIBUTED_TRACING_ENABLED: 'true',
      REDIS_URL: 'redis://10.0.0.6:6379',
    });
  });

  test('have a budget as soon as there may be two pods, and a claim that one node mounts for one', () => {
    const budgetOf = (props: Partial<MeshConsumerProps>) => {
      const { consumer, chart } = world(props);
      const made = synth(chart).filter(({ kind }) => kind === 'PodDisruptionBudget');
      expect(made.length).toBe(consumer.disruptionBudget === undefined ? 0 : 1);
      return made[0]?.spec;
    };
    expect(budgetOf({})).toBeUndefined();
    expect(budgetOf({ replicas: 2, disruptionBudget: MeshDisruptionBudget.none() })).toBeUndefined();
    expect(budgetOf({ replicas: 2 })).toMatchObject({ maxUnavailable: 1, selector: podsOf('bot', 'consumer') });
    const objects = objectsOf({ storage: MeshStorage.claim(Size.gibibytes(1)), storagePath: '/notes' });
    expect(deployment(objects).spec.strategy).toEqual({ type: 'Recreate' });
    expect(container(deployment(objects)).volumeMounts).toContainEqual({ name: 'data', mountPath: '/notes' });
    expect(find(objects, 'PersistentVolumeClaim', 'mcp-mesh-bot-data').spec.accessModes).toEqual(['ReadWriteOnce']);
  });

  test('are read from code, whose capabilities nobody can call', () => {
    const source = AgentSource.fromDirectory(folder(BOT));
    const { chart, consumer } = world({ source, code: MeshCode.mounted(), image: undefined, dependencies: undefined });
    expect([consumer.agentName, consumer.serviceName, consumer.dependencies]).toEqual([
      'chat-bot',
      'mcp-mesh-chat-bot',
      ['weather'],
    ]);
    const { metadata, spec } = find(synth(chart), 'Deployment', 'mcp-mesh-chat-bot');
    expect(metadata.annotations).toEqual({
      'cdk8s-mcp-mesh/consumer': 'true',
      'cdk8s-mcp-mesh/dependencies': '[{"name":"weather","optional":true}]',
      'cdk8s-mcp-mesh/runtime': 'python 3.8.0',
    });
    expect(spec.template.spec.containers[0].image).toBe('mcpmesh/python-runtime:3.8.0');
  });
});

describe('each prop shows in what is written', () => {
  const reference = meshChart();
  const source = AgentSource.fromDirectory(folder(BOT));
  const props: Required<Omit<MeshConsumerProps, 'registry' | 'connectReplicas' | keyof MeshPodOptions>> = {
    image: 'registry.example.com/bot:2.0.0',
    code: MeshCode.mounted(),
    source,
    agentName: 'robot',
    serviceName: 'robot',
    namespace: 'bots',
    dependencies: ['other'],
    redis,
    replicas: 2,
    strategy: { type: 'Recreate' },
    disruptionBudget: MeshDisruptionBudget.maxUnavailable(1),
    storage: MeshStorage.claim(Size.gibibytes(1)),
    storagePath: '/notes',
    command: ['python'],
    args: ['main.py'],
    workingDir: '/srv',
    serviceAccount: kplus.ServiceAccount.fromServiceAccountName(reference, 'account', 'robot'),
    automountServiceAccountToken: true,
    runtime: AgentRuntime.python('3.8.0'),
    waitForRegistry: WaitForRegistry.none(),
    heartbeatInterval: Duration.seconds(4),
    callTimeout: Duration.minutes(1),
    sessionTtl: Duration.hours(2),
    settleTimeout: Duration.seconds(30),
    tracing: false,
  };
  const beside: { [prop: string]: object } = { code: { source }, storagePath: { storage: props.storage } };

  test.each(Object.entries(props))('%s', (prop, value) => {
    const tracing = { redis };
    expect(objectsOf({ ...beside[prop], [prop]: value }, { tracing })).not.toEqual(
      objectsOf(beside[prop] ?? {}, { tracing }),
    );
  });
});

describe('policies', () => {
  test('that are strict let it reach the registry, its providers and whom it names, and nobody reach it', () => {
    const { chart, registry, consumer } = world();
    new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
    consumer.allowEgress(MeshPeer.cidr('203.0.113.7/32', [443]));
    const objects = synth(chart);
    const { spec } = find(objects, 'NetworkPolicy', 'mcp-mesh-bot');
    expect(spec.podSelector).toEqual(podsOf('bot', 'consumer'));
    expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(spec.ingress).toBeUndefined();
    expect(spec.egress.map(({ ports }: any) => ports.map(({ port }: any) => port))).toEqual([
      [8000],
      [8080],
      [53, 53],
      [443],
    ]);
    expect(spec.egress[1].to).toEqual([{ podSelector: podsOf('weather', 'agent') }]);
    const callers = (name: string) =>
      find(objects, 'NetworkPolicy', name).spec.ingress?.flatMap(({ from }: any) => from) ?? [];
    expect(callers('mcp-mesh-weather')).toEqual([{ podSelector: podsOf('bot', 'consumer') }]);
    expect(callers('mcp-mesh-other')).toEqual([]);
    expect(callers('mcp-mesh-registry-policy')).toContainEqual({ podSelector: podsOf('bot', 'consumer') });
  });

  test('let it call an agent that it was given the address of', () => {
    const { chart, registry, consumer } = world();
    const notes = new MeshAgent(chart, 'notes', { registry, image });
    consumer.calls(notes);
    new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
    const objects = synth(chart);
    const bot = { podSelector: podsOf('bot', 'consumer') };
    expect(find(objects, 'NetworkPolicy', 'mcp-mesh-notes').spec.ingress).toEqual([
      { from: [bot], ports: [{ port: 8080, protocol: 'TCP' }] },
    ]);
    expect(findingsIn(objects)).toEqual([]);
  });

  test('over all agents do not cover it: it has one of its own, which lets it reach every agent', () => {
    const { chart, registry, consumer } = world({ redis }, { tracing: { redis }, externalCapabilities: ['elsewhere'] });
    consumer.addRequirement('elsewhere');
    new MeshNetworkPolicy(chart, 'policy', {
      registry,
      egressTo: [MeshPeer.cidr('203.0.113.8/32', [443])],
      externalProviders: [MeshPeer.cidr('203.0.113.9/32', [8081])],
      ingressFrom: [MeshPeer.namespace('monitoring')],
    });
    const objects = synth(chart);
    const { spec } = find(objects, 'NetworkPolicy', 'mcp-mesh-bot');
    expect(spec.ingress).toBeUndefined();
    expect(spec.egress.map(({ ports }: any) => ports.map(({ port }: any) => port))).toEqual([
      [8000],
      [8080],
      [53, 53],
      [6379],
      [443],
      [8081],
    ]);
    const shared = find(objects, 'NetworkPolicy', 'agent-communication-policy').spec;
    expect(shared.podSelector).toEqual({ matchLabels: { 'app.kubernetes.io/component': 'agent' } });
    expect(shared.ingress[0].from).toContainEqual({ podSelector: podsOf('bot', 'consumer') });
  });

  test('of a namespace that has a consumer alone close that namespace, and cover no agents there', () => {
    const { chart, registry } = world();
    const other = new Chart(chart.node.root as any, 'bots', { namespace: 'bots' });
    new MeshNetworkPolicy(chart, 'policy', { registry, defaultDeny: true });
    new MeshConsumer(other, 'second', { registry, image });
    const policies = synth(other).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.map(({ metadata }) => metadata.name).sort()).toEqual(['default-deny', 'mcp-mesh-second']);
  });

  test('of Istio admit its account to the registry and to its providers, and nobody to it', () => {
    const serviceMesh = ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR });
    const { chart, registry } = world({}, { serviceMesh });
    new IstioAuthorization(chart, 'authorization', { registry, registryCallsAgents: true });
    const objects = synth(chart);
    const principals = (name: string) =>
      find(objects, 'AuthorizationPolicy', name).spec.rules?.flatMap(({ from }: any) =>
        from.flatMap(({ source }: any) => source.principals),
      );
    const bot = 'cluster.local/ns/mesh/sa/mcp-mesh-bot';
    expect(principals('mcp-mesh-weather')).toEqual([bot, 'cluster.local/ns/mesh/sa/mcp-mesh-registry']);
    expect(principals('mcp-mesh-other')).toEqual(['cluster.local/ns/mesh/sa/mcp-mesh-registry']);
    expect(principals('mcp-mesh-registry')).toContain(bot);
    expect(principals('mcp-mesh-bot')).toBeUndefined();
    expect(find(objects, 'AuthorizationPolicy', 'mcp-mesh-bot').spec.selector).toEqual(podsOf('bot', 'consumer'));
  });
});

test('a discovery test leaves it out', () => {
  const { chart, registry } = world();
  new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
  new MeshDiscoveryTest(chart, 'test', { registry });
  const objects = synth(chart);
  const checks = Object.values(find(objects, 'ConfigMap', 'mcp-mesh-discovery-test').data).join('\n');
  expect(checks).toContain('mcp-mesh-weather.mesh');
  expect(checks).not.toContain('mcp-mesh-bot');
  expect(objects.filter(({ metadata: { name } }) => name.startsWith('mcp-mesh-discovery-test-to-'))).toHaveLength(2);
});

describe('read back from manifests', () => {
  test.each([true, false])('nothing is wrong with it, under policies that are strict (%s) or not', (strict) => {
    const { chart, registry } = world({ replicas: 2 });
    new MeshNetworkPolicy(chart, 'policy', { registry, strict, defaultDeny: true });
    expect(findingsIn(synth(chart))).toEqual([]);
  });

  test('it is drawn as a caller', () => {
    const { nodes, edges } = meshGraph(new Mesh(objectsOf() as any));
    const name = (id: string) => nodes.find((node) => node.id === id)!.name;
    const calls = edges.map(({ from, to }) => `${name(from)} → ${name(to)}`);
    expect(calls).toContain('mcp-mesh-bot → mcp-mesh-weather');
    expect(calls.filter((each) => each.endsWith('→ mcp-mesh-bot'))).toEqual([]);
  });
});

describe('refused', () => {
  const message = (props: object, registryProps: MeshRegistryProps = {}): string => {
    try {
      synth(world(props, registryProps).chart);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };

  test.each<[string, object, MeshRegistryProps, string]>([
    [
      'no registry',
      { registry: undefined },
      {},
      '[test/bot] no registry: a consumer registers with a registry, and finds agents through it. Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for an existing registry.',
    ],
    [
      'connectReplicas',
      { connectReplicas: true },
      {},
      '[test/bot] connectReplicas true: no pod connects to a consumer, not even its own replicas. Leave it out, or make it a MeshAgent.',
    ],
    [
      'a probe by HTTP',
      { liveness: MeshProbe.httpGet('/livez') },
      {},
      '[test/bot] liveness by httpGet: a consumer listens on no port, so the probe would always fail. Give a command, such as MeshProbe.of({ exec: { command: ["test", "-f", "/tmp/alive"] } }), or leave it out.',
    ],
    [
      'a probe by TCP',
      { readiness: MeshProbe.tcp() },
      {},
      '[test/bot] readiness by tcpSocket: a consumer listens on no port, so the probe would always fail. Give a command, such as MeshProbe.of({ exec: { command: ["test", "-f", "/tmp/alive"] } }), or leave it out.',
    ],
    [
      'replicas on a claim that one node mounts',
      { replicas: 2, storage: MeshStorage.claim(Size.gibibytes(1)) },
      {},
      '[test/bot] replicas 2 on a claim that one node mounts (ReadWriteOnce): a pod on another node waits for the volume for ever. Run one replica, or say shared: true if several nodes can mount the volume.',
    ],
    [
      'a path without storage',
      { storagePath: '/notes' },
      {},
      '[test/bot] storagePath "/notes" without storage: there is nothing to mount there. Give storage, such as MeshStorage.claim(Size.gibibytes(10)), or leave storagePath out.',
    ],
    [
      'another language',
      {},
      { agentDefaults: { runtime: AgentRuntime.typescript('3.8.0') } },
      `[test/bot] runtime "typescript 3.8.0": only Python's runtime registers without a server of its own (MCP_MESH_AUTO_RUN), from 3.8.0 on. Give runtime: AgentRuntime.python("3.8.0") or later, or make it a MeshAgent.`,
    ],
    [
      'an older release',
      { runtime: AgentRuntime.python('3.7.9') },
      {},
      `[test/bot] runtime "python 3.7.9": only Python's runtime registers without a server of its own (MCP_MESH_AUTO_RUN), from 3.8.0 on. Give runtime: AgentRuntime.python("3.8.0") or later, or make it a MeshAgent.`,
    ],
    [
      'the variable that registers it',
      { env: { MCP_MESH_AUTO_RUN: kplus.EnvValue.fromValue('true') } },
      {},
      `[test/bot] env "MCP_MESH_AUTO_RUN": this variable is part of the mesh's wiring and is derived from the construct's other props. Leave it out of env; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…).`,
    ],
  ])('%s', (_, props, registryProps, expected) => {
    expect(message(props, registryProps)).toBe(expected);
  });

  test('a requirement that nobody meets', () => {
    expect(message({ dependencies: ['forecast'] })).toContain(
      '[test/bot] dependency "forecast": no agent of test/registry provides it.',
    );
  });

  test('code that has routes and no agent', () => {
    const routes = [
      'import mesh',
      'from fastapi import FastAPI',
      'app = FastAPI()',
      '@app.get("/")',
      '@mesh.route(dependencies=["weather"])',
      'async def root(weather=None):',
      '    return 1',
    ];
    const path = folder(routes.join('\n'));
    expect(message({ source: AgentSource.fromDirectory(path) })).toBe(
      `[test/bot] source ${JSON.stringify(path)}, which has routes and no agent: no caller could connect to the routes, because a consumer has no port and no Service. Make it a MeshAgent, whose source says that it is a gateway.`,
    );
  });

  test('a capability that only it has: nobody could call it', () => {
    const { chart, registry } = world({ source: AgentSource.fromDirectory(folder(BOT)) });
    new MeshAgent(chart, 'caller', { registry, image, dependencies: ['bot_ask'] });
    expect(() => synth(chart)).toThrow('dependency "bot_ask": no agent of test/registry provides it.');
  });
});
