import { Direction } from '../cluster/reachability';
import { Capability, Requirement } from '../contract/capabilities';

/** The mesh as a picture has it: boxes, arrows between them, and what neither can say. */
export interface MeshGraph {
  readonly boxes: Box[];
  readonly arrows: Arrow[];
  readonly remarks: string[];
}

/**
 * What a box stands for: the way in from outside of the cluster (an Ingress); parts of the mesh; a pod that is none (a
 * database); what these manifests do not hold (the internet, another namespace); or what is needed and nowhere.
 */
export type BoxKind = 'entrance' | 'agent' | 'registry' | 'neighbour' | 'outside' | 'missing';

/** What is known of a box before the picture is complete. */
export interface Sketch {
  readonly kind: BoxKind;
  readonly name: string;
  /** Where there is one: boxes of one namespace are drawn together. */
  readonly namespace?: string;
  /** The kind of the object that it is, where it is one. */
  readonly object?: string;
  /** Of workloads: how many pods, such as "3" or "2–5". */
  readonly replicas?: string;
  readonly capabilities?: Capability[];
  /** What else there is to say, a line each. */
  readonly details?: string[];
  /** The ports on which it is called, such as ":6379". */
  readonly ports?: string[];
}

export interface Box extends Sketch {
  /** A letter for the kind and a number, the same for the same manifests. */
  readonly id: string;
}

/** What an arrow says: that one agent needs another, is known to a registry, may reach something, or is led to from outside. */
export type ArrowKind = 'needs' | 'registers' | 'reaches' | 'enters';

/** An arrow, by the ids of its boxes. */
export interface Arrow {
  readonly kind: ArrowKind;
  readonly from: string;
  readonly to: string;
  /** What is asked for, where one agent needs another. */
  readonly asks: Requirement[];
  /** Which ends NetworkPolicies close: the sender's egress, the receiver's ingress. Nothing where the way is open. */
  readonly closed: Direction[];
}

type Sketched = Omit<Arrow, 'from' | 'to'> & { readonly from: string; readonly to: string };

const LETTERS: { [kind in BoxKind]: string } = {
  entrance: 'e',
  agent: 'a',
  registry: 'r',
  neighbour: 'n',
  outside: 'u',
  missing: 'm',
};
const KINDS = Object.keys(LETTERS);

/** Boxes and arrows as they are found. Things of one kind, namespace and name are one box, and two boxes have one arrow of a kind. */
export class Sheet {
  private readonly boxes = new Map<string, Sketch>();
  private readonly arrows = new Map<string, Sketched>();

  /** Draws a box, or adds the ports to the one that is there. */
  public box(sketch: Sketch): string {
    const key = JSON.stringify([sketch.kind, sketch.object, sketch.namespace, sketch.name]);
    const known = this.boxes.get(key) ?? sketch;
    const ports = [...new Set([...(known.ports ?? []), ...(sketch.ports ?? [])])];
    this.boxes.set(key, ports.length > 0 ? { ...known, ports } : known);
    return key;
  }

  /** Draws an arrow. What several of one kind between two boxes ask for adds up. */
  public arrow(
    kind: ArrowKind,
    from: Sketch,
    to: Sketch,
    { asks = [], closed = [] }: Partial<Pick<Arrow, 'asks' | 'closed'>> = {},
  ): void {
    const ends = { from: this.box(from), to: this.box(to) };
    const key = JSON.stringify([kind, ends]);
    const known = this.arrows.get(key);
    // One open way is enough.
    this.arrows.set(key, {
      kind,
      ...ends,
      asks: [...(known?.asks ?? []), ...asks],
      closed: known?.closed.length === 0 ? [] : closed,
    });
  }

  /** All of it, in an order that does not depend on where in the manifests things stand. */
  public graph(remarks: string[]): MeshGraph {
    const counts = new Map<BoxKind, number>();
    const places = new Map<string, { readonly id: string; readonly place: number }>();
    const boxes = [...this.boxes]
      .sort(([, one], [, other]) => byKindAndName(one, other))
      .map(([key, sketch], place): Box => {
        const number = counts.get(sketch.kind) ?? 0;
        counts.set(sketch.kind, number + 1);
        const id = `${LETTERS[sketch.kind]}${number}`;
        places.set(key, { id, place });
        return { ...sketch, ...(sketch.ports ? { ports: [...sketch.ports].sort(byNumber) } : {}), id };
      });
    const arrows = [...this.arrows.values()]
      .map((arrow) => ({ arrow, from: places.get(arrow.from)!, to: places.get(arrow.to)! }))
      .sort(
        (one, other) =>
          one.from.place - other.from.place ||
          one.to.place - other.to.place ||
          (one.arrow.kind < other.arrow.kind ? -1 : 1),
      )
      .map(({ arrow, from, to }): Arrow => ({ ...arrow, from: from.id, to: to.id }));
    return { boxes, arrows, remarks };
  }
}

/** By characters, not by anybody's language. */
function byKindAndName(one: Sketch, other: Sketch): number {
  const order = ({ kind, namespace = '', name, object = '' }: Sketch) => [KINDS.indexOf(kind), namespace, name, object];
  const [mine, theirs] = [order(one), order(other)];
  const i = mine.findIndex((part, at) => part !== theirs[at]);
  return i < 0 ? 0 : mine[i] < theirs[i] ? -1 : 1;
}

function byNumber(one: string, other: string): number {
  return parseInt(one.slice(1), 10) - parseInt(other.slice(1), 10) || (one < other ? -1 : 1);
}
