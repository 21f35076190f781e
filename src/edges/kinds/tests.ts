import { Edge } from '../edge';
import { MeshEnds } from '../mesh-ends';

/** A discovery test asks the registry. */
export function testsOfRegistry({ mesh }: MeshEnds): Edge[] {
  return (mesh.tests ?? []).map((from): Edge => ({ from, to: mesh.registry, why: 'test' }));
}

/** A discovery test asks for the health of every dashboard. */
export function testsOfDashboards({ mesh }: MeshEnds): Edge[] {
  return (mesh.tests ?? []).flatMap((from) =>
    (mesh.dashboards ?? []).map(({ end }): Edge => ({ from, to: end, why: 'test' })),
  );
}

/** A discovery test calls every agent. Agents are told apart by port, so that each is open on its own alone. */
export function testsOfAgents({ mesh, groupsByPort }: MeshEnds): Edge[] {
  return (mesh.tests ?? []).flatMap((from) => groupsByPort.map((to): Edge => ({ from, to, why: 'test' })));
}
