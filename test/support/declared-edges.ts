import { Edge, tcp } from '../../src/edges/edge';
import { Edges } from '../../src/edges/edges';
import { End } from '../../src/edges/end';
import { AgentDeclaration, MeshDeclaration, ServerDeclaration } from '../../src/edges/mesh-declaration';

/* Edges of declarations written by hand, one a line. */

export const REGISTRY = { kind: 'registry' as const, name: 'registry', namespace: 'mesh', port: 8000 };

export function agent(of: string, more: Partial<AgentDeclaration> = {}): AgentDeclaration {
  return { name: of, namespace: 'mesh', port: 8080, capabilities: [], requirements: [], ...more };
}

/** A server at host:port. */
export function server(address: string): ServerDeclaration {
  return { end: { kind: 'server', address }, ports: tcp([Number(address.split(':')[1])]) };
}

export function mesh(agents: AgentDeclaration[], more: Partial<MeshDeclaration> = {}): Edges {
  return new Edges({ registry: REGISTRY, agents, ...more });
}

/** An edge in one line. */
export function line({ from, to, why }: Edge): string {
  return `${name(from)} → ${name(to)} (${why})`;
}

/** The edges of one kind, a line each. */
export function linesOf(why: Edge['why'], edges: Edges): string[] {
  return edges.all.filter((edge) => edge.why === why).map(line);
}

function name(end: End): string {
  switch (end.kind) {
    case 'agent':
      return end.name;
    case 'agents':
      return `agents of ${end.namespace}${end.port === undefined ? '' : ` on ${end.port}`}`;
    case 'account':
      return `${end.namespace}/${end.account}`;
    case 'server':
      return end.address;
    default:
      return end.kind;
  }
}
