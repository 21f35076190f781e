import { basename, dirname } from 'path';

/** The folder that may be read for an agent that is one file. */
export function rootOf(file: string): string {
  // Java's settings and other packages are in the same build.
  const build = file.replace(/\\/g, '/').lastIndexOf('/src/main/java/');
  if (file.endsWith('.java') && build > 0) {
    return file.slice(0, build);
  }
  // Python runs a package by its `__main__.py`, and its imports start outside of it.
  return basename(file) === '__main__.py' ? dirname(dirname(file)) : dirname(file);
}
