import { parser } from '@lezer/python';
import { ParsedFile } from '../source/parsed-file';

/** One Python file, parsed. */
export class PythonModule extends ParsedFile {
  constructor(file: string, text: string) {
    super(file, text, parser.parse(text));
  }
}
