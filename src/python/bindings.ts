import { SyntaxNode } from '@lezer/common';
import { parseImport, PythonImport } from './imports';
import { PythonModule } from './module';
import { childrenOf } from '../source/parsed-file';

/** What one statement binds a name to. */
export type Binding =
  | { readonly kind: 'import'; readonly from: PythonImport; readonly member?: string }
  | { readonly kind: 'value'; readonly node: SyntaxNode }
  | { readonly kind: 'class'; readonly node: SyntaxNode }
  /** A function, the variable of a loop and the like. */
  | { readonly kind: 'other' };

export interface Bound {
  readonly binding: Binding;
  /** Whether a condition, a loop or an exception decides about it. */
  readonly conditional: boolean;
}

/** What the names of one module are bound to, and what it imports. */
export class Bindings {
  /** Imports, wherever they stand. */
  public readonly imports: { readonly statement: PythonImport; readonly node: SyntaxNode }[] = [];
  private readonly names = new Map<string, Bound[]>();

  /**
   * @param module whose names
   * @param isMain whether Python runs the module as the program, and with it `if __name__ == "__main__":`
   */
  constructor(
    private readonly module: PythonModule,
    private readonly isMain: boolean,
  ) {
    this.readBlock(module.tree.topNode, { conditional: false, inner: false });
  }

  public of(name: string): readonly Bound[] {
    return this.names.get(name) ?? [];
  }

  /** Names that something is imported as. */
  public get importedNames(): string[] {
    return [...this.names].flatMap(([name, all]) =>
      all.some(({ binding }) => binding.kind === 'import') ? [name] : [],
    );
  }

  public get all(): Iterable<string> {
    return this.names.keys();
  }

  private readBlock(block: SyntaxNode, place: Surroundings): void {
    for (let statement = block.firstChild; statement; statement = statement.nextSibling) {
      this.readStatement(statement, place);
    }
  }

  private readStatement(node: SyntaxNode, place: Surroundings): void {
    switch (node.name) {
      case 'ImportStatement':
        return this.readImport(node, place);
      case 'AssignStatement':
        return this.readAssignment(node, place);
      case 'StatementGroup':
        return this.readBlock(node, place);
      case 'DecoratedStatement':
        return this.readStatement(node.lastChild!, place);
      case 'ClassDefinition':
      case 'FunctionDefinition':
        return this.readDefinition(node, place);
      case 'IfStatement':
        return this.readCondition(node, place);
      case 'ForStatement':
      case 'WithStatement':
        this.bindTargets(node, place);
        return this.readBodies(node, { ...place, conditional: place.conditional || node.name === 'ForStatement' });
      case 'TryStatement':
      case 'WhileStatement':
      case 'MatchStatement':
      case 'MatchBody':
      case 'MatchClause':
        return this.readBodies(node, { ...place, conditional: true });
      default:
    }
  }

  private readBodies(node: SyntaxNode, place: Surroundings): void {
    for (const child of childrenOf(node)) {
      if (child.name === 'Body') {
        this.readBlock(child, place);
      } else if (child.name === 'MatchBody' || child.name === 'MatchClause') {
        this.readBodies(child, place);
      }
    }
  }

  private readCondition(node: SyntaxNode, place: Surroundings): void {
    const isMainBlock = isMainCondition(this.module, node);
    if (isMainBlock && !this.isMain) {
      return;
    }
    this.readBodies(node, { ...place, conditional: place.conditional || !isMainBlock });
  }

  private readDefinition(node: SyntaxNode, place: Surroundings): void {
    const name = node.getChild('VariableName');
    if (name) {
      const binding: Binding = node.name === 'ClassDefinition' ? { kind: 'class', node } : { kind: 'other' };
      this.bind(this.module.textOf(name), binding, place);
    }
    this.readBodies(node, { conditional: true, inner: true });
  }

  private readImport(node: SyntaxNode, place: Surroundings): void {
    for (const statement of parseImport(this.module.textOf(node))) {
      this.imports.push({ statement, node });
      if (statement.members) {
        statement.members.forEach(({ name, as }) =>
          this.bindImport(as, { kind: 'import', from: statement, member: name }, place),
        );
      } else if (!statement.everything) {
        const name = statement.as ?? statement.module.split('.')[0];
        this.bindImport(name, { kind: 'import', from: statement }, place);
      }
    }
  }

  /** A function's import binds the function's own name. It counts if the module has no other of that name. */
  private bindImport(name: string, binding: Binding, place: Surroundings): void {
    if (!place.inner || !this.names.has(name)) {
      this.bind(name, binding, { ...place, inner: false });
    }
  }

  private readAssignment(node: SyntaxNode, place: Surroundings): void {
    const parts = childrenOf(node);
    const operators = parts.filter(({ name }) => name === 'AssignOp').length;
    const isSimple = operators === 1 && !parts.some(({ name }) => name === ',');
    for (const [i, part] of parts.entries()) {
      const isTarget = parts.slice(i).some(({ name }) => name === 'AssignOp');
      if (part.name === 'VariableName' && isTarget) {
        const binding: Binding = isSimple ? { kind: 'value', node: parts[parts.length - 1] } : { kind: 'other' };
        this.bind(this.module.textOf(part), binding, place);
      }
    }
  }

  private bindTargets(node: SyntaxNode, place: Surroundings): void {
    for (const child of node.getChildren('VariableName')) {
      if (node.name === 'ForStatement' || child.prevSibling?.name === 'as') {
        this.bind(this.module.textOf(child), { kind: 'other' }, place);
      }
    }
  }

  private bind(name: string, binding: Binding, { conditional, inner }: Surroundings): void {
    if (inner) {
      return;
    }
    const known = this.names.get(name);
    if (known) {
      known.push({ binding, conditional });
    } else {
      this.names.set(name, [{ binding, conditional }]);
    }
  }
}

interface Surroundings {
  readonly conditional: boolean;
  /** Whether it is inside of a function or class, whose names are not the module's. */
  readonly inner: boolean;
}

/** `if __name__ == "__main__":`, without an `else`. */
export function isMainCondition(module: PythonModule, node: SyntaxNode): boolean {
  const [, test, body, more] = childrenOf(node);
  return body?.name === 'Body' && !more && /^\(?__name__\s*==\s*(['"])__main__\1\)?$/.test(module.textOf(test).trim());
}
