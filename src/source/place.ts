/** Where something stands in an agent's code. */
export interface Place {
  /** Path below the root of the source, with `/` between folders. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** `weather.py:12`, as editors and terminals open it. */
export function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}
