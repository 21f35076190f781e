import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { MeshObject, MeshObjectProps } from '../synthesis/mesh-object';

/** What a construct wants to be made for a namespace: the construct that owns it, and its id there. */
interface Order extends MeshObjectProps {
  readonly owner: Construct;
  readonly id: string;
}

/** The construct in a chart that holds what constructs of other charts make there. */
const HOLDER_ID = 'cdk8s-mcp-mesh';

/**
 * The charts that hold the pods of each namespace of a mesh, and in them what other constructs make for the namespace, so that
 * whoever applies the chart of a namespace has all of it.
 *
 * An object lands in its owner's chart if that is a chart of the namespace; otherwise in the chart that holds the namespace's
 * pods, of several in the first by path. The order in which constructs are made does not decide: if a chart comes that is
 * before the one chosen so far, the object moves.
 */
export class NamespaceCharts {
  private readonly charts = new Map<string | undefined, Set<Chart>>();
  private readonly objects = new Map<string | undefined, NamespaceObject[]>();

  /** Takes down that a construct runs pods in a namespace. */
  public add(construct: IConstruct, namespace: string | undefined): void {
    const chart = Chart.of(construct);
    const known = this.charts.get(namespace) ?? new Set();
    if (!known.has(chart)) {
      this.charts.set(namespace, known.add(chart));
      this.objects.get(namespace)?.forEach((object) => object.moveTo(this.chartFor(object.owner, namespace)));
    }
  }

  /** Makes an object that a whole namespace shares. */
  public make(order: Order): NamespaceObject {
    const { namespace } = order.metadata;
    const object = new NamespaceObject(order, this.chartFor(order.owner, namespace));
    this.objects.set(namespace, [...(this.objects.get(namespace) ?? []), object]);
    return object;
  }

  private chartFor(owner: Construct, namespace: string | undefined): Chart {
    const own = Chart.of(owner);
    const holding = [...(this.charts.get(namespace) ?? [])];
    const named = holding.filter((chart) => chart.namespace === namespace);
    return own.namespace === namespace ? own : (firstByPath(named.length > 0 ? named : holding) ?? own);
  }
}

/** An object of one namespace, wherever it stands by now. */
export class NamespaceObject {
  /**
   * Makes an object that is about one workload, in the chart of the workload, unless the owner's chart is of its namespace.
   */
  public static beside(workload: IConstruct, order: Order): NamespaceObject {
    const own = Chart.of(order.owner);
    return new NamespaceObject(order, own.namespace === order.metadata.namespace ? own : Chart.of(workload));
  }

  public readonly owner: Construct;
  private readonly id: string;
  private current: MeshObject;

  constructor(order: Order, chart: Chart) {
    const { owner, id, ...props } = order;
    this.owner = owner;
    this.id = id;
    const place = this.placeIn(chart);
    this.current = new MeshObject(place.scope, place.id, props);
  }

  /** The object as it stands in the tree. */
  public get object(): MeshObject {
    return this.current;
  }

  /** Moves the object into another chart. */
  public moveTo(chart: Chart): void {
    if (Chart.of(this.current) !== chart) {
      const { scope, id } = this.placeIn(chart);
      this.current = this.current.moveTo(scope, id);
    }
  }

  /** In its owner's chart an object is its owner's child. Elsewhere its id says who its owner is. */
  private placeIn(chart: Chart): { readonly scope: Construct; readonly id: string } {
    const { owner, id } = this;
    return chart === Chart.of(owner)
      ? { scope: owner, id }
      : { scope: holderIn(chart), id: `${owner.node.path.replace(/\//g, '.')}.${id}` };
  }
}

function holderIn(chart: Chart): Construct {
  return (chart.node.tryFindChild(HOLDER_ID) as Construct | undefined) ?? new Construct(chart, HOLDER_ID);
}

/** Compared as code units, so that the order is the same in every locale. */
function firstByPath(charts: Chart[]): Chart | undefined {
  return charts.reduce<Chart | undefined>(
    (first, chart) => (first === undefined || chart.node.path < first.node.path ? chart : first),
    undefined,
  );
}
