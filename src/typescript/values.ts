import { SyntaxNode } from '@lezer/common';
import { literal } from './imports';
import { bare } from './module';
import { keyOf, LoadedScript, ScriptProgram, ScriptReferent } from './program';

import { unescaped } from '../source/escapes';
import { childrenOf } from '../source/parsed-file';
import { defaultsOf, joined, ListValue, RecordValue, unreadable, UnreadableValue, Value } from '../source/value';

const DEEPEST = 30;

/** Computes what expressions of a program are worth, without running it. */
export class ScriptValues {
  constructor(public readonly program: ScriptProgram) {}

  /** What an expression is worth, as far as the text shows it. */
  public of(loaded: LoadedScript, expression: SyntaxNode, depth: number = 0): Value {
    const { module } = loaded;
    const node = bare(expression);
    const at = module.placeOf(node);
    if (depth > DEEPEST) {
      return unreadable(at, 'it refers to itself');
    }
    switch (node.name) {
      case 'String':
        return { kind: 'text', text: literal(module, node), at };
      case 'TemplateString':
        return this.template(loaded, node, depth);
      case 'Number': {
        const number = Number(module.textOf(node).replace(/_/g, ''));
        return Number.isFinite(number) ? { kind: 'number', number, at } : this.unknown(loaded, node);
      }
      case 'BooleanLiteral':
        return { kind: 'flag', flag: module.textOf(node) === 'true', at };
      case 'null':
        return { kind: 'nothing', at };
      case 'ArrayExpression':
        return this.list(loaded, node, depth);
      case 'ObjectExpression':
        return this.record(loaded, node, depth);
      case 'AssignmentExpression':
        return this.of(loaded, node.lastChild!, depth + 1);
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

  /** The values of the arguments of a call. */
  public arguments(call: SyntaxNode): SyntaxNode[] {
    const list = call.getChild('ArgList');
    return (list ? childrenOf(list) : []).filter(({ name }) => !/^[(),]$/.test(name));
  }

  /** A service view as the requirements that it stands for, sorted by its methods. */
  private view(loaded: LoadedScript, node: SyntaxNode, depth: number): Value {
    const at = loaded.module.placeOf(node);
    const [spec] = this.arguments(node);
    const given = spec && this.of(loaded, spec, depth + 1);
    const methods = given?.kind === 'record' && !given.rest ? given.fields.get('methods') : undefined;
    if (methods?.kind !== 'record' || methods.rest) {
      return methods?.kind === 'record' ? methods.rest! : this.unknown(loaded, node);
    }
    const sorted = [...methods.fields].sort(([one], [other]) => (one < other ? -1 : 1));
    return { kind: 'list', isView: true, items: sorted.map(([, value]) => value), at };
  }

  private template(loaded: LoadedScript, node: SyntaxNode, depth: number): Value {
    const { module } = loaded;
    const at = module.placeOf(node);
    const text = (from: number, to: number): Value => ({
      kind: 'text',
      text: unescaped(module.textOf({ from, to })),
      at,
    });
    let whole: Value = text(node.from + 1, node.from + 1);
    let from = node.from + 1;
    for (const part of node.getChildren('Interpolation')) {
      const inner = childrenOf(part)[1];
      whole = joined(whole, text(from, part.from), at);
      whole = joined(whole, this.of(loaded, inner, depth + 1), at);
      from = part.to;
    }
    return joined(whole, text(from, node.to - 1), at);
  }

  private list(loaded: LoadedScript, node: SyntaxNode, depth: number): Value {
    const items: Value[] = [];
    const parts = childrenOf(node).filter(({ name }) => !/^[[\],]$/.test(name));
    for (const [i, part] of parts.entries()) {
      if (part.name === 'Spread') {
        continue;
      }
      const value = part.type.isError ? this.unknown(loaded, node) : this.of(loaded, part, depth + 1);
      if (parts[i - 1]?.name !== 'Spread') {
        items.push(value);
      } else if (value.kind === 'list' && !value.isView) {
        items.push(...value.items);
      } else {
        items.push(value.kind === 'unreadable' ? value : this.unknown(loaded, part));
      }
    }
    return { kind: 'list', items, at: loaded.module.placeOf(node), ...defaultsOf(...items) } satisfies ListValue;
  }

  private record(loaded: LoadedScript, node: SyntaxNode, depth: number): Value {
    const { module } = loaded;
    const fields = new Map<string, Value>();
    let rest: UnreadableValue | undefined;
    for (const property of childrenOf(node).filter(({ name }) => !/^[{},]$/.test(name))) {
      const parts = childrenOf(property);
      const key = parts[0] && keyOf(module, parts[0]);
      if (parts[0]?.name === 'Spread' && parts[1]) {
        const spread = this.of(loaded, parts[1], depth + 1);
        if (spread.kind === 'record') {
          spread.fields.forEach((value, name) => fields.set(name, value));
        }
        rest ??= spread.kind === 'record' ? spread.rest : this.asUnknown(loaded, parts[1], spread);
      } else if (key === undefined || property.type.isError || parts.some(({ type }) => type.isError)) {
        rest ??= this.asUnknown(loaded, property);
      } else if (parts.length === 1) {
        fields.set(key, this.shorthand(loaded, parts[0], depth));
      } else if (parts[1].name === ':' && parts[2]) {
        fields.set(key, this.of(loaded, parts[2], depth + 1));
      } else {
        // A method, such as execute() { … }.
        fields.set(key, this.unknown(loaded, parts[0]));
      }
    }
    const record: RecordValue = { kind: 'record', fields, at: module.placeOf(node), ...(rest ? { rest } : {}) };
    return record;
  }

  private shorthand(loaded: LoadedScript, name: SyntaxNode, depth: number): Value {
    const target = this.program.name(loaded, loaded.module.textOf(name), name);
    return this.referent(loaded, name, target, depth);
  }

  private operation(loaded: LoadedScript, node: SyntaxNode, depth: number): Value {
    const { module } = loaded;
    const [left, operator, right] = childrenOf(node);
    const sign = operator && module.textOf(operator);
    if (!right || !['+', '??', '||'].includes(sign)) {
      return this.unknown(loaded, node);
    }
    const one = this.of(loaded, left, depth + 1);
    if (sign === '+') {
      return joined(one, this.of(loaded, right, depth + 1), module.placeOf(node));
    }
    if (one.kind === 'unreadable' && one.variable !== undefined) {
      return withDefault(this.of(loaded, right, depth + 1), one.variable);
    }
    const isEmpty =
      one.kind === 'nothing' ||
      (sign === '||' &&
        ((one.kind === 'text' && one.text === '') ||
          (one.kind === 'number' && one.number === 0) ||
          (one.kind === 'flag' && !one.flag)));
    return isEmpty ? this.of(loaded, right, depth + 1) : one;
  }

  private call(loaded: LoadedScript, node: SyntaxNode, depth: number): Value {
    const callee = this.program.resolve(loaded, node.firstChild!);
    const args = this.arguments(node);
    if (callee?.kind === 'sdk' && /^(mesh\.|default\.)?serviceView$/.test(callee.path.join('.'))) {
      return this.view(loaded, node, depth);
    }
    const name = callee?.kind === 'foreign' ? callee.name : '';
    if (name === 'Object.freeze' && args.length === 1) {
      return this.of(loaded, args[0], depth + 1);
    }
    if (/^(Number|parseInt|String|Number\.parseInt)$/.test(name) && args.length > 0) {
      return this.converted(loaded, node, name, this.of(loaded, args[0], depth + 1));
    }
    return this.unknown(loaded, node);
  }

  private converted(loaded: LoadedScript, node: SyntaxNode, name: string, value: Value): Value {
    const at = loaded.module.placeOf(node);
    if (value.kind === 'unreadable') {
      return value;
    }
    if (value.kind !== 'text' && value.kind !== 'number') {
      return this.unknown(loaded, node);
    }
    if (name === 'String') {
      return {
        kind: 'text',
        text: value.kind === 'text' ? value.text : String(value.number),
        at,
        ...defaultsOf(value),
      };
    }
    const number = value.kind === 'number' ? value.number : Number(value.text);
    return Number.isFinite(number) ? { kind: 'number', number, at, ...defaultsOf(value) } : this.unknown(loaded, node);
  }

  private reference(loaded: LoadedScript, node: SyntaxNode, depth: number): Value {
    const { module } = loaded;
    const at = module.placeOf(node);
    const text = module.textOf(node);
    if (text === 'undefined') {
      return { kind: 'nothing', at };
    }
    const variable = /^process\s*\??\.\s*env\s*\??(?:\.\s*(\w+)|\.?\[\s*['"](\w+)['"]\s*\])$/.exec(text);
    if (variable) {
      const name = variable[1] ?? variable[2];
      return { ...unreadable(at, `the variable ${name} decides it, without a default`), variable: name };
    }
    return this.referent(loaded, node, this.program.resolve(loaded, node), depth);
  }

  private referent(loaded: LoadedScript, node: SyntaxNode, target: ScriptReferent | undefined, depth: number): Value {
    const at = loaded.module.placeOf(node);
    if (target?.kind === 'node' && !/Declaration$/.test(target.node.name)) {
      const value = this.of(target.loaded, target.node, depth + 1);
      return value.kind === 'unreadable' ? { ...value, at } : value;
    }
    return target?.kind === 'unclear' ? unreadable(at, target.why) : this.unknown(loaded, node);
  }

  private asUnknown(loaded: LoadedScript, node: SyntaxNode, value?: Value): UnreadableValue {
    return value?.kind === 'unreadable' ? value : this.unknown(loaded, node);
  }

  private unknown({ module }: LoadedScript, node: SyntaxNode): UnreadableValue {
    return unreadable(module.placeOf(node), `only a run of the code shows the value of ${module.excerpt(node)}`);
  }
}

function withDefault(value: Value, variable: string): Value {
  const text = value.kind === 'text' ? value.text : value.kind === 'number' ? String(value.number) : undefined;
  return text === undefined
    ? value
    : { ...value, defaults: [...(value.defaults ?? []), { variable, value: text, at: value.at }] };
}
