import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { ALL_RULES } from '../../src/rules/all-rules';

/*
 * Words that readers of the documents had to read twice. What to write instead: if for where, the standard term for who or
 * what it is, and the active voice.
 */

const UNCLEAR: RegExp[] = [
  /\bwhoever\b/i,
  /\b(?:is|are|was|were|been) told\b/i,
  /\bwhat is no\b/i,
  /\banew\b/i,
  /\basks? nobody\b/i,
  /\b(?:is|are) yours\b/i,
  /\b(?:is|are) said\b/i,
  /\bsomebody else\b/i,
];

const root = join(__dirname, '..', '..');

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file));
}

/** The lines of a text that have one of the words. */
function unclearIn(name: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      UNCLEAR.some((word) => word.test(line)) ? [`${name}:${index + 1}: ${line.trim()}`] : [],
    );
}

const examples = readdirSync(join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => markdownIn(join('examples', name)));

test.each(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...markdownIn('docs'), ...examples])('%s', (file) => {
  expect(unclearIn(file, readFileSync(join(root, file), 'utf8'))).toEqual([]);
});

test('titles of rules, which reports and editors show', () => {
  expect(ALL_RULES.flatMap(({ id, title }) => unclearIn(id, title))).toEqual([]);
});

test('a sentence with such a word is found, with its line', () => {
  expect(unclearIn('page.md', 'One line.\nWhoever reads this is told so.')).toEqual([
    'page.md:2: Whoever reads this is told so.',
  ]);
});
