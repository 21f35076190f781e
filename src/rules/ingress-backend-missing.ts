import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { Ingress } from '../api/kinds';
import { IngressBackend } from '../api/networking';
import { WordIndex } from '../base/closest-word';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { isSlip } from '../base/slip';
import { Cluster } from '../cluster/cluster';
import { protocolOf, servicePortText } from '../mesh/port-messages';
import { ingressReferencesOf } from '../routes/backend-references';

/** A Service that is not shown is reported only if one of nearly the same name is: others may be of other manifests. */
export const RULE: Rule = {
  id: 'ingress-backend-missing',
  title: 'An Ingress names a Service or a port that does not exist',
  severity: 'error',
  find: ({ cluster }) => {
    const names = new Map(
      groupBy(cluster.services, ({ namespace }) => namespace).map((each) => [
        each[0].namespace,
        each.map(({ name }) => name),
      ]),
    );
    return cluster
      .all('Ingress')
      .flatMap((ingress) =>
        ingressReferencesOf(ingress).flatMap(({ backend }) => faultsOf(cluster, names, ingress, backend)),
      );
  },
};

const ANSWER = 'the controller answers 404 or 503 in its place';

function faultsOf(
  cluster: Cluster,
  names: Map<string, string[]>,
  ingress: Ingress,
  { service: given }: IngressBackend,
): Fault[] {
  const namespace = cluster.namespaceOf(ingress);
  const { name, port } = given ?? {};
  if (given === undefined || name === undefined) {
    return [];
  }
  const service = cluster.service(namespace, name);
  if (service === undefined) {
    const known = names.get(namespace);
    const near = known && WordIndex.of(known, () => known).closest(name);
    return near === undefined || !isSlip(name, near) || cluster.has('Service', namespace, name)
      ? []
      : [
          {
            object: ingress,
            field: fieldOf(ingress, given, 'name'),
            given: `backend Service ${show(name)}`,
            rule: `namespace ${show(namespace)} has no such Service (did you mean ${show(near)}?), and ${ANSWER}`,
            fix: `Write ${near}, or make a Service ${show(name)}`,
          },
        ];
  }
  const { ports, manifest } = service;
  // The controller of a cloud writes actions of load balancers as ports.
  if (port === undefined || port.name === 'use-annotation' || manifest.spec?.type === 'ExternalName') {
    return [];
  }
  const wanted = port.number ?? port.name;
  const meant = ports.filter((each) =>
    port.number === undefined ? each.name === port.name : each.port === port.number,
  );
  const isThere = meant.some((each) => protocolOf(each) === 'TCP');
  if (meant.length > 0 && !isThere) {
    return [
      {
        object: ingress,
        field: fieldOf(ingress, port, port.number === undefined ? 'name' : 'number'),
        related: [{ object: manifest, field: fieldOf(manifest, meant[0], 'protocol') }],
        given: `backend Service ${show(name)}, port ${show(wanted)}`,
        rule: `the Service's port ${servicePortText(meant[0])} is for ${protocolOf(meant[0])}, an Ingress forwards HTTP over TCP, and ${ANSWER}`,
        fix: "Set the Service's port to protocol TCP, or name another port of it",
      },
    ];
  }
  return isThere || wanted === undefined || ports.length === 0
    ? []
    : [
        {
          object: ingress,
          field: fieldOf(ingress, port, port.number === undefined ? 'name' : 'number'),
          related: [{ object: manifest, field: ['spec', 'ports'] }],
          given: `backend Service ${show(name)}, port ${show(wanted)}`,
          rule: `the Service has no such port, only ${listText(ports.map(servicePortText))}, and ${ANSWER}`,
          fix: `Name a port of the Service: a backend means the Service's own port, not its targetPort`,
        },
      ];
}
