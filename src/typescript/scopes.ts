import { SyntaxNode } from '@lezer/common';
import { literal } from './imports';
import { childrenOf, ParsedFile } from '../source/parsed-file';

/** What a name is bound to where it is used. */
export type ScriptBinding =
  /** `member` is the name in the other module, `*` for all of it. */
  | { readonly kind: 'import'; readonly from: string; readonly member: string }
  | { readonly kind: 'value'; readonly node: SyntaxNode; readonly scope: SyntaxNode }
  | { readonly kind: 'enum' | 'class' | 'function'; readonly node: SyntaxNode }
  /** A part of a value: `const { a } = x`. */
  | { readonly kind: 'part'; readonly of: SyntaxNode; readonly key: string }
  | { readonly kind: 'unclear'; readonly why: string };

const SCOPES = new Set([
  'Script',
  'Block',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunction',
  'MethodDeclaration',
  'ForStatement',
  'CatchClause',
  'ClassBody',
]);

/** Resolves names of a module by the rules of JavaScript: from the block outwards. */
export class Scopes {
  private readonly known = new Map<string, Map<string, ScriptBinding>>();
  private changes?: Map<string, string>;

  constructor(private readonly module: ParsedFile) {}

  /** What a name is bound to at a place, if it is bound in the module. */
  public lookup(name: string, at: SyntaxNode): ScriptBinding | undefined {
    for (let scope: SyntaxNode | null = at; scope; scope = scope.parent) {
      const binding = SCOPES.has(scope.name) ? this.namesOf(scope).get(name) : undefined;
      if (binding) {
        const why = binding.kind === 'value' || binding.kind === 'part' ? this.changeOf(name) : undefined;
        return why === undefined ? binding : { kind: 'unclear', why: `${name} ${why}` };
      }
    }
    return undefined;
  }

  private namesOf(scope: SyntaxNode): Map<string, ScriptBinding> {
    const key = `${scope.from} ${scope.to} ${scope.name}`;
    let names = this.known.get(key);
    if (!names) {
      names = new Map();
      this.collect(scope, names);
      this.known.set(key, names);
    }
    return names;
  }

  private collect(scope: SyntaxNode, names: Map<string, ScriptBinding>): void {
    for (const child of childrenOf(scope)) {
      if (child.name === 'ExportDeclaration') {
        this.collect(child, names);
      } else if (child.name === 'ImportDeclaration') {
        this.importNames(child, names);
      } else if (child.name === 'VariableDeclaration') {
        this.variables(child, scope, names);
      } else if (/^(Function|Class|Enum)Declaration$/.test(child.name)) {
        const kind = child.name.replace('Declaration', '').toLowerCase() as 'function' | 'class' | 'enum';
        const name = child.getChild('VariableDefinition') ?? child.getChild('TypeDefinition');
        if (name) {
          names.set(this.module.textOf(name), { kind, node: child });
        }
      } else if (child.name === 'ParamList' || child.name === 'VariableDefinition' || /Pattern$/.test(child.name)) {
        this.parameters(child, scope, names);
      }
    }
  }

  private parameters(node: SyntaxNode, scope: SyntaxNode, names: Map<string, ScriptBinding>): void {
    if (scope.name === 'ExportDeclaration' || scope.name === 'Script' || scope.name === 'Block') {
      return;
    }
    node.cursor().iterate((each) => {
      if (each.name === 'VariableDefinition') {
        const name = this.module.textOf(each);
        names.set(name, { kind: 'unclear', why: `${name} is a parameter` });
      }
    });
  }

  private importNames(node: SyntaxNode, names: Map<string, ScriptBinding>): void {
    const source = node.getChild('String');
    if (!source) {
      return;
    }
    const from = literal(this.module, source);
    const bind = (name: SyntaxNode, member: string) =>
      names.set(this.module.textOf(name), { kind: 'import', from, member });
    for (const child of node.getChildren('VariableDefinition')) {
      bind(child, child.prevSibling?.name === 'as' ? '*' : 'default');
    }
    for (const child of node.getChild('ImportGroup')?.getChildren('VariableDefinition') ?? []) {
      const original = child.prevSibling?.name === 'as' ? child.prevSibling.prevSibling! : child;
      bind(child, this.module.textOf(original));
    }
  }

  private variables(node: SyntaxNode, scope: SyntaxNode, names: Map<string, ScriptBinding>): void {
    const parts = childrenOf(node);
    for (const [i, part] of parts.entries()) {
      const equals = parts[i + 1]?.name === 'TypeAnnotation' ? parts[i + 2] : parts[i + 1];
      const value = equals?.name === 'Equals' ? equals.nextSibling : undefined;
      if (part.name === 'VariableDefinition') {
        const name = this.module.textOf(part);
        const binding: ScriptBinding = value
          ? { kind: 'value', node: value, scope }
          : { kind: 'unclear', why: `${name} is assigned later` };
        names.set(name, binding);
      } else if (part.name === 'ObjectPattern' && value) {
        this.pattern(part, value, names);
      } else if (part.name === 'ArrayPattern') {
        part.getChildren('VariableDefinition').forEach((each) => {
          const name = this.module.textOf(each);
          names.set(name, { kind: 'unclear', why: `${name} is a part of a list` });
        });
      }
    }
  }

  private pattern(pattern: SyntaxNode, value: SyntaxNode, names: Map<string, ScriptBinding>): void {
    for (const property of pattern.getChildren('PatternProperty')) {
      const name = property.getChild('VariableDefinition') ?? property.getChild('PropertyName');
      const key = property.getChild('PropertyName') ?? name;
      if (name && key) {
        names.set(this.module.textOf(name), { kind: 'part', of: value, key: this.module.textOf(key) });
      }
    }
  }

  private changeOf(name: string): string | undefined {
    this.changes ??= changedNames(this.module);
    return this.changes.get(name);
  }
}

const CHANGING = /^(push|pop|shift|unshift|splice|sort|reverse|fill|set|add|delete|clear)$/;

/** Names whose values change after they are made, and how. */
function changedNames(module: ParsedFile): Map<string, string> {
  const changed = new Map<string, string>();
  const note = (node: SyntaxNode | null, how: string) => {
    let root = node;
    while (root?.name === 'MemberExpression') {
      root = root.firstChild;
    }
    if (root?.name === 'VariableName') {
      changed.set(module.textOf(root), how);
    }
  };
  module.tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'AssignmentExpression') {
        note(node.firstChild, 'is assigned more than once');
      } else if (name === 'UnaryExpression' && node.firstChild?.name === 'delete') {
        note(node.lastChild, 'loses a field by delete');
      } else if (name === 'CallExpression' && node.firstChild?.name === 'MemberExpression') {
        const method = node.firstChild.lastChild!;
        const called = module.textOf(method);
        if (method.name === 'PropertyName' && CHANGING.test(called)) {
          note(node.firstChild.firstChild, `is changed by .${called}()`);
        } else if (module.textOf(node.firstChild) === 'Object.assign') {
          const list = node.getChild('ArgList');
          note(list && (childrenOf(list)[1] ?? null), 'is changed by Object.assign()');
        }
      }
    },
  });
  return changed;
}
