import { MeshEntranceOptions } from './entrance-options';
import { MeshRequestTimeout } from './request-timeout';
import { IMeshBackend } from '../workload/mesh-backend';

/** How the path of a `MeshHttpRoute` is compared. */
export enum MeshPathMatch {
  /** By its first elements, such as `/chat` for `/chat/1`. */
  PREFIX = 'PathPrefix',
  /** As a whole. */
  EXACT = 'Exact',
}

/** An existing Gateway. */
export interface MeshGatewayReference {
  /** Name of the Gateway. */
  readonly name: string;
  /**
   * The namespace of the Gateway. The Gateway must accept routes of the route's namespace: by default,
   * `allowedRoutes` of a listener accepts only the Gateway's own namespace.
   *
   * @default - that of the route
   */
  readonly namespace?: string;
  /**
   * Name of the listener of the Gateway.
   *
   * @default - all listeners
   */
  readonly sectionName?: string;
}

/** A backend for a share of the requests. */
export interface MeshHttpRouteBackend {
  /**
   * The agent, dashboard or registry that the requests go to. For a target in another namespace, a ReferenceGrant is
   * created.
   */
  readonly target: IMeshBackend;
  /**
   * The share of the requests, from 0 to 1000000, relative to the weights of the others.
   *
   * @default 1
   */
  readonly weight?: number;
}

/** A rule of a `MeshHttpRoute`. */
export interface MeshHttpRouteRule {
  /** The backends of the requests; 1 to 16. */
  readonly backends: MeshHttpRouteBackend[];
  /**
   * The path of the requests.
   *
   * @default - "/", and the `basePath` of a dashboard
   */
  readonly path?: string;
  /**
   * How the path is compared.
   *
   * @default MeshPathMatch.PREFIX
   */
  readonly pathMatch?: MeshPathMatch;
  /**
   * Replaces `path` before the Gateway forwards a request, such as by "/": agents serve their paths from the root. Not every Gateway
   * supports it (the filter `URLRewrite`).
   *
   * @default - the path does not change
   */
  readonly replacePath?: string;
  /**
   * Headers that the requests must have, each with this exact value.
   *
   * @default - any
   */
  readonly headers?: { [name: string]: string };
  /**
   * The time after which the Gateway gives up.
   *
   * @default MeshRequestTimeout.none()
   */
  readonly timeout?: MeshRequestTimeout;
}

/** What a `MeshHttpRoute` can be told. */
export interface MeshHttpRouteProps extends MeshEntranceOptions {
  /** The Gateways that serve the route; 1 to 32. */
  readonly gateways: MeshGatewayReference[];
  /** The rules of the route; 1 to 16. */
  readonly rules: MeshHttpRouteRule[];
  /**
   * The hosts of the requests, such as `trips.example.com` or `*.example.com`; at most 16.
   *
   * @default - the hosts of the Gateway's listeners
   */
  readonly hostnames?: string[];
  /**
   * The namespace of the route.
   *
   * @default - that of the first rule's first backend
   */
  readonly namespace?: string;
}
