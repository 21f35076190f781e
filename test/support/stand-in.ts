import { chmodSync, mkdirSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';

const { PATH } = process.env;

/**
 * Puts programs of the working folder before all others, or instead of them, by name: each is the body of a function of its arguments, which
 * may `print`, `complain` and `exit`. They leave their arguments in `<name>.args`.
 */
export function standIns(programs: { [name: string]: string }, isAlone: boolean = true): void {
  const folder = join(process.cwd(), '.bin');
  mkdirSync(folder, { recursive: true });
  for (const [name, body] of Object.entries(programs)) {
    const script = [
      `#!${process.execPath}`,
      `const args = process.argv.slice(2);`,
      `require('fs').appendFileSync(${JSON.stringify(join(process.cwd(), `${name}.args`))}, JSON.stringify(args) + '\\n');`,
      `const print = (text) => process.stdout.write(text);`,
      `const complain = (text) => { process.stderr.write(text); process.exitCode = 1; };`,
      body,
    ];
    writeFileSync(join(folder, name), script.join('\n'));
    chmodSync(join(folder, name), 0o755);
  }
  process.env.PATH = isAlone ? folder : `${folder}${delimiter}${PATH}`;
}

/** For `afterEach`. */
export function removeStandIns(): void {
  process.env.PATH = PATH;
}
