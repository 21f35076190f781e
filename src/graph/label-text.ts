import { Capability, Requirement } from '../contract/capabilities';

/** A capability or a requirement in a few words: "llm ^1.2.0 (claude, -beta)". */
export function inWords({ name, version, versionRange, tags = [] }: Capability & Requirement): string {
  return [name, version, versionRange, tags.length ? `(${tags.join(', ')})` : undefined]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** What neither XML nor a line of text can hold: control characters, those that turn the direction of writing, halves of characters. */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** A name or a line that a box can hold. No Service's name is longer than this, so few are cut. */
export function short(text: string, longest: number = 64): string {
  const characters = [...printable(text)];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}
