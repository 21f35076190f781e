import type Range from 'semver/classes/range';
import type SemVer from 'semver/classes/semver';

/*
 * Two classes of `semver`, loaded when the first version is read: most apps name none, and every app pays for what
 * the package loads when it is required.
 */
/* eslint-disable @typescript-eslint/no-require-imports */

/** A version may end early, before a pre-release and the like too: `2.0` is 2.0.0 to MCP Mesh. */
const PARTS = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?=$|[-+])/;

/** The version, or nothing if the text is none. */
export function parseVersion(version: string): SemVer | undefined {
  const Version: typeof SemVer = require('semver/classes/semver');
  try {
    return new Version(version.replace(PARTS, (_, major, minor = '0', patch = '0') => `${major}.${minor}.${patch}`));
  } catch {
    return undefined;
  }
}

/** The range, or nothing if the text is none. MCP Mesh joins conditions by commas, npm by blanks. */
export function parseRange(range: string): Range | undefined {
  const VersionRange: typeof Range = require('semver/classes/range');
  try {
    return new VersionRange(range.replace(/,/g, ' '));
  } catch {
    return undefined;
  }
}
