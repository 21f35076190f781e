import { Cluster } from './cluster';
import { Service } from './services';
import { ServicePort } from '../api/core';
import { KubernetesObject } from '../api/kubernetes-object';

/**
 * The variables by which containers learned of Services before there was a DNS (envvars.FromServices): of every Service of the
 * namespace that has an address. Turned off, those of `kubernetes` in `default` remain.
 */
export function serviceLinks(cluster: Cluster, namespace: string, enabled: boolean): { [name: string]: string } {
  const linked = cluster.services.filter(
    (service) => isApiServer(service) || (enabled && service.namespace === namespace),
  );
  return Object.fromEntries(
    linked.flatMap(({ name, clusterIp, ports }) => (clusterIp === undefined ? [] : links(name, clusterIp, ports))),
  );
}

/** The Services of a namespace by the variables that they give its pods with a URL as the value, such as `<NAME>_PORT`. */
export function linkedVariables(cluster: Cluster, namespace: string): Map<string, KubernetesObject> {
  return new Map(
    cluster.services
      .filter(
        (service) => service.namespace === namespace && service.clusterIp !== undefined && service.ports.length > 0,
      )
      .flatMap(({ name, ports, manifest }) =>
        links(name, '', ports)
          .filter(([, value]) => value.includes('://'))
          .map(([linked]): [string, KubernetesObject] => [linked, manifest]),
      ),
  );
}

function isApiServer({ name, namespace }: Service): boolean {
  return name === 'kubernetes' && namespace === 'default';
}

function links(name: string, clusterIp: string, ports: ServicePort[]): [string, string][] {
  const prefix = variable(name);
  const url = (port: ServicePort) => `${protocol(port).toLowerCase()}://${clusterIp}:${port.port}`;
  return [
    [`${prefix}_SERVICE_HOST`, clusterIp],
    [`${prefix}_SERVICE_PORT`, String(ports[0].port)],
    ...ports.flatMap((port): [string, string][] =>
      port.name ? [[`${prefix}_SERVICE_PORT_${variable(port.name)}`, String(port.port)]] : [],
    ),
    [`${prefix}_PORT`, url(ports[0])],
    ...ports.flatMap((port): [string, string][] => {
      const ofPort = `${prefix}_PORT_${port.port}_${protocol(port)}`;
      return [
        [ofPort, url(port)],
        [`${ofPort}_PROTO`, protocol(port).toLowerCase()],
        [`${ofPort}_PORT`, String(port.port)],
        [`${ofPort}_ADDR`, clusterIp],
      ];
    }),
  ];
}

function protocol(port: ServicePort): string {
  return port.protocol ?? 'TCP';
}

function variable(name: string): string {
  return name.toUpperCase().replace(/-/g, '_');
}
