import { Fault, Rule } from './rule';
import { ObjectOf } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Service } from '../cluster/services';
import { proxyOf } from '../istio-policies/proxies';
import { SidecarScopes } from '../istio-policies/sidecar-scopes';
import { Mesh, MeshPod, Place } from '../mesh/mesh';
import { hostOf } from '../routes/routes';

/** What an agent calls through a Service, and the Sidecar that leaves it out. */
interface Hidden {
  readonly sidecar: ObjectOf<'Sidecar'>;
  readonly from: MeshPod;
  readonly service: Service;
  readonly isRegistry: boolean;
}

export const RULE: Rule = {
  id: 'sidecar-hides-service',
  title: 'A Sidecar hides the registry or an agent from one of its callers',
  severity: 'error',
  find: (mesh) => {
    if (mesh.cluster.all('Sidecar').length === 0) {
      return [];
    }
    const scopes = new SidecarScopes(mesh.cluster);
    const hidden = mesh.agents.flatMap((from) => hiddenFrom(mesh, scopes, from));
    return groupBy(hidden, ({ sidecar }) => sidecar)
      .flatMap((ofSidecar) => groupBy(ofSidecar, ({ service }) => service))
      .map((group) => faultOf(mesh, group));
  },
};

function hiddenFrom(mesh: Mesh, scopes: SidecarScopes, from: MeshPod): Hidden[] {
  const sidecar = scopes.of(from);
  const proxy = proxyOf(mesh.cluster, from);
  if (sidecar === undefined || proxy === 'none' || proxy === 'ambient') {
    return [];
  }
  const called: [Place | undefined, boolean][] = [
    [mesh.registryOf(from), true],
    ...mesh
      .callsOf(from)
      .filter(({ edge }) => edge.why !== 'sibling')
      .map(({ to }): [Place | undefined, boolean] => [mesh.advertised(to), false]),
  ];
  return called.flatMap(([place, isRegistry]) =>
    place?.found && 'service' in place.found && scopes.hides(sidecar, from.namespace, place.found.service, place.port)
      ? [{ sidecar, from, service: place.found.service, isRegistry }]
      : [],
  );
}

function faultOf(mesh: Mesh, group: Hidden[]): Fault {
  const [{ sidecar, service, isRegistry }] = group;
  const callers = listText(group.map(({ from }) => describeObject(from.owner)));
  const isClosed = sidecar.spec?.outboundTrafficPolicy?.mode === 'REGISTRY_ONLY';
  return {
    object: sidecar,
    field: ['spec', 'egress'],
    related: [{ object: service.manifest }, ...group.slice(0, 9).map(({ from }) => ({ object: from.owner }))],
    given: `its egress leaves out Service ${show(service.name)} of namespace ${show(service.namespace)}, which ${callers} ${group.length === 1 ? 'calls' : 'call'}${isRegistry ? ' to register' : ''}`,
    rule: isClosed
      ? 'the proxy knows no other hosts (REGISTRY_ONLY), and every call fails'
      : 'the proxy sends such calls on without mutual TLS, so STRICT mode and AuthorizationPolicies refuse them, and no route applies to them',
    fix: `Add ${show(`${service.namespace}/${hostOf(service.name, service.namespace, mesh)}`)} to the hosts of egress, or ${show(`${service.namespace}/*`)}`,
  };
}
