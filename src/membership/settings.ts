import { Duration } from 'cdk8s';
import { EnvValue, k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { MeshAgentOptions } from './registry-options';
import { refuse, show } from '../base/problem';
import { HEALTH_INTERVAL, UNHEALTHY_AFTER, Variable } from '../contract/contract';
import { MeshLogLevel } from '../contract/log-level';
import { literal } from '../pod/env';

/** A variable of MCP Mesh that a prop sets. */
export interface Setting {
  readonly prop: string;
  readonly variable: string;
  /** Nothing if the prop was not given. */
  readonly value?: string;
}

/** The longest time that Python keeps a session; it takes a longer one for this. */
const SESSION_MAX = 86400;

type AgentSettings = Pick<
  MeshAgentOptions,
  'env' | 'logLevel' | 'heartbeatInterval' | 'callTimeout' | 'sessionTtl' | 'settleTimeout'
>;

/** The settings of an agent. Runtimes read the variables from 3.6 on, and some of them before. */
export function agentSettings(scope: IConstruct, props: AgentSettings, unhealthyAfter?: Duration): Setting[] {
  const { heartbeatInterval, callTimeout, sessionTtl, settleTimeout } = props;
  checkHeartbeat(scope, props, unhealthyAfter);
  return [
    logLevelSetting(scope, props.logLevel),
    {
      prop: 'heartbeatInterval',
      variable: Variable.HEALTH_INTERVAL,
      value: seconds(scope, 'heartbeatInterval', heartbeatInterval, { least: 1 }),
    },
    {
      prop: 'callTimeout',
      variable: 'MCP_MESH_CALL_TIMEOUT',
      value: seconds(scope, 'callTimeout', callTimeout, { least: 1 }),
    },
    {
      prop: 'sessionTtl',
      variable: 'MCP_MESH_SESSION_TTL',
      value: seconds(scope, 'sessionTtl', sessionTtl, { least: 1, most: SESSION_MAX }),
    },
    {
      prop: 'settleTimeout',
      variable: 'MCP_MESH_SETTLE_TIMEOUT',
      value: seconds(scope, 'settleTimeout', settleTimeout, { least: 0 }),
    },
  ];
}

/** What a registry can be told of its times. */
export interface RegistrySettings {
  readonly logLevel?: MeshLogLevel;
  readonly unhealthyAfter?: Duration;
  readonly healthCheckInterval?: Duration;
  readonly retention?: Duration;
  readonly sweepInterval?: Duration;
}

/** The settings of a registry. */
export function registrySettings(scope: IConstruct, props: RegistrySettings): Setting[] {
  const { unhealthyAfter, healthCheckInterval, retention, sweepInterval } = props;
  return [
    logLevelSetting(scope, props.logLevel),
    {
      prop: 'unhealthyAfter',
      variable: Variable.UNHEALTHY_AFTER,
      value: seconds(scope, 'unhealthyAfter', unhealthyAfter, { least: 1 }),
    },
    {
      prop: 'healthCheckInterval',
      variable: 'HEALTH_CHECK_INTERVAL',
      value: seconds(scope, 'healthCheckInterval', healthCheckInterval, { least: 1 }),
    },
    { prop: 'retention', variable: 'MCP_MESH_RETENTION', value: goDuration(scope, 'retention', retention, 0) },
    {
      prop: 'sweepInterval',
      variable: 'MCP_MESH_SWEEP_INTERVAL',
      value: goDuration(scope, 'sweepInterval', sweepInterval, 1),
    },
  ];
}

/** The variables of settings. A user's variable of the same name is refused: it would replace the prop in silence. */
export function settingsEnv(
  scope: IConstruct,
  settings: Setting[],
  env: { [name: string]: EnvValue } = {},
): k8s.EnvVar[] {
  const given = settings.filter(({ value }) => value !== undefined);
  const twice = given.find(({ variable }) => Object.hasOwn(env, variable));
  if (twice) {
    refuse(scope, {
      given: `env ${show(twice.variable)} beside ${twice.prop}`,
      rule: 'the prop sets this variable, and a pod has one value of it',
      fix: `Leave it out of env and of agentDefaults.env, or leave ${twice.prop} out`,
    });
  }
  return given.map(({ variable, value }) => literal(variable, value!));
}

/** How much a process logs. */
export function logLevelSetting(scope: IConstruct, level: MeshLogLevel | undefined): Setting {
  const levels = Object.values(MeshLogLevel);
  if (level !== undefined && !levels.includes(level)) {
    const meant = levels.find((each) => each === String(level).toUpperCase());
    refuse(scope, {
      given: `logLevel ${show(level)}`,
      rule: `MCP Mesh logs at ${levels.slice(0, -1).join(', ')} or ${levels.at(-1)}, and a registry does not start with another level`,
      fix: `Give MeshLogLevel.${meant ?? 'INFO'}`,
    });
  }
  return { prop: 'logLevel', variable: 'MCP_MESH_LOG_LEVEL', value: level };
}

/** An agent that says less often that it is there than the registry expects would be unhealthy in between. */
function checkHeartbeat(scope: IConstruct, props: AgentSettings, unhealthyAfter?: Duration): void {
  const limit = unhealthyAfter?.toSeconds({ integral: false }) ?? UNHEALTHY_AFTER;
  const { given, interval } = heartbeatOf(props);
  if (interval >= limit) {
    refuse(scope, {
      given: `${given}, with a registry that calls agents unhealthy after ${limit}`,
      rule: 'the agent would be unhealthy between two heartbeats, and callers would not find it',
      fix: `Give a heartbeatInterval of less than ${limit} seconds, or raise unhealthyAfter of the registry`,
    });
  }
}

/** How often an agent says that it is there. Without a prop and a variable, runtimes take five seconds; code may say another time. */
function heartbeatOf({ heartbeatInterval, env = {} }: AgentSettings): { given: string; interval: number } {
  const interval = heartbeatInterval?.toSeconds({ integral: false });
  if (interval !== undefined) {
    return { given: `heartbeatInterval ${interval} seconds`, interval };
  }
  const told: unknown = env[Variable.HEALTH_INTERVAL]?.value;
  if (env[Variable.HEALTH_INTERVAL] === undefined) {
    return { given: `no heartbeatInterval, which is ${HEALTH_INTERVAL} seconds`, interval: HEALTH_INTERVAL };
  }
  const isNumber = typeof told === 'string' && /^[1-9]\d*$/.test(told);
  return { given: `env "${Variable.HEALTH_INTERVAL}" ${show(told)}`, interval: isNumber ? Number(told) : 0 };
}

/** A time as a whole number of seconds. */
function seconds(
  scope: IConstruct,
  prop: string,
  duration: Duration | undefined,
  { least, most = Infinity }: { readonly least: number; readonly most?: number },
): string | undefined {
  const value = duration?.toSeconds({ integral: false });
  if (value === undefined) {
    return undefined;
  }
  if (!Number.isInteger(value) || value < least || value > most) {
    refuse(scope, {
      given: `${prop} ${value} seconds`,
      rule: `it is a whole number of seconds, ${most === Infinity ? `${least} or more` : `from ${least} to ${most}`}`,
      fix: `Give a time such as Duration.seconds(${Math.max(least, 5)})`,
    });
  }
  return String(value);
}

/** A time as Go's durations have it, in whole seconds. */
function goDuration(
  scope: IConstruct,
  prop: string,
  duration: Duration | undefined,
  least: number,
): string | undefined {
  const value = seconds(scope, prop, duration, { least });
  return value && `${value}s`;
}
