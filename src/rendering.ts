import { ApiObject, App } from 'cdk8s';

/**
 * Lets validations see what an app writes, without a second rendering: what was rendered for them is what is written.
 *
 * That matters beyond cost. Rendering may leave traces (a cdk8s-plus workload with `spread` gets its affinity once more with
 * each), so an object that is rendered twice is another object. And cdk8s validates once for the app and once for each
 * chart of one synthesis, so a validation has to know which of them is the first.
 */
export class Rendering {
  /** The objects of the synthesis that is going on; nothing outside of one. */
  private rendered?: Map<ApiObject, any>;
  private validated = false;

  constructor(app: App) {
    // On the instance, because both are called there, whatever class the app is of.
    app.synth = this.within(app.synth.bind(app));
    app.synthYaml = this.within(app.synthYaml.bind(app));
  }

  /** Whether this is the first validation of a synthesis. One that renders a single chart (`Testing.synth`) has one only. */
  public isFirstPass(): boolean {
    const first = !this.validated;
    this.validated = this.rendered !== undefined;
    return first;
  }

  /** The object as this synthesis writes it. */
  public of(object: ApiObject): any {
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
      try {
        return synthesis();
      } finally {
        for (const object of this.rendered.keys()) {
          delete (object as { toJson?: unknown }).toJson;
        }
        this.rendered = undefined;
        this.validated = false;
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
