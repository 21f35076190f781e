import { Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AgentRuntime,
  MeshAgent,
  MeshAgentOptions,
  MeshLogLevel,
  MeshRegistry,
  MeshRegistryProps,
  PostgresOptions,
  RegistryDatabase,
} from '../../src';
import { variableFault } from '../../src/contract/mesh-variables';
import { envOf, find, meshChart, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';
const text = kplus.EnvValue.fromValue;

function mesh(agent: MeshAgentOptions, registry: (chart: Chart) => MeshRegistryProps = () => ({})) {
  const chart = meshChart();
  new MeshAgent(chart, 'a', { registry: new MeshRegistry(chart, 'registry', registry(chart)), image, ...agent });
  const objects = synth(chart);
  return {
    agent: envOf(find(objects, 'Deployment', 'mcp-mesh-a')),
    registry: envOf(find(objects, 'Deployment', 'mcp-mesh-registry')),
  };
}

const postgres = (options: Partial<PostgresOptions>) => (chart: Chart) => ({
  replicas: 3,
  database: RegistryDatabase.postgres({
    host: 'db',
    user: 'mesh',
    password: { secret: kplus.Secret.fromSecretName(chart, 'secret', 'db'), key: 'password' },
    ...options,
  }),
});

test('props of an agent are variables that agents read', () => {
  const { agent } = mesh({
    logLevel: MeshLogLevel.DEBUG,
    heartbeatInterval: Duration.seconds(10),
    callTimeout: Duration.minutes(2),
    sessionTtl: Duration.hours(2),
    settleTimeout: Duration.seconds(0),
  });
  const expected = {
    MCP_MESH_LOG_LEVEL: 'DEBUG',
    MCP_MESH_HEALTH_INTERVAL: '10',
    MCP_MESH_CALL_TIMEOUT: '120',
    MCP_MESH_SESSION_TTL: '7200',
    MCP_MESH_SETTLE_TIMEOUT: '0',
  };
  expect(agent).toMatchObject(expected);
  expect(Object.entries(expected).map(([name, value]) => variableFault('agent', name, value))).toEqual(
    Object.keys(expected).map(() => undefined),
  );
});

test('props of a registry are variables that it reads', () => {
  const { registry } = mesh({}, () => ({
    logLevel: MeshLogLevel.WARNING,
    unhealthyAfter: Duration.seconds(30),
    healthCheckInterval: Duration.seconds(5),
    retention: Duration.seconds(0),
    sweepInterval: Duration.minutes(1),
  }));
  expect(registry).toMatchObject({
    MCP_MESH_LOG_LEVEL: 'WARNING',
    DEFAULT_TIMEOUT_THRESHOLD: '30',
    HEALTH_CHECK_INTERVAL: '5',
    MCP_MESH_RETENTION: '0s',
    MCP_MESH_SWEEP_INTERVAL: '60s',
  });
  for (const name of ['MCP_MESH_RETENTION', 'MCP_MESH_SWEEP_INTERVAL', 'MCP_MESH_LOG_LEVEL']) {
    expect(variableFault('registry', name, registry[name])).toBeUndefined();
  }
});

test("an agent's own times replace the shared ones", () => {
  const { agent } = mesh({ callTimeout: Duration.seconds(9) }, () => ({
    agentDefaults: { callTimeout: Duration.seconds(1), logLevel: MeshLogLevel.ERROR },
  }));
  expect(agent).toMatchObject({ MCP_MESH_CALL_TIMEOUT: '9', MCP_MESH_LOG_LEVEL: 'ERROR' });
});

test('nothing is written without a prop', () => {
  const { agent, registry } = mesh({});
  expect(Object.keys(agent).filter((name) => /LOG_LEVEL|TIMEOUT|INTERVAL|TTL/.test(name))).toEqual([]);
  expect(Object.keys(registry)).toEqual(['DATABASE_URL']);
});

test('the connections of all replicas, and of a rollout, fit', () => {
  expect(mesh({}, postgres({ poolSize: 10, connectionLimit: 40 })).registry.DB_MAX_OPEN_CONNECTIONS).toBe('10');
  expect(mesh({}, postgres({ connectionLimit: 100 })).registry.DB_MAX_OPEN_CONNECTIONS).toBe('25');
  expect(mesh({}, postgres({})).registry.DB_MAX_OPEN_CONNECTIONS).toBeUndefined();
});

const agents: [MeshAgentOptions, string, MeshRegistryProps?][] = [
  [
    { logLevel: 'debug' as MeshLogLevel },
    'logLevel "debug": MCP Mesh logs at TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL, and a registry does not start with another level. Give MeshLogLevel.DEBUG.',
  ],
  [
    { heartbeatInterval: Duration.millis(1500) },
    'heartbeatInterval 1.5 seconds: it is a whole number of seconds, 1 or more. Give a time such as Duration.seconds(5).',
  ],
  [
    { heartbeatInterval: Duration.seconds(20) },
    'heartbeatInterval 20 seconds, with a registry that calls agents unhealthy after 20: the agent would be unhealthy between two heartbeats, and callers would not find it. Give a heartbeatInterval of less than 20 seconds, or raise unhealthyAfter of the registry.',
  ],
  [
    { heartbeatInterval: Duration.seconds(30) },
    'heartbeatInterval 30 seconds, with a registry that calls agents unhealthy after 25: the agent would be unhealthy between two heartbeats, and callers would not find it. Give a heartbeatInterval of less than 25 seconds, or raise unhealthyAfter of the registry.',
    { unhealthyAfter: Duration.seconds(25) },
  ],
  [
    {},
    'no heartbeatInterval, which is 5 seconds, with a registry that calls agents unhealthy after 4: the agent would be unhealthy between two heartbeats, and callers would not find it. Give a heartbeatInterval of less than 4 seconds, or raise unhealthyAfter of the registry.',
    { unhealthyAfter: Duration.seconds(4) },
  ],
  [
    { env: { MCP_MESH_HEALTH_INTERVAL: text('25') } },
    'env "MCP_MESH_HEALTH_INTERVAL" "25", with a registry that calls agents unhealthy after 20: the agent would be unhealthy between two heartbeats, and callers would not find it. Give a heartbeatInterval of less than 20 seconds, or raise unhealthyAfter of the registry.',
  ],
  [
    { env: { MCP_MESH_HTTP_ENABLED: text('No') } },
    `env "MCP_MESH_HTTP_ENABLED" "No": Python's runtime then starts no server, and without its server an agent never registers. Leave it out, or make it a MeshConsumer if it only calls others.`,
  ],
  [
    { callTimeout: Duration.seconds(0) },
    'callTimeout 0 seconds: it is a whole number of seconds, 1 or more. Give a time such as Duration.seconds(5).',
  ],
  [
    { sessionTtl: Duration.days(2) },
    'sessionTtl 172800 seconds: it is a whole number of seconds, from 1 to 86400. Give a time such as Duration.seconds(5).',
  ],
  [
    { logLevel: MeshLogLevel.INFO, env: { MCP_MESH_LOG_LEVEL: text('DEBUG') } },
    'env "MCP_MESH_LOG_LEVEL" beside logLevel: the prop sets this variable, and a pod has one value of it. Leave it out of env and of agentDefaults.env, or leave logLevel out.',
  ],
  [
    { callTimeout: Duration.seconds(9) },
    'env "MCP_MESH_CALL_TIMEOUT" beside callTimeout: the prop sets this variable, and a pod has one value of it. Leave it out of env and of agentDefaults.env, or leave callTimeout out.',
    { agentDefaults: { env: { MCP_MESH_CALL_TIMEOUT: text('1') } } },
  ],
];

test.each(agents)('an agent of %j is refused', (props, message, registry = {}) => {
  expect(() => mesh(props, () => registry)).toThrow(new Error(`[test/a] ${message}`));
});

test('an agent whose heartbeats are told otherwise is not', () => {
  const registry = () => ({ unhealthyAfter: Duration.seconds(4) });
  expect(mesh({ heartbeatInterval: Duration.seconds(3) }, registry).agent.MCP_MESH_HEALTH_INTERVAL).toBe('3');
  expect(mesh({ env: { MCP_MESH_HEALTH_INTERVAL: text('3') } }, registry).agent.MCP_MESH_HEALTH_INTERVAL).toBe('3');
  const unread = { MCP_MESH_HTTP_ENABLED: text('false') };
  const typescript = mesh({ env: unread, runtime: AgentRuntime.typescript('3.8.0') });
  expect(typescript.agent.MCP_MESH_HTTP_ENABLED).toBe('false');
  expect(mesh({ env: { MCP_MESH_HTTP_ENABLED: text('true') } }).agent.MCP_MESH_HTTP_ENABLED).toBe('true');
});

const registries: [string, (chart: Chart) => MeshRegistryProps, string][] = [
  [
    'a sweep that never comes',
    () => ({ sweepInterval: Duration.seconds(0) }),
    'sweepInterval 0 seconds: it is a whole number of seconds, 1 or more. Give a time such as Duration.seconds(5).',
  ],
  [
    'a variable beside its prop',
    () => ({ unhealthyAfter: Duration.seconds(30), env: { DEFAULT_TIMEOUT_THRESHOLD: text('9') } }),
    'env "DEFAULT_TIMEOUT_THRESHOLD" beside unhealthyAfter: the prop sets this variable, and a pod has one value of it. Leave it out of env and of agentDefaults.env, or leave unhealthyAfter out.',
  ],
  [
    'more connections than the server accepts',
    postgres({ connectionLimit: 90 }),
    'database poolSize 25, with up to 4 pods at a time: together they may open 100 connections, and the server accepts 90 (connectionLimit). Give poolSize: 22, or run fewer replicas.',
  ],
  [
    'no connection',
    postgres({ poolSize: 0 }),
    'database poolSize 0: it is a number of connections, one or more. Give a number such as 25.',
  ],
  [
    'the variable of the pool beside its prop',
    (chart) => ({ ...postgres({ poolSize: 5 })(chart), env: { DB_MAX_OPEN_CONNECTIONS: text('9') } }),
    'env "DB_MAX_OPEN_CONNECTIONS" beside poolSize or connectionLimit of the database: the prop sets this variable, and a pod has one value of it. Leave it out of env and of agentDefaults.env, or leave poolSize or connectionLimit of the database out.',
  ],
];

test.each(registries)('a registry of %s is refused', (_, props, message) => {
  expect(() => mesh({}, props)).toThrow(new Error(`[test/registry] ${message}`));
});

test('an autoscaler counts for the connections that all pods may open', () => {
  const scaled = (maxReplicas: number) => () => {
    const chart = meshChart();
    const password = { secret: kplus.Secret.fromSecretName(chart, 'secret', 'db'), key: 'password' };
    const database = RegistryDatabase.postgres({ host: 'db', user: 'u', password, poolSize: 10, connectionLimit: 30 });
    const target = new MeshRegistry(chart, 'registry', { database });
    new kplus.HorizontalPodAutoscaler(chart, 'scaler', { target, maxReplicas });
    return synth(chart);
  };
  expect(find(scaled(2)(), 'HorizontalPodAutoscaler').spec.maxReplicas).toBe(2);
  expect(scaled(4)).toThrow(
    '[test/registry] database poolSize 10, with up to 5 pods at a time: together they may open 50 connections, and the server accepts 30 (connectionLimit). ' +
      'Give poolSize: 6, or run fewer replicas.',
  );
});
