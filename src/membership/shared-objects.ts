import { Construct, IConstruct } from 'constructs';
import { NamespaceCharts, NamespaceObject } from './namespace-charts';
import { MeshObjectProps } from '../synthesis/mesh-object';
import { ofTree } from '../synthesis/of-tree';

/**
 * The objects that a namespace has once although the meshes of several registries ask for it, such as the policy that closes the
 * namespace. Of all constructs that ask for one, the first by path makes it, whatever the order of construction.
 */
export class SharedObjects {
  public static of(construct: IConstruct): SharedObjects {
    return ofTree(construct, 'SharedObjects', () => new SharedObjects());
  }

  /** The charts of all meshes of the app. */
  public readonly charts = new NamespaceCharts();
  private readonly byKey = new Map<string, NamespaceObject>();

  private constructor() {}

  /**
   * Makes the object, unless there is one already.
   *
   * @param owner the construct that asks for it
   * @param id the object's id below its owner, the same for all owners
   */
  public make(owner: Construct, id: string, props: MeshObjectProps): NamespaceObject {
    const key = `${props.kind} ${id}`;
    const existing = this.byKey.get(key);
    if (existing) {
      this.charts.share(existing, { owner, id, ...props });
      return existing;
    }
    const made = this.charts.make({ owner, id, ...props });
    this.byKey.set(key, made);
    return made;
  }
}
