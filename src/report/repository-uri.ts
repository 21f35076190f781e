import { existsSync } from 'fs';
import { dirname, join, relative, resolve, sep } from 'path';
import { pathToFileURL } from 'url';

/**
 * A file as code scanning names it: relative to the root of its repository, however it was typed and whatever the working
 * directory is. A file outside of the repository is given by its whole URL, and without a repository the working directory is
 * the root.
 */
export function repositoryUri(file: string): string {
  const path = resolve(file);
  const fromRoot = relative(repositoryRoot(), path);
  return fromRoot === '..' || fromRoot.startsWith(`..${sep}`) || resolve(fromRoot) === fromRoot
    ? pathToFileURL(path).href
    : fromRoot.split(sep).map(encodeURIComponent).join('/');
}

/** The nearest folder with `.git`, which is a file in worktrees and submodules. */
function repositoryRoot(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) {
      return folder;
    }
    if (dirname(folder) === folder) {
      return process.cwd();
    }
  }
}
