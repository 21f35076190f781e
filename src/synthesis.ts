import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';

const SYNTHESIS = Symbol('cdk8s-mcp-mesh.Synthesis');

type Root = IConstruct & { [SYNTHESIS]?: Synthesis; synth?: () => void; synthYaml?: () => string };

/**
 * What is going on while an app is synthesised, for validations that want to run once in it, and to see what it writes.
 *
 * cdk8s validates once for the app and once more for each chart, although nothing changes in between: of 300 charts, that is most of
 * the time. And rendering may leave traces (a cdk8s-plus workload with `spread` gets its affinity once more with each), so an object that
 * is rendered for a validation and then again is another object: here, what a validation saw is what is written.
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
  private rendered?: Map<ApiObject, any>;
  private passes = 0;

  private constructor(root: Root) {
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
    construct.node.addValidation({ validate: () => this.rendered && this.passes > 1 ? [] : find() });
  }

  /** An object as this synthesis writes it. */
  public render(object: ApiObject): any {
    if (!this.rendered) {
      return withoutTraces(object, () => object.toJson());
    }
    if (!this.rendered.has(object)) {
      const json = object.toJson();
      this.rendered.set(object, json);
      object.toJson = () => json;
    }
    return this.rendered.get(object);
  }

  private within<T>(synthesis: () => T): () => T {
    return () => {
      if (this.rendered) {
        return synthesis();
      }
      this.rendered = new Map();
      this.passes = 0;
      try {
        return synthesis();
      } finally {
        for (const object of this.rendered.keys()) {
          delete (object as { toJson?: unknown }).toJson;
        }
        this.rendered = undefined;
      }
    };
  }
}

/** Where only a chart is rendered, what is seen cannot be what is written: cdk8s-plus' spread is left out of what is seen. */
function withoutTraces<T>(object: ApiObject, render: () => T): T {
  const workload = object.node.scope as { spread?: boolean; scheduling?: unknown } | undefined;
  if (workload?.spread !== true || workload.scheduling === undefined) {
    return render();
  }
  workload.spread = false;
  try {
    return render();
  } finally {
    workload.spread = true;
  }
}
