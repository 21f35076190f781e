import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { MeshTracing, OtlpProtocol, TelemetryServerOptions } from './tracing-options';
import { refuse, show } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { OTLP_PORTS, TEMPO_PORT, Variable } from '../contract/contract';
import { checkPort } from '../kubernetes/checks';
import { hostOf } from '../kubernetes/host';
import { literal } from '../pod/env';

/** A server of tracing with what follows from its options. */
export interface TelemetryServer {
  readonly options: TelemetryServerOptions;
  /** Where it was given, for messages. */
  readonly prop: string;
  readonly port: number;
}

/** Refuses tracing that could not work. */
export function checkTracing(scope: IConstruct, tracing: MeshTracing | undefined, isOwnRegistry: boolean): void {
  checkShapes(scope, { tracing }, { tracing: 'map' });
  if (tracing === undefined) {
    return;
  }
  const { redis, otlp, tempo, consumerGroup, retention } = tracing;
  checkShapes(scope, { otlp, tempo }, { otlp: 'map', tempo: 'map' }, 'tracing.');
  if (!redis?._url) {
    refuse(scope, {
      given: 'tracing without a redis',
      rule: 'agents always send their spans to a stream in Redis',
      fix: 'Give redis: RedisEndpoint.of({ host }), or the endpoint of a DevelopmentRedis',
    });
  }
  redis._url(scope, 'tracing redis');
  if (redis._isEncrypted) {
    refuse(scope, {
      given: `tracing with ${redis._description}, over TLS`,
      rule: 'agents of MCP Mesh (3.6 to 3.8) are built without TLS to Redis: they would send no span, and say so once in their logs',
      fix: 'Give a Redis without TLS in the cluster, closed by policies, or encrypt the way to it by a service mesh',
    });
  }
  if (!isOwnRegistry) {
    const ofRegistry = (['otlp', 'consumerGroup'] as const).find((prop) => tracing[prop] !== undefined);
    if (ofRegistry) {
      refuse(scope, {
        given: `tracing.${ofRegistry} with a registry from an endpoint`,
        rule: 'it is for the registry, which is not part of this app',
        fix: 'Leave it out: those who run the registry decide where it sends spans',
      });
    }
  } else if (otlp === undefined) {
    const idle = (['tempo', 'consumerGroup'] as const).find((prop) => tracing[prop] !== undefined);
    if (idle) {
      refuse(scope, {
        given: `tracing.${idle} without otlp`,
        rule: 'without a collector the registry reads no span, and sends none on that could be looked up',
        fix: 'Give otlp: { host } too, or leave it out',
      });
    }
  }
  if (otlp?.protocol !== undefined && !Object.values(OtlpProtocol).includes(otlp.protocol)) {
    refuse(scope, {
      given: `tracing.otlp.protocol ${show(otlp.protocol)}`,
      rule: 'the registry sends OTLP over gRPC or over HTTP, and passes no span on with any other',
      fix: 'Give OtlpProtocol.GRPC or OtlpProtocol.HTTP',
    });
  }
  checkConsumerGroup(scope, 'tracing.consumerGroup', consumerGroup);
  if (retention !== undefined && typeof retention.toSeconds !== 'function') {
    refuse(scope, {
      given: `tracing.retention ${show(retention)}`,
      rule: 'it is a Duration',
      fix: 'Write Duration.hours(24)',
    });
  }
}

/** Refuses a name of readers that Redis or a shell might read otherwise. */
export function checkConsumerGroup(scope: IConstruct, prop: string, group: string | undefined): void {
  if (group !== undefined && !/^[\w.:-]+$/.test(String(group))) {
    refuse(scope, {
      given: `${prop} ${show(group)}`,
      rule: "a consumer group has a name of letters, digits, '.', '_', ':' and '-'",
      fix: 'Give such a name, or leave it out: the default is of this construct alone',
    });
  }
}

/** The variables of an agent that sends spans. */
export function spanVariables(scope: IConstruct, { redis }: MeshTracing): k8s.EnvVar[] {
  return [literal(Variable.TRACING_ENABLED, 'true'), ...redis._url(scope, 'tracing redis')];
}

/** The variables of a registry that passes spans on; none without a collector. */
export function registryTracingVariables(
  scope: IConstruct,
  tracing: MeshTracing | undefined,
  defaultGroup: string,
): k8s.EnvVar[] {
  if (tracing?.otlp === undefined) {
    return [];
  }
  const { otlp, tempo, consumerGroup = defaultGroup } = tracing;
  const server = otlpServer(tracing)!;
  return [
    ...spanVariables(scope, tracing),
    literal(Variable.TELEMETRY_ENDPOINT, `${hostIn(scope, server)}:${portIn(scope, server)}`),
    literal(Variable.TELEMETRY_PROTOCOL, otlp.protocol ?? OtlpProtocol.GRPC),
    ...(tempo ? tempoVariables(scope, tracing) : []),
    literal(Variable.TRACE_CONSUMER_GROUP, consumerGroup),
    ...retentionVariables(tracing),
  ];
}

/** Where traces are looked up. */
export function tempoVariables(scope: IConstruct, tracing: MeshTracing): k8s.EnvVar[] {
  const server = tempoServer(tracing);
  return server ? [literal(Variable.TEMPO_URL, `http://${hostIn(scope, server)}:${portIn(scope, server)}`)] : [];
}

/** How long spans are kept, as Go writes durations. */
export function retentionVariables({ retention }: MeshTracing): k8s.EnvVar[] {
  return retention ? [literal(Variable.TRACE_RETENTION, `${retention.toSeconds({ integral: false })}s`)] : [];
}

export function otlpServer({ otlp }: MeshTracing): TelemetryServer | undefined {
  return (
    otlp && {
      options: otlp,
      prop: 'tracing.otlp',
      port: otlp.port ?? OTLP_PORTS[otlp.protocol ?? OtlpProtocol.GRPC],
    }
  );
}

export function tempoServer({ tempo }: MeshTracing): TelemetryServer | undefined {
  return tempo && { options: tempo, prop: 'tracing.tempo', port: tempo.port ?? TEMPO_PORT };
}

function hostIn(scope: IConstruct, { options: { host }, prop }: TelemetryServer): string {
  return (
    hostOf(host)?.inUrl ??
    refuse(scope, {
      given: `${prop}.host ${show(host)}`,
      rule: 'the host is a DNS name or an address, without scheme, port or path',
      fix: 'Give the host alone, such as "tempo.monitoring.svc.cluster.local"; the port is a prop of its own',
    })
  );
}

function portIn(scope: IConstruct, { options: { peerPort }, prop, port }: TelemetryServer): number {
  if (peerPort !== undefined) {
    checkPort(scope, `${prop}.peerPort`, peerPort);
  }
  return checkPort(scope, `${prop}.port`, port);
}
