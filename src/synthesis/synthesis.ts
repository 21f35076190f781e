import { ApiObject, App } from 'cdk8s';
import { IConstruct } from 'constructs';

const SYNTHESIS = Symbol('cdk8s-mcp-mesh.Synthesis');

type Root = IConstruct & { [SYNTHESIS]?: Synthesis; synth?: () => void; synthYaml?: () => string };

/** An object as it was rendered, and what patches can be seen by. */
interface Rendered {
  readonly json: any;
  readonly stamp: string;
}

/**
 * What is going on while an app is synthesised, for validations that want to run once in it, and to see what it writes.
 *
 * cdk8s validates once for the app and once more for each chart, although nothing changes in between: of 300 charts, that is most of
 * the time. And rendering may leave traces (a cdk8s-plus workload with `spread` gets its affinity once more with each), so an object that
 * is rendered for a validation and then again is another object: here, what a validation saw is what is written, unless it was
 * patched in between.
 */
export class Synthesis {
  public static of(construct: IConstruct): Synthesis {
    const root = construct.node.root as Root;
    if (!root[SYNTHESIS]) {
      Object.defineProperty(root, SYNTHESIS, { value: new Synthesis(root) });
    }
    return root[SYNTHESIS]!;
  }

  /** The objects of the synthesis that is going on; nothing outside of one, where only a chart is rendered (`Testing.synth`). */
  private rendered?: Map<ApiObject, Rendered>;
  private readonly restorers: (() => void)[] = [];
  private passes = 0;
  /** An app of a class that synthesises in its own way may change anything when it has rendered something. */
  private readonly ownWay: boolean;

  private constructor(root: Root) {
    this.ownWay = root.synth !== App.prototype.synth || root.synthYaml !== App.prototype.synthYaml;
    // cdk8s validates from the root down, so the root's own validation is where a pass begins.
    root.node.addValidation({
      validate: () => {
        this.passes += 1;
        return [];
      },
    });
    // On the instance, because both are called there, whatever class the app is of.
    if (root.synth) {
      root.synth = this.within(root.synth.bind(root));
    }
    if (root.synthYaml) {
      root.synthYaml = this.within(root.synthYaml.bind(root));
    }
  }

  /** Adds a validation that runs once in a synthesis. */
  public validate(construct: IConstruct, find: () => string[]): void {
    construct.node.addValidation({ validate: () => (this.rendered && this.passes > 1 ? [] : find()) });
  }

  /** An object as this synthesis writes it, for reading only. */
  public render(object: ApiObject): any {
    if (!this.rendered || this.ownWay || leavesTraces(object)) {
      return withoutTraces(object);
    }
    const known = this.rendered.get(object);
    if (known) {
      return known.json;
    }
    const first = { json: object.toJson(), stamp: stampOf(object) };
    this.rendered.set(object, first);
    this.writeOnce(object, first);
    return first.json;
  }

  /** Makes an object give what was rendered already. Each caller gets a copy, which is theirs to change. */
  private writeOnce(object: ApiObject, { json, stamp }: Rendered): void {
    const own = Object.getOwnPropertyDescriptor(object, 'toJson');
    const render = object.toJson.bind(object);
    object.toJson = () => (stampOf(object) === stamp ? copied(json) : render());
    this.restorers.push(() => {
      delete (object as { toJson?: unknown }).toJson;
      if (own) {
        Object.defineProperty(object, 'toJson', own);
      }
    });
  }

  private within<T>(synthesis: () => T): () => T {
    return () => {
      if (this.rendered) {
        // An app may call one of the two in the other; what is validated once more may have changed.
        this.passes = 0;
        try {
          return synthesis();
        } finally {
          this.passes = 0;
        }
      }
      this.rendered = new Map();
      this.passes = 0;
      try {
        return synthesis();
      } finally {
        this.restorers.splice(0).forEach((restore) => restore());
        this.rendered = undefined;
      }
    };
  }
}

/** What patches leave behind in an object. cdk8s keeps those of JSON to itself. */
function stampOf(object: ApiObject): string {
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

type Workload = { spread?: boolean; scheduling?: unknown } | undefined;

/** A cdk8s-plus workload with `spread` gets its affinity once more with each rendering. */
function leavesTraces({ node: { scope } }: ApiObject): boolean {
  const workload = scope as Workload;
  return workload?.spread === true && workload.scheduling !== undefined;
}

/** What is seen of such a workload cannot be what is written: the spread is left out. */
function withoutTraces(object: ApiObject): any {
  if (!leavesTraces(object)) {
    return object.toJson();
  }
  const workload = object.node.scope as Workload;
  workload!.spread = false;
  try {
    return object.toJson();
  } finally {
    workload!.spread = true;
  }
}
