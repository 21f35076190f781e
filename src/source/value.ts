import { VariableDefault } from './agent-facts';
import { Place } from './place';

interface Common {
  readonly at: Place;
  /** Variables whose defaults are in the value. */
  readonly defaults?: readonly VariableDefault[];
}

export interface TextValue extends Common {
  readonly kind: 'text';
  readonly text: string;
}

export interface NumberValue extends Common {
  readonly kind: 'number';
  readonly number: number;
}

export interface FlagValue extends Common {
  readonly kind: 'flag';
  readonly flag: boolean;
}

/** `None`, `null`, `undefined`. */
export interface NothingValue extends Common {
  readonly kind: 'nothing';
}

export interface ListValue extends Common {
  readonly kind: 'list';
  readonly items: readonly Value[];
  /** Whether it is a service view of TypeScript, which stands for several dependencies. */
  readonly isView?: boolean;
}

/** A dictionary, an object, or the arguments of an annotation. */
export interface RecordValue extends Common {
  readonly kind: 'record';
  readonly fields: ReadonlyMap<string, Value>;
  /** What could not be read of it, such as the fields of `**more`. */
  readonly rest?: UnreadableValue;
}

/** Something that only a run of the code would show. */
export interface UnreadableValue extends Common {
  readonly kind: 'unreadable';
  /** As a message continues: "the value of NAME is assigned twice". */
  readonly why: string;
  /** The variable without a default that decides it. */
  readonly variable?: string;
}

/** What an expression in an agent's code is worth, as far as its text shows it. */
export type Value = TextValue | NumberValue | FlagValue | NothingValue | ListValue | RecordValue | UnreadableValue;

export const unreadable = (at: Place, why: string): UnreadableValue => ({ kind: 'unreadable', at, why });

export const isNothing = (value: Value | undefined): value is NothingValue | undefined =>
  value === undefined || value.kind === 'nothing';

/** A value as messages name its kind. */
export const KIND_NAMES: { [kind in Value['kind']]: string } = {
  text: 'a string',
  number: 'a number',
  flag: 'true or false',
  nothing: 'nothing',
  list: 'a list',
  record: 'an object',
  unreadable: 'unreadable',
};

/** The defaults of variables in some values, for a value that is made of them. */
export function defaultsOf(...values: Value[]): { defaults?: VariableDefault[] } {
  const defaults = values.flatMap((value) => value.defaults ?? []);
  return defaults.length > 0 ? { defaults } : {};
}

/** Two values joined by `+`: strings or lists. */
export function joined(one: Value, other: Value, at: Place): Value {
  if (one.kind === 'unreadable') {
    return one;
  }
  if (other.kind === 'unreadable') {
    return other;
  }
  if (one.kind === 'list' && other.kind === 'list') {
    return { kind: 'list', items: [...one.items, ...other.items], at, ...defaultsOf(one, other) };
  }
  if (one.kind === 'text' && (other.kind === 'text' || other.kind === 'number')) {
    const text = one.text + (other.kind === 'text' ? other.text : String(other.number));
    return { kind: 'text', text, at, ...defaultsOf(one, other) };
  }
  if (one.kind === 'number' && other.kind === 'number') {
    return { kind: 'number', number: one.number + other.number, at, ...defaultsOf(one, other) };
  }
  return unreadable(at, `it adds ${KIND_NAMES[other.kind]} to ${KIND_NAMES[one.kind]}`);
}
