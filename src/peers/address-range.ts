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
    const network = networkOf(range);
    if (network !== undefined && network !== range) {
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

/** A range of IPv4 with the address of its network. */
function networkOf(range: string): string | undefined {
  const { address, bits, family } = parseRange(range)!;
  if (family !== 'ipv4') {
    return undefined;
  }
  const size = 2 ** (32 - bits);
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = Math.floor(number / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${bits}`;
}

function isWithin(inner: string, outer: string): boolean {
  const [small, large] = [parseRange(inner)!, parseRange(outer)!];
  const range = new BlockList();
  range.addSubnet(large.address, large.bits, large.family);
  return small.family === large.family && small.bits > large.bits && range.check(small.address, small.family);
}
