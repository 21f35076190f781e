import { Fault, Rule } from './rule';
import { ServicePort } from '../api/core';
import { FieldPath } from '../api/field-path';
import { describeObject, KubernetesObject } from '../api/kubernetes-object';
import { stringAt, valueAt } from '../api/unknown-fields';
import { append } from '../base/append';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { isSlip } from '../base/slip';
import { Cluster } from '../cluster/cluster';
import { Service } from '../cluster/services';

const SERVICE_LABEL = 'kubernetes.io/service-name';

/**
 * Services without a selector have the endpoints that somebody writes. A slice belongs to the Service in its label, Endpoints to
 * the one of their name, and a port to that of its name and protocol (kube-proxy's ServicePortName).
 */
export const RULE: Rule = {
  id: 'endpoints-of-no-service',
  title: 'Endpoints match no Service, or none of its ports',
  severity: 'warning',
  find: ({ cluster }) => {
    const written = new Map<string, Service[]>();
    cluster.services.filter(isWithoutSelector).forEach((service) => append(written, service.namespace, service));
    return [...slicesOf(cluster), ...endpointsOf(cluster)].flatMap((endpoints): Fault[] => {
      const { object, service: name } = endpoints;
      const service = cluster.service(cluster.namespaceOf(object), name);
      const near = (written.get(cluster.namespaceOf(object)) ?? []).find((each) => isSlip(name, each.name));
      if (service !== undefined) {
        return isWithoutSelector(service) ? withoutPort(endpoints, service) : [];
      }
      return near === undefined ? [] : [withoutService(endpoints, near)];
    });
  },
};

function isWithoutSelector({ manifest, selector }: Service): boolean {
  return manifest.spec?.type !== 'ExternalName' && Object.keys(selector).length === 0;
}

interface Endpoints {
  readonly object: KubernetesObject;
  /** The Service that they are for. */
  readonly service: string;
  /** What names it. */
  readonly field: FieldPath;
  readonly ports: Required<Pick<ServicePort, 'name' | 'protocol'>>[];
  readonly portsField: FieldPath;
}

function slicesOf(cluster: Cluster): Endpoints[] {
  return cluster.allOfAnyGroup('EndpointSlice').flatMap((object) => {
    const service = object.metadata.labels?.[SERVICE_LABEL];
    return service === undefined
      ? []
      : [
          {
            object,
            service,
            field: ['metadata', 'labels', SERVICE_LABEL],
            ports: portsIn(valueAt(object, 'ports')),
            portsField: ['ports'],
          },
        ];
  });
}

function endpointsOf(cluster: Cluster): Endpoints[] {
  return cluster.allOfAnyGroup('Endpoints').map((object) => ({
    object,
    service: object.metadata.name,
    field: ['metadata', 'name'],
    ports: itemsOf(valueAt(object, 'subsets')).flatMap((subset) => portsIn(valueAt(subset, 'ports'))),
    portsField: ['subsets'],
  }));
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function portsIn(value: unknown): Endpoints['ports'] {
  return itemsOf(value).map((port) => ({
    name: stringAt(port, 'name') ?? '',
    protocol: stringAt(port, 'protocol') ?? 'TCP',
  }));
}

function withoutService({ object, service, field }: Endpoints, near: Service): Fault {
  return {
    object,
    field,
    related: [{ object: near.manifest }],
    given: `${field.join('.')} ${show(service)}`,
    rule: `there is no Service of that name in the namespace (did you mean ${show(near.name)}?), so that ${describeObject(near.manifest)} has none of these addresses`,
    fix: `Write ${near.name}`,
  };
}

function withoutPort({ object, ports, portsField }: Endpoints, service: Service): Fault[] {
  const isOf = (one: Endpoints['ports'][number], { name = '', protocol = 'TCP' }: ServicePort) =>
    one.name === name && one.protocol === protocol;
  if (
    ports.length === 0 ||
    service.ports.length === 0 ||
    ports.some((one) => service.ports.some((of) => isOf(one, of)))
  ) {
    return [];
  }
  const names = (all: ServicePort[]) =>
    listText([
      ...new Set(all.map(({ name = '', protocol = 'TCP' }) => `${name === '' ? 'no name' : show(name)} (${protocol})`)),
    ]);
  return [
    {
      object,
      field: portsField,
      related: [{ object: service.manifest, field: ['spec', 'ports'] }],
      given: `its ports have ${names(ports)}`,
      rule: `${describeObject(service.manifest)} looks for endpoints by the name and protocol of its own ports, ${names(service.ports)}, so that it leads nowhere`,
      fix: `Give ports one name in both objects, or none`,
    },
  ];
}
