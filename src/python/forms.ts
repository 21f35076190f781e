import { SyntaxNode } from '@lezer/common';
import { returnsStream } from './annotations';
import { Form } from './mesh-names';
import { PythonProgram } from './program';
import { LoadedModule } from './referent';
import { PythonValues } from './values';
import { PythonViews } from './views';
import { Declaration, FactsBuilder } from '../source/facts-builder';
import { ANYTHING, FactKind } from '../source/hole';
import { hasError } from '../source/parsed-file';
import { Place } from '../source/place';
import { ArgumentReader } from '../source/read-arguments';
import { addCapability } from '../source/read-capability';
import { addLlm } from '../source/read-llm';
import { addRequirement, addRequirements } from '../source/read-requirements';
import { isNothing, Value } from '../source/value';

/** The tag by which the runtime tells a provider's streaming variant from the other. */
const STREAM_TAG = 'ai.mcpmesh.stream';

/** Parameters that may be given by position. */
const POSITIONAL: { readonly [form in Form]?: readonly string[] } = {
  agent: ['name'],
  tool: ['capability'],
  llm: ['filter'],
  llm_provider: ['model', 'capability', 'tags', 'version'],
  selector: ['capability'],
  'a2a.mount': ['app'],
};

/** What a declaration that cannot be read leaves open. */
const OPEN: { readonly [form in Form]: readonly FactKind[] } = {
  agent: ['name'],
  tool: ['capabilities', 'requirements'],
  llm: ['llms'],
  llm_provider: ['capabilities'],
  route: ['requirements'],
  a2a: ['requirements'],
  'a2a.mount': ['requirements'],
  a2a_consumer: ['capabilities', 'requirements'],
  service: ANYTHING,
  selector: ['requirements'],
};

/** A decorator of MCP Mesh at a definition. */
export interface DecoratorUse {
  readonly form: Form;
  readonly loaded: LoadedModule;
  readonly decorator: SyntaxNode;
  readonly list?: SyntaxNode;
  readonly definition?: SyntaxNode;
  /** Why only a run shows whether it counts, if that is so. */
  readonly uncertain?: string;
}

/** Turns the decorators of a Python program into facts. */
export class PythonForms {
  /** Where each function that is a tool is. */
  private readonly tools = new Map<string, Place>();
  private readonly views: PythonViews;

  constructor(
    private readonly program: PythonProgram,
    private readonly values: PythonValues,
    private readonly builder: FactsBuilder,
  ) {
    this.views = new PythonViews(program, values);
  }

  /** Adds what one decorator declares. */
  public add(use: DecoratorUse): void {
    const { form, loaded, decorator, definition, uncertain, list } = use;
    const { module } = loaded;
    const name = definition?.getChild('VariableName');
    const of = name ? module.textOf(name) : undefined;
    const at = module.placeOf(decorator);
    const open = OPEN[form];
    if (form === 'selector') {
      return;
    }
    const why = this.unusable(use) ?? uncertain;
    if (why !== undefined) {
      this.builder.hole({ at, of }, `@mesh.${form}`, why, open);
      return;
    }
    if (form === 'service') {
      this.checkView(use, at, of);
      return;
    }
    const { fields, rest } = this.values.arguments(loaded, list!);
    if (rest) {
      this.builder.hole({ at, of }, `a part of the arguments of @mesh.${form}`, rest.why, open);
      return;
    }
    const declaration: Declaration = { form: `@mesh.${form}`, at, of, args: byName(form, fields) };
    this.read(use, new ArgumentReader(this.builder, declaration, open));
  }

  private unusable({ form, decorator, definition, list }: DecoratorUse): string | undefined {
    if (!definition) {
      return 'no function or class is read below it';
    }
    const parameters = definition.getChild('ParamList');
    if (hasError(decorator) || (parameters && hasError(parameters))) {
      return 'it is not written in the Python that this reader knows';
    }
    return list || form === 'service' ? undefined : 'it has no arguments, and the runtime asks for them';
  }

  private read(use: DecoratorUse, reader: ArgumentReader): void {
    switch (use.form) {
      case 'agent':
        return this.agent(reader);
      case 'tool':
        return this.tool(use, reader);
      case 'a2a_consumer':
        return this.consumer(use, reader);
      case 'llm':
        return this.llm(use, reader);
      case 'llm_provider':
        return this.provider(reader);
      case 'route':
        // The heartbeat of a Python service with routes sends the capability's name alone.
        this.builder.hasRoutes = true;
        this.refuseViews(use, reader);
        return addRequirements(reader, reader.argument('dependencies'), { nameAlone: true });
      default:
        this.builder.hasRoutes = true;
        return addRequirements(reader, reader.argument('dependencies'));
    }
  }

  private agent(reader: ArgumentReader): void {
    const { declaration } = reader;
    this.builder.isAgent = true;
    const value = reader.argument('name');
    const name = reader.text(value, 'the name');
    if (name === undefined) {
      reader.hole(value, 'the name', 'there is none, which the runtime refuses');
    } else if (name !== null) {
      this.builder.names.push({ value: name, at: declaration.at });
    }
  }

  private tool(use: DecoratorUse, reader: ArgumentReader): void {
    const capability = reader.argument('capability');
    if (this.isSecondOfItsName(reader)) {
      return;
    }
    if (isNothing(capability)) {
      const why = 'there is none: the runtime takes the decorator and fails when it starts';
      reader.leaving('capabilities').hole(capability, 'the capability', why);
    } else {
      addCapability(reader.leaving('capabilities'), capability);
    }
    this.requirements(use, reader);
  }

  private consumer(use: DecoratorUse, reader: ArgumentReader): void {
    if (this.isSecondOfItsName(reader)) {
      return;
    }
    addCapability(reader.leaving('capabilities'), reader.argument('capability'), { taggedByName: true });
    this.requirements(use, reader);
  }

  private requirements({ loaded, definition }: DecoratorUse, tool: ArgumentReader): void {
    const reader = tool.leaving('requirements');
    addRequirements(reader, reader.argument('dependencies'));
    for (const { selector } of this.views.of(loaded, definition!)) {
      addRequirement(reader, selector);
    }
  }

  private llm({ loaded, definition }: DecoratorUse, reader: ArgumentReader): void {
    const isStream = returnsStream(this.program, loaded, definition!);
    addLlm(
      reader,
      {
        provider: reader.argument('provider'),
        filter: reader.argument('filter'),
        filterMode: reader.argument('filter_mode'),
      },
      (tags) =>
        tags.some((tag) => tag.replace(/^[+-]/, '') === STREAM_TAG)
          ? tags
          : [...tags, isStream ? STREAM_TAG : `-${STREAM_TAG}`],
    );
  }

  /** A provider registers twice: as it is, and for answers that come as a stream. */
  private provider(reader: ArgumentReader): void {
    const given = reader.argument('capability');
    const capability: Value = given ?? { kind: 'text', text: 'llm', at: reader.declaration.at };
    addCapability(reader, capability, { variants: [[], [STREAM_TAG]] });
  }

  /** The runtime keeps tools by the names of their functions. */
  private isSecondOfItsName(reader: ArgumentReader): boolean {
    const { of = '', at } = reader.declaration;
    const first = this.tools.get(of);
    this.tools.set(of, at);
    if (first) {
      const why = `the function has the name of the tool at ${first.file}:${first.line}, and the runtime keeps the last of them`;
      reader.hole(undefined, 'the tool', why);
    }
    return first !== undefined;
  }

  private refuseViews({ loaded, definition }: DecoratorUse, reader: ArgumentReader): void {
    if (this.views.of(loaded, definition!).length > 0) {
      reader.hole(undefined, 'a parameter', 'it is a view, which the runtime refuses on routes');
    }
  }

  private checkView({ loaded, definition, list }: DecoratorUse, at: Place, of: string | undefined): void {
    const { fields, rest } = this.values.arguments(loaded, list ?? null);
    const why =
      rest?.why ??
      (definition!.name !== 'ClassDefinition' ? 'it is not on a class, which the runtime refuses' : undefined) ??
      (isNothing(fields.get('0') ?? fields.get('arg'))
        ? undefined
        : 'it has a prefix, which the runtime refuses since 3.1: declare each tool by @mesh.tool');
    if (why !== undefined) {
      this.builder.hole({ at, of }, '@mesh.service', why, ANYTHING);
    }
  }
}

/** Arguments by their names, those by position too. */
function byName(form: Form, fields: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const names = POSITIONAL[form] ?? [];
  return new Map([...fields].map(([key, value]) => [names[Number(key)] ?? key, value]));
}
