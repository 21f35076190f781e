import { readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Half, LAYERS } from './layers';

/*
 * The table of modules in docs/design.md, made from the folders of src/. `npm run docs:modules` writes it; a test compares.
 */

const root = join(__dirname, '..');

export const DESIGN = join(root, 'docs', 'design.md');

const BEGIN = '<!-- modules: begin (npm run docs:modules) -->\n';
const END = '<!-- modules: end -->\n';

const HALVES: { [half in Half]: string } = {
  shared: 'Both halves use these.',
  writing: 'What writes manifests:',
  reading: 'What reads manifests of any tool. It loads neither cdk8s nor cdk8s-plus-28:',
  both: 'What connects the two:',
};

/** The table as the folders are now. */
export function moduleTable(): string {
  return Object.entries(HALVES)
    .map(([half, title]) => {
      const rows = LAYERS.filter((layer) => layer.half === half).map(
        ({ folder, holds }) => `| \`${folder}/\` | ${holds} | ${filesOf(folder)} |`,
      );
      return `${title}\n\n| Folder | What it holds | Files |\n|---|---|---|\n${rows.join('\n')}\n`;
    })
    .join('\n');
}

function filesOf(folder: string): string {
  const files = readdirSync(join(root, 'src', folder), { withFileTypes: true });
  const names = files
    .map((file) => (file.isDirectory() ? `${file.name}/` : file.name.replace(/\.ts$/, '')))
    .sort()
    .map((name) => `\`${name}\``);
  return folder === 'rules' ? `${names.length} files; see [the list of rules](rules/README.md)` : names.join(' · ');
}

/** The table between its marks in a document, and the document with another one there. */
export function tableIn(document: string): string {
  const [, table] = document.split(BEGIN);
  return table?.split(END)[0];
}

export function withTable(document: string, table: string): string {
  const [before, rest] = document.split(BEGIN);
  return `${before}${BEGIN}${table}${END}${rest.split(END)[1]}`;
}

if (require.main === module) {
  writeFileSync(DESIGN, withTable(readFileSync(DESIGN, 'utf8'), moduleTable()));
}
