import { isIP, isIPv6 } from 'net';
import { isDnsName } from './checks';

/** A host as users give it: a name or an address. */
export interface Host {
  /** As URLs have it: an IPv6 address between brackets. */
  readonly inUrl: string;
  /** The address, if the host was given as one. */
  readonly address?: string;
}

/** A DNS name, an IPv4 address, or an IPv6 address with or without brackets. Undefined for everything else. */
export function hostOf(given: string): Host | undefined {
  const bare = typeof given === 'string' ? withoutBrackets(given) : '';
  if (isIPv6(bare) && !bare.includes('%')) {
    return { inUrl: `[${bare}]`, address: bare };
  }
  if (!isDnsName(given)) {
    return undefined;
  }
  // A name whose last label is a number would be read as an address.
  const looksLikeAddress = /^\d+$/.test(given.split('.').at(-1)!);
  if (!looksLikeAddress) {
    return { inUrl: given };
  }
  return isIP(given) ? { inUrl: given, address: given } : undefined;
}

/** A host without the brackets that an IPv6 address has in URLs. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
