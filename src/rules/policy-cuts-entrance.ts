import { Fault, Rule } from './rule';
import { describeObject } from '../api/kubernetes-object';
import { firstWithRules } from '../cluster/policy-rules';
import { placeToAllow } from '../connections/policy-fix';
import { NAMESPACE_NAME_LABEL } from '../kubernetes/naming';
import { entrancesOf, Entrance } from '../routes/entrances';

export const RULE: Rule = {
  id: 'policy-cuts-entrance',
  title: 'A NetworkPolicy blocks requests from an Ingress or a route to an agent',
  severity: 'error',
  find: (mesh) => {
    const agents = new Set(mesh.agents);
    // Traffic to a published Service comes from nodes, which no peer of a policy names.
    const closed = entrancesOf(mesh).filter(
      ({ object, pod, closing }) => object.kind !== 'Service' && agents.has(pod) && closing.length > 0,
    );
    return [...new Map(closed.map((entrance) => [keyOf(entrance), entrance])).values()].map(fault);
  },
};

/** Several paths of one object may lead to one port of one agent. */
function keyOf({ object, pod, port }: Entrance): string {
  return [describeObject(object), describeObject(pod.owner), port].join('\n');
}

function fault({ object, field, pod, port, closing }: Entrance): Fault {
  const policy = firstWithRules(closing, 'Ingress');
  const peer = `{ namespaceSelector: { matchLabels: { ${NAMESPACE_NAME_LABEL}: … } } }`;
  const rule = `{ from: [${peer}], ports: [{ protocol: TCP, port: ${port} }] }`;
  return {
    object,
    field: field(),
    related: [{ object: pod.owner }, { object: policy, field: ['spec', 'ingress'] }],
    given: `it leads to ${describeObject(pod.owner)} on port ${port}`,
    rule: `${describeObject(policy)} closes that agent to all peers outside the mesh, so every request times out at the controller or gateway`,
    fix: `${placeToAllow(policy, describeObject(pod.owner))} the ingress rule ${rule}, with the namespace of the controller or gateway`,
  };
}
