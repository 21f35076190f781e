import { EXTERNAL_CAPABILITIES_ANNOTATION, Requirement } from '../capabilities';
import { describeObject } from '../cluster/manifest';
import { append } from '../cluster/selectors';
import { meets, Provider, unmet } from '../matching';
import { Mesh, MeshPod } from './mesh';
import { Fault, Rule } from './rule';
import { several } from './several';

export const REQUIREMENT_UNMET: Rule = {
  id: 'requirement-unmet',
  title: 'An agent requires a capability that no agent provides',
  severity: 'error',
  find: (mesh) => {
    const strangers = offersOfStrangers(mesh);
    const providers = new Map<MeshPod[], Provider[]>();
    return mesh.agents.flatMap((agent) => registriesOf(mesh, agent).length === 0 ? [] : mesh.dependenciesOf(agent)
      .filter(({ wanted, providers: found }) => wanted.optional !== true && found.length === 0)
      .filter(({ wanted }) => !mesh.externalCapabilities(agent).includes(wanted.name) && !strangers(wanted))
      .map(({ wanted }): Fault => {
        const peers = mesh.peersOf(agent);
        if (!providers.has(peers)) {
          providers.set(peers, peers.map((peer) => ({ path: describeObject(peer.owner), capabilities: mesh.capabilitiesOf(peer) })));
        }
        return { object: agent.owner, ...unmet(wanted, `registry ${several(registriesOf(mesh, agent))}`, providers.get(peers)!, FIX) };
      }));
  },
};

const FIX = 'Add an agent that does; where one outside of these manifests does, list the capability in the annotation '
  + `${EXTERNAL_CAPABILITIES_ANNOTATION} of the ConfigMap that the agent reads (externalCapabilities of the registry); `
  + 'where the agent works without it, mark it as "optional": true';

/** The workloads behind an agent's registry URL. Of a registry that is not shown, others may have agents. */
function registriesOf(mesh: Mesh, agent: MeshPod): string[] {
  return (mesh.registryOf(agent)?.endpoints ?? []).map(({ pod }) => describeObject(pod.owner));
}

/** Whether an agent meets a requirement of which cannot be told that its registry is another one. */
function offersOfStrangers(mesh: Mesh): (wanted: Requirement) => boolean {
  const offers = new Map<string, Provider['capabilities']>();
  for (const agent of mesh.agents) {
    if (registriesOf(mesh, agent).length === 0) {
      mesh.capabilitiesOf(agent).forEach((offered) => append(offers, offered.name, offered));
    }
  }
  return (wanted) => (offers.get(wanted.name) ?? []).some((offered) => meets(offered, wanted));
}
