import { Finding, FoundPlace, Position } from './finding';
import { describeObject } from '../api/kubernetes-object';
import { append } from '../base/append';
import { listText } from '../base/list-text';
import { Severity } from '../rules/rule';

/** How many findings there are, by severity: "2 errors, 1 warning". */
export function severityCounts(findings: Finding[]): string {
  return (['error', 'warning'] as Severity[])
    .map((severity) => ({ severity, number: findings.filter(({ rule }) => rule.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => `${number} ${severity}${number === 1 ? '' : 's'}`)
    .join(', ');
}

/** How many findings there are that follow from no other, and how many that do. */
export function summaryOf(findings: Finding[]): string {
  const causes = findings.filter(({ cause }) => !cause);
  const following = findings.length - causes.length;
  const them = causes.length === 1 ? 'it' : 'them';
  return `${severityCounts(causes)}${following === 0 ? '' : ` and ${findingCount(following)} from ${them}`}`;
}

/** What follows from a finding, as the line below it says; nothing if nothing does. */
export function followersText(finding: Finding, findings: Finding[]): string | undefined {
  const following = followersIn(findings).get(finding) ?? [];
  return following.length === 0
    ? undefined
    : `and ${findingCount(following.length)} from it: ${listText(following.map(({ rule, object }) => `${rule.id} of ${describeObject(object)}`))}`;
}

const FOLLOWERS = new WeakMap<Finding[], Map<Finding, Finding[]>>();

/** The findings that follow from each, collected once for a list: there may be thousands. */
function followersIn(findings: Finding[]): Map<Finding, Finding[]> {
  const known = FOLLOWERS.get(findings);
  if (known) {
    return known;
  }
  const followers = new Map<Finding, Finding[]>();
  findings.forEach((each) => each.cause && append(followers, each.cause, each));
  FOLLOWERS.set(findings, followers);
  return followers;
}

function findingCount(number: number): string {
  return number === 1 ? '1 finding that follows' : `${number} findings that follow`;
}

/** The line and column of the field that a finding is about, if its object was read from a file. */
export function positionOf({ source, field = [] }: FoundPlace): Position | undefined {
  return source?.isRendered ? undefined : source?.position(field);
}

/** Where a finding is, as reports say it: a file with line and column, or what else is known of the object's place. */
export function placeText(place: FoundPlace): string | undefined {
  const position = positionOf(place);
  return position ? `${place.source!.file}:${position.line}:${position.column}` : place.where;
}

/** The message, with the place of another object of the same name: the name alone does not tell which one is meant. */
export function placedMessage({ object, message, related }: Finding): string {
  const name = describeObject(object);
  const places = related.flatMap((each) =>
    each.object !== object && describeObject(each.object) === name ? (placeText(each) ?? []) : [],
  );
  return places.length === 0 ? message : `${message} The other one is at ${listText(places)}.`;
}

/** One finding in one line, with the object and where it is. */
export function findingLine(finding: Finding): string {
  const { rule, object } = finding;
  const where = placeText(finding);
  const place = where === undefined ? '' : ` (${where})`;
  return `${rule.severity} ${rule.id}: ${describeObject(object)}${place}: ${placedMessage(finding)}`;
}
