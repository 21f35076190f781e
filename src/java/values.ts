import { SyntaxNode } from '@lezer/common';
import { JavaModule } from './module';
import { JavaProgram } from './program';
import { unescaped } from '../source/escapes';
import { childrenOf } from '../source/parsed-file';
import { joined, unreadable, Value } from '../source/value';

/** Computes what the values of annotations are: Java allows only constants there. */
export class JavaValues {
  constructor(private readonly program: JavaProgram) {}

  public of(module: JavaModule, node: SyntaxNode, depth: number = 0): Value {
    const at = module.placeOf(node);
    if (depth > 30) {
      return unreadable(at, 'it refers to itself');
    }
    switch (node.name) {
      case 'StringLiteral':
        return { kind: 'text', text: unescaped(module.textOf(node).slice(1, -1)), at };
      case 'TextBlock':
        return { kind: 'text', text: textBlock(module.textOf(node)), at };
      case 'IntegerLiteral':
        return { kind: 'number', number: Number(module.textOf(node).replace(/[_lL]/g, '')), at };
      case 'BooleanLiteral':
        return { kind: 'flag', flag: module.textOf(node) === 'true', at };
      case 'ParenthesizedExpression':
        return this.of(module, childrenOf(node)[1], depth + 1);
      case 'BinaryExpression': {
        const [left, operator, right] = childrenOf(node);
        return right && module.textOf(operator) === '+'
          ? joined(this.of(module, left, depth + 1), this.of(module, right, depth + 1), at)
          : this.unknown(module, node);
      }
      case 'ElementValueArrayInitializer': {
        const items = childrenOf(node).filter(({ name }) => !/^[{},]$/.test(name));
        return { kind: 'list', items: items.map((item) => this.of(module, item, depth + 1)), at };
      }
      case 'Annotation':
      case 'MarkerAnnotation':
        return { kind: 'record', fields: this.arguments(module, node, depth + 1), at };
      case 'Identifier':
      case 'FieldAccess':
      case 'ScopedIdentifier':
        return this.constant(module, node, depth);
      default:
        return this.unknown(module, node);
    }
  }

  /** The arguments of an annotation by their names; one without a name is `value`. */
  public arguments(module: JavaModule, annotation: SyntaxNode, depth: number = 0): ReadonlyMap<string, Value> {
    const list = annotation.getChild('AnnotationArgumentList');
    const fields = new Map<string, Value>();
    for (const child of list ? childrenOf(list).filter(({ name }) => !/^[(),]$/.test(name)) : []) {
      if (child.name === 'ElementValuePair') {
        const [name, , value] = childrenOf(child);
        fields.set(module.textOf(name), value ? this.of(module, value, depth + 1) : this.unknown(module, child));
      } else {
        fields.set('value', child.type.isError ? this.unknown(module, annotation) : this.of(module, child, depth + 1));
      }
    }
    return fields;
  }

  private constant(module: JavaModule, node: SyntaxNode, depth: number): Value {
    const text = module.textOf(node).replace(/\s/g, '');
    const name = text.slice(text.lastIndexOf('.') + 1);
    const owner = text.includes('.') ? this.program.type(module, text.slice(0, -name.length - 1)) : undefined;
    const found = owner ? this.program.fieldOf(owner, name, 0) : this.program.constant(module, node, text);
    if (found) {
      return this.of(found.type.module, found.value, depth + 1);
    }
    // Constants of MCP Mesh's own, such as FilterMode.ALL.
    return /^FilterMode\.\w+$/.test(text)
      ? { kind: 'text', text: text.slice('FilterMode.'.length), at: module.placeOf(node) }
      : this.unknown(module, node);
  }

  private unknown(module: JavaModule, node: SyntaxNode): Value {
    return unreadable(module.placeOf(node), `the value of ${module.excerpt(node)} is not in the folder that is read`);
  }
}

/** The value of `"""…"""`: without the indentation that all lines have. */
function textBlock(literal: string): string {
  const lines = literal
    .slice(3, -3)
    .replace(/^[ \t]*\r?\n/, '')
    .split(/\r?\n/);
  const depths = lines
    .filter((line, i) => line.trim() !== '' || i === lines.length - 1)
    .map((line) => /^\s*/.exec(line)![0].length);
  const depth = Math.min(...depths);
  return unescaped(lines.map((line) => line.slice(depth).replace(/\s+$/, '')).join('\n'));
}
