import { SourceTree } from '../source/source-tree';

const PACKAGE = 'package.json';

/** Entries of Node.js programs without anything that names them. */
const USUAL = ['src/index.ts', 'index.ts', 'src/main.ts', 'main.ts', 'src/index.js', 'index.js'];

/** The file that `npm start` or `main` of a package.json starts, as TypeScript if there is that. */
export function nodeEntry(tree: SourceTree): string | undefined {
  const named = tree.hasFile(PACKAGE) ? entriesOf(tree.read(PACKAGE)) : [];
  const files = named.flatMap((path) => sourcesOf(path));
  return [...files, ...(tree.hasFile(PACKAGE) ? USUAL : [])].find((file) => tree.hasFile(file));
}

function entriesOf(text: string): string[] {
  let read: { main?: unknown; scripts?: { [name: string]: unknown } };
  try {
    read = JSON.parse(text) ?? {};
  } catch {
    return [];
  }
  const scripts = [read.scripts?.start, read.scripts?.dev].filter((script) => typeof script === 'string');
  const started = scripts.flatMap((script) => script.split(/\s+/).filter((word) => /\.[mc]?[jt]s$/.test(word)));
  return [...started, ...(typeof read.main === 'string' ? [read.main] : [])];
}

/** A file, or what it was built of. */
function sourcesOf(path: string): string[] {
  const file = path.replace(/^\.\//, '');
  const typescript = file.replace(/\.([mc]?)js$/, '.$1ts');
  const inSource = typescript.replace(/^(?:dist|build|lib|out)\//, 'src/');
  const beside = typescript.replace(/^(?:dist|build|lib|out)\//, '');
  return [...new Set([typescript, inSource, beside, file])].filter((each) => !/\.d\.ts$/.test(each));
}
