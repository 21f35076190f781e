import { SyntaxNode } from '@lezer/common';
import { AGENT_METHODS, isAgent } from './agents';
import { Certainty } from './certainty';
import { ScriptDeclaration, ScriptForms } from './forms';
import { addPorts } from './listening';
import { LoadedScript, ScriptProgram } from './program';
import { formOf } from './sdk-names';
import { ScriptValues } from './values';
import { FactsBuilder } from '../source/facts-builder';
import { ANYTHING } from '../source/hole';
import { SourceTree } from '../source/source-tree';

/** Reads what a program of TypeScript or JavaScript declares: the entry and what it imports of the folder. */
export function readTypescript(tree: SourceTree, entry: string, builder: FactsBuilder): void {
  const program = new ScriptProgram(tree);
  const values = new ScriptValues(program);
  const ordered: LoadedScript[] = [];
  visit(tree, program, entry, builder, ordered, new Set());
  const reader = new ScriptReader(program, new ScriptForms(values, builder), builder);
  ordered.forEach((loaded) => reader.read(loaded));
  if (!builder.isAgent) {
    ordered.forEach((loaded) => addPorts(program, values, loaded, builder));
  }
}

/** Loads a module behind those that it imports: in that order they run. */
function visit(
  tree: SourceTree,
  program: ScriptProgram,
  file: string,
  builder: FactsBuilder,
  ordered: LoadedScript[],
  seen: Set<string>,
): void {
  seen.add(file);
  const loaded = program.load(file);
  const { module } = loaded;
  for (const { from, isType, node } of loaded.imports) {
    const target = from === undefined ? undefined : program.locate(module, from);
    const hole = (why: string) => builder.hole({ at: module.placeOf(node) }, 'an import', why, ANYTHING);
    if (isType) {
      continue;
    }
    if (from === undefined) {
      hole('the text does not show what it imports');
    } else if (target === 'missing') {
      hole(`${from} is not in the folder that is read`);
    } else if (target === undefined) {
      builder.foreignImports.push({ value: from, at: module.placeOf(node) });
    } else if (!tree.isInside(target)) {
      hole(`${target} is a link to a file outside of the folder that is read`);
    } else if (!seen.has(target)) {
      visit(tree, program, target, builder, ordered, seen);
    }
  }
  ordered.push(loaded);
}

class ScriptReader {
  private readonly certainty: Certainty;

  constructor(
    private readonly program: ScriptProgram,
    private readonly forms: ScriptForms,
    private readonly builder: FactsBuilder,
  ) {
    this.certainty = new Certainty(program);
  }

  /** Reads the calls of one module, and what it hands on of the SDK. */
  public read(loaded: LoadedScript): void {
    const { module } = loaded;
    const seen = new Set<number>();
    // Of chained calls the inner ones come first.
    const calls: SyntaxNode[] = [];
    module.tree.iterate({
      enter: ({ name, node }) => {
        if (name === 'VariableName') {
          this.checkUse(loaded, node);
          this.checkAgent(loaded, node);
        }
      },
      leave: ({ name, node }) => {
        if (name === 'CallExpression' || name === 'NewExpression') {
          calls.push(node);
        }
      },
    });
    for (const call of calls) {
      const form = this.formOf(loaded, call);
      if (form !== undefined) {
        seen.add(call.to);
        this.forms.add(form, loaded, call, this.certainty.doubt(loaded, call));
      }
      this.checkMethod(loaded, call, seen);
    }
    this.checkText(loaded, seen);
  }

  private formOf(loaded: LoadedScript, call: SyntaxNode): ScriptDeclaration | undefined {
    const callee = calleeOf(call);
    const target = callee && this.program.resolve(loaded, callee);
    if (target?.kind === 'sdk') {
      const form = formOf(target.path);
      return form === 'harmless' || form === 'unknown' ? undefined : form;
    }
    const method = methodOf(loaded, callee);
    return method && isAgent(this.program, loaded, callee!.firstChild!) ? method : undefined;
  }

  /** A method that declares something, on something that may be an agent. */
  private checkMethod(loaded: LoadedScript, call: SyntaxNode, seen: Set<number>): void {
    const callee = calleeOf(call);
    const method = methodOf(loaded, callee);
    if (!method || seen.has(call.to)) {
      return;
    }
    seen.add(call.to);
    if (
      isAgent(this.program, loaded, callee!.firstChild!) === undefined &&
      !this.isOther(loaded, callee!.firstChild!)
    ) {
      const why = `only a run shows whether ${loaded.module.excerpt(callee!.firstChild!)} is an agent`;
      this.builder.hole({ at: loaded.module.placeOf(call) }, `${method}()`, why, ['capabilities', 'requirements']);
    }
  }

  /** Whether a parameter has a type of another library. */
  private isOther({ module }: LoadedScript, receiver: SyntaxNode): boolean {
    const name = module.textOf(receiver).replace(/[^\w]/g, '');
    return name !== '' && new RegExp(`\\b${name}\\s*\\??:\\s*(FastMCP|McpServer|Server)\\b`).test(module.text);
  }

  /** The SDK's namespace where it is neither called nor asked for a form that is known. */
  private checkUse(loaded: LoadedScript, node: SyntaxNode): void {
    const { module } = loaded;
    const target = this.program.resolve(loaded, node);
    if (target?.kind !== 'sdk') {
      return;
    }
    let whole = node;
    const path = [...target.path];
    while (whole.parent?.name === 'MemberExpression' && whole.parent.firstChild!.from === whole.from) {
      whole = whole.parent;
      path.push(module.textOf(whole.lastChild!));
    }
    const at = module.placeOf(node);
    const form = formOf(path);
    const name = path.join('.');
    const isCalled =
      /^(Call|New)Expression$/.test(whole.parent?.name ?? '') && calleeOf(whole.parent!)?.from === whole.from;
    if (form === 'unknown') {
      this.builder.hole({ at }, name, 'this library does not know what it declares', ANYTHING);
    } else if (form !== 'harmless' && !isCalled && !isAlias(whole)) {
      this.builder.hole({ at }, name, 'it is handed on, and the text does not show what is made of it', ANYTHING);
    }
  }

  /** An agent that is handed on to code that is not read, or whose methods are not called by their names. */
  private checkAgent(loaded: LoadedScript, node: SyntaxNode): void {
    const { module } = loaded;
    const parent = node.parent!;
    const isOwner = parent.name === 'MemberExpression' && parent.firstChild!.from === node.from;
    const isHandedOn = parent.name === 'ArgList' && !this.isRead(loaded, parent.parent!);
    const isHidden = isOwner && (parent.lastChild!.name !== 'PropertyName' || !isCallee(parent));
    if ((isHandedOn || isHidden) && isAgent(this.program, loaded, node)) {
      const why = 'the agent is handed on, and the text does not show what is added to it';
      this.builder.hole({ at: module.placeOf(node) }, module.textOf(node), why, ['capabilities', 'requirements']);
    }
  }

  /** Whether a function that is called is in the folder: what it does with an agent is read there. */
  private isRead(loaded: LoadedScript, call: SyntaxNode): boolean {
    const callee = calleeOf(call);
    const target = callee && this.program.resolve(loaded, callee);
    return target?.kind === 'node' && /^(FunctionDeclaration|ArrowFunction|FunctionExpression)$/.test(target.node.name);
  }

  /** Calls that the parser did not find, because something before them is written in a way that it does not know. */
  private checkText({ module }: LoadedScript, seen: ReadonlySet<number>): void {
    for (const match of module.text.matchAll(/\.\s*(addTool|addLlmProvider)\s*\(/g)) {
      const name = match.index + match[0].indexOf(match[1]);
      if (module.isQuoted(name)) {
        continue;
      }
      let call: SyntaxNode | null = module.tree.resolveInner(name, 1);
      while (call && call.name !== 'CallExpression') {
        call = call.parent;
      }
      if (!call || !seen.has(call.to)) {
        const why = 'the code around it is not written in the TypeScript that this reader knows';
        this.builder.hole({ at: module.placeOf({ from: name }) }, `${match[1]}()`, why, [
          'capabilities',
          'requirements',
        ]);
      }
    }
  }
}

function calleeOf(call: SyntaxNode): SyntaxNode | undefined {
  const first = call.firstChild;
  return (call.name === 'NewExpression' ? first?.nextSibling : first) ?? undefined;
}

function isCallee({ parent, from }: SyntaxNode): boolean {
  return parent?.name === 'CallExpression' && parent.firstChild!.from === from;
}

function methodOf(
  { module }: LoadedScript,
  callee: SyntaxNode | undefined,
): (typeof AGENT_METHODS)[number] | undefined {
  const name = callee?.name === 'MemberExpression' ? module.textOf(callee.lastChild!) : '';
  return AGENT_METHODS.find((each) => each === name);
}

/** `const route = mesh.route;` and exports of it, which names resolve. */
function isAlias(node: SyntaxNode): boolean {
  return (
    /^(VariableDeclaration|ExportGroup|ExportDeclaration|ImportGroup)$/.test(node.parent?.name ?? '') ||
    node.parent?.name === 'TypeQuery'
  );
}
