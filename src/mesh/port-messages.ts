import { ServicePort } from '../api/core';
import { ContainerPort } from '../api/pod-spec';
import { closestWord } from '../base/closest-word';
import { show } from '../base/problem';
import { containerPortsText } from '../cluster/container-ports';

/** A port of a Service as messages call it: with its name, if it has one. */
export function servicePortText({ name, port }: ServicePort): string {
  return name === undefined ? `${port}` : `${show(name)} (${port})`;
}

export function isQuotedNumber(port: number | string): boolean {
  return typeof port === 'string' && /^\d+$/.test(port);
}

/** A protocol as manifests have it, or what they mean without one. */
export function protocolOf({ protocol }: { readonly protocol?: string }): string {
  return protocol || 'TCP';
}

/**
 * Says that a port is missing, and which ones there are. A protocol is named if ports of other protocols do not count: a name then means
 * the port of its own protocol only.
 */
export function missingPortText(
  port: number | string,
  has: ContainerPort[],
  subject: string,
  protocol?: string,
): string {
  if (isQuotedNumber(port)) {
    return 'a value in quotes is the name of a port, and a name must contain a letter';
  }
  const other = protocol === undefined ? undefined : portOfOtherProtocol(port, has, protocol);
  if (other) {
    return `${subject} port ${containerPortsText([other])} for ${protocolOf(other)}, and this port is for ${protocol}`;
  }
  const names = has.flatMap(({ name }) => name ?? []);
  const meant = typeof port === 'string' ? closestWord(port, names) : undefined;
  return `${subject} no port ${typeof port === 'string' ? 'of this name' : port}${meant ? ` (did you mean ${show(meant)}?)` : ''}${has.length > 0 ? `, only ${containerPortsText(has)}` : ''}`;
}

/** The port that is meant, but is declared for another protocol. */
export function portOfOtherProtocol(
  port: number | string,
  has: ContainerPort[],
  protocol: string,
): ContainerPort | undefined {
  return has.find(
    (each) => (typeof port === 'string' ? each.name : each.containerPort) === port && protocolOf(each) !== protocol,
  );
}

export function missingPortFix(has: ContainerPort[], field: string): string {
  const { name, containerPort } = has[0] ?? {};
  return has.length === 0
    ? `Declare the port under the container's ports, with its name, or give ${field} a number`
    : `Set ${field} to ${name ?? containerPort}, or declare the port under the container's ports`;
}
