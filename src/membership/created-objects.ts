import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { NamespaceCharts, NamespaceObject } from './namespace-charts';
import { SharedObjects } from './shared-objects';
import { MeshObjectProps } from '../synthesis/mesh-object';

/** The objects that one construct makes for the workloads and namespaces of a mesh, each once. */
export class CreatedObjects {
  private readonly byId = new Map<string, NamespaceObject>();

  /**
   * @param owner the construct that makes the objects
   * @param charts the charts of the mesh
   */
  constructor(
    private readonly owner: Construct,
    private readonly charts: NamespaceCharts,
  ) {}

  /** The objects so far, as they are in the tree. */
  public get all(): ApiObject[] {
    return [...this.byId.values()].map(({ object }) => object);
  }

  /**
   * Makes an object, unless there is one of this id already.
   *
   * @param workload the workload that the object is about; without it, the object is about a whole namespace
   */
  public create(id: string, props: MeshObjectProps, workload?: IConstruct): void {
    if (!this.byId.has(id)) {
      const owned = { owner: this.owner, id, ...props };
      this.byId.set(id, workload ? NamespaceObject.beside(workload, owned) : this.charts.make(owned));
    }
  }

  /** Makes an object that the namespace has once in the whole app, whoever else asks for it. */
  public createShared(id: string, props: MeshObjectProps): void {
    if (!this.byId.has(id)) {
      this.byId.set(id, SharedObjects.of(this.owner).make(this.owner, id, props));
    }
  }
}
