import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';

/** A field that a struct's rendering loses, and what was given in it. */
interface Lost {
  readonly field: string;
  readonly value: unknown;
}

/**
 * Refuses a user's struct that would be written without something that it holds. The typed structs of cdk8s-plus-28 render themselves
 * when the construct is made, and drop what they do not know: a field of another type, and a Lazy in place of a struct.
 *
 * @param scope the construct that error messages name
 * @param prop the prop that the struct was given in
 * @param toJson how cdk8s-plus-28 renders it
 */
export function checkStruct<T>(scope: IConstruct, prop: string, struct: T, toJson: (struct: T) => unknown): void {
  const lost = lostBy(struct, toJson, prop);
  if (lost) {
    refuse(scope, isPlain(lost.value) ? otherType(lost) : knownLater(lost));
  }
}

/** The same for a list of structs. */
export function checkStructs<T>(
  scope: IConstruct,
  prop: string,
  structs: T[] = [],
  toJson: (struct: T) => unknown,
): void {
  if (!Array.isArray(structs)) {
    refuse(
      scope,
      isPlain(structs) ? otherType({ field: prop, value: structs }) : knownLater({ field: prop, value: structs }),
    );
  }
  structs.forEach((struct, i) => checkStruct(scope, `${prop}[${i}]`, struct, toJson));
}

function otherType({ field, value }: Lost) {
  return {
    given: `${field} ${show(value)}`,
    rule: 'it would not be written, because cdk8s-plus-28 knows no such field, or gives it another type',
    fix:
      'Correct the name or the type (k8s.IntOrString.fromNumber(8080), k8s.Quantity.fromString("1Gi"), with k8s from cdk8s-plus-28); ' +
      'fields of a later Kubernetes can be patched: ApiObject.of(construct).addJsonPatch(…)',
  };
}

function knownLater({ field }: Lost) {
  return {
    given: `${field}, an object that is no struct, such as a Lazy`,
    rule: 'structs and lists are written when the construct is made, and what is known at synthesis only would be lost',
    fix: 'Give the value itself, a Lazy for a single text or number in it, or a patch: ApiObject.of(construct).addJsonPatch(…)',
  };
}

function lostBy<T>(struct: T, toJson: (struct: T) => unknown, prop: string): Lost | undefined {
  try {
    return lostIn(struct, toJson(struct), prop);
  } catch {
    // cdk8s-plus-28 looked for a list and found something else.
    return firstInstance(struct, prop) ?? { field: prop, value: struct };
  }
}

/** The first value that is an instance of a class, and no IntOrString or Quantity. */
function firstInstance(given: any, field: string): Lost | undefined {
  if (given === null || typeof given !== 'object' || given.value !== undefined) {
    return undefined;
  }
  if (!isPlain(given)) {
    return { field, value: given };
  }
  const nameOf = (key: string) => (Array.isArray(given) ? `${field}[${key}]` : `${field}.${key}`);
  return firstLost(Object.keys(given).map((key) => () => firstInstance(given[key], nameOf(key))));
}

function lostIn(given: any, written: any, field: string): Lost | undefined {
  if (given === undefined || given === null || given === written) {
    return undefined;
  }
  if (Array.isArray(given)) {
    return firstLost(given.map((each, i) => () => lostIn(each, written?.[i], `${field}[${i}]`)));
  }
  if (given.constructor !== Object) {
    // An IntOrString or a Quantity is written as its value.
    return given.value !== undefined && given.value === written ? undefined : { field, value: given };
  }
  return firstLost(Object.keys(given).map((key) => () => lostIn(given[key], fieldOf(written, key), `${field}.${key}`)));
}

function firstLost(searches: (() => Lost | undefined)[]): Lost | undefined {
  for (const search of searches) {
    const lost = search();
    if (lost) {
      return lost;
    }
  }
  return undefined;
}

/** A field as it is written: `clusterIp` becomes `clusterIP`. */
function fieldOf(written: any, key: string): unknown {
  if (written === undefined || written === null || key in written) {
    return written?.[key];
  }
  const name = Object.keys(written).find((each) => each.toLowerCase() === key.toLowerCase());
  return name === undefined ? undefined : written[name];
}

/** Whether a value is what JSON can hold, and no instance of a class. */
function isPlain(value: any): boolean {
  return value === null || typeof value !== 'object' || Array.isArray(value) || value.constructor === Object;
}
