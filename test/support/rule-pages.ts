import { readFileSync } from 'fs';
import { join } from 'path';

const folder = join(__dirname, '..', '..', 'docs', 'rules');

/** The page of a rule. */
export function page(id: string): string {
  return readFileSync(join(folder, `${id}.md`), 'utf8');
}

/** The first block of a language under a heading. */
export function block(text: string, heading: string, language: string): string {
  const [, section] = text.split(`\n## ${heading}\n`);
  const [, found] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(section ?? '') ?? [];
  if (found === undefined) {
    throw new Error(`no \`\`\`${language} under "${heading}"`);
  }
  return found;
}

/** The files of agents' code under a heading: blocks that name their file in a comment on the first line. */
export function codeOf(text: string, heading: string): { [path: string]: string } {
  const [, section] = text.split(`\n## ${heading}\n`);
  const blocks = section
    .split('\n## ')[0]
    .matchAll(/^```(?:python|typescript|dockerfile)\n(?:#|\/\/) (\S+)\n([\s\S]*?)^```/gm);
  return Object.fromEntries([...blocks].map(([, path, code]) => [path, `\n${code}`]));
}
