import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join, normalize } from 'path';

/* A link to a part of a page names a heading that the page has, as GitHub makes anchors of headings. */

const root = join(__dirname, '..', '..');

const withoutCode = (text: string) => text.replace(/^ *```[\s\S]*?^ *```/gm, '');

function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replace(/ /g, '-');
}

const anchorsIn = (text: string) =>
  new Set([...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading)));

/** The links of a page that name a heading which is not there. */
function broken(file: string, pages: Map<string, string>): string[] {
  return [...withoutCode(pages.get(file)!).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)/g)].flatMap(
    ([, path, anchor]) => {
      const target = path === '' ? file : normalize(join(file, '..', path));
      const page = pages.get(target);
      return page === undefined || anchorsIn(page).has(anchor) ? [] : [`${file} → ${path}#${anchor}`];
    },
  );
}

test('links lead to headings', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => file !== 'API.md');
  const pages = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  expect(pages.size).toBeGreaterThan(40);
  expect(files.flatMap((file) => broken(file, pages))).toEqual([]);
});

test('a link to a heading that is not there is found, and one in code is not a link', () => {
  const pages = new Map([
    ['a/one.md', '# One\n\n[two](../two.md#the-end) [here](#two)\n\n```md\n[x](#nowhere)\n```\n'],
    ['two.md', '# Two\n\n## The `end`!\n'],
  ]);
  expect(broken('a/one.md', pages)).toEqual(['a/one.md → #two']);
});
