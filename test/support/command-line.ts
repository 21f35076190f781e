import { join } from 'path';
import { main } from '../../src/cli/main';

const home = join(__dirname, '..', '..');

/** Runs the command line: what goes to which stream, and the exit code. */
export async function commandLine(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const streams = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((said.out += text))),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((said.err += text))),
  ];
  try {
    return { code: await main(args, home), ...said };
  } finally {
    streams.forEach((each) => each.mockRestore());
  }
}
