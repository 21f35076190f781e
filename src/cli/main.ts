import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { AgentFiles, readAgents } from './agents/agent-files';
import { sourceRecords } from './agents/source-records';
import { checkCommand } from './commands/check';
import { diffCommand, readVersions } from './commands/diff';
import { explainCommand } from './commands/explain';
import { initCommand } from './commands/init';
import { readCommand } from './commands/read';
import { questionOf, whyCommand } from './commands/why';
import { Options, parseOptions, UnusableInput, USAGE } from './options';
import { didYouMean } from '../base/did-you-mean';
import { printable, withoutCiCommands } from '../base/neutral-text';
import { Versions } from '../init/project-files';
import { readCluster } from '../input/cluster-manifests';
import { readRevision } from '../input/git-manifests';
import { ManifestFiles, readManifests } from '../input/manifest-files';
import { CI_COMMANDS_FORMAT } from '../report/printers';

const COMMANDS = ['check', 'graph', 'why', 'diff', 'explain', 'read', 'init', 'help'];

const CLEAN = 0;
const FINDINGS = 1;
const UNUSABLE_INPUT = 2;

/** Runs the command line. Returns the exit code; nothing is written but the report. */
export async function main(args: string[], home: string): Promise<number> {
  process.stdout.off('error', ignoreClosedPipe).on('error', ignoreClosedPipe);
  try {
    return await run(parseOptions(args, process.stdout.isTTY ? process.stdout : undefined), home);
  } catch (error) {
    if (error instanceof UnusableInput) {
      complain(error.message);
      return UNUSABLE_INPUT;
    }
    throw error;
  }
}

/** The reader of the report may stop before its end, such as `head`. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
}

async function run(options: Options, home: string): Promise<number> {
  const { command, operands } = options;
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  if (options.version || options.help) {
    process.stdout.write(options.version ? `${version}\n` : USAGE);
    return CLEAN;
  }
  switch (command) {
    case 'check': {
      const read = manifests(operands, options);
      const { records, unreadable } = sourceRecords(options.source);
      if (options.source.length > 0 && records.length === 0 && unreadable.length === 0) {
        throw new UnusableInput(`no agents in ${options.source.map(printable).join(', ')}`);
      }
      const files = { ...read, unreadable: [...read.unreadable, ...unreadable] };
      const checked = checkCommand(files, options, version, home, records);
      checked.files.forEach(write);
      if (options.format === CI_COMMANDS_FORMAT && options.writeBaseline === undefined) {
        process.stdout.write(checked.report);
      } else {
        print(checked.report);
      }
      return exitCode(files, checked.hasFailed ? FINDINGS : CLEAN);
    }
    case 'graph': {
      // Loaded only if a picture is asked for: its layout is the largest part of the package.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { graphCommand }: typeof import('./commands/graph') = require('./commands/graph');
      const files = manifests(operands, options, options.git === undefined);
      files.rendered.forEach(note);
      const old = oldManifests(options);
      old?.rendered.forEach(note);
      print(await graphCommand(files, options, old));
      return exitCode({ unreadable: [...files.unreadable, ...(old?.unreadable ?? [])] }, CLEAN);
    }
    case 'why': {
      const question = questionOf(operands);
      const files = manifests(question.paths, options);
      files.rendered.forEach(note);
      const { report, isOpen } = whyCommand(files, question, options);
      print(report);
      return exitCode(files, isOpen ? CLEAN : FINDINGS);
    }
    case 'diff': {
      const versions = readVersions(operands, options);
      const { before, after } = versions;
      [...before.rendered, ...after.rendered].forEach(note);
      if (before.objects.length + after.objects.length === 0) {
        throw new UnusableInput(`no Kubernetes objects in ${operands.map(printable).join(', ')}`);
      }
      const { report, notes, isRefused } = diffCommand(versions, options);
      print(report);
      notes.forEach(note);
      return exitCode({ unreadable: [...before.unreadable, ...after.unreadable] }, isRefused ? FINDINGS : CLEAN);
    }
    case 'read': {
      const files = agents(operands);
      const { report, hasHoles } = readCommand(files, options.format);
      print(report);
      return exitCode(files, hasHoles ? FINDINGS : CLEAN);
    }
    case 'init': {
      const isValues = (path: string) => /\.ya?ml$/.test(path);
      const sources = operands.filter((path) => !isValues(path));
      const files = agents(sources);
      // A shell may have replaced the pattern by the files that it matches.
      const values = [...options.values, ...operands.filter(isValues)];
      const { report, unreadable, isOpen } = initCommand(
        files,
        { out: options.out, values, sources },
        versionsOf(home),
      );
      print(report);
      return exitCode({ unreadable: [...files.unreadable, ...unreadable] }, isOpen ? FINDINGS : CLEAN);
    }
    case 'explain':
      process.stdout.write(explainCommand(operands[0], home));
      return CLEAN;
    default:
      throw new UnusableInput(
        `${command === undefined ? 'no command' : `${printable(command)} is no command${didYouMean(command, COMMANDS)}`}\n\n${USAGE}`,
      );
  }
}

/** Writes a file that the command line names. */
function write({ path, text }: { readonly path: string; readonly text: string }): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UnusableInput(`cannot write ${printable(path)}: ${printable((error as Error).message)}`);
  }
}

/** The versions that an app of this release needs. */
function versionsOf(home: string): Versions {
  const { version, peerDependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    version: string;
    peerDependencies: { [name: string]: string };
  };
  return { own: version, peers: peerDependencies };
}

function manifests(paths: string[], { cluster, context, namespace }: Options, isRendering = true): ManifestFiles {
  if (cluster && paths.length > 0) {
    throw new UnusableInput(`--cluster and ${paths.map(printable).join(', ')}: give one of them`);
  }
  if (!cluster && paths.length === 0) {
    throw new UnusableInput(`name files, folders, or - for the standard input\n\n${USAGE}`);
  }
  const files = cluster ? readCluster({ context, namespace }) : readManifests(paths, isRendering);
  const { objects, unreadable, skipped } = files;
  skipped.forEach((each) => process.stderr.write(`${withoutCiCommands(`skipped ${printable(each)}`)}\n`));
  if (objects.length === 0) {
    throw new UnusableInput(
      unreadable.length > 0
        ? `cannot be read, so nothing was looked at:\n${indented(unreadable)}`
        : `no Kubernetes objects in ${cluster ? ['the cluster', ...files.rendered].map(printable).join('; ') : paths.map(printable).join(', ')}`,
    );
  }
  return files;
}

/** What a picture of changes starts from. */
function oldManifests({ diff, git, operands }: Options): ManifestFiles | undefined {
  if (diff !== undefined && git !== undefined) {
    throw new UnusableInput('--diff and --git: give one of them');
  }
  if (git !== undefined) {
    return readRevision(git, operands);
  }
  return diff === undefined ? undefined : readManifests([diff]);
}

/** Agents below folders, and in files. */
function agents(paths: string[]): AgentFiles {
  if (paths.length === 0) {
    throw new UnusableInput(`name folders or files with agents' code\n\n${USAGE}`);
  }
  const files = readAgents(paths);
  files.notes.forEach(note);
  if (files.agents.length === 0) {
    throw new UnusableInput(
      files.unreadable.length > 0
        ? `cannot be read, and there is nothing else:\n${indented(files.unreadable)}`
        : `no agents in ${paths.map(printable).join(', ')}`,
    );
  }
  return files;
}

/** The exit code after a report. What could not be read is said last, where people look first. */
function exitCode({ unreadable }: { readonly unreadable: string[] }, code: number): number {
  if (unreadable.length === 0) {
    return code;
  }
  complain(`cannot be read, so only the rest was looked at:\n${indented(unreadable)}`);
  return UNUSABLE_INPUT;
}

function indented(lines: string[]): string {
  return lines.map((line) => `  ${printable(line)}`).join('\n');
}

function complain(message: string): void {
  process.stderr.write(`${withoutCiCommands(`cdk8s-mcp-mesh: ${message}`)}\n`);
}

function note(text: string): void {
  process.stderr.write(`${withoutCiCommands(`note: ${printable(text)}`)}\n`);
}

function print(report: string): void {
  process.stdout.write(withoutCiCommands(report));
}
