import { hostOf } from './routes';
import { ServicePort } from '../api/core';
import { append } from '../base/append';
import { WordIndex } from '../base/closest-word';
import { isSlip } from '../base/slip';
import { mayMakeServices, OperatorObjects } from '../cluster/operator-objects';
import { Service } from '../cluster/services';
import { Mesh } from '../mesh/mesh';

/** A port of a host, by what the manifests say. */
export interface HostPort {
  readonly number: number;
  /** Whether it is declared as HTTP. */
  readonly isHttp: boolean;
  /** If it is not TCP. */
  readonly protocol?: string;
  /** The port of the pods behind it, if that is another one. */
  readonly target?: number | string;
}

/** Protocols as `appProtocol`, a ServiceEntry's `protocol` or the start of a port's name have them. */
const HTTP = /^(http2?|http_proxy|grpc)(-.*)?$|^kubernetes\.io\/(h2c|ws)$/i;

/** The hosts of a mesh: its Services, and what ServiceEntries add to them. */
export class RouteHosts {
  /** The names of Services, by namespace. */
  public readonly names = new Map<string, string[]>();
  /** The namespaces of Services, by name. */
  public readonly namespaces = new Map<string, string[]>();
  private readonly entries = new Map<string, HostPort[][]>();
  private readonly domain: string;
  private readonly operators: OperatorObjects;

  constructor(private readonly mesh: Mesh) {
    this.operators = new OperatorObjects(mesh.cluster, mayMakeServices);
    this.domain = `.svc.${mesh.cluster.clusterDomain}`;
    for (const { name, namespace } of mesh.cluster.services) {
      append(this.names, namespace, name);
      append(this.namespaces, name, namespace);
    }
    for (const { spec } of mesh.cluster.all('ServiceEntry')) {
      const ports = (spec?.ports ?? []).flatMap(({ number, protocol = '' }) =>
        number === undefined ? [] : [{ number, isHttp: HTTP.test(protocol) }],
      );
      spec?.hosts?.forEach((host) => append(this.entries, host, ports));
    }
  }

  /** Name and namespace of the Service that a host in the cluster's domain names. */
  public serviceNameOf(host: string): { readonly name: string; readonly namespace: string } | undefined {
    const labels = host.endsWith(this.domain) ? host.slice(0, -this.domain.length).split('.') : [];
    return labels.length === 2 && !host.includes('*') ? { name: labels[0], namespace: labels[1] } : undefined;
  }

  public service(host: string): Service | undefined {
    const parts = this.serviceNameOf(host);
    return parts && this.mesh.cluster.service(parts.namespace, parts.name);
  }

  /** The full host of a Service that is given as name.namespace. Istio completes names without a dot only. */
  public serviceByShortName(host: string): string | undefined {
    const [, name, namespace] = /^([^.*]+)\.([^.]+)(\.svc)?$/.exec(host) ?? [];
    return name !== undefined && this.mesh.cluster.service(namespace, name)
      ? hostOf(name, namespace, this.mesh)
      : undefined;
  }

  /** Whether an operator may make the Service that a host names, from an object in the manifests. */
  public mayBeMade(host: string): boolean {
    const parts = this.serviceNameOf(host);
    return parts !== undefined && this.operators.mayMake(parts.namespace, parts.name);
  }

  /** Whether a ServiceEntry has the host, by itself or by a wildcard. */
  public isEntry(host: string): boolean {
    return (
      this.entries.has(host) ||
      (this.entries.size > 0 &&
        Array.from(host, (_, i) => `*${host.slice(i)}`).some((wildcard) => this.entries.has(wildcard)))
    );
  }

  /** A host of a ServiceEntry that is nearly the given one. */
  public nearEntry(host: string): string | undefined {
    const names = [...this.entries.keys()];
    const near = names.length === 0 ? undefined : WordIndex.of(this.entries, () => names).closest(host);
    return near !== undefined && isSlip(host, near) ? near : undefined;
  }

  /** The ports of a host; undefined if the manifests do not tell. */
  public ports(host: string): HostPort[] | undefined {
    const service = this.service(host);
    // Istio forwards requests to the external name, which has its own ports.
    if (service?.manifest.spec?.type === 'ExternalName') {
      return undefined;
    }
    const all = [...(service?.ports ?? []).flatMap(hostPort), ...(this.entries.get(host) ?? []).flat()];
    return all.length > 0 ? all : undefined;
  }
}

function hostPort({ port, name, appProtocol, targetPort, protocol }: ServicePort): HostPort[] {
  return port === undefined
    ? []
    : [
        {
          number: port,
          isHttp: HTTP.test(appProtocol ?? name ?? ''),
          protocol: protocol === 'TCP' ? undefined : protocol,
          target: targetPort === port ? undefined : targetPort,
        },
      ];
}
