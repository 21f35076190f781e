import { Offsets, PlainDocument, plainDocuments } from './plain-yaml';
import { FieldPath } from '../api/field-path';
import { Position } from '../check/finding';

/** Finds the fields of a document in the YAML that tools write. It is read again when the first position is asked for, as few objects have findings. */
export class PlainPositions {
  private read?: { readonly value: unknown; readonly offsets: Offsets; readonly text: string; readonly offset: number };

  /**
   * @param text of the file
   * @param document of it
   */
  constructor(
    private readonly text: string,
    private readonly document: PlainDocument,
  ) {}

  /** Where the field of a path begins: its key, or its value in a list. What is missing is where that begins which lacks it. */
  public position(path: FieldPath): Position {
    this.read ??= this.readAgain();
    const { value, offsets, text, offset } = this.read;
    let at = offset;
    let part: unknown = value;
    for (const key of path) {
      const found = offsets.get(part as object);
      if (found === undefined || !Object.hasOwn(found, key)) {
        break;
      }
      at = (found as { [key: string]: number })[key];
      part = (part as { [key: string]: unknown })[key];
    }
    const lines = text.slice(offset, at).split('\n').length - 1;
    return { line: this.document.line + lines, column: at - text.lastIndexOf('\n', at - 1) };
  }

  private readAgain() {
    const { start, end } = this.document;
    const text = this.text.slice(start, end);
    const offsets: Offsets = new Map();
    const [{ value, offset }] = plainDocuments(text, offsets)!;
    return { value, offsets, text, offset };
  }
}
