import { IdentifiedObject } from '../kubernetes/object-identity';

/** Where in an object a field is: the keys and positions of lists on the way to it, such as `['spec', 'ports', 0, 'port']`. */
export type FieldPath = readonly (string | number)[];

/** How the way to a part of an object continues from the part that it is in. */
interface Step {
  readonly parent?: object;
  readonly key?: string | number;
}

const STEPS = new WeakMap<object, Map<object, Step>>();

/**
 * The path of a part of an object, such as one container of a Deployment, and of a field in it. Parts are found by what they are,
 * not by what they contain. Of a part that is missing, or no part of the object, it is the path of nothing: the object itself.
 */
export function fieldOf(object: IdentifiedObject, part: object | undefined, ...below: FieldPath): FieldPath {
  if (part === undefined) {
    return [];
  }
  const steps = stepsOf(object);
  const above: (string | number)[] = [];
  for (let step = steps.get(part); step?.parent !== undefined; step = steps.get(step.parent)) {
    above.push(step.key!);
  }
  return part === object || above.length > 0 ? [...above.reverse(), ...below] : [];
}

/** The parts of an object, collected once. */
function stepsOf(object: object): Map<object, Step> {
  const known = STEPS.get(object);
  if (known) {
    return known;
  }
  const steps = new Map<object, Step>([[object, {}]]);
  // The map grows while it is read, so that parts of parts are visited too.
  for (const parent of steps.keys()) {
    const isList = Array.isArray(parent);
    for (const [key, value] of Object.entries(parent)) {
      if (typeof value === 'object' && value !== null && !steps.has(value)) {
        steps.set(value, { parent, key: isList ? Number(key) : key });
      }
    }
  }
  STEPS.set(object, steps);
  return steps;
}

/** A path as messages write it: `spec.ports[0].port`, with keys that are no plain words in quotes. */
export function fieldText(path: FieldPath): string {
  return path
    .map((key, i) => {
      if (typeof key === 'string' && /^\w[\w-]*$/.test(key)) {
        return `${i === 0 ? '' : '.'}${key}`;
      }
      return `[${JSON.stringify(key)}]`;
    })
    .join('');
}

/** The value at a path; undefined if there is none. */
export function valueAt(object: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as { [key: string | number]: unknown })[key]
        : undefined,
    object,
  );
}
