import { SyntaxNode } from '@lezer/common';
import { annotationNames } from './annotations';
import { meaningOf } from './mesh-names';
import { dottedName, PythonProgram } from './program';
import { LoadedModule } from './referent';
import { PythonValues } from './values';
import { childrenOf, hasError } from '../source/parsed-file';
import { isNothing, Value, unreadable } from '../source/value';

/** The requirement of one method of a view. */
export interface ViewMethod {
  readonly name: string;
  /** As a dependency of a tool would have it; what could not be read is unreadable. */
  readonly selector: Value;
}

/** Finds the views that functions take: classes with `@mesh.service`, as types of parameters. */
export class PythonViews {
  constructor(
    private readonly program: PythonProgram,
    private readonly values: PythonValues,
  ) {}

  /** The requirements that a function's parameters add, in the runtime's order: by parameter, and by name within each. */
  public of(loaded: LoadedModule, definition: SyntaxNode): ViewMethod[] {
    const parameters = definition.getChild('ParamList');
    return (parameters?.getChildren('TypeDef') ?? []).flatMap((annotation) => this.view(loaded, annotation));
  }

  private view(loaded: LoadedModule, annotation: SyntaxNode): ViewMethod[] {
    for (const names of annotationNames(loaded.module, annotation)) {
      const target = this.program.resolve(loaded, names);
      if (target?.kind === 'class' && this.isView(target.loaded, target.node)) {
        return this.methods(target.loaded, target.node);
      }
    }
    return [];
  }

  private isView(loaded: LoadedModule, node: SyntaxNode): boolean {
    return decoratorsOf(node).some((decorator) => this.formOf(loaded, decorator) === 'service');
  }

  /** The public methods of a view, those of its base classes too, by name. */
  private methods(loaded: LoadedModule, node: SyntaxNode): ViewMethod[] {
    const methods = new Map<string, Value>();
    this.collect(loaded, node, methods, 0);
    return [...methods]
      .map(([name, selector]) => ({ name, selector }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  private collect(loaded: LoadedModule, node: SyntaxNode, methods: Map<string, Value>, depth: number): void {
    const { module } = loaded;
    for (const base of this.bases(loaded, node)) {
      const target = depth < 10 ? this.program.resolve(loaded, base) : undefined;
      if (target?.kind === 'class') {
        this.collect(target.loaded, target.node, methods, depth + 1);
      } else if (!/^(object|Protocol|ABC)$/.test(base[base.length - 1])) {
        const why = `the view has the base class ${base.join('.')}, which cannot be read`;
        methods.set(base.join('.'), unreadable(module.placeOf(node), why));
      }
    }
    for (const statement of childrenOf(node.getChild('Body')!)) {
      const definition = statement.name === 'DecoratedStatement' ? statement.lastChild! : statement;
      const name = definition.name === 'FunctionDefinition' ? module.textOf(definition.getChild('VariableName')!) : '_';
      if (!name.startsWith('_')) {
        methods.set(name, this.selector(loaded, definition));
      }
    }
  }

  private bases({ module }: LoadedModule, node: SyntaxNode): string[][] {
    const list = node.getChild('ArgList');
    return (list ? childrenOf(list) : [])
      .filter(({ prevSibling, nextSibling }) => prevSibling?.name !== 'AssignOp' && nextSibling?.name !== 'AssignOp')
      .flatMap((each) => {
        const names = dottedName(module, each);
        return names ? [names] : [];
      });
  }

  private selector(loaded: LoadedModule, definition: SyntaxNode): Value {
    const at = loaded.module.placeOf(definition);
    const decorator = decoratorsOf(definition).find((each) => this.formOf(loaded, each) === 'selector');
    if (!decorator || hasError(decorator)) {
      return unreadable(at, 'a public method of the view has no @mesh.selector, which the runtime refuses');
    }
    const { fields, rest } = this.values.arguments(loaded, decorator.getChild('ArgList'));
    const capability = fields.get('0') ?? fields.get('capability');
    if (rest || isNothing(capability)) {
      return unreadable(at, rest?.why ?? 'a @mesh.selector of the view names no capability');
    }
    return { kind: 'record', at, fields: new Map([...fields, ['capability', capability]]) };
  }

  private formOf(loaded: LoadedModule, decorator: SyntaxNode): string | undefined {
    const names = decorator.getChildren('VariableName').map((part) => loaded.module.textOf(part));
    const target = names.length > 0 ? this.program.resolve(loaded, names) : undefined;
    return target?.kind === 'mesh' ? meaningOf(target.path) : undefined;
  }
}

function decoratorsOf({ parent }: SyntaxNode): SyntaxNode[] {
  return parent?.name === 'DecoratedStatement' ? parent.getChildren('Decorator') : [];
}
