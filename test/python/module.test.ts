import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { PythonModule } from '../../src/python/module';
import { stringValue } from '../../src/python/strings';

// Its types are those of an ES module.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { parse, walk } = require('py-ast') as { parse(code: string): object; walk(tree: object): Iterable<object> };

/* Another reader of Python, whose trees equal CPython's, says what strings and decorators are in the files of the corpus. */

const CORPUS = join(__dirname, '..', 'reader', 'corpus', 'python');

const files = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.py') && file !== 'syntax-inside.py')
  .sort();

interface Node {
  readonly nodeType: string;
  readonly lineno: number;
  readonly value?: unknown;
  /** Only of strings: an ellipsis has none. */
  readonly quote_style?: string;
  readonly decorator_list?: Node[];
}

const nodes = (code: string) => [...walk(parse(code))] as Node[];

/** The strings of a file, joined where Python joins them, and the lines of its decorators. */
function ours(code: string): { strings: string[]; decorators: number[] } {
  const module = new PythonModule('x.py', code);
  const strings: string[] = [];
  const decorators: number[] = [];
  module.tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'Decorator') {
        decorators.push(module.placeOf(node).line);
      }
      if (name === 'FormatString' && node.getChild('FormatReplacement')) {
        return false;
      }
      if (name === 'ContinuedString' || name === 'String' || name === 'FormatString') {
        const parts =
          name === 'ContinuedString' ? [...node.getChildren('String'), ...node.getChildren('FormatString')] : [node];
        strings.push(parts.map((part) => stringValue(module.textOf(part))).join(''));
        return false;
      }
      return undefined;
    },
  });
  return { strings: strings.sort(), decorators: decorators.sort((a, b) => a - b) };
}

test.each(files)('%s has the strings and decorators that another parser finds', (file) => {
  const code = readFileSync(join(CORPUS, file), 'utf8');
  const all = nodes(code);
  const formatted = new Set(
    all.filter(({ nodeType }) => nodeType === 'JoinedStr').flatMap((each) => [...walk(each)] as Node[]),
  );
  const strings = all
    .filter((node) => node.nodeType === 'Constant' && node.quote_style !== undefined && !formatted.has(node))
    .map(({ value }) => String(value));
  const decorators = all.flatMap((node) => (node.decorator_list ?? []).map(({ lineno }) => lineno));
  expect(ours(code)).toEqual({ strings: strings.sort(), decorators: decorators.sort((a, b) => a - b) });
});
