import { Edge, Port, tcp } from './edge';
import { End, keyOf, keysCovering, listeningPorts, Subject } from './end';
import { caches } from './kinds/caches';
import { calls } from './kinds/calls';
import { dashboards } from './kinds/dashboards';
import { llmTools } from './kinds/llm-tools';
import { entrances, outside } from './kinds/outside';
import { controlPlane, dns } from './kinds/platform';
import { registers } from './kinds/registers';
import { database, proxies } from './kinds/registry-calls';
import { anyAgent, requires } from './kinds/requires';
import { siblings } from './kinds/siblings';
import { testsOfAgents, testsOfDashboards, testsOfRegistry } from './kinds/tests';
import { tracing } from './kinds/tracing';
import { MeshDeclaration } from './mesh-declaration';
import { MeshEnds } from './mesh-ends';

/** Every kind of edge, in the order of the rules of a policy. A new kind is a function here, and its name in `Why` (edge.ts). */
const KINDS: ((ends: MeshEnds) => Edge[])[] = [
  registers,
  testsOfRegistry,
  anyAgent,
  requires,
  llmTools,
  calls,
  siblings,
  proxies,
  dns,
  controlPlane,
  database,
  caches,
  tracing,
  dashboards,
  entrances,
  outside,
  testsOfAgents,
  testsOfDashboards,
];

/**
 * Who of one registry's mesh connects to whom, and why. The one answer to that question: policies are written from it, discovery
 * tests, rules and pictures ask it.
 */
export class Edges {
  public readonly ends: MeshEnds;
  public readonly all: Edge[];
  private readonly outgoing = new Map<string, number[]>();
  private readonly incoming = new Map<string, number[]>();

  constructor(mesh: MeshDeclaration) {
    this.ends = new MeshEnds(mesh);
    this.all = KINDS.flatMap((kind) => kind(this.ends));
    this.all.forEach(({ from, to }, position) => {
      append(this.outgoing, keyOf(from), position);
      append(this.incoming, keyOf(to), position);
    });
  }

  /** The edges that lead from a subject, those that lead from more than it among them. */
  public from(subject: Subject): Edge[] {
    return this.at(this.outgoing, keysCovering(subject));
  }

  /** The edges that lead to a subject, those that lead to more than it among them. */
  public to(subject: Subject): Edge[] {
    return this.at(this.incoming, keysCovering(subject));
  }

  /** The edges that lead from or to exactly this end. */
  public ofExactly(end: End): { readonly from: Edge[]; readonly to: Edge[] } {
    return { from: this.at(this.outgoing, [keyOf(end)]), to: this.at(this.incoming, [keyOf(end)]) };
  }

  private at(index: Map<string, number[]>, keys: string[]): Edge[] {
    return keys
      .flatMap((key) => index.get(key) ?? [])
      .sort((one, other) => one - other)
      .map((position) => this.all[position]);
  }
}

/** The ports of an edge as a subject at its receiving end sees them: one of many listens on its own ports alone. */
export function portsOf({ to, ports }: Edge, receiver?: Subject): Port[] {
  return ports ?? tcp(listeningPorts(receiver ?? (to as Subject)));
}

function append(index: Map<string, number[]>, key: string, position: number): void {
  const known = index.get(key);
  if (known) {
    known.push(position);
  } else {
    index.set(key, [position]);
  }
}
