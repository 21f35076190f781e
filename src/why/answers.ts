import { Decision, decisionsOf } from './decisions';
import { endText, NamedEnd, Unanswerable } from './ends';
import { describeObject } from '../api/kubernetes-object';
import { listText } from '../base/list-text';
import { Cluster } from '../cluster/cluster';
import { declaredPorts } from '../cluster/container-ports';
import { Pod } from '../cluster/pods';
import { End, hasOtherPolicyKinds, RULE_FIELDS } from '../cluster/policy-rules';
import { endpoints } from '../cluster/services';

/** Whether one end may reach another on a port, and what decides. */
export interface Answer {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
  readonly isOpen: boolean;
  /** Why, as one line. */
  readonly reason: string;
}

/** A port that is asked for. */
export interface AskedPort {
  readonly port: number;
  readonly protocol: string;
}

/** Whether one end may reach another: on a port, or on each that the other declares. */
export function answersTo(cluster: Cluster, from: NamedEnd, to: NamedEnd, asked?: AskedPort): Answer[] {
  if ('service' in from) {
    throw new Unanswerable(`${endText(from)}: a Service opens no connection; name the workload behind it`);
  }
  const sender = 'pod' in from ? from.pod : from.address;
  const ports = asked ? [asked] : portsOf(to);
  if (ports.length === 0) {
    throw new Unanswerable(`${endText(to)} declares no port: name the one that you mean`);
  }
  return ports.flatMap((port) =>
    endsOf(to, port).map(({ end, port: arriving, way }): Answer => {
      const { isOpen, reason } =
        end === undefined ? { isOpen: false, reason: way } : decided(cluster, sender, end, arriving, port.protocol);
      return {
        from: endText(from),
        to: endText(to),
        ...port,
        isOpen,
        reason: end === undefined || way === '' ? reason : `${way}; ${reason}`,
      };
    }),
  );
}

function portsOf(to: NamedEnd): AskedPort[] {
  if ('address' in to) {
    return [];
  }
  const ports =
    'pod' in to
      ? declaredPorts(to.pod).map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol }))
      : to.service.ports.map(({ port, protocol = 'TCP' }) => ({ port, protocol }));
  return ports.flatMap(({ port, protocol }) => (port === undefined ? [] : [{ port, protocol }]));
}

/** Where a connection arrives; nowhere if a Service leads nowhere. */
interface Arrival {
  readonly end?: End;
  readonly port: number;
  /** How it comes there, or why it does not. */
  readonly way: string;
}

function endsOf(to: NamedEnd, { port, protocol }: AskedPort): Arrival[] {
  if ('address' in to) {
    return [{ end: to.address, port, way: '' }];
  }
  if ('pod' in to) {
    return [{ end: to.pod, port, way: '' }];
  }
  const { service } = to;
  const ends = endpoints(service, port, protocol);
  if (ends.length > 0) {
    return ends.map((end) => ({
      end: end.pod,
      port: end.port,
      way: `the Service leads to ${describeObject(end.pod.owner)} on port ${end.port}`,
    }));
  }
  const has = service.ports.map((each) => String(each.port)).join(', ');
  const way =
    service.pods.length === 0
      ? 'the Service selects no pod'
      : service.ports.some((each) => each.port === port)
        ? 'no pod of the Service has the port that it leads to'
        : `the Service has no port ${port}, only ${has || 'none'}`;
  return [{ port, way }];
}

function decided(cluster: Cluster, from: End, to: End, port: number, protocol: string) {
  const decisions = decisionsOf(cluster, from, to, port, protocol);
  const closed = decisions.filter(({ isOpen }) => !isOpen);
  const others = [from, to].some(
    (end) => typeof end !== 'string' && hasOtherPolicyKinds(cluster, (end as Pod).namespace),
  );
  const reason = (closed.length > 0 ? closed.map(closedText) : decisions.map(openText)).join('; ');
  return {
    isOpen: closed.length === 0,
    reason: others ? `${reason} (policies of other kinds, which are not evaluated here, may differ)` : reason,
  };
}

function openText({ direction, by }: Decision): string {
  const word = direction.toLowerCase();
  return by ? `${word} by ${describeObject(by.policy)} ${by.rule}` : `${word} by no policy`;
}

function closedText({ direction, policies }: Decision): string {
  const { rules } = RULE_FIELDS[direction];
  return `${rules} closed: no rule in spec.${rules} of ${listText(policies.map(describeObject))} allows it`;
}

/** One line for an answer. */
export function answerText({ from, to, protocol, port, isOpen, reason }: Answer): string {
  return `${isOpen ? 'open' : 'closed'}: ${from} to ${to} on ${protocol} ${port}: ${reason}`;
}
