import { Capability, Requirement } from '../capabilities';

/** A capability or a requirement in a few words: "llm ^1.2.0 (claude, -beta)". */
export function inWords({ name, version, versionRange, tags = [] }: Capability & Requirement): string {
  return [name, version, versionRange, tags.length ? `(${tags.join(', ')})` : undefined].filter((part) => part !== undefined).join(' ');
}
