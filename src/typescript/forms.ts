import { SyntaxNode } from '@lezer/common';
import { LoadedScript } from './program';
import { ScriptForm } from './sdk-names';
import { ScriptValues } from './values';
import { Declaration, FactsBuilder } from '../source/facts-builder';
import { FactKind } from '../source/hole';
import { Place, placeText } from '../source/place';
import { ArgumentReader } from '../source/read-arguments';
import { addCapability } from '../source/read-capability';
import { addLlm } from '../source/read-llm';
import { addRequirements } from '../source/read-requirements';
import { isNothing, Value } from '../source/value';

/** A form, or a method of an agent. */
export type ScriptDeclaration = ScriptForm | 'addTool' | 'addLlmProvider';

/** How each is written, which of its arguments has its fields, and what it leaves open if it cannot be read. */
const WRITTEN: {
  readonly [form in ScriptDeclaration]: { readonly text: string; readonly at: number; readonly open: FactKind[] };
} = {
  agent: { text: 'mesh()', at: 1, open: ['name'] },
  express: { text: 'meshExpress()', at: 1, open: ['name'] },
  llm: { text: 'mesh.llm()', at: 0, open: ['capabilities', 'llms'] },
  llmProvider: { text: 'mesh.llmProvider()', at: 0, open: ['capabilities'] },
  route: { text: 'mesh.route()', at: 0, open: ['requirements'] },
  routeWithConfig: { text: 'mesh.routeWithConfig()', at: 0, open: ['requirements'] },
  serviceView: { text: 'mesh.serviceView()', at: 0, open: ['requirements'] },
  a2a: { text: 'mesh.a2a.mount()', at: 1, open: ['requirements'] },
  addTool: { text: 'addTool()', at: 0, open: ['capabilities', 'requirements'] },
  addLlmProvider: { text: 'addLlmProvider()', at: 0, open: ['capabilities'] },
};

/** Turns the calls of a TypeScript program into facts. */
export class ScriptForms {
  private readonly tools = new Map<string, Place>();

  constructor(
    private readonly values: ScriptValues,
    private readonly builder: FactsBuilder,
  ) {}

  /** Adds what one call declares. */
  public add(form: ScriptDeclaration, loaded: LoadedScript, call: SyntaxNode, doubt?: string): void {
    const { text, at: position, open } = WRITTEN[form];
    const at = loaded.module.placeOf(call);
    if (doubt !== undefined) {
      this.builder.hole({ at }, text, doubt, open);
      return;
    }
    const argument = this.values.arguments(call)[position];
    if (!argument || argument.name === 'Spread') {
      this.builder.hole({ at }, `the arguments of ${text}`, 'they are not in the text', open);
      return;
    }
    if (form === 'addTool' && this.isLlm(loaded, argument)) {
      return;
    }
    const value = this.values.of(loaded, argument);
    if (form === 'route') {
      this.requirements({ form: text, at, args: new Map([['dependencies', value]]) }, open);
      return;
    }
    if (value.kind !== 'record' || value.rest) {
      const why = value.kind === 'record' ? value.rest! : value;
      this.builder.hole(
        { at },
        `the argument of ${text}`,
        why.kind === 'unreadable' ? why.why : 'it is no object',
        open,
      );
      return;
    }
    const name = value.fields.get('name');
    const of = name?.kind === 'text' ? name.text : undefined;
    this.read(form, { form: text, at, ...(of === undefined ? {} : { of }), args: value.fields }, open);
  }

  /** Whether an expression is the result of `mesh.llm()`, which declares itself. */
  private isLlm(loaded: LoadedScript, argument: SyntaxNode): boolean {
    const target = this.values.program.resolve(loaded, argument);
    const [home, node] = target?.kind === 'node' ? [target.loaded, target.node] : [loaded, argument];
    const callee = node.name === 'CallExpression' ? this.values.program.resolve(home, node.firstChild!) : undefined;
    return callee?.kind === 'sdk' && /^(?:mesh\.|default\.)?(?:llm|llmProvider)$/.test(callee.path.join('.'));
  }

  private read(form: ScriptDeclaration, declaration: Declaration, open: FactKind[]): void {
    const reader = new ArgumentReader(this.builder, declaration, open);
    switch (form) {
      case 'agent':
      case 'express':
        return this.agent(reader);
      case 'addTool':
        return this.tool(reader);
      case 'llm':
        return this.llm(reader);
      case 'llmProvider':
      case 'addLlmProvider':
        return addCapability(reader, capabilityOr(reader, { kind: 'text', text: 'llm', at: declaration.at }));
      case 'routeWithConfig':
      case 'a2a':
        return this.requirements(declaration, open);
      default:
      // A view declares nothing until a tool has it.
    }
  }

  private agent(reader: ArgumentReader): void {
    this.builder.isAgent = true;
    const value = reader.argument('name');
    const name = reader.text(value, 'the name');
    if (name === undefined) {
      reader.hole(value, 'the name', 'there is none, which the runtime refuses');
    } else if (name !== null) {
      this.builder.names.push({ value: name, at: reader.declaration.at });
    }
  }

  private tool(reader: ArgumentReader): void {
    const name = reader.argument('name');
    const { at } = reader.declaration;
    if (name?.kind === 'text') {
      const first = this.tools.get(name.text);
      this.tools.set(name.text, at);
      if (first) {
        const why = `it has the name of the tool at ${placeText(first)}, which the runtime refuses`;
        reader.hole(undefined, 'the tool', why);
        return;
      }
    }
    const taggedByName = !isNothing(reader.argument('a2aConfig'));
    addCapability(reader.leaving('capabilities'), capabilityOr(reader, name), taggedByName ? { taggedByName } : {});
    addRequirements(reader.leaving('requirements'), reader.argument('dependencies'));
  }

  private llm(reader: ArgumentReader): void {
    addCapability(reader.leaving('capabilities'), capabilityOr(reader, reader.argument('name')));
    addLlm(reader.leaving('llms'), {
      provider: reader.argument('provider'),
      filter: reader.argument('filter'),
      filterMode: reader.argument('filterMode'),
    });
    addRequirements(reader.leaving('requirements'), reader.argument('dependencies'));
  }

  private requirements(declaration: Declaration, open: FactKind[]): void {
    this.builder.hasRoutes = true;
    const list = declaration.args.get('dependencies');
    const reader = new ArgumentReader(this.builder, declaration, open);
    if (list?.kind === 'list' && list.items.some((item) => item.kind === 'list' && item.isView)) {
      reader.hole(list, 'the dependencies', 'one is a view, which the runtime refuses on routes');
      return;
    }
    addRequirements(reader, list);
  }
}

function capabilityOr(reader: ArgumentReader, other: Value | undefined): Value | undefined {
  const capability = reader.argument('capability');
  return isNothing(capability) ? other : capability;
}
