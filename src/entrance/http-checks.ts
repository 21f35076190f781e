import { isIP } from 'net';
import { IConstruct } from 'constructs';
import { Backend } from './backend';
import { refuse, show } from '../base/problem';
import { isDnsName, isUnset, UNSET_HINT } from '../kubernetes/checks';
import { isHttpPath } from '../kubernetes/http-path';

/** A host of an Ingress or a route. */
export function checkHost(scope: IConstruct, prop: string, host: string): string {
  const name = typeof host === 'string' ? host.replace(/^\*\./, '') : '';
  if (!isDnsName(name) || isIP(name) !== 0 || isUnset(name)) {
    refuse(scope, {
      given: `${prop} ${show(host)}`,
      rule: "a host is a DNS name in lower case, with '*.' in front at most, without scheme, port and path",
      fix: `Write a name such as "trips.example.com"; ${UNSET_HINT}`,
    });
  }
  return host;
}

/** The path of a rule: that of what it leads to unless it was given. */
export function checkPath(scope: IConstruct, prop: string, path: string | undefined, backend: Backend): string {
  const { basePath, text } = backend;
  const used = path ?? basePath;
  if (!isHttpPath(used)) {
    refuse(scope, {
      given: `${prop} ${show(used)}`,
      rule: "a path begins with '/', and has neither '//', '/./', '/../' nor '%2f'",
      fix: 'Write a path such as "/" or "/chat"',
    });
  }
  if (!`${basePath}/`.startsWith(used.endsWith('/') ? used : `${used}/`) && basePath !== '/') {
    refuse(scope, {
      given: `${prop} ${show(used)}, with ${text}`,
      rule: `the dashboard answers under ${show(basePath)} alone, and a proxy keeps the path`,
      fix: `Leave the path out, or give the dashboard basePath: ${show(used)}`,
    });
  }
  return used;
}

/** Refuses an empty list, and one that the API server does not take. */
export function checkCount(scope: IConstruct, prop: string, list: unknown[], least: number, most: number): void {
  if (list.length < least || list.length > most) {
    refuse(scope, {
      given: `${prop} with ${list.length} entries`,
      rule: list.length < least ? 'there must be one at least' : `the API server takes ${most} at most`,
      fix: list.length < least ? 'Give one' : 'Split them over several constructs',
    });
  }
}

/** Refuses entries that are the same: of two, one would have no effect. */
export function checkNoTwins(scope: IConstruct, prop: string, keys: string[]): void {
  const second = keys.findIndex((key, position) => keys.indexOf(key) < position);
  if (second >= 0) {
    const first = keys.indexOf(keys[second]);
    refuse(scope, {
      given: `${prop}[${second}], which matches the same requests as ${prop}[${first}]`,
      rule: 'one of the two would never be used',
      fix: 'Take one of them out, or give it another host or path',
    });
  }
}
