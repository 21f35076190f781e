import { isOpen, isRecorded, CodedAgent } from './agents-code';
import { show } from '../base/problem';
import { Capability, Requirement } from '../contract/capabilities';
import { DEFAULT_VERSION } from '../source/declared';
import { FactKind } from '../source/hole';

/** What differs between an agent's code and its manifest: recorded, declared, or both. */
export interface Difference<T> {
  readonly recorded?: T;
  readonly declared?: T;
}

/**
 * What a manifest records of an agent beside what its code declares. Nothing if the manifest records nothing at all, as those of Helm's
 * charts. What is recorded alone is left out if a part of the code that could not be read may declare it.
 */
export function differences<T extends Capability | Requirement>(
  agent: CodedAgent,
  kind: FactKind,
  recorded: readonly T[],
  declared: readonly T[],
): Difference<T>[] {
  if (!isRecorded(agent.agent)) {
    return [];
  }
  const without = (list: readonly T[], others: readonly T[]) => {
    const known = new Set(others.map(keyOf));
    return list.filter((each) => !known.has(keyOf(each)));
  };
  const missing = without(declared, recorded);
  const surplus = without(recorded, declared);
  // Of one name, the other is what it should be.
  const pairs = missing.map((each): Difference<T> => {
    const other = surplus.findIndex(({ name }) => name === each.name);
    return { declared: each, recorded: other < 0 ? undefined : surplus.splice(other, 1)[0] };
  });
  return [...pairs, ...(isOpen(agent.facts, kind) ? [] : surplus.map((each) => ({ recorded: each })))];
}

/** A capability or requirement with all that decides whether two fit. */
export function declarationText(entry: Capability | Requirement): string {
  const { name, version, versionRange, tags = [], tagAlternatives = [] } = entry as Capability & Requirement;
  const all = [...tags, ...tagAlternatives];
  const said = version ?? versionRange;
  return `${show(name)}${said === undefined ? '' : ` ${said}`} with ${all.length > 0 ? `tags ${all.map(show).join(', ')}` : 'no tags'}`;
}

function keyOf(entry: Capability | Requirement): string {
  const { name, version, versionRange, tags = [], tagAlternatives = [] } = entry as Capability & Requirement;
  const groups = tagAlternatives.map((group) => [...group].sort());
  return JSON.stringify([name, version ?? DEFAULT_VERSION, versionRange, [...tags].sort(), groups]);
}
