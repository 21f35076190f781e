import { Severity } from '../rules/rule';

/** How severe a rule's findings are, or that there are none. */
export type RuleSetting = Severity | 'off';

/** Findings that are left out: those that fit all of the selectors that are given. */
export interface Ignore {
  /** Ids of rules. */
  readonly rules?: readonly string[];
  /** A pattern for the path of the file, relative to the folder of the configuration. */
  readonly path?: string;
  /** Patterns for what identifies the object. */
  readonly namespace?: string;
  readonly kind?: string;
  readonly name?: string;
  /** For people who read the file next. */
  readonly reason: string;
  /** Where it is written, as `file:line:column`. */
  readonly where: string;
}

/** What a project has decided about the rules, written in a file of its own. */
export interface Configuration {
  /** The path of the file, as reports name it. */
  readonly file: string;
  /** The folder that patterns of paths are relative to. */
  readonly folder: string;
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly ignore: readonly Ignore[];
}
