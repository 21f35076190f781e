import { BlockList, isIP } from 'net';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';

/** A range of addresses in CIDR notation, with the ranges that are excluded from it. */
export function checkRange(scope: IConstruct, prop: string, { cidr, except = [] }: k8s.IpBlock): k8s.IpBlock {
  for (const range of [cidr, ...except]) {
    if (!parseRange(range)) {
      refuse(scope, {
        given: `${prop}: ${show(range)}`,
        rule: "a range of addresses is written as an address, '/' and the number of bits that are fixed",
        fix: 'Give one such as "203.0.113.0/24", or "203.0.113.7/32" for one address; policies know no host names, and MeshPeer.internet() means all of the outside',
      });
    }
  }
  for (const range of [cidr, ...except]) {
    const network = otherNetwork(range);
    if (network !== undefined) {
      refuse(scope, {
        given: `${prop}: ${show(range)}`,
        rule: 'the bits of the address behind those that are fixed are zero, or some network plugins refuse the policy',
        fix: `Write ${show(network)}, or give all bits for the one address`,
      });
    }
  }
  const excludedOutside = except.find((range) => !isWithin(range, cidr));
  if (excludedOutside !== undefined) {
    refuse(scope, {
      given: `${prop}: ${show(excludedOutside)} excluded from ${show(cidr)}`,
      rule: 'what is excluded lies within the range and is smaller than it',
      fix: 'Leave it out, or widen the range',
    });
  }
  return { cidr, except: except.length ? except : undefined };
}

/** Whether a text is a range of addresses in CIDR notation. */
export function isRange(text: string): boolean {
  return parseRange(text) !== undefined;
}

const IPV4 = { family: 'ipv4', maximum: 32 } as const;
const IPV6 = { family: 'ipv6', maximum: 128 } as const;

function parseRange(range: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const match = typeof range === 'string' ? /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(range) : null;
  if (!match || isIP(match[1]) === 0) {
    return undefined;
  }
  const [, address, length] = match;
  const bits = Number(length);
  const { family, maximum } = isIP(address) === 4 ? IPV4 : IPV6;
  return bits <= maximum ? { address, bits, family } : undefined;
}

/** A range with the address of its network; undefined if the range has it already, in whatever spelling. */
function otherNetwork(range: string): string | undefined {
  const { address, bits, family } = parseRange(range)!;
  const { maximum, parts, base } = family === 'ipv4' ? ipv4Parts(address) : ipv6Parts(address);
  const number = parts.reduce((sum, part) => sum * base + BigInt(part), 0n);
  const beyond = number % 2n ** BigInt(maximum - bits);
  if (beyond === 0n) {
    return undefined;
  }
  const network = parts.map((_, i) => ((number - beyond) / base ** BigInt(parts.length - 1 - i)) % base);
  return family === 'ipv4'
    ? `${network.join('.')}/${bits}`
    : `${compressed(network.map((part) => part.toString(16)).join(':'))}/${bits}`;
}

interface AddressParts {
  readonly maximum: number;
  readonly parts: number[];
  /** The number of values that a part may have. */
  readonly base: bigint;
}

function ipv4Parts(address: string): AddressParts {
  return { ...IPV4, parts: address.split('.').map(Number), base: 256n };
}

function ipv6Parts(address: string): AddressParts {
  const [left, right] = compressed(address)
    .split('::')
    .map((side) => side.split(':').filter((part) => part !== ''));
  const zeros = right ? Array<string>(8 - left.length - right.length).fill('0') : [];
  const parts = [...left, ...zeros, ...(right ?? [])].map((part) => parseInt(part, 16));
  return { ...IPV6, parts, base: 65_536n };
}

/** An IPv6 address in its shortest form, as URLs are normalised to. */
function compressed(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function isWithin(inner: string, outer: string): boolean {
  const [small, large] = [parseRange(inner)!, parseRange(outer)!];
  const range = new BlockList();
  range.addSubnet(large.address, large.bits, large.family);
  return small.family === large.family && small.bits > large.bits && range.check(small.address, small.family);
}
