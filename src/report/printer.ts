import { Compared } from '../check/baseline';
import { Ignore } from '../check/configuration';
import { Finding, LocatedObject } from '../check/finding';

/** What a check found, for a report. */
export interface CheckResult {
  readonly findings: Finding[];
  readonly objects: LocatedObject[];
  /** What could not be read, each with its file and the reason. */
  readonly unreadable: string[];
  /** How manifests were read, if it was not from files as one set. */
  readonly notes?: string[];
  /** What a baseline had, if findings were compared with one. */
  readonly baseline?: Pick<Compared, 'known' | 'gone'>;
  /** What a file of decisions changed, if there is one. */
  readonly configuration?: ConfigurationResult;
  /** The version of this library. */
  readonly version: string;
  /** The package's folder, with the pages of the rules. */
  readonly home: string;
  /** Whether the report goes to a terminal with colours. */
  readonly colour: boolean;
  /** How many characters fit into a line of the terminal; without a limit elsewhere. */
  readonly width?: number;
  /** So many warnings are allowed; whether there is a limit was not said if there is none. */
  readonly maxWarnings?: number;
}

/** What a file of decisions changed. */
export interface ConfigurationResult {
  readonly file: string;
  /** How many findings it leaves out, and to how many it gives another severity. */
  readonly ignored: number;
  readonly changed: number;
  /** Its entries that leave nothing out. */
  readonly unmatched: Ignore[];
}

/** Writes the report of a check in one format. */
export type Printer = (result: CheckResult) => string;
