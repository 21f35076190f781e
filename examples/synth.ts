import { spawnSync } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import { parse, parseAllDocuments } from 'yaml';

/**
 * Synthesises the examples that are named on the command line, each as a user would (`cdk8s synth` beside its
 * cdk8s.yaml), and lists what was written.
 */
const root = join(__dirname, '..');
const rows: string[][] = [['example', 'file', 'objects', 'lines']];

for (const name of process.argv.slice(2)) {
  const folder = join(root, 'examples', name);
  const run = spawnSync('npx', ['cdk8s', 'synth', '--no-check-upgrade'], { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) {
    process.stderr.write(`${run.stdout}${run.stderr}\ncdk8s synth failed in ${relative(root, folder)}\n`);
    process.exit(run.status ?? 1);
  }
  const manifests = join(folder, parse(readFileSync(join(folder, 'cdk8s.yaml'), 'utf8')).output);
  const written = readdirSync(manifests, { recursive: true, encoding: 'utf8' });
  for (const file of written.filter((each) => each.endsWith('.yaml')).sort()) {
    const text = readFileSync(join(manifests, file), 'utf8');
    rows.push([
      name,
      relative(root, join(manifests, file)),
      String(parseAllDocuments(text).length),
      String(text.split('\n').length - 1),
    ]);
  }
}

const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
console.log(
  `\n${rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}`,
);
