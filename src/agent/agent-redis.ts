import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { MeshAgentProps } from './agent-props';
import { refuse, show } from '../base/problem';
import { RedisEndpoint } from '../endpoints/redis-endpoint';
import { MeshTracing } from '../endpoints/tracing-options';
import { spanVariables } from '../endpoints/tracing-variables';
import { IMeshRegistry } from '../membership/registry-options';
import { WorkloadIdentity } from '../workload/service';

/** The Redis of an agent: that of its code, and that of its registry's tracing. */
export class AgentRedis {
  /** The variables of both. */
  public readonly env: k8s.EnvVar[];
  private readonly cache?: RedisEndpoint;
  private readonly tracing?: MeshTracing;

  constructor(
    private readonly agent: Construct & { readonly namespace?: string; readonly registry: IMeshRegistry },
    props: MeshAgentProps,
  ) {
    this.cache = props.redis;
    this.tracing = this.tracingOf(props);
    [this.cache, this.spans].forEach((redis) => redis && this.checkResolves(redis, props));
    this.checkOneUrl();
    const parts = this.cache?._parts(agent, 'redis') ?? [];
    const known = new Set(parts.map(({ name }) => name));
    const spans = this.tracing ? spanVariables(agent, this.tracing) : [];
    this.env = [...parts, ...spans.filter(({ name }) => !known.has(name))];
  }

  /** The Redis that the agent sends spans to. */
  public get spans(): RedisEndpoint | undefined {
    return this.tracing?.redis;
  }

  /** Notes the agent as a user of its Redis. */
  public use({ selector }: WorkloadIdentity): void {
    const { namespace, registry } = this.agent;
    const { serviceMesh, clusterDomain } = registry;
    const client = { scope: this.agent, namespace, serviceMesh, clusterDomain, selector };
    new Set([this.cache, this.spans]).forEach((redis) => redis?._use(client));
  }

  private tracingOf({ registry, tracing }: MeshAgentProps): MeshTracing | undefined {
    const { tracing: shared } = registry._members.facts;
    if (tracing && shared === undefined) {
      refuse(this.agent, {
        given: `tracing true, with registry ${registry.node.path}, which has no tracing`,
        rule: 'the registry says where spans go, for all of its agents',
        fix: 'Give the registry tracing: { redis }, or leave tracing out',
      });
    }
    return (tracing ?? true) ? shared : undefined;
  }

  /** The runtime sends spans to the REDIS_URL that code of the user's reads, too. */
  private checkOneUrl(): void {
    const { cache, spans } = this;
    if (cache && spans && cache !== spans) {
      refuse(this.agent, {
        given: `redis (${cache._description}) beside tracing (${spans._description})`,
        rule: 'the runtime sends spans to REDIS_URL, and code that reads it would find the other server',
        fix: "Give both the same RedisEndpoint, or tracing: false; or name the second server in variables of your code's own (env), and open the way by allowEgress",
      });
    }
  }

  private checkResolves(redis: RedisEndpoint, { registry }: MeshAgentProps): void {
    const host = redis._shortHost;
    if (host !== undefined && redis === this.spans && this.agent.namespace !== registry.namespace) {
      refuse(this.agent, {
        given: `namespace ${show(this.agent.namespace)}, with tracing to the short host ${show(host)}`,
        rule: 'a name without dots resolves only in one namespace, and agents of this registry are in several',
        fix: 'Give RedisEndpoint.of the whole name, such as "redis.data.svc.cluster.local", or this agent tracing: false',
      });
    }
  }
}
