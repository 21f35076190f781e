import { Declaration, FactsBuilder } from './facts-builder';
import { FactKind } from './hole';
import { isNothing, KIND_NAMES, Value } from './value';

/** Tags as a selector has them: those that must be there, and groups of which one must be. */
export interface Tags {
  readonly tags: string[];
  readonly alternatives: string[][];
}

/** Reads the arguments of one declaration. What is not as it should be becomes a hole. */
export class ArgumentReader {
  /**
   * @param builder collects the holes
   * @param declaration whose arguments
   * @param open the facts that its holes leave open
   */
  constructor(
    public readonly builder: FactsBuilder,
    public readonly declaration: Declaration,
    private readonly open: readonly FactKind[],
  ) {}

  /** A reader of the same declaration, for arguments whose holes leave other facts open. */
  public leaving(...open: FactKind[]): ArgumentReader {
    return new ArgumentReader(this.builder, this.declaration, open);
  }

  public argument(name: string): Value | undefined {
    return this.declaration.args.get(name);
  }

  /** A hole of this declaration. */
  public hole(value: Value | undefined, what: string, why: string): void {
    const at = value?.at ?? this.declaration.at;
    this.builder.hole(
      { at, of: this.declaration.of },
      `${what} of ${this.declaration.form}${nameOf(this.declaration)}`,
      why,
      this.open,
    );
  }

  /** A string, `undefined` if there is none, and `null` if it became a hole. */
  public text(value: Value | undefined, what: string): string | undefined | null {
    if (isNothing(value)) {
      return undefined;
    }
    if (value.kind !== 'text') {
      this.wrong(value, what, 'a string');
      return null;
    }
    this.builder.use(value);
    return value.text;
  }

  /** True or false; `undefined` if it is not said, and `null` if it became a hole. */
  public flag(value: Value | undefined, what: string): boolean | undefined | null {
    if (isNothing(value)) {
      return undefined;
    }
    if (value.kind !== 'flag') {
      this.wrong(value, what, 'true or false');
      return null;
    }
    return value.flag;
  }

  /** The items of a list, and `null` if it became a hole. */
  public items(value: Value | undefined, what: string): readonly Value[] | null {
    if (isNothing(value)) {
      return [];
    }
    if (value.kind !== 'list') {
      this.wrong(value, what, 'a list');
      return null;
    }
    return value.items;
  }

  /** Strings, and `null` if one of them became a hole. */
  public texts(value: Value | undefined, what: string): string[] | null {
    const items = this.items(value, what);
    const texts = items && items.map((item) => this.text(item, `one of ${what}`));
    return texts && texts.every((text): text is string => typeof text === 'string') ? texts : null;
  }

  /** Tags, and groups of tags; `null` if one of them became a hole. */
  public tags(value: Value | undefined, what: string): Tags | null {
    const items = this.items(value, what);
    if (!items) {
      return null;
    }
    const tags: string[] = [];
    const alternatives: string[][] = [];
    for (const item of items) {
      if (item.kind === 'list') {
        const group = this.texts(item, what);
        if (!group) {
          return null;
        }
        alternatives.push(group);
      } else {
        const tag = this.text(item, `one of ${what}`);
        if (typeof tag !== 'string') {
          return null;
        }
        tags.push(tag);
      }
    }
    return { tags, alternatives };
  }

  private wrong(value: Value, what: string, wanted: string): void {
    this.hole(value, what, value.kind === 'unreadable' ? value.why : `it is ${KIND_NAMES[value.kind]}, not ${wanted}`);
  }
}

function nameOf({ args, of }: Declaration): string {
  const name = args.get('capability') ?? args.get('name');
  const text = name?.kind === 'text' ? name.text : of;
  return text === undefined ? '' : ` ${JSON.stringify(text)}`;
}
