import { SyntaxNode, Tree } from '@lezer/common';
import { Place } from './place';

/** One file of code, parsed. */
export class ParsedFile {
  private readonly lineStarts: number[] = [0];

  /**
   * @param file its path below the root
   * @param text what is in it
   * @param tree the tree of the text
   */
  constructor(
    public readonly file: string,
    public readonly text: string,
    public readonly tree: Tree,
  ) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.lineStarts.push(at + 1);
    }
  }

  /** The folder that the file is in, below the root. */
  public get folder(): string {
    return this.file.includes('/') ? this.file.slice(0, this.file.lastIndexOf('/')) : '';
  }

  public textOf({ from, to }: { readonly from: number; readonly to: number }): string {
    return this.text.slice(from, to);
  }

  public placeOf({ from }: { readonly from: number }): Place {
    let low = 0;
    let high = this.lineStarts.length;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.lineStarts[middle] <= from) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return { file: this.file, line: low + 1 };
  }

  /** A part of the text as a message shows it. */
  public excerpt(node: SyntaxNode): string {
    const text = this.textOf(node).replace(/\s+/g, ' ');
    return text.length > 60 ? `${text.slice(0, 57)}...` : text;
  }

  /** Whether a place in the text is a comment or a string. */
  public isQuoted(position: number): boolean {
    const node = this.tree.resolveInner(position, 1);
    return /Comment|String|TextBlock|CharacterLiteral/.test(node.name) && node.name !== 'Interpolation';
  }
}

/** The children of a node without comments, which grammars put everywhere. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!child.name.endsWith('Comment')) {
      children.push(child);
    }
  }
  return children;
}

/** Whether the parser did not understand a part of a node. */
export function hasError(node: SyntaxNode): boolean {
  let found = false;
  node.cursor().iterate(({ type }) => {
    found ||= type.isError;
    return !found;
  });
  return found;
}
