import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { AppState } from './app-state';
import { fingerprint } from './fingerprint';
import { watchForgottenSynthesis } from './forgotten-synthesis';
import { ofTree } from './of-tree';
import { withoutChange } from './unstable-workload';

/** An object as a validation saw it. */
interface Rendered {
  readonly json: any;
  /** What to compare later, if the object may become another one without a sign. */
  readonly fingerprint?: string;
}

/** An object that is rendered to the same JSON until the state of its app changes. */
interface SettledObject {
  readonly isSettled: boolean;
}

/**
 * What validations found in an app, kept until the app changes.
 *
 * cdk8s validates once for the app and once more before it writes each chart. Most of the time nothing has changed in between, and
 * to validate again would make 300 charts take 300 times as long. But a chart may change its objects in its `toJson()`, which
 * comes right before its validation, so each pass looks whether something is new: a construct, metadata, a patch, or what a
 * construct of ours was told. Objects of others have no sign that they changed: of those that a validation read,
 * the content is compared.
 */
export class Synthesis {
  public static of(construct: IConstruct): Synthesis {
    return ofTree(construct, 'Synthesis', (root) => new Synthesis(root, construct));
  }

  private readonly state: AppState;
  private readonly rendered = new Map<ApiObject, Rendered>();
  /** Another object each time that the app changes: what was found is known by it. */
  private version: object = {};

  /** Called when the app is rendered, by whatever way. */
  public readonly isRendered: () => void;

  private constructor(root: IConstruct, first: IConstruct) {
    this.isRendered = watchForgottenSynthesis(root, first);
    this.state = new AppState(root);
    // cdk8s validates from the root down, so a pass begins with the root's own validation.
    root.node.addValidation({
      validate: () => {
        this.isRendered();
        this.lookForChanges();
        return [];
      },
    });
  }

  /** Must be called when a construct was told something that is no construct, no metadata and no patch. */
  public changed(): void {
    this.version = {};
    this.rendered.clear();
  }

  /** Adds a validation, whose result is kept until the app changes. */
  public validate(construct: IConstruct, find: () => string[]): void {
    construct.node.addValidation({ validate: this.untilChange(find) });
  }

  /** A function that computes its result anew if the app has changed. */
  public untilChange<T>(compute: () => T): () => T {
    let known: { readonly version: object; readonly result: T } | undefined;
    return () => {
      if (known?.version !== this.version) {
        const { version } = this;
        known = { version, result: compute() };
      }
      return known.result;
    };
  }

  /** An object as it would be written now. Callers must not change it. */
  public render(object: ApiObject): any {
    const known = this.rendered.get(object);
    if (known) {
      return known.json;
    }
    const json = withoutChange(object, (each) => each.toJson());
    this.rendered.set(object, isSettled(object) ? { json } : { json, fingerprint: fingerprint(object) });
    return json;
  }

  private lookForChanges(): void {
    const isAsBefore = ([object, known]: [ApiObject, Rendered]) =>
      known.fingerprint === undefined ? isSettled(object) : fingerprint(object) === known.fingerprint;
    if (this.state.update() || ![...this.rendered].every(isAsBefore)) {
      this.changed();
    }
  }
}

function isSettled(object: ApiObject): boolean {
  return (object as Partial<SettledObject>).isSettled === true;
}
