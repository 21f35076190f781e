import { isIP } from 'net';

/** The share of all addresses of its family that a range has; zero for what is no range. */
function shareOf(range: string): readonly [family: number, share: number] {
  const [base, bits = ''] = range.trim().split('/');
  const family = isIP(base);
  return [family, family > 0 && /^\d+$/.test(bits) ? 2 ** -Number(bits) : 0];
}

/** Whether ranges are everybody, or half of all addresses: 0.0.0.0/1 beside 128.0.0.0/1 is everybody again. */
export function areEverybody(ranges: string[]): boolean {
  const shares = [...new Set(ranges.map((range) => range.trim()))].map(shareOf);
  return [4, 6].some(
    (version) => shares.filter(([family]) => family === version).reduce((sum, [, share]) => sum + share, 0) >= 0.5,
  );
}
