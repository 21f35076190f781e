import { BlockList, isIP } from 'net';

interface Range {
  readonly base: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

function parse(range: string): Range | undefined {
  const [, base = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? [];
  const version = isIP(base);
  const isFine = version !== 0 && Number(bits) <= (version === 4 ? 32 : 128) && !base.includes('%');
  return isFine ? { base, bits: Number(bits), family: version === 4 ? 'ipv4' : 'ipv6' } : undefined;
}

export function isRange(range: string): boolean {
  return parse(range) !== undefined;
}

/** The rule of a range, and how to fix one. */
export const range = [
  'it is a range of addresses, with the number of its bits behind the address',
  'Write one such as "10.0.0.0/8", and "10.1.2.3/32" for one address',
] as const;

/** Whether a range is a part of another, and not all of it. */
export function isPartOf(part: string, whole: string): boolean {
  const [inner, outer] = [parse(part), parse(whole)];
  if (inner === undefined || outer === undefined || inner.family !== outer.family || inner.bits <= outer.bits) {
    return false;
  }
  const list = new BlockList();
  list.addSubnet(outer.base, outer.bits, outer.family);
  return list.check(inner.base, inner.family);
}
