import { spawnSync } from 'child_process';

/** What came of another program. */
export type ToolResult = { readonly kind: 'output'; readonly text: string } | { readonly kind: 'missing' } | Failure;

export interface Failure {
  readonly kind: 'failed';
  readonly message: string;
}

const MOST_BYTES = 1024 ** 3;
const SECONDS = 120;

/** Runs a program without a shell, and gives up after some time. Arguments from elsewhere must not begin with a dash. */
export function runTool(command: string, args: string[], seconds = SECONDS): ToolResult {
  const { error, status, signal, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: process.env,
    maxBuffer: MOST_BYTES,
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'EACCES') {
    return { kind: 'missing' };
  }
  if (code === 'ETIMEDOUT') {
    return { kind: 'failed', message: `it took longer than ${seconds} seconds` };
  }
  if (error || status !== 0) {
    const said = (stderr ?? '')
      .trim()
      .split('\n')
      .filter((line) => line.trim() !== '');
    // Programs say the cause last, behind warnings.
    return { kind: 'failed', message: error?.message ?? said.pop() ?? `it ended with ${status ?? signal}` };
  }
  return { kind: 'output', text: stdout };
}
