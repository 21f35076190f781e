import { Edge } from '../edge';
import { MeshEnds } from '../mesh-ends';

/** A dashboard asks the registry, reads its database and the spans, looks traces up, and shows them to those whom somebody let in. */
export function dashboards({ mesh }: MeshEnds): Edge[] {
  return (mesh.dashboards ?? []).flatMap(({ end, database, tracing, ingressFrom }): Edge[] => [
    { from: end, to: mesh.registry, why: 'dashboard' },
    ...(database ? [{ from: end, to: database.end, ports: database.ports, why: 'database' as const }] : []),
    ...tracing.map((server) => ({ from: end, to: server.end, ports: server.ports, why: 'tracing' as const })),
    ...ingressFrom.map((caller) => ({ from: caller.end, to: end, ports: caller.ports, why: 'entrance' as const })),
  ]);
}
