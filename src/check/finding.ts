import { FieldPath } from '../api/field-path';
import { describeObject, KubernetesObject } from '../api/kubernetes-object';
import { describe } from '../base/problem';
import { IdentifiedObject } from '../kubernetes/object-identity';
import { RepeatedKey } from '../rules/key-written-twice';
import { Fault, MOST_RELATED, Place, Rule } from '../rules/rule';

/** An object as it was read, and where a reader finds it: a construct's path, or a file and its line. */
export interface LocatedObject {
  readonly object: IdentifiedObject;
  readonly where?: string;
  /** The text that it was read from. */
  readonly source?: Source;
  /** Keys of it that its text has more than once. */
  readonly repeatedKeys?: readonly RepeatedKey[];
}

/** The text of an object in a file. */
export interface Source {
  readonly file: string;
  /** Where the field of a path begins. What is missing is where the part begins that it is missing from. */
  readonly position: (field: FieldPath) => Position;
  /** Whether a program made the object of the file, so that its lines are not those of the file. */
  readonly isRendered?: boolean;
}

/** Line and column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** An object that a finding is about, and where it is. */
export interface FoundPlace extends Place {
  readonly where?: string;
  readonly source?: Source;
}

/** What one rule found in one object. */
export interface Finding extends FoundPlace {
  readonly rule: Rule;
  /** The same for the same finding in other manifests, whatever their order and the lines are. */
  readonly id: string;
  /** Other objects that it is about. */
  readonly related: FoundPlace[];
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

/** A finding without its id, which takes all findings. */
export type UnnumberedFinding = Omit<Finding, 'id'>;

export function findingOf(rule: Rule, fault: Fault, places: Places): UnnumberedFinding {
  return {
    rule,
    ...places.of(fault),
    related: (fault.related ?? []).slice(0, MOST_RELATED).map((place) => places.of(place)),
    message: describe(fault),
    given: fault.given,
    problem: fault.rule,
    fix: fault.fix,
    repair: fault.repair,
  };
}

/** Where the objects are that a check looks at. */
export class Places {
  private readonly located = new Map<KubernetesObject, LocatedObject>();
  private readonly byName = new Map<string, LocatedObject>();

  public add(object: KubernetesObject, located: LocatedObject): void {
    this.located.set(object, located);
    const name = describeObject(object);
    this.byName.set(name, this.byName.get(name) ?? located);
  }

  public of({ object, field }: Place): FoundPlace {
    // A rule may look at objects as they would be, which are others of the same name.
    const { where, source } = this.located.get(object) ?? this.byName.get(describeObject(object)) ?? {};
    return { object, field, where, source };
  }
}
