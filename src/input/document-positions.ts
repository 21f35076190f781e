import { Document, isAlias, isMap, isScalar, isSeq, LineCounter, Node, Pair, parseDocument, YAMLMap } from 'yaml';
import { YAML_OPTIONS } from './yaml-options';
import { FieldPath } from '../api/field-path';
import { Position } from '../check/finding';

/**
 * Finds the fields of one document of a file. The document is parsed again when the first position is asked for: few objects have
 * findings, and the parsed documents of all files would fill the memory.
 */
export class DocumentPositions {
  private document?: Document;
  private readonly indexes = new WeakMap<YAMLMap, Map<string, Pair>>();

  /**
   * @param text of the file
   * @param start of the document in it
   * @param end of the document in it
   * @param lines of the file
   */
  constructor(
    private readonly text: string,
    private readonly start: number,
    private readonly end: number,
    private readonly lines: LineCounter,
  ) {}

  /** Where the field of a path begins: its key, or its value in a list. What is missing is where that begins which lacks it. */
  public position(path: FieldPath): Position {
    const { line, col } = this.lines.linePos(this.start + this.offset(path));
    return { line, column: col };
  }

  private offset(path: FieldPath): number {
    this.document ??= parseDocument(this.text.slice(this.start, this.end), YAML_OPTIONS);
    let node: unknown = this.document.contents;
    let offset = startOf(node) ?? 0;
    for (const key of path) {
      const { at, value } = this.child(node, key) ?? {};
      if (at === undefined) {
        break;
      }
      offset = at;
      node = value;
    }
    return offset;
  }

  /** What a map or a list has under a key, and where that begins. */
  private child(of: unknown, key: string | number): { at?: number; value: unknown } | undefined {
    const node = this.resolved(of);
    if (isSeq(node)) {
      const value = node.items[Number(key)];
      return value === undefined ? undefined : { at: startOf(value), value };
    }
    const pair = isMap(node) ? this.pairOf(node, String(key), 0) : undefined;
    return pair && { at: startOf(pair.key), value: pair.value };
  }

  private pairOf(map: YAMLMap, key: string, depth: number): Pair | undefined {
    const own = this.indexOf(map).get(key);
    if (own !== undefined || depth > MOST_MERGES) {
      return own;
    }
    const merged = map.items.filter(isMerge).flatMap(({ value }) => {
      const node = this.resolved(value);
      return isSeq(node) ? node.items.map((each) => this.resolved(each)) : [node];
    });
    for (const other of merged) {
      const found = isMap(other) ? this.pairOf(other, key, depth + 1) : undefined;
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  /** A map may have thousands of keys. */
  private indexOf(map: YAMLMap): Map<string, Pair> {
    const known = this.indexes.get(map);
    if (known) {
      return known;
    }
    const index = new Map(map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair]));
    this.indexes.set(map, index);
    return index;
  }

  private resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document!) : node;
  }
}

/** Maps that are merged into maps that are merged: no more are followed. */
const MOST_MERGES = 10;

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.source === '<<';
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}
