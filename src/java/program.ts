import { SyntaxNode } from '@lezer/common';
import { JavaModule, nameOf } from './module';
import { childrenOf } from '../source/parsed-file';
import { SourceTree } from '../source/source-tree';

/** A class, interface, enum or record, and the file that it is in. */
export interface JavaType {
  readonly module: JavaModule;
  readonly node: SyntaxNode;
}

/** The files of an agent, and the types in them. */
export class JavaProgram {
  private readonly modules = new Map<string, JavaModule>();

  constructor(private readonly tree: SourceTree) {}

  public load(file: string): JavaModule {
    let module = this.modules.get(file);
    if (!module) {
      module = new JavaModule(file, this.tree.read(file));
      this.modules.set(file, module);
    }
    return module;
  }

  /** A type by the name that a file has for it: its own, an imported one, one of its package. */
  public type(from: JavaModule, name: string): JavaType | undefined {
    const [first, ...nested] = name.split('.');
    const own = typesIn(from).find((each) => nameOf(from, each.node) === first);
    const found = own ?? this.imported(from, first) ?? this.qualified(from, name);
    return found && nested.length > 0 && found !== undefined ? (this.inner(found, nested) ?? found) : found;
  }

  /** The constant that a name means in a class or, by a static import, elsewhere. */
  public constant(from: JavaModule, at: SyntaxNode, name: string): { type: JavaType; value: SyntaxNode } | undefined {
    for (let around: SyntaxNode | null = at; around; around = around.parent) {
      if (/^(Class|Interface|Enum|Record)Declaration$/.test(around.name)) {
        const type = { module: from, node: around };
        const value = this.fieldOf(type, name, 0);
        if (value) {
          return value;
        }
      }
    }
    for (const each of from.imports.filter(({ isStatic }) => isStatic)) {
      const owner = each.everything ? each.name : each.name.slice(0, each.name.lastIndexOf('.'));
      const type = each.everything || each.name.endsWith(`.${name}`) ? this.qualified(from, owner) : undefined;
      const value = type && this.fieldOf(type, name, 0);
      if (value) {
        return value;
      }
    }
    return undefined;
  }

  /** A constant of a type, its supertypes included. */
  public fieldOf(type: JavaType, name: string, depth: number): { type: JavaType; value: SyntaxNode } | undefined {
    const { module, node } = type;
    const isInterface = node.name === 'InterfaceDeclaration';
    for (const field of bodyOf(node).filter(({ name: kind }) => /^(Field|Constant)Declaration$/.test(kind))) {
      const isConstant = isInterface || field.getChild('Modifiers')?.getChild('final');
      for (const declarator of field.getChildren('VariableDeclarator')) {
        if (nameOf(module, declarator) === name && declarator.getChild('AssignOp')) {
          return isConstant ? { type, value: declarator.lastChild! } : undefined;
        }
      }
    }
    for (const supertype of depth < 10 ? this.supertypes(type) : []) {
      const found = this.fieldOf(supertype, name, depth + 1);
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  /** The supertypes of a type that are in the folder. */
  public supertypes({ module, node }: JavaType): JavaType[] {
    const names: string[] = [];
    for (const clause of childrenOf(node).filter(({ name }) =>
      /^(Superclass|SuperInterfaces|ExtendsInterfaces)$/.test(name),
    )) {
      clause.cursor().iterate((each) => {
        if (each.name === 'TypeName' || each.name === 'ScopedTypeName') {
          names.push(module.textOf(each));
          return false;
        }
        return each.name !== 'TypeArguments';
      });
    }
    return names.flatMap((name) => this.type(module, name) ?? []);
  }

  private imported(from: JavaModule, name: string): JavaType | undefined {
    const single = from.imports.find((each) => !each.isStatic && !each.everything && each.name.endsWith(`.${name}`));
    if (single) {
      return this.qualified(from, single.name);
    }
    const packages = [
      from.packageName,
      ...from.imports.filter((each) => each.everything && !each.isStatic).map((each) => each.name),
    ];
    for (const each of packages) {
      const found = this.qualified(from, each === '' ? name : `${each}.${name}`);
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  /** A type by its whole name: nested types are in the file of the outer one. */
  private qualified(from: JavaModule, name: string): JavaType | undefined {
    const parts = name.split('.');
    for (let outer = parts.length; outer > 0; outer--) {
      const path = [from.sourceRoot, ...parts.slice(0, outer)].filter((part) => part !== '').join('/');
      const file = `${path}.java`;
      if (this.tree.hasFile(file) && this.tree.isInside(file)) {
        const module = this.load(file);
        const node = typesIn(module).find((each) => nameOf(module, each.node) === parts[outer - 1]);
        return node && (outer === parts.length ? node : this.inner(node, parts.slice(outer)));
      }
    }
    return undefined;
  }

  private inner({ module, node }: JavaType, [name, ...rest]: readonly string[]): JavaType | undefined {
    const found = bodyOf(node).find(
      (each) => /^(Class|Interface|Enum|Record)Declaration$/.test(each.name) && nameOf(module, each) === name,
    );
    const type = found && { module, node: found };
    return type && rest.length > 0 ? this.inner(type, rest) : type;
  }
}

/** The types of a file, nested ones included. */
export function typesIn(module: JavaModule): JavaType[] {
  const types: JavaType[] = [];
  module.tree.iterate({
    enter: ({ name, node }) => {
      if (/^(Class|Interface|Enum|Record)Declaration$/.test(name)) {
        types.push({ module, node });
      }
      return name !== 'Block';
    },
  });
  return types;
}

/** What is declared in the body of a type. */
export function bodyOf(type: SyntaxNode): SyntaxNode[] {
  const body = childrenOf(type).find(({ name }) => /^(Class|Interface|Enum|Record)Body$/.test(name));
  return body ? childrenOf(body) : [];
}
