import { Manifest } from './manifest';
import { addressesFrom, Pod } from './pods';
import { LabelIndex } from './selectors';

/** A Service as the cluster runs it. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  /** The virtual address; none where the Service is headless. */
  readonly clusterIp?: string;
  readonly ports: Manifest[];
  readonly manifest: Manifest;
  /** The pods behind it. */
  readonly pods: Pod[];
}

/** One pod behind one port of a Service. */
export interface Endpoint {
  readonly pod: Pod;
  readonly port: number;
}

export function servicesOf(objects: Manifest[], pods: LabelIndex<Pod>, defaultNamespace: string): Service[] {
  const addresses = addressesFrom(10, 96);
  return objects
    .filter(({ apiVersion }) => apiVersion === 'v1')
    .map((manifest) => {
      const spec = manifest.spec ?? {};
      const namespace = manifest.metadata.namespace ?? defaultNamespace;
      return {
        name: manifest.metadata.name,
        namespace,
        clusterIp: spec.clusterIP === 'None' ? undefined : (spec.clusterIP ?? addresses()),
        ports: spec.ports ?? [],
        manifest,
        // A Service without a selector, or with an empty one, selects nothing: its endpoints are somebody's own work.
        pods: Object.keys(spec.selector ?? {}).length > 0 ? pods.select(namespace, { matchLabels: spec.selector }) : [],
      };
    });
}

/** Where a connection to a Service's port arrives. A headless Service translates no port: its names lead to the pods as they are. */
export function endpoints(service: Service, port: number, protocol: string = 'TCP'): Endpoint[] {
  if (service.clusterIp === undefined) {
    return service.pods.map((pod) => ({ pod, port }));
  }
  const open = service.ports.find((each) => each.port === port && (each.protocol ?? 'TCP') === protocol);
  if (!open) {
    return [];
  }
  return service.pods.flatMap((pod) => {
    const target = containerPort(pod, open.targetPort ?? open.port, protocol);
    return target === undefined ? [] : [{ pod, port: target }];
  });
}

/** A port of a pod by number or by name, as Services, policies and probes resolve it. A pod without such a name has no such port. */
export function containerPort(pod: Pod, port: number | string, protocol: string = 'TCP'): number | undefined {
  return typeof port === 'number'
    ? port
    : openPorts(pod).find((open) => open.name === port && (open.protocol ?? 'TCP') === protocol)?.containerPort;
}

/** The ports that a pod's containers say they open. */
export function openPorts(pod: Pod): Manifest[] {
  return pod.spec.containers.flatMap((container: Manifest) => container.ports ?? []);
}
