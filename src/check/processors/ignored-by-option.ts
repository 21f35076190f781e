import { Processor } from './processor';

/** Leaves out the findings of rules that are switched off for all objects. */
export function withoutIgnoredRules(ids: string[]): Processor {
  const ignored = new Set(ids);
  return (findings) => findings.filter(({ rule }) => !ignored.has(rule.id));
}
