import { SyntaxNode } from '@lezer/common';
import { environmentValue } from './environment';
import { dottedName, PythonProgram } from './program';
import { LoadedModule } from './referent';
import { stringValue } from './strings';
import { childrenOf, hasError } from '../source/parsed-file';
import { defaultsOf, joined, unreadable, Value } from '../source/value';

/** How deep values may refer to each other. */
const DEEPEST = 30;

/** Computes what expressions of a program are worth, without running it. */
export class PythonValues {
  constructor(public readonly program: PythonProgram) {}

  /** What an expression is worth, as far as the text shows it. */
  public of(loaded: LoadedModule, node: SyntaxNode, depth: number = 0): Value {
    const { module } = loaded;
    const at = module.placeOf(node);
    if (depth > DEEPEST) {
      return unreadable(at, 'it refers to itself');
    }
    switch (node.name) {
      case 'String':
      case 'FormatString':
      case 'ContinuedString':
        return this.text(loaded, node);
      case 'Number':
        return numberOf(module.textOf(node)) === undefined
          ? unreadable(at, `${module.textOf(node)} is no whole or decimal number`)
          : { kind: 'number', number: numberOf(module.textOf(node))!, at };
      case 'Boolean':
        return { kind: 'flag', flag: module.textOf(node) === 'True', at };
      case 'None':
        return { kind: 'nothing', at };
      case 'ParenthesizedExpression':
        return hasError(node) ? this.unknown(loaded, node) : this.of(loaded, childrenOf(node)[1], depth + 1);
      case 'ArrayExpression':
      case 'TupleExpression':
        return this.list(loaded, node, depth);
      case 'DictionaryExpression':
        return this.record(loaded, node, depth);
      case 'BinaryExpression':
        return this.operation(loaded, node, depth);
      case 'CallExpression':
        return this.call(loaded, node, depth);
      case 'VariableName':
      case 'MemberExpression':
        return this.reference(loaded, node, depth);
      default:
        return this.unknown(loaded, node);
    }
  }

  /** The values of a call's arguments: those by position as `0`, `1`, …, those by keyword by their name. */
  public arguments(loaded: LoadedModule, list: SyntaxNode | null, depth: number = 0): Arguments {
    const fields = new Map<string, Value>();
    let rest: Value | undefined;
    let position = 0;
    for (const entry of entriesOf(list)) {
      const [first, operator, value] = entry;
      if (first.name === '*' || first.name === '**') {
        const spread = operator ? this.of(loaded, operator, depth + 1) : this.unknown(loaded, first);
        if (first.name === '**' && spread.kind === 'record' && !spread.rest) {
          spread.fields.forEach((each, name) => fields.set(name, each));
        } else {
          rest = unreadable(spread.at, spread.kind === 'unreadable' ? spread.why : 'it is spread over the arguments');
        }
      } else if (operator?.name === 'AssignOp' && value) {
        fields.set(loaded.module.textOf(first), this.of(loaded, value, depth + 1));
      } else {
        fields.set(
          String(position++),
          entry.length === 1 ? this.of(loaded, first, depth + 1) : this.unknown(loaded, first),
        );
      }
    }
    return { fields, rest: rest?.kind === 'unreadable' ? rest : undefined };
  }

  private text(loaded: LoadedModule, node: SyntaxNode): Value {
    const { module } = loaded;
    const at = module.placeOf(node);
    const parts = node.name === 'ContinuedString' ? childrenOf(node) : [node];
    if (parts.some((part) => part.getChild('FormatReplacement'))) {
      return this.format(loaded, parts, node);
    }
    const texts = parts.map((part) => stringValue(module.textOf(part)));
    return texts.every((text): text is string => text !== undefined)
      ? { kind: 'text', text: texts.join(''), at }
      : this.unknown(loaded, node);
  }

  /** A formatted string whose holes are plain constants: `f"{PREFIX}-agent"`. */
  private format(loaded: LoadedModule, parts: readonly SyntaxNode[], node: SyntaxNode): Value {
    const { module } = loaded;
    let whole: Value = { kind: 'text', text: '', at: module.placeOf(node) };
    for (const part of parts) {
      const [, prefix, quotes] = /^([A-Za-z]*)('''|"""|'|")/.exec(module.textOf(part)) ?? [];
      const replacements = part.getChildren('FormatReplacement');
      const literal = (from: number, to: number) => stringValue(prefix + quotes + module.textOf({ from, to }) + quotes);
      let from = part.from + (prefix + quotes).length;
      for (const replacement of replacements) {
        const [, inner, close] = childrenOf(replacement);
        const before = literal(from, replacement.from);
        if (before === undefined || close?.name !== '}') {
          return this.unknown(loaded, node);
        }
        const value = this.of(loaded, inner);
        const shown = value.kind === 'flag' || value.kind === 'nothing' ? this.unknown(loaded, node) : value;
        whole = joined(joined(whole, { kind: 'text', text: before, at: whole.at }, whole.at), shown, whole.at);
        from = replacement.to;
      }
      const after = literal(from, part.to - quotes.length);
      if (after === undefined) {
        return this.unknown(loaded, node);
      }
      whole = joined(whole, { kind: 'text', text: after, at: whole.at }, whole.at);
    }
    return whole;
  }

  private list(loaded: LoadedModule, node: SyntaxNode, depth: number): Value {
    const items: Value[] = [];
    for (const [first, second] of entriesOf(node)) {
      if (first.name === '*' && second) {
        const spread = this.of(loaded, second, depth + 1);
        if (spread.kind === 'list') {
          items.push(...spread.items);
          continue;
        }
        items.push(spread.kind === 'unreadable' ? spread : this.unknown(loaded, second));
      } else {
        items.push(second ? this.unknown(loaded, first) : this.of(loaded, first, depth + 1));
      }
    }
    return { kind: 'list', items, at: loaded.module.placeOf(node), ...defaultsOf(...items) };
  }

  private record(loaded: LoadedModule, node: SyntaxNode, depth: number): Value {
    const at = loaded.module.placeOf(node);
    const fields = new Map<string, Value>();
    let rest: Value | undefined;
    for (const [first, second, third] of entriesOf(node)) {
      if (first.name === '**' && second) {
        const spread = this.of(loaded, second, depth + 1);
        if (spread.kind === 'record' && !spread.rest) {
          spread.fields.forEach((value, name) => fields.set(name, value));
        } else {
          rest = spread.kind === 'unreadable' ? spread : this.unknown(loaded, second);
        }
        continue;
      }
      const key = this.of(loaded, first, depth + 1);
      if (key.kind === 'text' && second?.name === ':' && third) {
        fields.set(key.text, this.of(loaded, third, depth + 1));
      } else {
        rest = key.kind === 'unreadable' ? key : this.unknown(loaded, first);
      }
    }
    return { kind: 'record', fields, at, ...(rest?.kind === 'unreadable' ? { rest } : {}) };
  }

  private operation(loaded: LoadedModule, node: SyntaxNode, depth: number): Value {
    const [left, operator, right] = childrenOf(node);
    const sign = operator && loaded.module.textOf(operator);
    const at = loaded.module.placeOf(node);
    if (!right || (sign !== '+' && sign !== 'or' && sign !== '|')) {
      return this.unknown(loaded, node);
    }
    const one = this.of(loaded, left, depth + 1);
    if (sign === 'or') {
      return this.alternative(loaded, one, right, depth);
    }
    const other = this.of(loaded, right, depth + 1);
    if (sign === '|') {
      return one.kind === 'record' && other.kind === 'record' && !one.rest && !other.rest
        ? { kind: 'record', fields: new Map([...one.fields, ...other.fields]), at }
        : this.unknown(loaded, node);
    }
    return joined(one, other, at);
  }

  /** `os.getenv("X") or "default"`. */
  private alternative(loaded: LoadedModule, one: Value, right: SyntaxNode, depth: number): Value {
    const variable = one.kind === 'unreadable' ? one.variable : undefined;
    if (variable !== undefined) {
      const other = this.of(loaded, right, depth + 1);
      return other.kind === 'text' ? withDefault(other, variable) : other;
    }
    const isEmpty =
      one.kind === 'nothing' ||
      (one.kind === 'text' && one.text === '') ||
      (one.kind === 'list' && one.items.length === 0) ||
      (one.kind === 'number' && one.number === 0) ||
      (one.kind === 'flag' && !one.flag);
    return isEmpty ? this.of(loaded, right, depth + 1) : one;
  }

  private call(loaded: LoadedModule, node: SyntaxNode, depth: number): Value {
    const { module } = loaded;
    const names = dottedName(module, node.firstChild!);
    const target = names && this.program.resolve(loaded, names);
    const given = this.arguments(loaded, node.getChild('ArgList'), depth + 1);
    const at = module.placeOf(node);
    if (given.rest || !names) {
      return this.unknown(loaded, node);
    }
    if (target === undefined && names.length === 1) {
      return this.builtin(names[0], given.fields, at) ?? this.unknown(loaded, node);
    }
    const foreign = target?.kind === 'foreign' ? target.name : undefined;
    const fromVariable = foreign === undefined ? undefined : environmentValue(foreign, given.fields, at);
    return fromVariable ?? this.unknown(loaded, node);
  }

  private builtin(name: string, fields: ReadonlyMap<string, Value>, at: Value['at']): Value | undefined {
    const first = fields.get('0');
    if (name === 'dict' && first === undefined) {
      return { kind: 'record', fields, at };
    }
    if (!first || fields.size !== 1) {
      return undefined;
    }
    if (first.kind === 'unreadable') {
      return first;
    }
    if (name === 'int' && (first.kind === 'text' || first.kind === 'number')) {
      const number = Number(first.kind === 'text' ? first.text : Math.trunc(first.number));
      return Number.isInteger(number) ? { kind: 'number', number, at, ...defaultsOf(first) } : undefined;
    }
    if (name === 'str' && (first.kind === 'text' || first.kind === 'number')) {
      const text = first.kind === 'text' ? first.text : String(first.number);
      return { kind: 'text', text, at, ...defaultsOf(first) };
    }
    return (name === 'list' || name === 'tuple') && first.kind === 'list' ? first : undefined;
  }

  private reference(loaded: LoadedModule, node: SyntaxNode, depth: number): Value {
    const { module } = loaded;
    const at = module.placeOf(node);
    const names = dottedName(module, node);
    if (!names) {
      return this.subscript(loaded, node, depth);
    }
    const target = this.program.resolve(loaded, names);
    if (target?.kind === 'value' && target.rest.length === 0 && !hasError(target.node)) {
      const value = this.of(target.loaded, target.node, depth + 1);
      return value.kind === 'unreadable' ? { ...value, at } : value;
    }
    if (target?.kind === 'unclear') {
      return unreadable(at, target.why);
    }
    return this.unknown(loaded, node);
  }

  /** `CONFIG["name"]` and `NAMES[0]` of constants, and `os.environ["X"]`. */
  private subscript(loaded: LoadedModule, node: SyntaxNode, depth: number): Value {
    const [owner, bracket, index] = childrenOf(node);
    if (bracket?.name !== '[' || !index) {
      return this.unknown(loaded, node);
    }
    const key = this.of(loaded, index, depth + 1);
    const names = dottedName(loaded.module, owner);
    const target = names && this.program.resolve(loaded, names);
    if (target?.kind === 'foreign' && key.kind === 'text') {
      const found = environmentValue(`${target.name}[]`, new Map([['0', key]]), loaded.module.placeOf(node));
      return found ?? this.unknown(loaded, node);
    }
    const value = this.of(loaded, owner, depth + 1);
    const found =
      value.kind === 'record' && !value.rest && key.kind === 'text'
        ? value.fields.get(key.text)
        : value.kind === 'list' && key.kind === 'number'
          ? value.items.at(key.number)
          : undefined;
    return found ?? (value.kind === 'unreadable' ? value : this.unknown(loaded, node));
  }

  private unknown({ module }: LoadedModule, node: SyntaxNode): Value {
    return unreadable(module.placeOf(node), `only a run of the code shows the value of ${module.excerpt(node)}`);
  }
}

/** Arguments of a call. */
export interface Arguments {
  readonly fields: ReadonlyMap<string, Value>;
  /** Arguments that could not be told apart, such as `**more`. */
  readonly rest?: Extract<Value, { kind: 'unreadable' }>;
}

function withDefault(value: Extract<Value, { kind: 'text' }>, variable: string): Value {
  return { ...value, defaults: [...(value.defaults ?? []), { variable, value: value.text, at: value.at }] };
}

/** What stands between the commas of a list in brackets, each as its nodes. */
export function entriesOf(node: SyntaxNode | null): SyntaxNode[][] {
  const entries: SyntaxNode[][] = [];
  let entry: SyntaxNode[] = [];
  for (const child of node ? childrenOf(node) : []) {
    if (child.name === ',') {
      entries.push(entry);
      entry = [];
    } else if (!/^[()[\]{}]$/.test(child.name)) {
      entry.push(child);
    }
  }
  entries.push(entry);
  return entries.filter((each) => each.length > 0);
}

function numberOf(text: string): number | undefined {
  const number = Number(text.replace(/_/g, ''));
  return Number.isFinite(number) ? number : undefined;
}
