import { ApiObject, App } from 'cdk8s';
import { IConstruct } from 'constructs';
import { changesWhenRendered, renderWithoutChange } from './unstable-workload';

const SYNTHESIS = Symbol('cdk8s-mcp-mesh.Synthesis');

type Root = IConstruct & { [SYNTHESIS]?: Synthesis; synth?: () => void; synthYaml?: () => string };

/** A rendered object, and its state when it was rendered. */
interface Rendered {
  readonly json: any;
  readonly state: string;
}

/**
 * The synthesis of an app, for validations that run once in it and read the objects as they are written.
 *
 * cdk8s validates once for the app and once more for each chart, although nothing changes in between: in an app of 300 charts,
 * that is most of the time. And rendering an object twice may give two different results, so an object that a validation has
 * rendered is written as the validation saw it, unless it was patched in between.
 */
export class Synthesis {
  public static of(construct: IConstruct): Synthesis {
    const root = construct.node.root as Root;
    if (!root[SYNTHESIS]) {
      Object.defineProperty(root, SYNTHESIS, { value: new Synthesis(root) });
    }
    return root[SYNTHESIS]!;
  }

  /** The objects rendered in the current synthesis. Undefined outside of one, as in `Testing.synth`, which renders a chart. */
  private rendered?: Map<ApiObject, Rendered>;
  private readonly restorers: (() => void)[] = [];
  private passes = 0;
  /** An app with a `synth` of its own may change any object after it was rendered, so nothing may be kept for it. */
  private readonly hasOwnSynth: boolean;

  private constructor(root: Root) {
    this.hasOwnSynth = root.synth !== App.prototype.synth || root.synthYaml !== App.prototype.synthYaml;
    // cdk8s validates from the root down, so a pass begins with the root's own validation.
    root.node.addValidation({
      validate: () => {
        this.passes += 1;
        return [];
      },
    });
    // On the instance, so that it works for apps of every class.
    if (root.synth) {
      root.synth = this.tracked(root.synth.bind(root));
    }
    if (root.synthYaml) {
      root.synthYaml = this.tracked(root.synthYaml.bind(root));
    }
  }

  /** Adds a validation that runs once in a synthesis. */
  public validate(construct: IConstruct, find: () => string[]): void {
    construct.node.addValidation({ validate: () => (this.rendered && this.passes > 1 ? [] : find()) });
  }

  /** An object as this synthesis writes it. Callers must not change it. */
  public render(object: ApiObject): any {
    if (!this.rendered || this.hasOwnSynth || changesWhenRendered(object)) {
      return renderWithoutChange(object);
    }
    const known = this.rendered.get(object);
    if (known) {
      return known.json;
    }
    const first = { json: object.toJson(), state: stateOf(object) };
    this.rendered.set(object, first);
    this.keepRendered(object, first);
    return first.json;
  }

  /** Makes an object return what was rendered already. Each caller gets a copy that it may change. */
  private keepRendered(object: ApiObject, { json, state }: Rendered): void {
    const own = Object.getOwnPropertyDescriptor(object, 'toJson');
    const render = object.toJson.bind(object);
    object.toJson = () => (stateOf(object) === state ? copied(json) : render());
    this.restorers.push(() => {
      delete (object as { toJson?: unknown }).toJson;
      if (own) {
        Object.defineProperty(object, 'toJson', own);
      }
    });
  }

  /** A synthesis that is known to be running while it runs. */
  private tracked<T>(synthesis: () => T): () => T {
    return () => (this.rendered ? this.nested(synthesis) : this.outermost(synthesis));
  }

  private outermost<T>(synthesis: () => T): T {
    this.rendered = new Map();
    this.passes = 0;
    try {
      return synthesis();
    } finally {
      this.restorers.splice(0).forEach((restore) => restore());
      this.rendered = undefined;
    }
  }

  /** An app may call `synthYaml` in its `synth`, or the other way round. Each validates again, because objects may have changed. */
  private nested<T>(synthesis: () => T): T {
    this.passes = 0;
    try {
      return synthesis();
    } finally {
      this.passes = 0;
    }
  }
}

/** What patches change in an object. cdk8s keeps JSON patches private. */
function stateOf(object: ApiObject): string {
  const { patches } = object as unknown as { patches?: unknown[] };
  return JSON.stringify([patches?.length, object.metadata.toJson()]);
}

function copied(json: any): any {
  if (Array.isArray(json)) {
    return json.map(copied);
  }
  return json !== null && typeof json === 'object' && Object.getPrototypeOf(json) === Object.prototype
    ? Object.fromEntries(Object.entries(json).map(([key, value]) => [key, copied(value)]))
    : json;
}
