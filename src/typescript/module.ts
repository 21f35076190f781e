import { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/javascript';
import { ParsedFile } from '../source/parsed-file';

const TYPESCRIPT = parser.configure({ dialect: 'ts' });
const WITH_JSX = parser.configure({ dialect: 'ts jsx' });

/** One file of TypeScript or JavaScript, parsed. */
export class ScriptModule extends ParsedFile {
  constructor(file: string, text: string) {
    super(file, text, (/x$/.test(file) ? WITH_JSX : TYPESCRIPT).parse(text));
  }
}

/** An expression without what changes only its type, parentheses and `await`: `(x as const)!` is `x`. */
export function bare(node: SyntaxNode): SyntaxNode {
  if (node.name === 'ParenthesizedExpression' || node.name === 'AwaitExpression') {
    const inner = node.firstChild?.nextSibling;
    return inner ? bare(inner) : node;
  }
  const second = node.firstChild?.nextSibling;
  if (node.name === 'BinaryExpression' && (second?.name === 'as' || second?.name === 'satisfies')) {
    return bare(node.firstChild!);
  }
  return node.name === 'PostfixExpression' && node.firstChild ? bare(node.firstChild) : node;
}
