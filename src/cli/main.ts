import { readFileSync } from 'fs';
import { join } from 'path';
import { checkCommand } from './commands/check';
import { explain } from './commands/explain';
import { Options, options, UnusableInput, USAGE } from './options';
import { read, Reading } from './read-manifests';

const CLEAN = 0;
const FINDINGS = 1;
const UNUSABLE = 2;

/** Runs the command line. Returns the exit code; nothing is written but the report. */
export async function main(args: string[], home: string): Promise<number> {
  process.stdout.off('error', unlessRead).on('error', unlessRead);
  try {
    return await run(options(args, process.stdout.isTTY), home);
  } catch (error) {
    if (error instanceof UnusableInput) {
      process.stderr.write(`cdk8s-mcp-mesh: ${error.message}\n`);
      return UNUSABLE;
    }
    throw error;
  }
}

/** Whoever reads the report may have seen enough of it, such as `head`. */
function unlessRead(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
}

async function run(given: Options, home: string): Promise<number> {
  const { command, rest, help, version } = given;
  const own = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version;
  if (version || help) {
    process.stdout.write(version ? `${own}\n` : USAGE);
    return CLEAN;
  }
  if (command === 'explain') {
    process.stdout.write(explain(rest[0], home));
    return CLEAN;
  }
  if (command === 'check') {
    const { output, clean } = checkCommand(readAll(rest), given, own);
    process.stdout.write(output);
    return clean ? CLEAN : FINDINGS;
  }
  if (command === 'graph') {
    // Loaded by those who draw: laying out is the largest part of the package.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { graphCommand }: typeof import('./commands/graph') = require('./commands/graph');
    process.stdout.write(await graphCommand(readAll(rest), given));
    return CLEAN;
  }
  throw new UnusableInput(`${command === undefined ? 'no command' : `${command} is no command`}\n\n${USAGE}`);
}

function readAll(paths: string[]): Reading {
  if (paths.length === 0) {
    throw new UnusableInput(`name files, folders, or - for the standard input\n\n${USAGE}`);
  }
  const reading = read(paths);
  if (reading.unusable.length > 0) {
    throw new UnusableInput(
      `cannot be read, so nothing was looked at:\n${reading.unusable.map((each) => `  ${each}`).join('\n')}`,
    );
  }
  reading.skipped.forEach((each) => process.stderr.write(`skipped ${each}\n`));
  if (reading.objects.length === 0) {
    throw new UnusableInput(`no Kubernetes objects in ${paths.join(', ')}`);
  }
  return reading;
}
