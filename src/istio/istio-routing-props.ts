import { IMeshAgent } from '../agent/agent-props';

/** Which host the routes are attached to. */
export enum IstioRoutingShape {
  /** The guide's: a ServiceEntry with the wildcard host `*.<domain>`, which sidecars with DNS capture resolve. */
  SERVICE_ENTRY = 'ServiceEntry',
  /**
   * A ClusterIP Service in front of the agents, which every pod resolves: no DNS trick. It has no endpoints of its own; the
   * routes lead past it, and a caller without a sidecar is refused.
   */
  ROUTER_SERVICE = 'RouterService',
}

/** Versions of Istio's networking API. */
export enum IstioApiVersion {
  /** Served from Istio 1.22 on. */
  V1 = 'networking.istio.io/v1',
  /** Served by every release. */
  V1BETA1 = 'networking.istio.io/v1beta1',
}

/** What an `IstioRouting` can be told. */
export interface IstioRoutingProps {
  /** The agents to route to, each with a capability or more. Their registries declare Istio as `serviceMesh`. */
  readonly agents: IMeshAgent[];
  /**
   * Which host the routes are attached to.
   *
   * @default IstioRoutingShape.SERVICE_ENTRY
   */
  readonly shape?: IstioRoutingShape;
  /**
   * The domain under which callers ask for agents, for the shape with a ServiceEntry.
   *
   * @default "agent.mcp-mesh.local"
   */
  readonly domain?: string;
  /**
   * The header that names the wanted capability, in lower case.
   *
   * @default "capability"
   */
  readonly header?: string;
  /**
   * The port that callers use.
   *
   * @default 8080
   */
  readonly port?: number;
  /**
   * Version of Istio's API.
   *
   * @default IstioApiVersion.V1BETA1
   */
  readonly apiVersion?: IstioApiVersion;
  /**
   * Gateways that carry the routes, as `<namespace>/<name>`; `mesh` stands for the sidecars.
   *
   * @default - the sidecars
   */
  readonly gateways?: string[];
  /**
   * Addresses that sidecars resolve the wildcard host to; Istio allocates none for wildcards. Never routed: outside
   * the sidecars nothing may have them.
   *
   * @default ["240.241.0.10"], of the reserved range, outside of what Istio allocates by itself
   */
  readonly addresses?: string[];
  /**
   * The agent that answers requests without a capability, or with one that nobody provides.
   *
   * @default - none; such requests get a 404 that says so
   */
  readonly fallback?: IMeshAgent;
  /**
   * Namespace of the routing's objects.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Name of the VirtualService.
   *
   * @default "agent-routing"
   */
  readonly name?: string;
  /**
   * Name of the ServiceEntry.
   *
   * @default "mcp-mesh-agents"
   */
  readonly serviceEntryName?: string;
  /**
   * Name of the router Service.
   *
   * @default "mcp-mesh-router"
   */
  readonly routerServiceName?: string;
}
