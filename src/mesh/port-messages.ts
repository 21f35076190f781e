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

/** Says that a port is missing, and which ones there are. */
export function missingPortText(port: number | string, has: ContainerPort[], subject: string): string {
  if (isQuotedNumber(port)) {
    return 'what stands between quotes is the name of a port, and a name has a letter in it';
  }
  const names = has.flatMap(({ name }) => name ?? []);
  const meant = typeof port === 'string' ? closestWord(port, names) : undefined;
  return `${subject} no port ${typeof port === 'string' ? 'of this name' : port}${meant ? ` (did you mean ${show(meant)}?)` : ''}${has.length > 0 ? `, only ${containerPortsText(has)}` : ''}`;
}

export function missingPortFix(has: ContainerPort[], field: string): string {
  const { name, containerPort } = has[0] ?? {};
  return has.length === 0
    ? `Declare the port under the container's ports, with its name, or give ${field} a number`
    : `Set ${field} to ${name ?? containerPort}, or declare the port under the container's ports`;
}
