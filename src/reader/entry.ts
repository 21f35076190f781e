import { DockerfileFacts, DOCKERFILE, readDockerfile } from './dockerfile';
import { nodeEntry } from './package-json';
import { mainClasses } from '../java/source-files';
import { Language, Located } from '../source/agent-facts';
import { HTTP_PORT_VARIABLE } from '../source/environment-names';
import { Place } from '../source/place';
import { SourceTree } from '../source/source-tree';

/** Where an agent's code starts. */
export interface Entry {
  readonly language: Language;
  /** Path of the file below the root; of Java, the main class. */
  readonly file: string;
  /** Whether it is run as the program: a server such as uvicorn imports it. */
  readonly isMain: boolean;
  /** The port that the command names. */
  readonly port?: Located<number>;
  /** What it names instead, if that is no number. */
  readonly unreadPort?: Located<string>;
  readonly release?: Located<string>;
}

/** A folder in which no entry, or more than one, is found. */
export class NoEntry extends Error {
  /** @param candidate a file below the root that may be meant */
  constructor(
    message: string,
    readonly candidate?: string,
  ) {
    super(message);
  }
}

const LANGUAGES: { readonly [extension: string]: Language } = {
  py: 'python',
  ts: 'typescript',
  mts: 'typescript',
  js: 'typescript',
  mjs: 'typescript',
  java: 'java',
};

export function languageOf(file: string): Language | undefined {
  return LANGUAGES[file.slice(file.lastIndexOf('.') + 1)];
}

/** The entry of an agent whose folder is the root: what its Dockerfile runs, or the file of the usual name. */
export function findEntry(tree: SourceTree): Entry {
  const dockerfile = readDockerfile(tree);
  const started = dockerfile && fromCommand(tree, dockerfile);
  const entry = started ?? fromFiles(tree);
  return { ...entry, release: dockerfile?.release };
}

function fromCommand(tree: SourceTree, dockerfile: DockerfileFacts): Entry | undefined {
  const entry = startedBy(tree, dockerfile);
  const { command, commandLine } = dockerfile;
  // Another file beside it may be an old one, so none is taken instead.
  if (!entry && command.some((word) => NAMES_CODE.test(word))) {
    throw new NoEntry(
      `its Dockerfile (line ${commandLine}) runs ${command.join(' ')}, and the file of that is not in it`,
    );
  }
  return entry;
}

/** Words of a command that name code: a file, an option for a module, a server. */
const NAMES_CODE = /\.(?:py|[cm]?[jt]s|jar)$|^-m$|(?:^|\/)(?:uvicorn|gunicorn|hypercorn|fastapi)$/;

function startedBy(tree: SourceTree, { command, commandLine, copied }: DockerfileFacts): Entry | undefined {
  const find = (path: string) => ['', ...copied].map((folder) => join(folder, path)).find((file) => tree.hasFile(file));
  const served = command.findIndex((word) => /(?:^|\/)(?:uvicorn|gunicorn|hypercorn|fastapi)$/.test(word));
  if (served >= 0) {
    return fromServer(command.slice(served + 1), commandLine, find);
  }
  const module = command.indexOf('-m');
  if (module >= 0 && command[module + 1]) {
    const path = command[module + 1].replace(/\./g, '/');
    const file = find(`${path}/__main__.py`) ?? find(`${path}.py`);
    return file === undefined ? undefined : { language: 'python', file, isMain: true };
  }
  if (command.some((word) => /\.jar$/.test(word))) {
    return hasJavaBuild(tree) ? javaEntry(tree) : undefined;
  }
  const word = command.find((each) => languageOf(each) !== undefined);
  const path = word?.replace(/^\.?\//, '');
  const file = path === undefined ? undefined : (find(path) ?? find(path.replace(/^app\//, '')) ?? built(path, find));
  return file === undefined ? undefined : { language: languageOf(file)!, file, isMain: true };
}

/** The source of what a build makes: `src/index.ts` of `dist/index.js`. */
function built(word: string, find: (path: string) => string | undefined): string | undefined {
  const path = word.replace(/^\.?\//, '').replace(/\.(m?)js$/, '.$1ts');
  return find(path.replace(/^(?:dist|build|lib|out)\//, 'src/')) ?? find(path.replace(/^(?:dist|build|lib|out)\//, ''));
}

/** `uvicorn main:app --port 8080`, `gunicorn main:app -b 0.0.0.0:8080`, `fastapi run main.py`. */
function fromServer(
  args: readonly string[],
  line: number,
  find: (path: string) => string | undefined,
): Entry | undefined {
  const target = args.find((word) => /^[\w.]+:[\w.]+(?:\(\))?$/.test(word) && !/^[\d.]+:\d+$/.test(word));
  const script = args.find((word) => word.endsWith('.py'));
  const path = target?.split(':')[0].replace(/\./g, '/') ?? script?.replace(/^\.?\//, '').slice(0, -'.py'.length);
  const file = path === undefined ? undefined : (find(`${path}.py`) ?? find(`${path}/__init__.py`));
  return file === undefined
    ? undefined
    : { language: 'python', file, isMain: false, ...serverPort(args, { file: DOCKERFILE, line }) };
}

/** The port that a server is told to bind. Those of Python bind 8000 if they are told none. */
function serverPort(args: readonly string[], at: Place): Pick<Entry, 'port' | 'unreadPort'> {
  const flag = args.findIndex((word) => /^(?:--port|--bind|-b)(?:=|$)/.test(word));
  const given = flag < 0 ? '8000' : (args[flag].split('=')[1] ?? args[flag + 1] ?? '');
  const text = given.slice(given.lastIndexOf(':') + 1).replace(/^"|"$/g, '');
  if (/^\d+$/.test(text)) {
    return { port: { value: Number(text), at } };
  }
  return new RegExp(`\\$\\{?${HTTP_PORT_VARIABLE}\\b`).test(given) ? {} : { unreadPort: { value: given, at } };
}

function fromFiles(tree: SourceTree): Entry {
  const usual = ['main.py', '__main__.py', 'src/main.py', 'app/main.py', 'app.py'].find((file) => tree.hasFile(file));
  if (usual !== undefined) {
    return { language: 'python', file: usual, isMain: true };
  }
  if (hasJavaBuild(tree)) {
    return javaEntry(tree);
  }
  const node = nodeEntry(tree);
  if (node !== undefined) {
    return { language: 'typescript', file: node, isMain: true };
  }
  const candidates = [...tree.list('')].flatMap(([name, kind]) =>
    kind === 'file' && languageOf(name) !== undefined && !/\.d\.ts$|\.config\.[mc]?[jt]s$|^test_|_test\.py$/.test(name)
      ? [name]
      : [],
  );
  if (candidates.length === 1) {
    return { language: languageOf(candidates[0])!, file: candidates[0], isMain: true };
  }
  throw new NoEntry(
    candidates.length === 0
      ? 'it has neither a Dockerfile that starts a file of it, nor main.py, package.json with an entry, or pom.xml'
      : `it has ${candidates.length} files that may be an agent: ${candidates.slice(0, 5).join(', ')}`,
    candidates[0],
  );
}

function javaEntry(tree: SourceTree): Entry {
  const found = mainClasses(tree);
  if (found.length !== 1) {
    throw new NoEntry(
      found.length === 0
        ? 'none of its Java files starts Spring (@SpringBootApplication)'
        : `it has ${found.length} main classes: ${found.slice(0, 5).join(', ')}`,
      found[0] ?? 'src/main/java/com/example/App.java',
    );
  }
  return { language: 'java', file: found[0], isMain: true };
}

function hasJavaBuild(tree: SourceTree): boolean {
  return ['pom.xml', 'build.gradle', 'build.gradle.kts'].some((file) => tree.hasFile(file));
}

const join = (folder: string, path: string) => (folder === '' || folder === '.' ? path : `${folder}/${path}`);
