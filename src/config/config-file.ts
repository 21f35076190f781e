import { existsSync, readFileSync } from 'fs';
import { dirname, join, relative, resolve, sep } from 'path';
import { CONFIG_NAMES } from './config-fields';
import { parseConfig } from './parse-config';
import { Configuration } from '../check/configuration';
import { repositoryRoot } from '../report/repository-uri';

/** The configuration nearest to the working directory, in it or in a folder above it up to the root of the repository. */
export function foundConfig(): string | undefined {
  const root = repositoryRoot();
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const file = CONFIG_NAMES.map((name) => join(folder, name)).find(existsSync);
    if (file !== undefined || folder === root) {
      return file && shortest(file);
    }
  }
}

/** Reads a configuration. Throws what is wrong with it, or that it cannot be read. */
export function readConfig(path: string): Configuration {
  return parseConfig(readFileSync(path, 'utf8'), path, dirname(resolve(path)));
}

/** As a user would type it. */
function shortest(file: string): string {
  return relative(process.cwd(), file).split(sep).join('/');
}
