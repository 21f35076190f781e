import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join, relative } from 'path';
import { printable } from '../../base/neutral-text';
import { appText } from '../../init/app-text';
import { initReport, isOpenApp } from '../../init/init-report';
import { plannedAgents } from '../../init/planned-agents';
import { lackingPackages, projectFiles, Versions } from '../../init/project-files';
import { readValues } from '../../init/values-files';
import { AgentFiles } from '../agents/agent-files';
import { UnusableInput } from '../options';

/** The file with the app. */
const MAIN = 'main.ts';

const PACKAGE = 'package.json';

/** Files that a folder of agents may have of its own. The others would be another app. */
const KEPT = [PACKAGE, 'tsconfig.json'];

/** What `init` is asked for. */
export interface InitOptions {
  /** The folder of the app. */
  readonly out?: string;
  /** Patterns of values files. */
  readonly values: readonly string[];
  /** Folders and files of agents' code, as they were named. */
  readonly sources: readonly string[];
}

/** What `init` did. */
export interface Initialised {
  readonly report: string;
  readonly unreadable: string[];
  /** Whether synthesis stops until something is written into the app. */
  readonly isOpen: boolean;
}

/** The command `init`: an app for agents, written into a folder. Nothing that is there is changed. */
export function initCommand({ agents }: AgentFiles, options: InitOptions, versions: Versions): Initialised {
  const { out = '.', values, sources } = options;
  const { files: valuesFiles, unreadable } = readValues(values);
  const planned = plannedAgents(agents, valuesFiles, out);
  const check = checkArguments(out, sources);
  const files = Object.entries({ [MAIN]: appText(planned), ...projectFiles(out, check, versions) });
  const there = files.map(([name]) => name).filter((name) => existsSync(join(out, name)));
  refuseToOverwrite(out, there);
  const written = files.filter(([name]) => !there.includes(name));
  mkdirSync(out, { recursive: true });
  // A file that came into being meanwhile is not overwritten either.
  written.forEach(([name, text]) => writeFileSync(join(out, name), text, { flag: 'wx' }));
  return {
    report: initReport({
      planned,
      valuesFiles,
      written: written.map(([name]) => join(out, name)),
      kept: there.map((name) => join(out, name)),
      next: nextCommands(out, there.includes(PACKAGE), check, versions),
    }),
    unreadable,
    isOpen: isOpenApp(planned),
  };
}

function refuseToOverwrite(out: string, there: readonly string[]): void {
  const inTheWay = there.filter((name) => !KEPT.includes(name)).map((name) => printable(join(out, name)));
  if (inTheWay.length > 0) {
    throw new UnusableInput(
      `${inTheWay.join(', ')}: already there, and nothing is overwritten. Move it away, or name another folder by --out`,
    );
  }
}

/** What the app's check compares: its manifests with the same code. */
function checkArguments(out: string, sources: readonly string[]): string {
  const paths = sources.map((source) => relative(out, source).replace(/\\/g, '/') || '.');
  const options = paths.map((path) => `--source ${/^[\w./-]+$/.test(path) ? path : JSON.stringify(path)}`);
  return ['manifests', ...options].join(' ');
}

/** What makes manifests of the app. A package.json that was there has its own scripts, and may lack packages. */
function nextCommands(out: string, isKept: boolean, check: string, versions: Versions): string[] {
  const { all, tools } = isKept
    ? lackingPackages(readFileSync(join(out, PACKAGE), 'utf8'), versions)
    : { all: [], tools: [] };
  return [
    ...(out === '.' ? [] : [`cd ${out}`]),
    ...(isKept ? [] : ['npm install']),
    ...(all.length > 0 ? [`npm install ${all.join(' ')}`] : []),
    ...(tools.length > 0 ? [`npm install --save-dev ${tools.join(' ')}`] : []),
    'npx cdk8s synth',
    isKept ? `npx cdk8s-mcp-mesh check ${check}` : 'npm run check',
  ];
}
