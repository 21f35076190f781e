import { readFileSync } from 'fs';
import { join } from 'path';
import { checkCommand } from './commands/check';
import { explainCommand } from './commands/explain';
import { ManifestFiles, readManifests } from './manifest-files';
import { Options, parseOptions, UnusableInput, USAGE } from './options';

const CLEAN = 0;
const FINDINGS = 1;
const UNUSABLE_INPUT = 2;

/** Runs the command line. Returns the exit code; nothing is written but the report. */
export async function main(args: string[], home: string): Promise<number> {
  process.stdout.off('error', ignoreClosedPipe).on('error', ignoreClosedPipe);
  try {
    return await run(parseOptions(args, process.stdout.isTTY), home);
  } catch (error) {
    if (error instanceof UnusableInput) {
      process.stderr.write(`cdk8s-mcp-mesh: ${error.message}\n`);
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
      const { report, hasFindings } = checkCommand(manifests(operands), options, version);
      process.stdout.write(report);
      return hasFindings ? FINDINGS : CLEAN;
    }
    case 'graph': {
      // Loaded only if a picture is asked for: its layout is the largest part of the package.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { graphCommand }: typeof import('./commands/graph') = require('./commands/graph');
      process.stdout.write(await graphCommand(manifests(operands), options));
      return CLEAN;
    }
    case 'explain':
      process.stdout.write(explainCommand(operands[0], home));
      return CLEAN;
    default:
      throw new UnusableInput(`${command === undefined ? 'no command' : `${command} is no command`}\n\n${USAGE}`);
  }
}

function manifests(paths: string[]): ManifestFiles {
  if (paths.length === 0) {
    throw new UnusableInput(`name files, folders, or - for the standard input\n\n${USAGE}`);
  }
  const files = readManifests(paths);
  if (files.unreadable.length > 0) {
    const list = files.unreadable.map((each) => `  ${each}`).join('\n');
    throw new UnusableInput(`cannot be read, so nothing was looked at:\n${list}`);
  }
  files.skipped.forEach((each) => process.stderr.write(`skipped ${each}\n`));
  if (files.objects.length === 0) {
    throw new UnusableInput(`no Kubernetes objects in ${paths.join(', ')}`);
  }
  return files;
}
