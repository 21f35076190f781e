// Prints lines of tab-separated cells as a table.
import { readFileSync } from 'node:fs';

const rows = [['tool', 'version', 'read', 'verdict'], ...readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => line.split('\t'))];
const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
for (const row of rows) {
  console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}
