// The two classes alone: the package's index loads forty more files, for every app that never compares a version.
import Range from 'semver/classes/range';
import SemVer from 'semver/classes/semver';

/** The version, or nothing where it is none. */
export function parseVersion(version: string): SemVer | undefined {
  try {
    return new SemVer(version);
  } catch {
    return undefined;
  }
}

/** The range, or nothing where it is none. MCP Mesh joins conditions by commas, npm by blanks. */
export function parseRange(range: string): Range | undefined {
  try {
    return new Range(range.replace(/,/g, ' '));
  } catch {
    return undefined;
  }
}
