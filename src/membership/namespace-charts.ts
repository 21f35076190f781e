import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { MeshObject, MeshObjectProps } from '../synthesis/mesh-object';

/** An object for a namespace, the construct that makes it, and its id there. */
interface OwnedObjectProps extends MeshObjectProps {
  readonly owner: Construct;
  readonly id: string;
}

/** The construct in a chart that holds what constructs of other charts make there. */
const HOLDER_ID = 'cdk8s-mcp-mesh';

/**
 * The charts of each namespace of a mesh, and the objects that other constructs make for the namespace in them, so that applying
 * the chart of a namespace applies all of it.
 *
 * An object is put into its owner's chart if that is a chart of the namespace; otherwise into the chart that holds the
 * namespace's pods. If several do, it is the first by path. The order of construction does not matter: an object moves when
 * a chart is added that comes before its own.
 */
export class NamespaceCharts {
  private readonly charts = new Map<string | undefined, Set<Chart>>();
  private readonly objects = new Map<string | undefined, NamespaceObject[]>();

  /** Must be called for each construct that runs pods in a namespace. */
  public add(construct: IConstruct, namespace: string | undefined): void {
    const chart = Chart.of(construct);
    const known = this.charts.get(namespace) ?? new Set();
    if (!known.has(chart)) {
      this.charts.set(namespace, known.add(chart));
      this.objects.get(namespace)?.forEach((object) => object.moveTo(this.chartFor(object.owners, namespace)));
    }
  }

  /** Makes an object that a whole namespace shares. */
  public make(props: OwnedObjectProps): NamespaceObject {
    const { namespace } = props.metadata;
    const object = new NamespaceObject(props, this.chartFor([props.owner], namespace));
    this.objects.set(namespace, [...(this.objects.get(namespace) ?? []), object]);
    return object;
  }

  /** Names one more construct that would make the object. The first by path is the one that does. */
  public share(object: NamespaceObject, props: OwnedObjectProps): void {
    object.share(props);
    object.moveTo(this.chartFor(object.owners, props.metadata.namespace));
  }

  private chartFor(owners: Construct[], namespace: string | undefined): Chart {
    const own = owners.map((owner) => Chart.of(owner));
    const withPods = [...(this.charts.get(namespace) ?? [])];
    const ofNamespace = (charts: Chart[]) => charts.filter((chart) => chart.namespace === namespace);
    return (
      firstByPath(ofNamespace(own)) ?? firstByPath(ofNamespace(withPods)) ?? firstByPath(withPods) ?? firstByPath(own)!
    );
  }
}

/** An object of one namespace, which may move to another chart. */
export class NamespaceObject {
  /**
   * Makes an object that is about one workload, in the chart of the workload, unless the owner's chart is of its namespace.
   */
  public static beside(workload: IConstruct, props: OwnedObjectProps): NamespaceObject {
    const own = Chart.of(props.owner);
    return new NamespaceObject(props, own.namespace === props.metadata.namespace ? own : Chart.of(workload));
  }

  /** The constructs that make the object, or would if none of the others did. */
  public readonly owners: Construct[] = [];
  private props: OwnedObjectProps;
  private current: MeshObject;

  constructor(props: OwnedObjectProps, chart: Chart) {
    this.props = props;
    this.owners.push(props.owner);
    const place = this.placeIn(chart);
    this.current = new MeshObject(place.scope, place.id, props);
  }

  /** The object where it is now. */
  public get object(): MeshObject {
    return this.current;
  }

  /** Names one more construct that would make the object. */
  public share(props: OwnedObjectProps): void {
    this.owners.push(props.owner);
    if (firstByPath(this.owners) === props.owner) {
      this.props = props;
      this.moveInto(Chart.of(this.current));
    }
  }

  /** Moves the object into another chart. */
  public moveTo(chart: Chart): void {
    if (Chart.of(this.current) !== chart) {
      this.moveInto(chart);
    }
  }

  private moveInto(chart: Chart): void {
    const { scope, id } = this.placeIn(chart);
    this.current = this.current.moveTo(scope, id, this.props);
  }

  /** In its owner's chart an object is its owner's child. In another chart its id contains the owner's path. */
  private placeIn(chart: Chart): { readonly scope: Construct; readonly id: string } {
    const { owner, id } = this.props;
    return chart === Chart.of(owner)
      ? { scope: owner, id }
      : { scope: holderIn(chart), id: `${owner.node.path.replace(/\//g, '.')}.${id}` };
  }
}

function holderIn(chart: Chart): Construct {
  return (chart.node.tryFindChild(HOLDER_ID) as Construct | undefined) ?? new Construct(chart, HOLDER_ID);
}

/** Compared as code units, so that the order is the same in every locale. */
function firstByPath<T extends IConstruct>(constructs: T[]): T | undefined {
  return constructs.reduce<T | undefined>(
    (first, each) => (first === undefined || each.node.path < first.node.path ? each : first),
    undefined,
  );
}
