import { IstioIdentity } from '../istio/istio-authorization';
import { MeshPeer } from '../peers/mesh-peer';

/** What a `MeshIngress` and a `MeshHttpRoute` have in common. */
export interface MeshEntranceOptions {
  /**
   * Name of the object.
   *
   * @default - the Service that the first rule leads to
   */
  readonly name?: string;
  /**
   * The pods that send the requests on: of the Ingress controller, or of the Gateway. A `MeshNetworkPolicy` lets them reach the
   * Services of the rules, and nothing else. Without ports, they reach the ports that the pods listen on.
   *
   * @default - nobody; a `MeshNetworkPolicy` then refuses to close what the rules lead to
   */
  readonly controller?: MeshPeer;
  /**
   * The account of those pods. An `IstioAuthorization` lets it call the Services of the rules. It needs a proxy of Istio's.
   *
   * @default - nobody; an `IstioAuthorization` then refuses to close what the rules lead to
   */
  readonly controllerIdentity?: IstioIdentity;
  /**
   * Whether rules may lead to a dashboard. It has no login: put one in front.
   *
   * @default false
   */
  readonly exposeDashboard?: boolean;
  /**
   * Why rules may lead to the registry, such as "oauth2-proxy asks for a login". The registry has no authentication, and its API
   * removes agents. The reason is written beside the object, so that the rule `registry-exposed` accepts it.
   *
   * @default - they may not
   */
  readonly exposeRegistry?: string;
  /**
   * Labels of the object.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the object, such as the options of the controller.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}
