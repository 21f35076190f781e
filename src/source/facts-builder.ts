import { SourceCapability, SourceLlm, SourceRequirement, Located, VariableDefault } from './agent-facts';
import { FactKind, Hole } from './hole';
import { Place, placeText } from './place';
import { Value } from './value';

/** One declaration in an agent's code. */
export interface Declaration {
  /** As its language writes it, such as `@mesh.tool`. */
  readonly form: string;
  readonly at: Place;
  /** The function or class that carries it. */
  readonly of?: string;
  /** Its arguments by name. */
  readonly args: ReadonlyMap<string, Value>;
}

/** Collects what the code of one agent declares, while it is read. */
export class FactsBuilder {
  public readonly names: Located<string>[] = [];
  public readonly ports: Located<number>[] = [];
  public readonly capabilities: SourceCapability[] = [];
  public readonly requirements: SourceRequirement[] = [];
  public readonly llms: SourceLlm[] = [];
  public readonly holes: Hole[] = [];
  /** What is imported from elsewhere than the folder, so that the image must have it. */
  public readonly foreignImports: Located<string>[] = [];
  /** Whether there is an agent, and not routes alone. */
  public isAgent = false;
  /** Whether there are routes or A2A surfaces. */
  public hasRoutes = false;
  private readonly defaults = new Map<string, VariableDefault>();

  /** The defaults of variables that became facts, each once. */
  public get variableDefaults(): VariableDefault[] {
    return [...this.defaults.values()];
  }

  /** Notes that a value became a fact: the defaults of variables in it, too. */
  public use(value: Value): void {
    for (const each of value.defaults ?? []) {
      this.defaults.set(`${each.variable} ${placeText(each.at)}`, each);
    }
  }

  /** Something that cannot be read. */
  public hole({ at, of }: Pick<Declaration, 'at' | 'of'>, what: string, why: string, open: readonly FactKind[]): void {
    const hole = { at, ...(of === undefined ? {} : { of }), what, why, open };
    if (!this.holes.some((each) => JSON.stringify(each) === JSON.stringify(hole))) {
      this.holes.push(hole);
    }
  }
}
