import { LocatedObject } from '../../check/finding';
import { appliedOver } from '../../diff/applied-over';
import { compare, isRefused } from '../../diff/comparison';
import { COMPARISON_PRINTERS } from '../../diff/comparison-formats';
import { readCluster } from '../../input/cluster-manifests';
import { readRevision } from '../../input/git-manifests';
import { ManifestFiles, readManifests } from '../../input/manifest-files';
import { UnusableInput } from '../../input/unusable-input';
import { configurationLines } from '../../report/configuration-text';

import { configurationOf } from '../configuration';
import { Options } from '../options';
import { knownRules } from '../rule-option';

/** Two versions of manifests. */
export interface Versions {
  readonly before: VersionFiles;
  readonly after: VersionFiles;
}

interface VersionFiles extends Omit<ManifestFiles, 'objects'> {
  readonly objects: readonly LocatedObject[];
}

/** What stands on a cluster, and what stands there after the files are applied. */
function readClusterVersions(operands: string[], { git, context, namespace }: Options): Versions {
  if (git !== undefined) {
    throw new UnusableInput('--cluster and --git: give one of them');
  }
  if (operands.length === 0) {
    throw new UnusableInput('name the files or folders to compare with the cluster: diff --cluster manifests/');
  }
  const before = readCluster({ context, namespace });
  const files = readManifests(operands);
  return { before, after: { ...files, objects: appliedOver(before.objects, files.objects, namespace) } };
}

/** Reads `OLD NEW`, or with `--git REV` the paths as they were in the revision, and as they are: nothing is rendered then. */
export function readVersions(operands: string[], options: Options): Versions {
  const { git: revision } = options;
  if (options.cluster) {
    return readClusterVersions(operands, options);
  }
  if (revision !== undefined) {
    if (operands.length === 0) {
      throw new UnusableInput('name the files or folders to compare with the revision: diff --git main manifests/');
    }
    return { before: readRevision(revision, operands), after: readManifests(operands, false) };
  }
  if (operands.length !== 2) {
    throw new UnusableInput(
      'name two files or folders: diff <old> <new>, diff --git <revision> <file|folder>..., or diff --cluster <file|folder>...',
    );
  }
  return { before: readManifests([operands[0]]), after: readManifests([operands[1]]) };
}

/** The command `diff`: what changes from one version of manifests to the next. */
export function diffCommand({ before, after }: Versions, options: Options) {
  const { clusterDomain, namespace, severity, format = 'text' } = options;
  const configuration = configurationOf(options);
  const comparison = compare([...before.objects], [...after.objects], {
    clusterDomain,
    defaultNamespace: namespace,
    ignore: knownRules(options.ignore, '--ignore '),
    severity,
    configuration,
  });
  return {
    notes: configurationLines(configuration && { ...configuration.effects, unmatched: [] }),
    report: COMPARISON_PRINTERS[format](comparison),
    isRefused: isRefused(comparison),
  };
}
