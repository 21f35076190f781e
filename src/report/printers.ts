import { printJson } from './json';
import { Printer } from './printer';
import { printSarif } from './sarif';
import { printText } from './text';

export const DEFAULT_FORMAT = 'text';

/** The formats of a report, as `--format` names them. */
export const PRINTERS: { readonly [format: string]: Printer } = {
  [DEFAULT_FORMAT]: printText,
  json: printJson,
  sarif: printSarif,
};
