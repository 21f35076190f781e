import { Compared } from '../check/baseline';
import { Finding, LocatedObject } from '../check/finding';

/** What a check found, for a report. */
export interface CheckResult {
  readonly findings: Finding[];
  readonly objects: LocatedObject[];
  /** What could not be read, each with its file and the reason. */
  readonly unreadable: string[];
  /** What a baseline had, if findings were compared with one. */
  readonly baseline?: Pick<Compared, 'known' | 'gone'>;
  /** The version of this library. */
  readonly version: string;
  /** The package's folder, with the pages of the rules. */
  readonly home: string;
  /** Whether the report goes to a terminal with colours. */
  readonly colour: boolean;
}

/** Writes the report of a check in one format. */
export type Printer = (result: CheckResult) => string;
