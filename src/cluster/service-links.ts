import { Cluster } from './cluster';
import { Service } from './services';
import { ServicePort } from '../api/core';

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
