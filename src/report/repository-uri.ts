import { existsSync } from 'fs';
import { dirname, join, relative, resolve, sep } from 'path';
import { pathToFileURL } from 'url';

/**
 * A file as code scanning names it: relative to the root of its repository, however it was typed and whatever the working
 * directory is. A file outside of the repository is given by its whole URL, and without a repository the working directory is
 * the root.
 */
export function repositoryUri(file: string): string {
  const parts = partsInRepository(file);
  return parts === undefined ? pathToFileURL(resolve(file)).href : parts.map(encodeURIComponent).join('/');
}

/** The same as a path, with slashes; of a file outside of the repository, its whole path. */
export function repositoryPath(file: string): string {
  return partsInRepository(file)?.join('/') ?? resolve(file);
}

/** The folders and the name of a file below the root of the repository, if it is there. */
function partsInRepository(file: string): string[] | undefined {
  const fromRoot = relative(repositoryRoot(), resolve(file));
  const isOutside = fromRoot === '..' || fromRoot.startsWith(`..${sep}`) || resolve(fromRoot) === fromRoot;
  return isOutside ? undefined : fromRoot.split(sep);
}

/** The nearest folder with `.git`, which is a file in worktrees and submodules. */
export function repositoryRoot(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) {
      return folder;
    }
    if (dirname(folder) === folder) {
      return process.cwd();
    }
  }
}
