import { Capability, Requirement } from '../contract/capabilities';

/** A capability or a requirement in one line: "llm ^1.2.0 (claude, -beta)". */
export function capabilityLabel({ name, version, versionRange, tags = [] }: Capability & Requirement): string {
  return [name, version, versionRange, tags.length ? `(${tags.join(', ')})` : undefined]
    .filter((part) => part !== undefined)
    .join(' ');
}
