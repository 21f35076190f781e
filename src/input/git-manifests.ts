import { execFileSync } from 'child_process';
import { isManifestPath, ManifestFiles } from './manifest-files';
import { parseManifests } from './manifest-parser';
import { UnusableInput } from './unusable-input';

const MOST_BYTES = 1024 ** 3;

/** Kubernetes objects as they are in a revision of the repository that the working directory is in. */
export function readRevision(revision: string, paths: string[]): ManifestFiles {
  if (revision === '' || revision.startsWith('-')) {
    throw new UnusableInput(`--git ${revision}: it is a revision, such as main or HEAD~1`);
  }
  const files: ManifestFiles = { objects: [], unreadable: [], skipped: [], rendered: [] };
  for (const { path, id } of entriesOf(revision, paths)) {
    const { objects, rejected } = parseManifests(path, git(['cat-file', 'blob', id], revision));
    files.objects.push(...objects);
    rejected.forEach(({ message, isManifest }) => (isManifest ? files.unreadable : files.skipped).push(message));
  }
  return files;
}

/** The manifests below some paths, with the ids of their contents. */
function entriesOf(revision: string, paths: string[]): { path: string; id: string }[] {
  const commit = git(['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`], revision).trim();
  return git(['ls-tree', '-r', '-z', commit, '--', ...paths], revision)
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [facts, path] = line.split('\t');
      const [, type, id] = facts.split(' ');
      return { type, path, id };
    })
    .filter(({ type, path }) => type === 'blob' && isManifestPath(path));
}

function git(args: string[], revision: string): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', maxBuffer: MOST_BYTES, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    throw new UnusableInput(`--git ${revision}: ${(stderr || message).trim().split('\n')[0]}`);
  }
}
