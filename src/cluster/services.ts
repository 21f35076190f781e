import { portByName } from './container-ports';
import { addressesFrom, Pod } from './pods';
import { LabelIndex, Labels } from './selectors';
import { ServicePort } from '../api/core';
import { ObjectOf } from '../api/kinds';

/** A Service as the cluster runs it. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  /** The virtual address; none if the Service is headless. */
  readonly clusterIp?: string;
  readonly ports: ServicePort[];
  /** The labels that it selects pods by; none if somebody else makes its endpoints. */
  readonly selector: Labels;
  readonly manifest: ObjectOf<'Service'>;
  /** The pods behind it. */
  readonly pods: Pod[];
}

/** One pod behind one port of a Service. */
export interface Endpoint {
  readonly pod: Pod;
  readonly port: number;
}

export function servicesOf(objects: ObjectOf<'Service'>[], pods: LabelIndex<Pod>, defaultNamespace: string): Service[] {
  const nextAddress = addressesFrom(10, 96);
  return objects
    .filter(({ apiVersion }) => apiVersion === 'v1')
    .map((manifest) => {
      const { clusterIP, ports = [], selector = {} } = manifest.spec ?? {};
      const namespace = manifest.metadata.namespace ?? defaultNamespace;
      return {
        name: manifest.metadata.name,
        namespace,
        clusterIp: clusterIP === 'None' ? undefined : (clusterIP ?? nextAddress()),
        ports,
        selector,
        manifest,
        pods: Object.keys(selector).length > 0 ? pods.select(namespace, { matchLabels: selector }) : [],
      };
    });
}

/** The numbers of a Service's ports. */
export function portNumbers({ ports }: Service): number[] {
  return ports.flatMap(({ port }) => port ?? []);
}

/**
 * Where a connection to a Service's port arrives. A headless Service translates no port: its names lead to the pods as they
 * are.
 */
export function endpoints(service: Service, port: number, protocol: string = 'TCP'): Endpoint[] {
  if (service.clusterIp === undefined) {
    return service.pods.map((pod) => ({ pod, port }));
  }
  const open = service.ports.find((each) => each.port === port && (each.protocol ?? 'TCP') === protocol);
  if (!open) {
    return [];
  }
  return service.pods.flatMap((pod) => {
    const target = containerPort(pod, open.targetPort ?? port, protocol);
    return target === undefined ? [] : [{ pod, port: target }];
  });
}

/** A port of a pod by number or by name, as Services, policies and probes resolve it; none if the pod has no such name. */
export function containerPort(pod: Pod, port: number | string, protocol: string = 'TCP'): number | undefined {
  return typeof port === 'number' ? port : portByName(pod, port, protocol);
}
