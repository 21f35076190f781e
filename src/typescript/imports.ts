import { SyntaxNode } from '@lezer/common';

import { unescaped } from '../source/escapes';
import { childrenOf, ParsedFile } from '../source/parsed-file';

/** One import of a module: `import`, `export … from`, `require()` or `import()`. */
export interface ScriptImport {
  readonly node: SyntaxNode;
  /** What is imported: `./tools.js` or a package. Nothing if the text does not show it. */
  readonly from?: string;
  /** Whether it is for types alone, so that nothing is run. */
  readonly isType: boolean;
  /** In `export * from` and `export { x } from`: what is exported on. */
  readonly exports?: 'everything' | ReadonlyMap<string, string>;
}

/** The imports of a module, wherever they stand. */
export function importsOf(module: ParsedFile): ScriptImport[] {
  const imports: ScriptImport[] = [];
  module.tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'ImportDeclaration') {
        const from = node.getChild('String');
        const isType = /^import\s+type\b(?!\s*(?:,|from\b))/.test(module.textOf(node).slice(0, 60));
        imports.push({ node, from: from ? literal(module, from) : undefined, isType });
        return false;
      }
      if (name === 'ExportDeclaration' && node.getChild('String') && node.getChild('from')) {
        imports.push(exported(module, node));
        return false;
      }
      if (name === 'DynamicImport' || (name === 'CallExpression' && isRequire(module, node))) {
        imports.push({ node, from: argument(module, node), isType: false });
      }
      return undefined;
    },
  });
  return imports;
}

function exported(module: ParsedFile, node: SyntaxNode): ScriptImport {
  const group = node.getChild('ExportGroup');
  const names = new Map<string, string>();
  const parts = group ? childrenOf(group).filter(({ name }) => !/^[{},]$/.test(name)) : [];
  for (const [i, part] of parts.entries()) {
    if (part.name !== 'as' && parts[i - 1]?.name !== 'as') {
      const as = parts[i + 1]?.name === 'as' ? parts[i + 2] : part;
      names.set(module.textOf(as), module.textOf(part));
    }
  }
  const isType = node.getChild('type') !== null;
  const from = literal(module, node.getChild('String')!);
  return { node, from, isType, exports: group ? names : 'everything' };
}

function isRequire(module: ParsedFile, node: SyntaxNode): boolean {
  const callee = node.firstChild!;
  return callee.name === 'VariableName' && module.textOf(callee) === 'require';
}

function argument(module: ParsedFile, node: SyntaxNode): string | undefined {
  const list = node.getChild('ArgList') ?? node;
  const given = childrenOf(list).find(({ name }) => !/^(import|[(),])$/.test(name));
  return given?.name === 'String' ? literal(module, given) : undefined;
}

export function literal(module: ParsedFile, node: SyntaxNode): string {
  return unescaped(module.textOf(node).slice(1, -1));
}
