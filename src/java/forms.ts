import { SyntaxNode } from '@lezer/common';
import { JavaForm } from './mesh-names';
import { annotationsOf, JavaModule, nameOf } from './module';
import { bodyOf, JavaProgram, JavaType } from './program';
import { JavaValues } from './values';
import { Declaration, FactsBuilder } from '../source/facts-builder';
import { FactKind } from '../source/hole';
import { childrenOf } from '../source/parsed-file';
import { ArgumentReader } from '../source/read-arguments';
import { addCapability } from '../source/read-capability';
import { addLlm } from '../source/read-llm';
import { addRequirement, addRequirements } from '../source/read-requirements';
import { isNothing, unreadable, Value } from '../source/value';

/** What a declaration that cannot be read leaves open. */
export const OPEN: { readonly [form in JavaForm]: readonly FactKind[] } = {
  MeshAgent: ['name'],
  MeshTool: ['capabilities', 'requirements'],
  MeshLlm: ['llms'],
  MeshLlmProvider: ['capabilities'],
  MeshRoute: ['requirements'],
  MeshDependsOn: ['requirements'],
  MeshA2A: ['requirements'],
  A2AConsumer: ['capabilities'],
  MeshService: ['requirements'],
  Selector: ['requirements'],
};

/** Arguments that are lists. One value needs no braces. */
const LISTS = new Set(['tags', 'dependencies', 'filter']);

/** An annotation of MCP Mesh on a type or a method. */
export interface AnnotationUse {
  readonly form: JavaForm;
  readonly module: JavaModule;
  readonly annotation: SyntaxNode;
  /** The class, interface or method that carries it. */
  readonly declaration: SyntaxNode;
}

/** Turns the annotations of a Java agent into facts. */
export class JavaForms {
  constructor(
    private readonly program: JavaProgram,
    private readonly values: JavaValues,
    private readonly builder: FactsBuilder,
  ) {}

  /** Adds what one annotation declares. */
  public add({ form, module, annotation, declaration }: AnnotationUse): void {
    const declared: Declaration = {
      form: `@${form}`,
      at: module.placeOf(annotation),
      of: nameOf(module, declaration),
      args: withLists(this.values.arguments(module, annotation)),
    };
    const reader = new ArgumentReader(this.builder, declared, OPEN[form]);
    switch (form) {
      case 'MeshAgent':
        return this.agent(reader);
      case 'MeshTool':
        return this.tool(module, declaration, reader);
      case 'MeshLlm':
        return addLlm(reader, {
          provider: reader.argument('providerSelector'),
          filter: reader.argument('filter'),
          filterMode: reader.argument('filterMode'),
        });
      case 'MeshLlmProvider':
        return addCapability(reader, reader.argument('capability') ?? { kind: 'text', text: 'llm', at: declared.at });
      case 'MeshRoute':
      case 'MeshA2A':
        this.builder.hasRoutes = true;
        return addRequirements(reader, reader.argument('dependencies'));
      case 'MeshDependsOn':
        this.builder.hasRoutes = true;
        return addRequirements(reader, listed(reader.argument('value')));
      case 'MeshService':
        return this.view({ module, node: declaration }, reader);
      default:
      // @Selector counts in a view, and @A2AConsumer beside @MeshTool.
    }
  }

  private agent(reader: ArgumentReader): void {
    this.builder.isAgent = true;
    const value = reader.argument('name');
    const name = reader.text(value, 'the name');
    if (name === undefined) {
      reader.hole(value, 'the name', 'there is none, which Java refuses');
    } else if (name !== null) {
      this.builder.names.push({ value: name, at: reader.declaration.at });
    }
  }

  private tool(module: JavaModule, method: SyntaxNode, reader: ArgumentReader): void {
    const isBridge = annotationsOf(method).some((each) => /(^|\.)A2AConsumer$/.test(nameOf(module, each)));
    addCapability(
      reader.leaving('capabilities'),
      reader.argument('capability') ?? unreadable(reader.declaration.at, 'there is none, which Java refuses'),
      isBridge ? { taggedByName: true } : {},
    );
    addRequirements(reader.leaving('requirements'), reader.argument('dependencies'));
  }

  /** A view is found by the scan, and each of its methods is a requirement. */
  private view(type: JavaType, reader: ArgumentReader): void {
    if (type.node.name !== 'InterfaceDeclaration' || !isNothing(reader.argument('value'))) {
      reader.hole(undefined, 'the view', 'it is no interface or has a prefix, which the runtime refuses since 3.1');
      return;
    }
    for (const { name, selector } of this.methods(type, 0).sort((one, other) => (one.name < other.name ? -1 : 1))) {
      addRequirement(reader, selector);
      if (selector.kind === 'record' && isNothing(selector.fields.get('capability'))) {
        reader.hole(selector, `the capability of ${name}()`, 'it names none');
      }
    }
  }

  private methods(type: JavaType, depth: number): { name: string; selector: Value }[] {
    const { module, node } = type;
    const inherited = depth < 10 ? this.program.supertypes(type).flatMap((each) => this.methods(each, depth + 1)) : [];
    const own = bodyOf(node)
      .filter(
        (member) =>
          member.name === 'MethodDeclaration' && !/\b(default|static|private)\b/.test(modifiers(module, member)),
      )
      .map((method) => {
        const selector = annotationsOf(method).find((each) => /(^|\.)Selector$/.test(nameOf(module, each)));
        const at = module.placeOf(method);
        return {
          name: nameOf(module, method),
          selector: selector
            ? ({ kind: 'record', at, fields: withLists(this.values.arguments(module, selector)) } as Value)
            : unreadable(at, 'a method of the view has no @Selector'),
        };
      });
    return [...inherited.filter(({ name }) => own.every((each) => each.name !== name)), ...own];
  }
}

function modifiers(module: JavaModule, member: SyntaxNode): string {
  const node = member.getChild('Modifiers');
  return node
    ? childrenOf(node)
        .filter(({ name }) => !/Annotation$/.test(name))
        .map((each) => module.textOf(each))
        .join(' ')
    : '';
}

/** Arguments of which some are lists, in annotations within them too; what is empty counts as left out. */
function withLists(fields: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map(
    [...fields]
      .filter(([name, value]) => !(value.kind === 'text' && value.text === '' && name !== 'name'))
      .map(([name, value]): [string, Value] => [name, LISTS.has(name) ? listed(value)! : nested(value)]),
  );
}

function listed(value: Value | undefined): Value | undefined {
  if (value === undefined || value.kind === 'unreadable') {
    return value;
  }
  const items = value.kind === 'list' ? value.items : [value];
  return { kind: 'list', items: items.map(nested), at: value.at };
}

function nested(value: Value): Value {
  return value.kind === 'record' ? { ...value, fields: withLists(value.fields) } : value;
}
