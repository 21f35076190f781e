/** What neither XML nor a line of text can hold: control characters, bidirectional overrides, lone surrogates. */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** A text on one line that changes nothing around it: names and messages may come from anybody's pull request. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/**
 * The log commands of CI: GitHub takes lines that start with `::` for them, after blanks too, and `##[` anywhere in a line; Azure
 * Pipelines takes `##vso[`.
 */
const CI_COMMANDS = /^(?<blanks>[^\S\n]*)::|##(?=\[|vso\[)/gm;

/** A report in which no line is a command to CI. */
export function withoutCiCommands(report: string): string {
  return report.replace(CI_COMMANDS, (found, blanks?: string) =>
    found.startsWith('##') ? '#\ufffd' : `${blanks}:\ufffd`,
  );
}

/** JSON in which characters are escaped that a terminal or CI might obey. Parsed, it is the same. */
export function neutralJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
    .replace(UNPRINTABLE_IN_JSON, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/##(?=\[|vso\[)/g, '#\\u0023');
}

/** JSON.stringify escapes the control characters below U+0020 and lone surrogates itself. */
const UNPRINTABLE_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/g;
