import { SourceTree } from '../source/source-tree';

/** Java files of a folder and those in it, sorted. */
export function javaFiles(tree: SourceTree, folder: string): string[] {
  return [...tree.list(folder)].flatMap(([name, kind]) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (kind === 'folder') {
      return /^(target|build|node_modules|\..*)$/.test(name) || path.includes('src/test') ? [] : javaFiles(tree, path);
    }
    return name.endsWith('.java') ? [path] : [];
  });
}

/** The main classes of a build: those that start Spring. */
export function mainClasses(tree: SourceTree): string[] {
  const root = tree.hasFolder('src/main/java') ? 'src/main/java' : '';
  return javaFiles(tree, root).filter(
    (file) =>
      tree.isInside(file) && /@SpringBootApplication\b|\bSpringApplication\s*\.\s*run\s*\(/.test(tree.read(file)),
  );
}
