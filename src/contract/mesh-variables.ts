import { closestWord } from '../base/closest-word';

/*
 * The variables `MCP_MESH_*` that a release of MCP Mesh reads, from its sources (0.1 to 3.7) and its released packages (registry
 * 3.7.1, Python 3.8.0), and the values that they take.
 */

/** A process of MCP Mesh in a pod. Agents are those of all languages: most of their variables are the same. */
export type MeshProcess = 'registry' | 'agent' | 'dashboard';

/** What is wrong with a variable. */
export interface VariableFault {
  /** Whether no release reads the name, rather than a known one having a wrong value. */
  readonly isUnknown: boolean;
  /** The name that was probably meant. */
  readonly meant?: string;
  readonly rule: string;
  readonly fix: string;
}

/** The values that a variable takes. */
interface Values {
  readonly form: string;
  readonly pattern: RegExp;
  /** What another value does. */
  readonly otherwise: string;
}

export const MESH_VARIABLE_PREFIX = 'MCP_MESH_';

const DEFAULT_HOLDS = 'with anything else the default holds, or the process ends';

const text: Values = { form: 'text', pattern: /^/, otherwise: '' };
const number: Values = { form: 'a number', pattern: /^\d+(\.\d+)?$/, otherwise: DEFAULT_HOLDS };
const whole: Values = { form: 'a whole number', pattern: /^\d+$/, otherwise: DEFAULT_HOLDS };
const port: Values = {
  form: 'the number of a port, 1 to 65535',
  // Some agents take 0 for a free port.
  pattern: /^([0-9]{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
  otherwise: DEFAULT_HOLDS,
};
const boolean: Values = {
  form: 'true, 1, yes or on, or false, 0, no or off',
  pattern: /^(true|1|yes|on|false|0|no|off)$/i,
  otherwise: 'anything else is ignored or means false',
};
const onlyTrue: Values = {
  form: 'true or false',
  pattern: /^(true|false)$/i,
  otherwise: 'anything else, such as 1 or yes, means false',
};
const level: Values = {
  form: 'TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL',
  pattern: /^(trace|debug|info|warning|error|critical)$/i,
  otherwise: 'anything else is ignored',
};
const duration: Values = {
  form: "a number with a unit of Go's durations, such as 30m or 1h",
  pattern: /^(0|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/,
  otherwise: DEFAULT_HOLDS,
};
const oneOf = (...values: string[]): Values => ({
  form: `${values.slice(0, -1).join(', ')} or ${values[values.length - 1]}`,
  pattern: new RegExp(`^(${values.join('|')})$`, 'i'),
  otherwise: DEFAULT_HOLDS,
});

type Variables = { readonly [name: string]: Values };

const TLS: Variables = {
  TLS_MODE: oneOf('off', 'auto', 'strict'),
  TLS_CERT: text,
  TLS_KEY: text,
  TLS_CA: text,
  SPIRE_SOCKET: text,
};

/** Without the prefix. */
const READ_BY: { [process in MeshProcess]: Variables } = {
  registry: {
    ...TLS,
    LOG_LEVEL: { ...level, otherwise: 'with anything else the registry does not start' },
    DEBUG_MODE: { form: 'true or false', pattern: /^(true|false|t|f|1|0)$/i, otherwise: DEFAULT_HOLDS },
    DISTRIBUTED_TRACING_ENABLED: onlyTrue,
    ADMIN_PORT: port,
    ADMIN_TLS: text,
    CANCEL_EVENT_GRACE_MS: whole,
    EVENT_MAX_ROWS: whole,
    JOB_STALE_TIMEOUT: duration,
    K8S_LABEL_SELECTOR: text,
    K8S_NAMESPACE: text,
    MAX_REQUEST_BODY_BYTES: whole,
    PROPAGATE_HEADERS: text,
    PROXY_TIMEOUT: whole,
    PUBLIC_URL_PREFIX: text,
    RETENTION: duration,
    SWEEP_INTERVAL: duration,
    TELEMETRY_AGGREGATE_MAX_ENTRIES: whole,
    TELEMETRY_AGGREGATE_RETENTION: duration,
    TRACE_CONSUMER_GROUP: text,
    TRACE_RETENTION: duration,
    TRUST_BACKEND: text,
    TRUST_DIR: text,
  },
  dashboard: {
    LOG_LEVEL: level,
    DISTRIBUTED_TRACING_ENABLED: onlyTrue,
    REGISTRY_TLS_CA: text,
    REGISTRY_TLS_CERT: text,
    REGISTRY_TLS_KEY: text,
    REGISTRY_TLS_SKIP_VERIFY: onlyTrue,
    REGISTRY_URL: text,
    TRACE_RETENTION: duration,
    UI_BASE_PATH: text,
    UI_PORT: port,
    UI_TRACE_CONSUMER_GROUP: text,
  },
  agent: {
    ...TLS,
    TLS_PROVIDER: oneOf('file', 'vault', 'spire'),
    TRUST_DOMAIN: text,
    VAULT_ADDR: text,
    VAULT_PKI_PATH: text,
    VAULT_TTL: text,
    A2A_NAME: text,
    AGENT_ID: text,
    AGENT_NAME: text,
    AGENT_VERSION: text,
    API_NAME: text,
    AUTH_TOKEN: text,
    AUTO_RUN: onlyTrue,
    AUTO_RUN_INTERVAL: whole,
    CALL_TIMEOUT: number,
    CLAUDE_FORCE_RESPONSE_FORMAT: boolean,
    CLAUDE_HINT_FALLBACK_TIMEOUT: number,
    DEBOUNCE_DELAY: number,
    DEBUG: boolean,
    DEBUG_MODE: boolean,
    DISTRIBUTED_TRACING_ENABLED: boolean,
    ENABLED: onlyTrue,
    GEMINI_NATIVE_STRUCTURED_TOOLS: boolean,
    HEALTH_CHECK_TTL: number,
    HEALTH_INTERVAL: whole,
    HEARTBEAT_INTERVAL: number,
    HINT_FALLBACK_TIMEOUT: number,
    HTTP_ENABLED: boolean,
    HTTP_ENDPOINT: text,
    HTTP_HOST: text,
    HTTP_PORT: port,
    JOBPROXY_CACHE_MAX: whole,
    LLM_SYNTHETIC_RETRY_MAX: whole,
    LOG_LEVEL: level,
    MEDIA_STORAGE: oneOf('local', 's3'),
    MEDIA_STORAGE_BUCKET: text,
    MEDIA_STORAGE_ENDPOINT: text,
    MEDIA_STORAGE_PATH: text,
    MEDIA_STORAGE_PREFIX: text,
    MEDIA_STORAGE_VALIDATE: boolean,
    NAMESPACE: text,
    NATIVE_LLM: boolean,
    PROPAGATE_HEADERS: text,
    PUBLIC_URL_PREFIX: text,
    REDIS_TRACE_PUBLISHING: boolean,
    // The guide's own agent code reads the next two.
    REGISTRY_HOST: text,
    REGISTRY_PORT: port,
    REGISTRY_URL: text,
    RELOAD_DEBOUNCE: number,
    RELOAD_PORT_DELAY: number,
    SCHEMA_MAX_INLINED_NODES: whole,
    SCHEMA_STRICT: boolean,
    SERVER_STARTUP_TIMEOUT: number,
    SESSION_TTL: whole,
    SETTLE_TIMEOUT: number,
    STANDALONE: boolean,
    STRICT_DI: boolean,
    TELEMETRY_ENABLED: boolean,
    TOOL_ISOLATION: boolean,
    TOOL_WORKERS: whole,
    TRACE_RETENTION: text,
    TRACE_STREAM_MAXLEN: whole,
    VERSION: text,
  },
};

/** Names that people and charts write, and what does what they mean. */
const MEANT: { [name: string]: string } = {
  DATABASE_URL: 'DATABASE_URL',
  PORT: `${MESH_VARIABLE_PREFIX}HTTP_PORT`,
  REDIS_URL: 'REDIS_URL',
  TRACING: `${MESH_VARIABLE_PREFIX}DISTRIBUTED_TRACING_ENABLED`,
  TRACING_ENABLED: `${MESH_VARIABLE_PREFIX}DISTRIBUTED_TRACING_ENABLED`,
};

/**
 * What is wrong with a variable of a process of MCP Mesh, if anything is.
 *
 * @param value its value; nothing if it is not known
 */
export function variableFault(process: MeshProcess, name: string, value?: string): VariableFault | undefined {
  if (!name.startsWith(MESH_VARIABLE_PREFIX)) {
    return undefined;
  }
  const values = READ_BY[process][name.slice(MESH_VARIABLE_PREFIX.length)];
  if (values === undefined) {
    return unknownName(process, name.slice(MESH_VARIABLE_PREFIX.length));
  }
  // An empty value counts as none, and what has a $ is decided by another variable.
  const isFine = !value?.trim() || value.includes('$') || values.pattern.test(value.trim());
  return isFine
    ? undefined
    : { isUnknown: false, rule: `its value is ${values.form}, and ${values.otherwise}`, fix: `Write ${values.form}` };
}

const SUBJECTS: {
  [process in MeshProcess]: {
    readonly who: string;
    readonly does: string;
    readonly reads: string;
    readonly whom: string;
  };
} = {
  registry: { who: 'the registry', does: 'does', reads: 'reads', whom: 'the registry' },
  agent: { who: 'agents', does: 'do', reads: 'read', whom: 'the agents' },
  dashboard: { who: 'the dashboard', does: 'does', reads: 'reads', whom: 'the dashboard' },
};

/** What is said of a name that another process reads. */
function readElsewhere(process: MeshProcess, reader: MeshProcess): VariableFault {
  const { who, reads, whom } = SUBJECTS[reader];
  const own = SUBJECTS[process];
  return {
    isUnknown: true,
    rule: `${who} ${reads} a variable of that name, and ${own.who} ${own.does} not`,
    fix: `Give it to ${whom}, or leave it out`,
  };
}

function unknownName(process: MeshProcess, name: string): VariableFault {
  const own = Object.keys(READ_BY[process]);
  const reader = (Object.keys(READ_BY) as MeshProcess[]).find((other) => Object.hasOwn(READ_BY[other], name));
  if (reader !== undefined) {
    return readElsewhere(process, reader);
  }
  const close = closestWord(name, own);
  const meant = MEANT[name] ?? (close && `${MESH_VARIABLE_PREFIX}${close}`);
  return {
    isUnknown: true,
    meant,
    rule: `no release of MCP Mesh reads a variable of that name${meant ? ` (did you mean ${meant}?)` : ''}`,
    fix: meant
      ? `Write ${meant}`
      : `Leave it out, or give it a name without ${MESH_VARIABLE_PREFIX} if your own code reads it`,
  };
}
