import { MeshPeer } from '../peers/mesh-peer';
import { IstioIdentity } from '../service-mesh/istio/istio-options';

/** What a `MeshIngress` and a `MeshHttpRoute` have in common. */
export interface MeshEntranceOptions {
  /**
   * Name of the object.
   *
   * @default - the name of the Service that the first rule leads to
   */
  readonly name?: string;
  /**
   * The pods that forward the requests: those of the Ingress controller or of the Gateway. A `MeshNetworkPolicy` lets
   * them reach the Services of the rules, and nothing else. Without ports, they can reach the ports that the pods
   * listen on.
   *
   * @default - none; synthesis then fails if a `MeshNetworkPolicy` blocks a target of the rules
   */
  readonly controller?: MeshPeer;
  /**
   * The ServiceAccount of those pods. An `IstioAuthorization` lets it call the Services of the rules. The pods need
   * an Istio proxy.
   *
   * @default - none; synthesis then fails if an `IstioAuthorization` blocks a target of the rules
   */
  readonly controllerIdentity?: IstioIdentity;
  /**
   * Whether rules may lead to a dashboard. It has no login: put one in front.
   *
   * @default false
   */
  readonly exposeDashboard?: boolean;
  /**
   * Allows rules that lead to the registry, with the reason why this is safe, such as "oauth2-proxy requires a
   * login". The registry has no authentication, and its API can remove agents. The reason is recorded on the object,
   * so that the rule `registry-exposed` accepts it.
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
