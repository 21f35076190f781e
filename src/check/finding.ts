import { KubernetesObject } from '../api/kubernetes-object';
import { describe } from '../base/problem';
import { IdentifiedObject } from '../kubernetes/object-identity';
import { Fault, Rule } from '../rules/rule';

/** An object as it was read, and where a reader finds it: a construct's path, or a file and its line. */
export interface LocatedObject {
  readonly object: IdentifiedObject;
  readonly where?: string;
}

/** What one rule found in one object. */
export interface Finding {
  readonly rule: Rule;
  readonly object: KubernetesObject;
  readonly where?: string;
  /** What was given, the rule that it breaks, and how to fix it: together, and each. */
  readonly message: string;
  readonly given: string;
  readonly problem: string;
  readonly fix: string;
  /** Objects as they would be without this finding, if a rule can tell. */
  readonly repair?: Fault['repair'];
  /** The finding that this one follows from: it is gone once that one is repaired. */
  readonly cause?: Finding;
}

export function findingOf(rule: Rule, fault: Fault, where: string | undefined): Finding {
  return {
    rule,
    object: fault.object,
    where,
    message: describe(fault),
    given: fault.given,
    problem: fault.rule,
    fix: fault.fix,
    repair: fault.repair,
  };
}
