import { Range, SemVer } from 'semver';

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
