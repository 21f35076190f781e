import { existsSync } from 'fs';
import { join } from 'path';
import { AgentFacts, Language } from '../../source/agent-facts';

/** Files by which a folder is one program. */
const BUILD_FILES = ['package.json', 'pom.xml', 'build.gradle', 'build.gradle.kts', 'pyproject.toml', 'setup.py'];

/** Folders that hold no agents: packages, caches and tests. */
const OTHERS = new Set(['node_modules', 'site-packages', 'dist-packages', '__pycache__', 'test', 'tests', '__tests__']);

/** Folders that a build writes, if there is a build. */
const BUILT = new Set(['dist', 'build', 'target', 'out']);

/** Names that Python programs have if nothing names another one. */
const USUAL = /^(?:(?:src|app)\/)?(?:main|__main__)\.py$|^app\.py$/;

/** Whether the files of a folder say that it starts with an entry, so that the folder is the agent. */
export function isStartedBy(names: ReadonlySet<string>, { language, entry }: AgentFacts): boolean {
  return isBuilt(names, language) || (language === 'python' && USUAL.test(entry));
}

/** Whether a Dockerfile or a build says what a folder runs. What else is in it, the agent does not run. */
export function isBuilt(names: ReadonlySet<string>, language: Language): boolean {
  const builds: { readonly [of in Language]: string[] } = {
    python: [],
    typescript: ['package.json'],
    java: ['pom.xml', 'build.gradle', 'build.gradle.kts'],
  };
  return ['Dockerfile', ...builds[language]].some((name) => names.has(name));
}

/** Whether a file's name says that another one took its place. */
export function isOld(path: string): boolean {
  return /(?:^|[\W_])(?:old|bak|backup|copy|orig)(?:[\W_]|$)/i.test(path.slice(path.lastIndexOf('/') + 1));
}

/** Whether a folder may hold agents. */
export function isLookedInto(path: string, name: string, beside: ReadonlySet<string>): boolean {
  const isOutput = BUILT.has(name) && BUILD_FILES.some((file) => beside.has(file));
  // The environment of a Python project may have any name.
  return !name.startsWith('.') && !OTHERS.has(name) && !isOutput && !existsSync(join(path, 'pyvenv.cfg'));
}

/** Whether a file may be a program: code, and neither a test nor what a tool reads. */
export function isProgram(name: string, beside: ReadonlySet<string>): boolean {
  if (!/\.(py|[mc]?ts|[mc]?js|java)$/.test(name) || name.startsWith('.')) {
    return false;
  }
  if (/^test_|_test\.py$|^conftest\.py$|\.(test|spec|config|d)\.[mc]?[jt]s$|Tests?\.java$/.test(name)) {
    return false;
  }
  // What was compiled beside its source.
  return !(/\.[mc]?js$/.test(name) && beside.has(name.replace(/js$/, 'ts')));
}
