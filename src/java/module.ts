import { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/java';
import { childrenOf, ParsedFile } from '../source/parsed-file';

/** One import of a Java file. */
export interface JavaImport {
  /** `a.b.C`, or `a.b` of `a.b.*`. */
  readonly name: string;
  readonly everything: boolean;
  readonly isStatic: boolean;
}

/** One Java file, parsed. */
export class JavaModule extends ParsedFile {
  public readonly packageName: string;
  public readonly imports: readonly JavaImport[];

  constructor(file: string, text: string) {
    super(file, text, parser.parse(text));
    const top = this.tree.topNode;
    const declared = top.getChild('PackageDeclaration');
    this.packageName = declared ? this.nameIn(declared) : '';
    this.imports = top.getChildren('ImportDeclaration').map((node) => ({
      name: this.nameIn(node),
      everything: node.getChild('Asterisk') !== null,
      isStatic: node.getChild('static') !== null,
    }));
  }

  /** The folder that packages start in, such as `src/main/java`. */
  public get sourceRoot(): string {
    const path = this.packageName.replace(/\./g, '/');
    return path !== '' && (this.folder === path || this.folder.endsWith(`/${path}`))
      ? this.folder.slice(0, -path.length).replace(/\/$/, '')
      : this.folder;
  }

  private nameIn(node: SyntaxNode): string {
    const name = node.getChild('ScopedIdentifier') ?? node.getChild('Identifier');
    return name ? this.textOf(name).replace(/\s/g, '') : '';
  }
}

/** The name that a declaration, an annotation or a type has. */
export function nameOf(module: JavaModule, node: SyntaxNode): string {
  const name =
    node.getChild('Definition') ??
    node.getChild('ScopedIdentifier') ??
    node.getChild('Identifier') ??
    node.getChild('ScopedTypeName') ??
    node.getChild('TypeName');
  return name ? module.textOf(name).replace(/\s/g, '') : '';
}

/** The annotations of a declaration. */
export function annotationsOf(declaration: SyntaxNode): SyntaxNode[] {
  const modifiers = declaration.getChild('Modifiers');
  return modifiers ? childrenOf(modifiers).filter(({ name }) => /Annotation$/.test(name)) : [];
}
