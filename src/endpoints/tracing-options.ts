import { Duration } from 'cdk8s';
import { INetworkPolicyPeer } from 'cdk8s-plus-28';
import { RedisEndpoint } from './redis-endpoint';

/** The protocol by which the registry sends spans to a collector. */
export enum OtlpProtocol {
  /** OTLP over gRPC. */
  GRPC = 'grpc',
  /** OTLP over HTTP. */
  HTTP = 'http',
}

/** A server of tracing that somebody runs already. */
export interface TelemetryServerOptions {
  /** Host name or address of the server. */
  readonly host: string;
  /**
   * The server as a peer of network policies: its pods, its namespace or its addresses.
   *
   * @default - the host, if it is an IP address; otherwise required by a `MeshNetworkPolicy`
   */
  readonly peer?: INetworkPolicyPeer;
  /**
   * The port of the peer's pods, if their Service has a different port: policies see the ports of pods.
   *
   * @default - port
   */
  readonly peerPort?: number;
}

/** A server that accepts spans by OTLP without TLS, such as Tempo, Jaeger or an OpenTelemetry collector. */
export interface OtlpEndpoint extends TelemetryServerOptions {
  /**
   * Port of the server.
   *
   * @default 4317; 4318 with `OtlpProtocol.HTTP`
   */
  readonly port?: number;
  /**
   * How spans are sent.
   *
   * @default OtlpProtocol.GRPC
   */
  readonly protocol?: OtlpProtocol;
}

/** The HTTP API of Tempo, in which the registry and the dashboard look up traces. */
export interface TempoEndpoint extends TelemetryServerOptions {
  /**
   * Port of the server.
   *
   * @default 3200
   */
  readonly port?: number;
}

/**
 * Distributed tracing of a mesh. Agents send spans to a stream in Redis. The dashboard reads them there, and the
 * registry sends them to a collector if you set one.
 */
export interface MeshTracing {
  /** The Redis for the spans (`REDIS_URL` of agents, registry and dashboard). */
  readonly redis: RedisEndpoint;
  /**
   * The collector that the registry sends spans to (`TELEMETRY_ENDPOINT`). Without it, the registry does not use
   * tracing.
   *
   * @default - none; the dashboard shows the spans that are still in Redis
   */
  readonly otlp?: OtlpEndpoint;
  /**
   * The server to look up traces in (`TEMPO_URL`). The collector of `otlp` must write to it.
   *
   * @default - none
   */
  readonly tempo?: TempoEndpoint;
  /**
   * The consumer group by which the registry reads the stream (`MCP_MESH_TRACE_CONSUMER_GROUP`, from 3.7 on). Redis
   * gives each span to one reader of a group, so each registry on one Redis needs its own group.
   *
   * @default - name and namespace of the registry's Service, such as "mcp-mesh-registry.mcp-mesh"
   */
  readonly consumerGroup?: string;
  /**
   * How long spans stay in Redis (`MCP_MESH_TRACE_RETENTION`). The registry and the dashboard remove older ones.
   *
   * @default - MCP Mesh's own, 24 hours
   */
  readonly retention?: Duration;
}
