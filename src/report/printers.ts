import { printGithub } from './github';
import { printJson } from './json';
import { printJunit } from './junit';
import { printMarkdown } from './markdown';
import { Printer } from './printer';
import { printSarif } from './sarif';
import { printText } from './text';

export const DEFAULT_FORMAT = 'text';

/** The formats of a report, as `--format` names them. */
export const PRINTERS: { readonly [format: string]: Printer } = {
  [DEFAULT_FORMAT]: printText,
  json: printJson,
  sarif: printSarif,
  junit: printJunit,
  github: printGithub,
  markdown: printMarkdown,
};

/** The format whose lines are commands to CI; what is in them is neutral. */
export const CI_COMMANDS_FORMAT = 'github';
