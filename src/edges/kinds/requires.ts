import { Requirement } from '../../contract/capabilities';
import { Edge } from '../edge';
import { AgentDeclaration } from '../mesh-declaration';
import { MeshEnds } from '../mesh-ends';

/** An agent calls every agent that meets one of its requirements: the registry may give it any of them. */
export function requires(ends: MeshEnds): Edge[] {
  const { mesh, capabilities } = ends;
  if (mesh.anyAgent) {
    return [];
  }
  return mesh.agents.flatMap((agent) => {
    const met = new Map<AgentDeclaration, Requirement[]>();
    for (const wanted of distinct(agent.requirements)) {
      capabilities.providersOf(wanted).forEach((provider) => met.set(provider, [...(met.get(provider) ?? []), wanted]));
    }
    return [...met].map(([provider, requirements]): Edge => ({
      from: ends.agent(agent),
      to: ends.agent(provider),
      why: 'requires',
      requirements,
    }));
  });
}

/** Requirements that say the same, once: code may ask for one capability in several places. */
function distinct(requirements: Requirement[]): Requirement[] {
  const key = ({ name, tags = [], tagAlternatives = [], versionRange, optional = false }: Requirement) =>
    JSON.stringify([name, tags, tagAlternatives, versionRange, optional]);
  return [...new Map(requirements.map((wanted) => [key(wanted), wanted])).values()];
}

/** The guide's policies: every agent of a registry may call every other. */
export function anyAgent({ mesh, groups, consumers }: MeshEnds): Edge[] {
  const callers = [...groups, ...consumers];
  return mesh.anyAgent ? callers.flatMap((from) => groups.map((to): Edge => ({ from, to, why: 'any-agent' }))) : [];
}
