import { Fault, Rule } from './rule';
import { KubernetesObject, describeObject } from '../api/kubernetes-object';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { isTcpPort } from '../istio-policies/needed-connections';
import { Mesh } from '../mesh/mesh';
import { hostOf, httpRoutesOf, virtualServicesOf } from '../routes/routes';

/** Ports without a protocol in name or appProtocol are looked into, and routes hold for what is HTTP there. */
export const RULE: Rule = {
  id: 'http-route-on-tcp-port',
  title: 'HTTP routes are set on a port that its Service declares as another protocol',
  severity: 'error',
  find: (mesh) => {
    const hosts = declaredPorts(mesh);
    return [...virtualServiceFaults(mesh, hosts), ...httpRouteFaults(mesh, hosts)];
  },
};

interface DeclaredPort {
  readonly number?: number;
  /** As it is declared. */
  readonly text: string;
  readonly isTcp: boolean;
}

interface Declared {
  readonly object: KubernetesObject;
  readonly ports: DeclaredPort[];
}

/** The ports of hosts. */
function declaredPorts(mesh: Mesh): Map<string, Declared> {
  const hosts = new Map<string, Declared>();
  for (const { spec, ...entry } of mesh.cluster.all('ServiceEntry')) {
    const ports = (spec?.ports ?? []).map(({ number, protocol = '' }) => ({
      number,
      text: `${number}, protocol ${show(protocol)}`,
      isTcp: isTcpPort({ appProtocol: protocol }),
    }));
    spec?.hosts?.forEach((host) => hosts.set(host, { object: entry, ports }));
  }
  for (const { name, namespace, ports, manifest } of mesh.cluster.services) {
    const declared = ports
      .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
      .map((each) => ({
        number: each.port,
        text: `${each.port}, ${each.appProtocol === undefined ? `named ${show(each.name)}` : `appProtocol ${show(each.appProtocol)}`}`,
        isTcp: isTcpPort(each),
      }));
    hosts.set(hostOf(name, namespace, mesh), { object: manifest, ports: declared });
  }
  return hosts;
}

function virtualServiceFaults(mesh: Mesh, hosts: Map<string, Declared>): Fault[] {
  return virtualServicesOf(mesh)
    .filter(({ onMesh, http }) => onMesh && http.length > 0)
    .flatMap(({ object, hosts: asked }) =>
      asked.flatMap((host, i) =>
        faultOf(hosts.get(host), undefined, {
          object,
          field: ['spec', 'hosts', i],
          given: `http routes for host ${show(object.spec?.hosts?.[i])}`,
        }),
      ),
    );
}

function httpRouteFaults(mesh: Mesh, hosts: Map<string, Declared>): Fault[] {
  return httpRoutesOf(mesh).flatMap(({ object, namespace }) =>
    (object.spec?.parentRefs ?? []).flatMap(({ group, kind, name = '', namespace: home = namespace, port }, i) =>
      group === '' && kind === 'Service'
        ? faultOf(hosts.get(hostOf(name, home, mesh)), port, {
            object,
            field: ['spec', 'parentRefs', i],
            given: `an HTTPRoute for Service ${show(name)}${port === undefined ? '' : `, port ${port}`}`,
          })
        : [],
    ),
  );
}

function faultOf(
  declared: Declared | undefined,
  port: number | undefined,
  place: Pick<Fault, 'object' | 'field' | 'given'>,
): Fault[] {
  const ports = (declared?.ports ?? []).filter(({ number }) => port === undefined || number === port);
  return declared === undefined || ports.length === 0 || ports.some(({ isTcp }) => !isTcp)
    ? []
    : [
        {
          ...place,
          related: [{ object: declared.object, field: ['spec', 'ports'] }],
          rule: `${describeObject(declared.object)} has port ${listText(ports.map(({ text }) => text))} only, which Istio does not read as HTTP, so the routes never match`,
          fix: 'Name the port http or http-…, or give it appProtocol: http',
        },
      ];
}
