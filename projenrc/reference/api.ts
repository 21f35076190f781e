import { join } from 'path';
import * as ts from 'typescript';

/* What the library exports, read from the sources with the TypeScript compiler: names, types and docstrings. */

const root = join(__dirname, '..', '..');

export interface Docs {
  readonly text: string;
  readonly defaultValue?: string;
  readonly example?: string;
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly docs: Docs;
}

export interface Callable {
  readonly name: string;
  readonly parameters: Field[];
  readonly returns?: string;
  readonly docs: Docs;
}

export interface ApiClass {
  readonly name: string;
  readonly abstract: boolean;
  readonly docs: Docs;
  readonly construction?: Callable;
  readonly functions: Callable[];
  readonly methods: Callable[];
  readonly constants: Field[];
  readonly properties: Field[];
}

/** A struct has fields; an enum has members, whose type is empty; an interface may have methods, too. */
export interface ApiType {
  readonly name: string;
  readonly kind: 'struct' | 'enum' | 'interface';
  readonly docs: Docs;
  readonly fields: Field[];
  readonly methods: Callable[];
}

export interface Api {
  readonly classes: Map<string, ApiClass>;
  readonly types: Map<string, ApiType>;
}

/** The exports of src/index.ts. Packages are not resolved: their types are shown by the names that the sources use. */
export function readApi(entry = join(root, 'src', 'index.ts')): Api {
  const options: ts.CompilerOptions = { noLib: true, types: [], target: ts.ScriptTarget.ES2022 };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, file) =>
    literals.map(({ text }) => ({
      resolvedModule: text.startsWith('.')
        ? { resolvedFileName: `${join(file, '..', text)}.ts`, extension: ts.Extension.Ts }
        : undefined,
    }));
  const program = ts.createProgram([entry], options, host);
  return new Reader(program.getTypeChecker()).read(program.getSourceFile(entry)!);
}

class Reader {
  public constructor(private readonly checker: ts.TypeChecker) {}

  public read(index: ts.SourceFile): Api {
    const api: Api = { classes: new Map(), types: new Map() };
    for (const exported of this.checker.getExportsOfModule(this.checker.getSymbolAtLocation(index)!)) {
      const symbol = exported.declarations?.some(ts.isExportSpecifier)
        ? this.checker.getAliasedSymbol(exported)
        : exported;
      const declaration = symbol.declarations?.[0];
      if (declaration && ts.isClassDeclaration(declaration)) {
        api.classes.set(symbol.name, this.classOf(symbol, declaration));
      } else if (declaration && (ts.isInterfaceDeclaration(declaration) || ts.isEnumDeclaration(declaration))) {
        api.types.set(symbol.name, this.typeOf(symbol, declaration));
      }
    }
    return api;
  }

  private classOf(symbol: ts.Symbol, declaration: ts.ClassDeclaration): ApiClass {
    const statics = [...(symbol.exports?.values() ?? [])].filter(isPublic);
    const members = this.membersOf(symbol);
    return {
      name: symbol.name,
      abstract: hasModifier(declaration, ts.SyntaxKind.AbstractKeyword),
      docs: this.docsOf(symbol),
      construction: this.constructionOf(declaration),
      functions: statics.flatMap((each) => this.callable(each)),
      constants: statics
        .filter(({ valueDeclaration: d }) => d && ts.isPropertyDeclaration(d))
        .map((each) => this.field(each)),
      methods: members.flatMap((each) => this.callable(each)),
      properties: members.filter(isValue).map((each) => this.field(each)),
    };
  }

  private typeOf(symbol: ts.Symbol, declaration: ts.InterfaceDeclaration | ts.EnumDeclaration): ApiType {
    const enumeration = ts.isEnumDeclaration(declaration);
    const members = enumeration ? [...symbol.exports!.values()] : this.membersOf(symbol);
    const methods = members.flatMap((each) => this.callable(each));
    return {
      name: symbol.name,
      kind: enumeration ? 'enum' : /^I[A-Z]/.test(symbol.name) ? 'interface' : 'struct',
      docs: this.docsOf(symbol),
      fields: members.filter((each) => enumeration || isValue(each)).map((each) => this.field(each)),
      methods,
    };
  }

  /** What the class or interface has, what it inherits among it. */
  private membersOf(symbol: ts.Symbol): ts.Symbol[] {
    return this.checker.getPropertiesOfType(this.checker.getDeclaredTypeOfSymbol(symbol)).filter(isPublic);
  }

  /** The constructor of the class, or else that of the nearest base that has one. */
  private constructionOf(declaration: ts.ClassDeclaration): Callable | undefined {
    const own = declaration.members.find((member) => ts.isConstructorDeclaration(member));
    if (own) {
      return hidden(own) ? undefined : this.signature('constructor', own, docsOfNode(own));
    }
    const base = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    const type = base && this.checker.getTypeAtLocation(base);
    const [found] = type?.symbol?.declarations ?? [];
    return found && ts.isClassDeclaration(found) ? this.constructionOf(found) : undefined;
  }

  private callable(symbol: ts.Symbol): Callable[] {
    const declaration = symbol.valueDeclaration;
    return declaration && (ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration))
      ? [this.signature(symbol.name, declaration, this.docsOf(symbol))]
      : [];
  }

  private signature(name: string, declaration: ts.SignatureDeclaration, docs: Docs): Callable {
    return {
      name,
      docs,
      returns: declaration.type && declaration.type.getText() !== 'void' ? declaration.type.getText() : undefined,
      parameters: declaration.parameters.map((parameter) => ({
        name: parameter.name.getText(),
        type: parameter.type?.getText() ?? '',
        optional: parameter.questionToken !== undefined || parameter.initializer !== undefined,
        docs: { text: textOf(ts.getJSDocParameterTags(parameter)[0]?.comment) },
      })),
    };
  }

  private field(symbol: ts.Symbol): Field {
    const declaration = symbol.valueDeclaration as ts.PropertyDeclaration | undefined;
    return {
      name: symbol.name,
      type: (declaration?.type?.getText() ?? '').replace(/\s+/g, ' '),
      optional: declaration?.questionToken !== undefined,
      docs: this.docsOf(symbol),
    };
  }

  private docsOf(symbol: ts.Symbol): Docs {
    const tag = (name: string) =>
      symbol
        .getJsDocTags(this.checker)
        .find((each) => each.name === name)
        ?.text?.map(({ text }) => text)
        .join('');
    return {
      text: ts.displayPartsToString(symbol.getDocumentationComment(this.checker)),
      defaultValue: tag('default'),
      example: tag('example'),
    };
  }
}

function docsOfNode(node: ts.Node): Docs {
  return { text: textOf(ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.comment) };
}

function textOf(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  return (ts.getTextOfJSDocComment(comment) ?? '').replace(/^- /, '');
}

function hasModifier(declaration: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(declaration) && (ts.getModifiers(declaration) ?? []).some((each) => each.kind === kind);
}

function hidden(declaration: ts.Node): boolean {
  return (
    hasModifier(declaration, ts.SyntaxKind.PrivateKeyword) ||
    hasModifier(declaration, ts.SyntaxKind.ProtectedKeyword) ||
    ts.getJSDocTags(declaration).some((tag) => tag.tagName.text === 'internal')
  );
}

function isPublic({ name, declarations }: ts.Symbol): boolean {
  return !name.startsWith('_') && name !== 'prototype' && declarations !== undefined && !hidden(declarations[0]);
}

function isValue({ valueDeclaration: declaration }: ts.Symbol): boolean {
  return (
    declaration !== undefined &&
    (ts.isPropertyDeclaration(declaration) ||
      ts.isPropertySignature(declaration) ||
      ts.isGetAccessorDeclaration(declaration))
  );
}
