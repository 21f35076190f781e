import { IConstruct } from 'constructs';
import { refuseWith } from './refusal';

/** What every refusal of this library says: what was given, the rule that it breaks, and how to fix it. */
export interface Problem {
  /** The prop or object, with the value that was given. */
  readonly given: string;
  /** The rule, with its source if a reader would doubt it. */
  readonly rule: string;
  /** What to do instead, as a sentence without its full stop. */
  readonly fix: string;
}

/** The problem as text, without the construct's path: cdk8s puts the path before what validations return. */
export function describe(problem: Problem): string {
  return `${problem.given}: ${problem.rule}. ${problem.fix}.`;
}

/** Refuses what was passed to a constructor or method, in the format that synthesis uses for validations. */
export function refuse(scope: IConstruct, problem: Problem): never {
  refuseWith(`[${scope.node.path}] ${describe(problem)}`);
}

/** The password in a URL, unless it is a reference, such as $(PASSWORD). */
const PASSWORD_OF_URL = /(:\/\/[^\s/@:"]*:)[^\s/@"$]+(?=@)/g;

/** A value as a message shows it: strings quoted, the rest as JSON, without passwords of URLs, because logs keep messages. */
export function show(value: unknown): string {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value))
    ? `(${value})`
    : (JSON.stringify(value) ?? String(value)).replace(PASSWORD_OF_URL, '$1…');
}
