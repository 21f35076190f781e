import { Language, Located } from '../source/agent-facts';
import { Place } from '../source/place';

/** A file of an agent's code. */
export interface SourceFile {
  /** Path below the source's folder, with `/`. */
  readonly path: string;
  readonly content: Buffer;
}

/** The files that make up an agent's program. */
export interface SourceCode {
  readonly language: Language;
  /** Path of the file that the program starts with. It is among the files. */
  readonly entry: string;
  /** Where a Dockerfile says that a server such as uvicorn imports the entry, so that nothing happens if it is run. */
  readonly startedBy?: Place;
  /** Whether it declares capabilities, which others call as tools. */
  readonly offers: boolean;
  /** The entry and every file that it imports, directly or through another one. */
  readonly files: readonly SourceFile[];
  /** Modules that must come from the image. */
  readonly imports: readonly Located<string>[];
}
