import { Processor } from './processor';
import { describeObject, KubernetesObject } from '../../api/kubernetes-object';
import { append } from '../../base/append';
import { Finding, UnnumberedFinding } from '../finding';

/** No more findings are tried as causes: each runs all rules once more. */
const MOST_CAUSES = 5;

/**
 * Links each finding to the one that it follows from: the one whose repair makes it go away. One wrong label closes a dozen policies,
 * and only the label is to be changed.
 *
 * @param objects what was checked
 * @param find runs the rules over other objects
 */
export function linkedToCauses(
  objects: KubernetesObject[],
  find: (objects: KubernetesObject[]) => UnnumberedFinding[],
): Processor {
  return (findings) => {
    const before = new Messages(findings);
    const causes = new Map<Finding, Finding>();
    const repairedCauses = new Set<Finding>();
    let current = objects;
    let tried = 0;
    for (const cause of findings) {
      const explained = causes.size >= findings.length - 1;
      if (cause.repair === undefined || causes.has(cause) || explained || tried === MOST_CAUSES) {
        continue;
      }
      tried += 1;
      const repaired = withRepairs(current, cause);
      const after = new Messages(find(repaired));
      if (after.isWithout(cause, before)) {
        repairedCauses.add(cause);
        findings
          .filter(
            (each) =>
              !repairedCauses.has(each) && !causes.has(each) && mayFollow(each, cause) && after.isWithout(each, before),
          )
          .forEach((each) => causes.set(each, cause));
        current = repaired;
      }
    }
    return withCauses(findings, causes);
  };
}

/** An error stops people, so it must not be folded into a warning. */
function mayFollow({ rule }: Finding, cause: Finding): boolean {
  return rule.severity === 'warning' || cause.rule.severity === 'error';
}

function withRepairs(objects: KubernetesObject[], { repair }: Finding): KubernetesObject[] {
  const repairs = new Map(repair!().map(({ object, by }) => [describeObject(object), by]));
  return objects.map((object) => repairs.get(describeObject(object)) ?? object);
}

/** The findings, each with its cause. A cause may have one itself, and then they all have the same. */
function withCauses(findings: Finding[], causes: Map<Finding, Finding>): Finding[] {
  const rootOf = (finding: Finding): Finding => {
    const cause = causes.get(finding);
    return cause === undefined ? finding : rootOf(cause);
  };
  return findings.map((finding) => (causes.has(finding) ? { ...finding, cause: rootOf(finding) } : finding));
}

/** Messages of findings by rule and object, to be compared with those about other objects of the same names. */
class Messages {
  private readonly messages = new Map<string, string[]>();

  constructor(findings: UnnumberedFinding[]) {
    findings.forEach((finding) => append(this.messages, keyOf(finding), finding.message));
  }

  /** Whether a finding is not among these, and none that was not there before has taken its place. */
  public isWithout(finding: UnnumberedFinding, before: Messages): boolean {
    const left = this.of(finding);
    const known = new Set(before.of(finding));
    return !left.includes(finding.message) && left.every((message) => known.has(message));
  }

  private of(finding: UnnumberedFinding): string[] {
    return this.messages.get(keyOf(finding)) ?? [];
  }
}

function keyOf({ rule, object }: UnnumberedFinding): string {
  return `${rule.id} ${describeObject(object)}`;
}
