import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { WaitForRegistry } from '../pod/wait-for-registry';

/**
 * Everything that the library asks of a service mesh. A mesh is one implementation, in a folder of its own, and one factory
 * in `ServiceMesh`. Nothing else in the library names a mesh, except the constructs that write its own kinds.
 */
export interface ServiceMeshImplementation {
  /** Labels of every pod behind the mesh. Users' labels may not replace them. */
  readonly podLabels: { [key: string]: string };

  /** Labels of a pod that has no proxy, whatever its namespace asks for. */
  readonly outsidePodLabels?: { [key: string]: string };

  /** How an agent waits for the registry, if it names no other way. */
  readonly registryWait: WaitForRegistry;

  /** How the library's init containers, which wait for servers, connect to them. */
  readonly initContainers: InitContainerConnections;

  /** Pods of the mesh's control plane that each pod's proxy must reach. Empty if the proxy is not in the pod. */
  readonly controlPlane: ControlPlanePods[];

  /**
   * Where a Job's container ends its pod's proxy, by POST, when it is done: until then the Job does not complete. Without it the
   * proxy ends by itself.
   */
  readonly proxyShutdownUrl?: string;

  /** API groups of the routes that the mesh follows between pods, such as `networking.istio.io`. */
  readonly routeGroups: string[];

  /** API groups of the policies by which the mesh authorizes callers, such as `security.istio.io`. */
  readonly authorizationGroups: string[];

  /** Annotations of every pod behind the mesh. Users' annotations may not replace them. */
  podAnnotations(needs: PodNeeds): { [key: string]: string };

  /**
   * The ports on which packets for a pod's port arrive at the pod, as network policies see them: the port itself, a port of
   * the mesh's own proxy, or both if callers outside of the mesh are let in.
   */
  packetPorts(port: number): number[];

  /** Refuses options that the mesh cannot have, in the name of the registry that declares it. */
  check(registry: IConstruct): void;
}

/** What else of the app decides how a pod is set up for the mesh. Asked when the pod is rendered, because it may come later. */
export interface PodNeeds {
  /** Whether the pod resolves wildcard hosts, which no DNS server but the mesh's own knows. */
  readonly wildcardHosts: () => boolean;
}

/** How init containers connect. */
export interface InitContainerConnections {
  /** Added to their security context, such as a user whose traffic is not redirected to a proxy that does not run yet. */
  readonly securityContext: k8s.SecurityContext;
  /** Whether the proxy carries their connections, so that policies by account can admit them. */
  readonly hasIdentity: boolean;
}

/** Pods of a control plane, as network policies know them. */
export interface ControlPlanePods {
  readonly namespace: string;
  readonly labels: { [key: string]: string };
  readonly port: number;
}
