import { Place } from '../source/place';
import { unreadable, Value } from '../source/value';

/** The ways in which Python reads a variable, by what they are called with. */
const READS = new Set(['os.getenv', 'os.environ.get', 'os.environ.setdefault', 'os.environ[]']);

/**
 * What reading a variable gives: its default, with a note of the variable.
 *
 * @param name the function's whole name
 * @param args its arguments
 * @returns nothing if the function reads no variable
 */
export function environmentValue(name: string, args: ReadonlyMap<string, Value>, at: Place): Value | undefined {
  const variable = args.get('0') ?? args.get('key');
  if (!READS.has(name) || !variable) {
    return undefined;
  }
  if (variable.kind !== 'text') {
    return unreadable(at, 'the name of the variable is not in the text');
  }
  const value = args.get('1') ?? args.get('default');
  if (value === undefined || value.kind === 'nothing') {
    return {
      ...unreadable(at, `the variable ${variable.text} decides it, without a default`),
      variable: variable.text,
    };
  }
  if (value.kind === 'text' || value.kind === 'number') {
    const text = value.kind === 'text' ? value.text : String(value.number);
    return { ...value, at, defaults: [...(value.defaults ?? []), { variable: variable.text, value: text, at }] };
  }
  return value;
}
