import { IConstruct } from 'constructs';
import { refuse, show } from './problem';

/** Something that a factory of this library makes. */
export interface Made {
  readonly type: string;
  /** A member that only such an object has. */
  readonly member: string;
  /** How to make one, for the message. */
  readonly example: string;
  /** Whether a list of them is wanted. */
  readonly isList?: boolean;
}

/** What a value must be, as far as code relies on it. TypeScript checks it; JavaScript does not. */
export type Shape = 'list' | 'list of maps' | 'map' | Made;

/**
 * Refuses values of another type, which would be a TypeError later, or be ignored.
 *
 * @param scope the construct that error messages name
 * @param values props by name; what is undefined is left out
 * @param prefix put before the names in errors
 */
export function checkShapes(
  scope: IConstruct,
  values: object,
  shapes: { readonly [prop: string]: Shape },
  prefix: string = '',
): void {
  for (const [prop, shape] of Object.entries(shapes)) {
    const value = (values as { [prop: string]: unknown })[prop];
    if (value !== undefined && !isOf(shape, value)) {
      refuse(scope, {
        given: `${prefix}${prop} ${textOf(value)}`,
        rule: ruleOf(shape),
        fix: `${value === null ? 'Leave it out, or write' : 'Write'} ${exampleOf(shape)}`,
      });
    }
  }
}

/** What is not a single value may hold a secret, or constructs, which refer to each other in circles. */
function textOf(value: unknown): string {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value) ? show(value) : 'of another type';
}

function isOf(shape: Shape, value: unknown): boolean {
  const isMap = (each: unknown) => typeof each === 'object' && each !== null && !Array.isArray(each);
  switch (shape) {
    case 'list':
      return Array.isArray(value);
    case 'list of maps':
      return Array.isArray(value) && value.every(isMap);
    case 'map':
      return isMap(value);
  }
  const isMade = (each: unknown) => isMap(each) && shape.member in (each as object);
  return shape.isList ? Array.isArray(value) && value.every(isMade) : isMade(value);
}

function ruleOf(shape: Shape): string {
  if (typeof shape === 'string') {
    return `it is a ${shape}`;
  }
  const type = `${/^[AEIOU]/.test(shape.type) ? 'an' : 'a'} ${shape.type}`;
  return shape.isList ? `it is a list, and each entry is ${type}` : `it is ${type}`;
}

function exampleOf(shape: Shape): string {
  if (typeof shape === 'string') {
    return { list: '[…]', 'list of maps': '[{ … }]', map: '{ … }' }[shape];
  }
  return shape.isList ? `[${shape.example}]` : shape.example;
}
