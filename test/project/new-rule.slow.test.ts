import { spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { newRule } from '../../projenrc/new-rule';

/* The test that `npm run new-rule <id>` makes, run by Jest in a folder of its own. */

const root = join(__dirname, '..', '..');

test('it runs, and fails until somebody says what the rule finds', () => {
  const folder = mkdtempSync(join(tmpdir(), 'new-rule-'));
  try {
    ['src/rules', 'test/rules', 'docs/rules'].forEach((each) => mkdirSync(join(folder, each), { recursive: true }));
    newRule('probe-without-timeout', folder);
    symlinkSync(join(root, 'test', 'support'), join(folder, 'test', 'support'));
    const config = {
      rootDir: folder,
      testMatch: ['<rootDir>/test/rules/*.test.ts'],
      transform: { '\\.ts$': [require.resolve('ts-jest'), { tsconfig: join(root, 'test', 'tsconfig.json') }] },
    };
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--json', '--config', JSON.stringify(config)],
      { encoding: 'utf8', cwd: folder },
    );
    const [{ assertionResults }] = JSON.parse(stdout).testResults;
    expect(
      assertionResults.map(({ title, status: result }: { title: string; status: string }) => [title, result]),
    ).toEqual([
      ['what it finds', 'failed'],
      ['what it leaves alone', 'passed'],
    ]);
    expect(status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
