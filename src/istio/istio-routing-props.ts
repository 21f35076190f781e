import { IMeshAgent } from '../agent/agent-props';

/** The host that the routes are for. */
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
  /**
   * The agents to route to, each with at least one capability. Their registries must declare Istio as `serviceMesh`.
   */
  readonly agents: IMeshAgent[];
  /**
   * The host that the routes are for.
   *
   * @default IstioRoutingShape.SERVICE_ENTRY
   */
  readonly shape?: IstioRoutingShape;
  /**
   * The domain of the hosts that callers use, for the shape with a ServiceEntry.
   *
   * @default "agent.mcp-mesh.local"
   */
  readonly domain?: string;
  /**
   * The header with the requested capability, in lower case.
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
   * Gateways that use the routes, as `<namespace>/<name>`; `mesh` means the sidecars.
   *
   * @default - the sidecars
   */
  readonly gateways?: string[];
  /**
   * Addresses that sidecars resolve the wildcard host to, because Istio allocates none for wildcards. Nothing else
   * may use them.
   *
   * @default ["240.241.0.10"], of a reserved range, outside the range from which Istio allocates
   */
  readonly addresses?: string[];
  /**
   * The agent that answers requests without a capability, or with a capability that no agent provides.
   *
   * @default - none; such requests get a 404 with an explanation
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
