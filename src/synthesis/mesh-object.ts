import { ApiObject, ApiObjectMetadata, App, ApiObjectMetadataDefinition, Chart, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { AppIndex } from './app-index';
import { hasOwnResolvers } from './fingerprint';
import { changedFields } from './kept-fields';
import { isLazyOfOthers, NotPlain, plainJson } from './plain-json';
import { Synthesis } from './synthesis';
import { describe, refuse, show } from '../base/problem';
import { PART_OF_LABEL } from '../kubernetes/naming';

/** One Kubernetes object of a mesh. */
export interface MeshObjectProps {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ApiObjectMetadata;
  /** Everything but apiVersion, kind and metadata, as plain JSON (or Lazy values that produce it). */
  readonly body: { [field: string]: unknown };
  /** The mesh that the object belongs to, as the part-of label has it; nothing for an object that no prune may delete. */
  readonly partOf: string | undefined;
  /** What a user does about a second object of this identity, for the message. */
  readonly onDuplicate: string;
}

/** cdk8s renders by the resolvers of the App, and takes whatever is the root for one. */
function refuseChartAsRoot(object: ApiObject): void {
  const app: Partial<App> = App.of(object);
  if (!Array.isArray(app.resolvers)) {
    refuse(object, {
      given: `a ${object.node.root.constructor.name} as the root of the tree`,
      rule: 'cdk8s renders objects by their App, and there is none',
      fix: 'Put the chart into an App: new Chart(new App(), "mesh")',
    });
  }
}

const MESH_OBJECT = Symbol.for('cdk8s-mcp-mesh.MeshObject');

/**
 * A raw `ApiObject`: it is written as it was given, and a user's patch may change any field. (The generated `Kube*` classes
 * serialise a patched document again, and drop fields that they do not know.)
 *
 * Synthesis refuses a second object of its identity, and patches that cannot be applied.
 */
export class MeshObject extends ApiObject {
  /** Whether an object is one of a mesh, made by this copy of the package or another. */
  public static is(object: ApiObject): object is MeshObject {
    return MESH_OBJECT in object;
  }

  private readonly operations: JsonPatch[] = [];
  private readonly given: MeshObjectProps;
  private readonly body: { [field: string]: unknown };
  private readonly onDuplicate: string;
  /** What stands in the tree in this object's place, if it moved. */
  private moved?: MeshObject;
  private hasValuesOfOthers = false;

  constructor(scope: Construct, id: string, props: MeshObjectProps) {
    const { apiVersion, kind, metadata, body } = props;
    super(scope, id, { apiVersion, kind, metadata: { ...metadata, labels: labelsIn(scope, props) }, ...body });
    refuseChartAsRoot(this);
    this.given = props;
    this.body = props.body;
    this.onDuplicate = props.onDuplicate;
    Object.defineProperty(this, MESH_OBJECT, { value: true });
    Synthesis.of(this).validate(this, () => [...this.duplicateProblems(), ...this.patchProblems()]);
    AppIndex.of(this);
  }

  /** Whether all values are the library's own or fixed, so that the object changes only with what its app knows to have changed. */
  public get isSettled(): boolean {
    return !this.hasValuesOfOthers;
  }

  /** Whether a user patched the object. */
  public get isPatched(): boolean {
    return this.operations.length > 0;
  }

  public override addJsonPatch(...ops: JsonPatch[]): void {
    if (this.moved) {
      this.moved.addJsonPatch(...ops);
      return;
    }
    this.operations.push(...ops);
    super.addJsonPatch(...ops);
  }

  /**
   * Makes the object anew in another place, with what users changed in it, and takes this one out of the tree.
   *
   * @param props what the object is made of there, if another construct makes it
   */
  public moveTo(scope: Construct, id: string, props: MeshObjectProps = this.given): MeshObject {
    const original = {
      labels: { ...Chart.of(this).labels, ...labelsIn(this, this.given) },
      annotations: this.given.metadata.annotations ?? {},
    };
    this.node.scope?.node.tryRemoveChild(this.node.id);
    const moved = new MeshObject(scope, id, props);
    moved.addJsonPatch(...this.operations);
    copyMetadata(this.metadata.toJson(), moved.metadata, original);
    moved.node.addDependency(...this.node.dependencies);
    // Who holds the old object goes on to change the new one.
    Object.defineProperty(this, 'metadata', { value: moved.metadata });
    this.moved = moved;
    return moved;
  }

  public override toJson(): any {
    Synthesis.of(this).isRendered();
    return this.moved ? this.moved.toJson() : this.rendered(this.operations);
  }

  private rendered(operations: JsonPatch[]): any {
    if (hasOwnResolvers(this)) {
      return this.renderedByCdk8s(operations);
    }
    try {
      const { apiVersion, kind } = this;
      const body = plainJson(
        { ...this.body, apiVersion, kind },
        {
          sortKeys: !process.env.CDK8S_DISABLE_SORT,
          onValueOfOthers: () => (this.hasValuesOfOthers = true),
        },
      );
      this.hasValuesOfOthers ||= labelsAndAnnotations(this).some(isLazyOfOthers);
      const patched = JsonPatch.apply({ ...body, metadata: this.metadata.toJson() }, ...operations);
      const { apiVersion: version, kind: patchedKind, metadata, ...rest } = patched;
      return { apiVersion: version, kind: patchedKind, metadata, ...rest };
    } catch (error) {
      if (error instanceof NotPlain) {
        return this.renderedByCdk8s(operations);
      }
      throw error;
    }
  }

  /** cdk8s applies the patches that it holds. */
  private renderedByCdk8s(operations: JsonPatch[]): any {
    this.hasValuesOfOthers = true;
    const { patches } = this as unknown as { patches: JsonPatch[] };
    const held = patches.splice(0, patches.length, ...operations);
    try {
      return super.toJson();
    } finally {
      patches.splice(0, patches.length, ...held);
    }
  }

  /**
   * A patch that cannot be applied would throw after other files were written, and one may part the object from others. Only patched objects are rendered for this: it
   * takes as long as synthesis.
   */
  private patchProblems(): string[] {
    if (!this.isPatched) {
      return [];
    }
    try {
      return changedFields(this.rendered([]), Synthesis.of(this).render(this));
    } catch (error) {
      return [
        describe({
          given: `a JSON patch of ${this.kind} ${show(this.name)}`,
          rule: `it cannot be applied (${(error as Error).message.split('\n')[0].replace(/^Failed serializing .*?: (?=\w*Error)/, '')})`,
          fix: "Look at the object as it is without the patch, and correct the patch's path",
        }),
      ];
    }
  }

  private duplicateProblems(): string[] {
    const same = AppIndex.of(this).sameIdentity(this);
    // Of two mesh objects only the later one reports the problem.
    const other = same[0] === this ? same.find((object) => !MeshObject.is(object)) : same[0];
    if (other === undefined) {
      return [];
    }
    const { namespace } = this.metadata;
    const place = namespace ? ` in namespace ${show(namespace)}` : '';
    return [
      describe({
        given: `${this.kind} ${show(this.name)}${place}, which ${other.node.path} makes too`,
        rule: 'a cluster holds one object of a kind, name and namespace, so the second one applied would replace the first',
        fix: this.onDuplicate,
      }),
    ];
  }
}

/** An object's own labels, and the mesh that it is part of, unless a label of the object or its chart says so already. */
export function labelsIn(
  scope: Construct,
  { metadata: { labels }, partOf }: Pick<MeshObjectProps, 'metadata' | 'partOf'>,
): Texts | undefined {
  const isSaid = partOf === undefined || PART_OF_LABEL in Chart.of(scope).labels;
  return isSaid ? labels : { [PART_OF_LABEL]: partOf, ...labels };
}

/** Their values. cdk8s keeps them private. */
function labelsAndAnnotations({ metadata }: ApiObject): unknown[] {
  const { labels, annotations } = metadata as unknown as { labels: object; annotations: object };
  return [...Object.values(labels), ...Object.values(annotations)];
}

interface Texts {
  readonly [key: string]: string;
}

/**
 * Copies the metadata of an object that moves to another chart.
 *
 * @param original the labels and annotations that the object had when it was made, by its chart or maker: the new one has its own
 */
function copyMetadata(
  metadata: any,
  to: ApiObjectMetadataDefinition,
  original: { readonly labels: Texts; readonly annotations: Texts },
): void {
  const { name, namespace, labels = {}, annotations = {}, finalizers = [], ownerReferences = [], ...more } = metadata;
  Object.keys(labels)
    .filter((key) => labels[key] !== original.labels[key])
    .forEach((key) => to.addLabel(key, labels[key]));
  Object.keys(annotations)
    .filter((key) => annotations[key] !== original.annotations[key])
    .forEach((key) => to.addAnnotation(key, annotations[key]));
  to.addFinalizers(...finalizers);
  ownerReferences.forEach((owner: any) => to.addOwnerReference(owner));
  Object.keys(more).forEach((key) => to.add(key, more[key]));
}
