import { IngressBackend, Service } from 'cdk8s-plus-28';
import { IMeshBackend } from './mesh-backend';

/** A Service of the mesh as the backend of a cdk8s-plus `Ingress`. */
export function ingressBackendOf({ serviceName, port }: Pick<IMeshBackend, 'serviceName' | 'port'>): IngressBackend {
  // IngressBackend reads the name and the ports of a cdk8s-plus Service, and nothing else.
  return IngressBackend.fromService({ name: serviceName, ports: [{ port }] } as unknown as Service);
}
