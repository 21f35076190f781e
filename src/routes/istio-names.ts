import { isIP } from 'net';

const LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const WHOLE_LABEL = new RegExp(`^${LABEL}$`);
const FIRST_LABEL = new RegExp(`^(\\*|(\\*-?)?${LABEL})$`);

/** A part of a DNS name, as Istio takes it; names of ports are of the same form. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && WHOLE_LABEL.test(text);
}

/** A name that DNS can be asked for: no wildcard, and no number at its end, which is how addresses are kept out. */
export function isDnsName(text: string): boolean {
  const labels = text.split('.');
  const last = labels[labels.length - 1];
  return (
    text.length > 0 &&
    text.length <= 255 &&
    !/^\d+$/.test(last) &&
    labels.every((label, i) => isDnsLabel(label) || (label === '' && i > 0 && i === labels.length - 1))
  );
}

/** A name, or one whose first part is or starts with a wildcard. */
export function isHostPattern(text: string): boolean {
  const [first, ...rest] = text.split('.');
  return (
    text.length <= 255 &&
    first.length <= 63 &&
    FIRST_LABEL.test(first) &&
    (rest.length === 0 || isDnsName(rest.join('.')))
  );
}

export function isAddress(text: string): boolean {
  return isIP(text) > 0;
}

/** A range of addresses, in CIDR notation. */
export function isRange(text: string): boolean {
  const [, address, bits] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  return address !== undefined && isAddress(address) && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
}
