/*
 * What MCP Mesh itself reads, serves and expects, established from its sources and by running it. Each fact is here once, and
 * every manifest takes it from here.
 */

/** The registry's only port, in its image's CMD and in every client's default. */
export const REGISTRY_PORT = 8000;

/** The port that the guide standardises for agents. */
export const AGENT_PORT = 8080;

/** Name of the one port that a mesh container opens; Services target it by this name. */
export const HTTP_PORT_NAME = 'http';

/** The name of that port if MCP Mesh's own TLS is on. Service meshes choose their protocol by it. */
export const HTTPS_PORT_NAME = 'https';

/** Answers on the registry and on agents of every release. */
export const HEALTH_PATH = '/health';

export const REGISTRY_SERVICE_NAME = 'mcp-mesh-registry';
export const AGENT_SERVICE_NAME_PREFIX = 'mcp-mesh-';
export const AGENT_CONFIG_MAP_NAME = 'mcp-agent-config';
export const CLUSTER_DOMAIN = 'cluster.local';

/**
 * The newest release of the registry that this library was run with. Pinned, so that no registry changes under a running mesh.
 * Every other mention of it is tested against this one.
 */
export const REGISTRY_IMAGE = 'mcpmesh/registry:3.7.1';

/** The dashboard of the same release. */
export const DASHBOARD_IMAGE = 'mcpmesh/ui:3.7.1';
export const DASHBOARD_SERVICE_NAME = 'mcp-mesh-dashboard';
export const DASHBOARD_PORT = 3080;
/** Set in the image. The dashboard answers no path outside of it, its health neither. */
export const DASHBOARD_BASE_PATH = '/ops/dashboard';
export const DASHBOARD_HEALTH_PATH = '/api/ui-health';

/** The newest release of an agent's runtime that this library was run with. */
export const NEWEST_RUNTIME = '3.8.0';

/** The guide's image for its init container. */
export const WAIT_IMAGE = 'busybox:1.35';

/** Where the registry's image keeps SQLite. The registry takes a DATABASE_URL that is not a postgres:// URL for a file path. */
export const SQLITE_DIRECTORY = '/data';
export const SQLITE_FILE = `${SQLITE_DIRECTORY}/mcp_mesh_registry.db`;

export const POSTGRES_PORT = 5432;
export const POSTGRES_DATABASE = 'mcp_mesh';

/** Has `pg_isready`, which asks a server in its own protocol. */
export const POSTGRES_WAIT_IMAGE = 'postgres:16.10-alpine';

export const REDIS_PORT = 6379;

/** The servers of development stores. Both run as any user that owns their data. */
export const POSTGRES_IMAGE = 'postgres:16.10';
export const REDIS_IMAGE = 'redis:7.4.5';

/** Of OTLP, by protocol. */
export const OTLP_PORTS = { grpc: 4317, http: 4318 } as const;

/** Of Tempo's HTTP API. */
export const TEMPO_PORT = 3200;

/** Between two heartbeats of an agent, unless it is told otherwise, in seconds. */
export const HEALTH_INTERVAL = 5;

/** When a registry calls an agent unhealthy, unless it is told otherwise, in seconds: 3.6 to 3.8. */
export const UNHEALTHY_AFTER = 20;

/** The consumer groups of spans, unless they are told otherwise. A registry before 3.7 reads no variable of it. */
export const TRACE_GROUPS = { registry: 'mcp-mesh-registry-processors', dashboard: 'mcp-mesh-ui-dashboard' } as const;

/** Name of the volume, and of the claim, that holds a workload's data. */
export const DATA_VOLUME = 'data';

/** Keys of the agents' ConfigMap; each is also a variable of every agent, through envFrom. */
export const ConfigKey = {
  REGISTRY_HOST: 'REGISTRY_HOST',
  REGISTRY_PORT: 'REGISTRY_PORT',
  /** The only registry address that a runtime reads, at every release. */
  REGISTRY_URL: 'MCP_MESH_REGISTRY_URL',
} as const;

/** Variables of an agent's container. */
export const Variable = {
  /** Read by the guide's agent code and the command line tool. */
  REGISTRY_HOST: 'MCP_MESH_REGISTRY_HOST',
  REGISTRY_PORT: 'MCP_MESH_REGISTRY_PORT',
  /** The address that a runtime binds to. */
  HOST: 'HOST',
  SERVICE_NAME: 'SERVICE_NAME',
  NAMESPACE: 'NAMESPACE',
  AGENT_NAME: 'MCP_MESH_AGENT_NAME',
  AUTO_RUN: 'MCP_MESH_AUTO_RUN',
  /** Python's: whether an agent starts a server. */
  HTTP_ENABLED: 'MCP_MESH_HTTP_ENABLED',
  /** The seconds between two heartbeats of an agent. */
  HEALTH_INTERVAL: 'MCP_MESH_HEALTH_INTERVAL',
  /** The registry's: after so many seconds without a heartbeat an agent is unhealthy. */
  UNHEALTHY_AFTER: 'DEFAULT_TIMEOUT_THRESHOLD',
  /** The whole id of an agent in the registry, in place of its name and eight random digits. */
  AGENT_ID: 'MCP_MESH_AGENT_ID',
  POD_IP: 'POD_IP',
  /** The host that an agent advertises to the registry; unset, it is the pod's IP, and replicas share no load. */
  HTTP_HOST: 'MCP_MESH_HTTP_HOST',
  /** The port that an agent listens on and advertises. */
  HTTP_PORT: 'MCP_MESH_HTTP_PORT',
  POD_NAME: 'POD_NAME',
  /** The registry's. */
  DATABASE_URL: 'DATABASE_URL',
  PGPASSWORD: 'PGPASSWORD',
  /** Read by the registry's driver if its URL does not name the same. */
  PGSSLMODE: 'PGSSLMODE',
  PGSSLROOTCERT: 'PGSSLROOTCERT',
  /** The most connections of one registry to its database. */
  DB_MAX_OPEN_CONNECTIONS: 'DB_MAX_OPEN_CONNECTIONS',
  /** Read by agents that send spans, by the registry and by the dashboard. Python's runtime keeps sessions there, too. */
  REDIS_URL: 'REDIS_URL',
  /** For code of users; the URL is composed of the password. */
  REDIS_HOST: 'REDIS_HOST',
  REDIS_PORT: 'REDIS_PORT',
  REDIS_USER: 'REDIS_USER',
  REDIS_PASSWORD: 'REDIS_PASSWORD',
  /** Switches the sending of spans on, and the reading. */
  TRACING_ENABLED: 'MCP_MESH_DISTRIBUTED_TRACING_ENABLED',
  /** The registry's: the collector as host:port, and the form of OTLP. */
  TELEMETRY_ENDPOINT: 'TELEMETRY_ENDPOINT',
  TELEMETRY_PROTOCOL: 'TELEMETRY_PROTOCOL',
  TEMPO_URL: 'TEMPO_URL',
  TRACE_CONSUMER_GROUP: 'MCP_MESH_TRACE_CONSUMER_GROUP',
  TRACE_RETENTION: 'MCP_MESH_TRACE_RETENTION',
  /** The dashboard's. */
  UI_PORT: 'MCP_MESH_UI_PORT',
  UI_BASE_PATH: 'MCP_MESH_UI_BASE_PATH',
  UI_TRACE_CONSUMER_GROUP: 'MCP_MESH_UI_TRACE_CONSUMER_GROUP',
} as const;

/** Listens on every interface: the kubelet's probes and the Service reach the pod's IP, not loopback. */
export const BIND_ADDRESS = '0.0.0.0';
/** The same for both families. Run with the Python runtimes 3.6.0 and 3.8.0: with brackets they listen on no interface. */
export const BIND_ADDRESS_IPV6 = '::';
/** The same for the registry, which puts the port behind it as it is. Run with 3.7.1: without brackets it does not start. */
export const REGISTRY_BIND_ADDRESS_IPV6 = '[::]';

/** Variables of TLS between the parts of a mesh, and of the registry's trust in its agents. */
export const TlsVariable = {
  /** `off`, `auto` or `strict`. */
  MODE: 'MCP_MESH_TLS_MODE',
  CERT: 'MCP_MESH_TLS_CERT',
  KEY: 'MCP_MESH_TLS_KEY',
  CA: 'MCP_MESH_TLS_CA',
  /** Where an agent's certificate comes from. */
  PROVIDER: 'MCP_MESH_TLS_PROVIDER',
  VAULT_ADDR: 'MCP_MESH_VAULT_ADDR',
  VAULT_PKI_PATH: 'MCP_MESH_VAULT_PKI_PATH',
  VAULT_TTL: 'MCP_MESH_VAULT_TTL',
  VAULT_TOKEN: 'VAULT_TOKEN',
  TRUST_DOMAIN: 'MCP_MESH_TRUST_DOMAIN',
  /** The registry's alone. */
  TRUST_BACKEND: 'MCP_MESH_TRUST_BACKEND',
  TRUST_DIR: 'MCP_MESH_TRUST_DIR',
} as const;
