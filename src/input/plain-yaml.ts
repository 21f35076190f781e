import { chomped, isLetter, mustBe, NOT_PLAIN, numberOrText, wordValue } from './plain-scalars';

/** A document in the YAML that tools write. */
export interface PlainDocument {
  readonly value: Fields;
  /** Where its first key is: the offset in the text, and the line from 1. */
  readonly offset: number;
  readonly line: number;
  /** Where it starts and ends in the text. */
  readonly start: number;
  readonly end: number;
}

/** Where the keys of maps and the items of lists begin, by the map or list. */
export type Offsets = Map<object, { readonly [key: string]: number } | readonly number[]>;

type Fields = { [field: string]: unknown };

/**
 * The documents of a text that is written in the YAML that tools write and most people do: maps and lists in blocks, texts on
 * one line, literal blocks, and lists of words in brackets. Of a text with anything else, be it rare, wrong or a template, nothing is
 * returned, and the YAML library has to read it. What is returned is what the library reads, in a tenth of the time: reading YAML is most of
 * a check.
 *
 * @param offsets filled in, if given
 */
export function plainDocuments(text: string, offsets?: Offsets): PlainDocument[] | undefined {
  if (!text.endsWith('\n') || UNUSUAL.test(text) || text.includes('{{')) {
    return undefined;
  }
  try {
    return new PlainReader(text, offsets).documents();
  } catch (error) {
    if (error === NOT_PLAIN) {
      return undefined;
    }
    throw error;
  }
}

/** Other line ends, tabs, marks of byte order, and other control characters. */
// eslint-disable-next-line no-control-regex
const UNUSUAL = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]/;

const SPACE = ' '.charCodeAt(0);
const HASH = '#'.charCodeAt(0);
const DASH = '-'.charCodeAt(0);

/** Nested deeper, nothing is a manifest. */
const MOST_DEPTH = 100;

const COLON = ':'.charCodeAt(0);
const LINE_FEED = '\n'.charCodeAt(0);
const QUOTED_KEY = /(?:"([^"\\\n]*)"|'([^'\n]*)'):(?=[ \n])/y;
const MOST_KEY_LENGTH = 1000;

/** The characters of a key without quotes, by their codes. */
const IN_KEY = Uint8Array.from({ length: 128 }, (_, code) => (/[\w./-]/.test(String.fromCharCode(code)) ? 1 : 0));

const DOUBLE_QUOTED = /"([^"\\\n]*(?:\\["\\nt][^"\\\n]*)*)"/y;
const SINGLE_QUOTED = /'([^'\n]*(?:''[^'\n]*)*)'/y;
const ESCAPED: { readonly [escape: string]: string } = { '\\"': '"', '\\\\': '\\', '\\n': '\n', '\\t': '\t' };

/** A list of texts in brackets, and one item of it. */
const FLOW_LIST =
  /\[ *(?:"[^"\\\n]*"|'[^'\n]*'|[A-Za-z][\w./-]*)(?: *, *(?:"[^"\\\n]*"|'[^'\n]*'|[A-Za-z][\w./-]*))* *\]/y;
const FLOW_ITEM = /"([^"\\\n]*)"|'([^'\n]*)'|([A-Za-z][\w./-]*)/g;

class PlainReader {
  /** The current line: of its text, indentation, first character, end and number. A line between documents has -1, the end -2. */
  private indent = 0;
  private at = 0;
  private end = 0;
  private line = 0;
  private begin = 0;
  private next = 0;
  private depth = 0;
  /** Where the key that was read last ends, its colon included. */
  private keyEnd = 0;
  /** Keys that mean themselves: most keys stand in a manifest many times. */
  private readonly keys = new Set<string>();

  constructor(
    private readonly text: string,
    private readonly offsets?: Offsets,
  ) {}

  public documents(): PlainDocument[] {
    const found: PlainDocument[] = [];
    let start = 0;
    this.advance();
    while (this.indent !== AT_END) {
      if (this.indent === AT_MARKER) {
        start = this.next;
        this.advance();
        continue;
      }
      mustBe(this.indent === 0);
      const { at: offset, line } = this;
      const value = this.map(0, this.key());
      mustBe(this.indent < 0);
      found.push({ value, offset, line, start, end: this.begin });
    }
    return found;
  }

  /** Goes to the next line that is neither empty nor a comment. */
  private advance(): void {
    const { text } = this;
    while (this.next < text.length) {
      this.begin = this.next;
      this.line += 1;
      this.end = text.indexOf('\n', this.begin);
      this.next = this.end + 1;
      this.at = this.skipSpaces(this.begin);
      if (this.at !== this.end && text.charCodeAt(this.at) !== HASH) {
        this.indent = this.at - this.begin;
        if (this.indent === 0 && text.startsWith('---', this.at)) {
          mustBe(this.end - this.at === 3);
          this.indent = AT_MARKER;
        }
        return;
      }
    }
    this.begin = text.length;
    this.indent = AT_END;
  }

  private skipSpaces(from: number): number {
    let at = from;
    while (this.text.charCodeAt(at) === SPACE) {
      at += 1;
    }
    return at;
  }

  /** A map whose first key was read. */
  private map(indent: number, first: string | undefined): Fields {
    this.depth += 1;
    mustBe(this.depth < MOST_DEPTH);
    const map: Fields = {};
    const offsets: { [key: string]: number } | undefined = this.offsets && {};
    let key = first;
    for (;;) {
      mustBe(key !== undefined && !Object.hasOwn(map, key) && key !== '__proto__');
      if (offsets) {
        offsets[key!] = this.at;
      }
      this.at = this.skipSpaces(this.keyEnd);
      map[key!] = this.valueBehindKey(indent);
      if (this.indent !== indent) {
        break;
      }
      key = this.key();
    }
    mustBe(this.indent < indent);
    this.depth -= 1;
    if (offsets) {
      this.offsets!.set(map, offsets);
    }
    return map;
  }

  /** The key that begins here. */
  private key(): string | undefined {
    const { text, at } = this;
    const first = text.charCodeAt(at);
    if (!isLetter(first) && first !== UNDERSCORE) {
      return this.quotedKey();
    }
    let end = at + 1;
    while (IN_KEY[text.charCodeAt(end)] === 1) {
      end += 1;
    }
    if (text.charCodeAt(end) !== COLON || !isSpaceOrLineEnd(text.charCodeAt(end + 1))) {
      return undefined;
    }
    const key = text.slice(at, end);
    if (!this.keys.has(key)) {
      mustBe(key.length < MOST_KEY_LENGTH && wordValue(key) === key);
      this.keys.add(key);
    }
    this.keyEnd = end + 1;
    return key;
  }

  private quotedKey(): string | undefined {
    QUOTED_KEY.lastIndex = this.at;
    const match = QUOTED_KEY.exec(this.text);
    if (match === null) {
      return undefined;
    }
    const [{ length }, double, single] = match;
    mustBe(length < MOST_KEY_LENGTH);
    this.keyEnd = QUOTED_KEY.lastIndex;
    return double ?? single;
  }

  private valueBehindKey(indent: number): unknown {
    if (this.at !== this.end && this.text.charCodeAt(this.at) !== HASH) {
      return this.inline(indent);
    }
    this.advance();
    if (this.indent < indent) {
      return null;
    }
    if (this.isItem()) {
      return this.list(this.indent);
    }
    return this.indent === indent ? null : this.map(this.indent, this.key());
  }

  private isItem(): boolean {
    return this.text.charCodeAt(this.at) === DASH && this.text.charCodeAt(this.at + 1) === SPACE;
  }

  private list(indent: number): unknown[] {
    this.depth += 1;
    mustBe(this.depth < MOST_DEPTH);
    const items: unknown[] = [];
    const offsets: number[] | undefined = this.offsets && [];
    do {
      const dash = this.at;
      this.at = this.skipSpaces(dash + 1);
      mustBe(this.at !== this.end && !this.isItem());
      offsets?.push(this.at);
      const column = indent + this.at - dash;
      const key = this.key();
      if (key === undefined) {
        items.push(this.inline(indent));
      } else {
        this.indent = column;
        items.push(this.map(column, key));
      }
    } while (this.indent === indent && this.isItem());
    mustBe(this.indent <= indent);
    this.depth -= 1;
    if (offsets) {
      this.offsets!.set(items, offsets);
    }
    return items;
  }

  /** A value on the line of its key or dash, which ends the line, or a literal block, which begins there. */
  private inline(indent: number): unknown {
    const { text, at } = this;
    switch (text[at]) {
      case '|':
        return this.literal(indent);
      case '"':
        return this.endingLine(DOUBLE_QUOTED, ([, inner]) =>
          inner.includes('\\') ? inner.replace(/\\./g, (escape) => ESCAPED[escape]) : inner,
        );
      case "'":
        return this.endingLine(SINGLE_QUOTED, ([, inner]) => inner.replaceAll("''", "'"));
      case '{':
        return this.endingLine(/\{\}/y, () => ({}));
      case '[':
        return text[at + 1] === ']'
          ? this.endingLine(/\[\]/y, () => [])
          : this.endingLine(FLOW_LIST, ([all]) => this.flowItems(all, at));
      default:
        return this.plain();
    }
  }

  /** What a pattern matches here, if nothing but a comment is behind it. */
  private endingLine<T>(pattern: RegExp, valueOf: (match: RegExpExecArray) => T): T {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    mustBe(match !== null);
    const behind = pattern.lastIndex;
    const rest = this.skipSpaces(behind);
    mustBe(rest === this.end || (rest > behind && this.text.charCodeAt(rest) === HASH));
    const value = valueOf(match!);
    this.advance();
    return value;
  }

  private flowItems(list: string, at: number): unknown[] {
    const matches = [...list.matchAll(FLOW_ITEM)];
    const items = matches.map(([, double, single, plain]) => double ?? single ?? wordValue(plain));
    this.offsets?.set(
      items,
      matches.map(({ index }) => at + index),
    );
    return items;
  }

  private plain(): unknown {
    const line = this.text.slice(this.at, this.end);
    const comment = line.indexOf(' #');
    const written = comment === -1 ? line : line.slice(0, comment);
    const value = written.endsWith(' ') ? written.replace(/ +$/, '') : written;
    mustBe(!value.includes(': ') && !value.endsWith(':'));
    const first = value.charCodeAt(0);
    this.advance();
    return isLetter(first) ? wordValue(value) : numberOrText(value);
  }

  private literal(indent: number): string {
    const header = this.text.slice(this.at, this.end);
    mustBe(header === '|' || header === '|-' || header === '|+');
    const { text } = this;
    const lines: string[] = [];
    let width: number | undefined;
    while (this.next < text.length) {
      const begin = this.next;
      const end = text.indexOf('\n', begin);
      const at = this.skipSpaces(begin);
      if (at === end) {
        mustBe(width !== undefined && at - begin <= width);
        lines.push('');
      } else {
        width ??= at - begin;
        if (at - begin < width) {
          mustBe(at - begin <= indent);
          break;
        }
        lines.push(text.slice(begin + width, end));
      }
      this.next = end + 1;
      this.line += 1;
    }
    mustBe(width !== undefined && width > indent);
    this.advance();
    return chomped(lines, header);
  }
}

const AT_MARKER = -1;
const AT_END = -2;

const UNDERSCORE = '_'.charCodeAt(0);

function isSpaceOrLineEnd(code: number): boolean {
  return code === SPACE || code === LINE_FEED;
}
