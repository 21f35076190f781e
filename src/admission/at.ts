import { FieldPath, fieldText } from '../api/field-path';
import { fieldsIn } from '../api/unknown-fields';
import { Problem, show } from '../base/problem';

/** What an API server refuses of an object. */
export interface Refusal extends Problem {
  readonly field: FieldPath;
}

/** A longer value says no more. */
const LONGEST_VALUE = 80;

/**
 * A field of an object, whether it is there or not. Nothing is known of its type until it is asked for: a field of a wrong type is
 * neither text nor a number, and another rule reports it.
 */
export class At {
  /** The object as a whole, and where its refusals are collected. */
  public static object(value: object, found: Refusal[]): At {
    return new At(value, found);
  }

  private constructor(
    public readonly value: unknown,
    private readonly found: Refusal[],
    private readonly above?: At,
    private readonly key: string | number = '',
  ) {}

  public field(...keys: (string | number)[]): At {
    let at: At = this; // eslint-disable-line @typescript-eslint/no-this-alias
    for (const key of keys) {
      at = at.child(key);
    }
    return at;
  }

  public child(key: string | number): At {
    return new At(this.valueOf(key), this.found, this, key);
  }

  /** The elements of a list; none if it is no list. */
  public items(): At[] {
    return Array.isArray(this.value) ? this.value.map((value, i) => new At(value, this.found, this, i)) : [];
  }

  /** The values of a map; none if it is no map. */
  public entries(): [string, At][] {
    return Object.entries(fieldsIn(this.value)).map(([key, value]) => [key, new At(value, this.found, this, key)]);
  }

  /** In YAML, null means that a field is missing. */
  public get isSet(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  public get isList(): boolean {
    return Array.isArray(this.value);
  }

  public get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined;
  }

  public get number(): number | undefined {
    return typeof this.value === 'number' ? this.value : undefined;
  }

  public get path(): FieldPath {
    const keys: (string | number)[] = [];
    for (let at: At = this; at.above !== undefined; at = at.above) {
      keys.push(at.key);
    }
    return keys.reverse();
  }

  /** @param rule what the API server asks for, as the beginning of a clause */
  public refuse(rule: string, fix: string, given: string = this.withValue()): void {
    this.found.push({ field: this.path, given, rule: `${rule}; otherwise the API server refuses the object`, fix });
  }

  /** Refuses a field that is missing or empty. */
  public refuseMissing(rule: string, fix: string): void {
    this.refuse(rule, fix, `no ${fieldText(this.path)}`);
  }

  /** Refuses a field whose value is better not shown, or too long. */
  public refuseSilently(rule: string, fix: string): void {
    this.refuse(rule, fix, fieldText(this.path));
  }

  private withValue(): string {
    if (!this.isSet) {
      return `no ${fieldText(this.path)}`;
    }
    const value = show(this.value);
    return `${fieldText(this.path)} ${value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value}`;
  }

  private valueOf(key: string | number): unknown {
    const { value } = this;
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as { [key: string | number]: unknown })[key]
      : undefined;
  }
}
