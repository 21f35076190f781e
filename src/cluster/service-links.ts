import { Cluster } from './cluster';
import { Service } from './services';

/**
 * The variables by which containers learned of Services before there was a DNS (envvars.FromServices): of every Service of the
 * namespace that has an address. Turned off, those of `kubernetes` in `default` remain.
 */
export function serviceLinks(cluster: Cluster, namespace: string, enabled: boolean): { [name: string]: string } {
  const linked = cluster.services
    .filter(({ clusterIp }) => clusterIp !== undefined)
    .filter((service) => isMaster(service) || (enabled && service.namespace === namespace));
  return Object.fromEntries(linked.flatMap(links));
}

function isMaster({ name, namespace }: Service): boolean {
  return name === 'kubernetes' && namespace === 'default';
}

function links({ name, clusterIp, ports }: Service): [string, string][] {
  const prefix = variable(name);
  const url = (port: any) => `${protocol(port).toLowerCase()}://${clusterIp}:${port.port}`;
  return [
    [`${prefix}_SERVICE_HOST`, clusterIp!],
    [`${prefix}_SERVICE_PORT`, String(ports[0].port)],
    ...ports
      .filter((port) => port.name)
      .map((port): [string, string] => [`${prefix}_SERVICE_PORT_${variable(port.name)}`, String(port.port)]),
    [`${prefix}_PORT`, url(ports[0])],
    ...ports.flatMap((port): [string, string][] => {
      const each = `${prefix}_PORT_${port.port}_${protocol(port)}`;
      return [
        [each, url(port)],
        [`${each}_PROTO`, protocol(port).toLowerCase()],
        [`${each}_PORT`, String(port.port)],
        [`${each}_ADDR`, clusterIp!],
      ];
    }),
  ];
}

function protocol(port: { protocol?: string }): string {
  return port.protocol ?? 'TCP';
}

function variable(name: string): string {
  return name.toUpperCase().replace(/-/g, '_');
}
