import { Fault, Rule } from './rule';
import { describeObject } from '../api/kubernetes-object';
import { append } from '../base/append';
import { listText } from '../base/list-text';
import { DEPENDENCIES_ANNOTATION, EXTERNAL_CAPABILITIES_ANNOTATION, Requirement } from '../contract/capabilities';
import { meets, Provider, unmet } from '../contract/matching';
import { Mesh, MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'requirement-unmet',
  title: 'An agent requires a capability that no agent provides',
  severity: 'error',
  find: (mesh) => {
    const strangers = offersElsewhere(mesh);
    const offers = new CapabilityIndex(mesh);
    return mesh.agents.flatMap((agent) =>
      registriesOf(mesh, agent).length === 0
        ? []
        : mesh
            .dependenciesOf(agent)
            .filter(({ wanted, providers }) => wanted.optional !== true && providers.length === 0)
            .filter(({ wanted }) => !mesh.externalCapabilities(agent).includes(wanted.name) && !strangers(wanted))
            .map(({ wanted }): Fault => ({
              object: agent.owner,
              field: ['metadata', 'annotations', DEPENDENCIES_ANNOTATION],
              ...unmet(
                wanted,
                `registry ${listText(registriesOf(mesh, agent))}`,
                offers.candidates(agent, wanted.name),
                FIX,
              ),
            })),
    );
  },
};

const FIX =
  'Add an agent that does; if an agent outside these manifests does, list the capability in the annotation ' +
  `${EXTERNAL_CAPABILITIES_ANNOTATION} of the ConfigMap that the agent reads (externalCapabilities of the registry); ` +
  'if the agent works without it, mark it as "optional": true';

/** For so many unknown names, a message suggests a similar one. Comparing each with all others takes long. */
const LOOKED_UP = 100;

/** The agents of each registry, by what they offer. */
class CapabilityIndex {
  private readonly known = new Map<MeshPod[], { all: Provider[]; byName: Map<string, Provider[]> }>();
  private lookedUp = 0;

  constructor(private readonly mesh: Mesh) {}

  /** The providers among which a message looks for a similar capability. */
  public candidates(agent: MeshPod, name: string): Provider[] {
    const { all, byName } = this.of(this.mesh.peersOf(agent));
    const namesakes = byName.get(name);
    if (namesakes) {
      return namesakes;
    }
    this.lookedUp += 1;
    return this.lookedUp <= LOOKED_UP ? all : [];
  }

  private of(peers: MeshPod[]): { all: Provider[]; byName: Map<string, Provider[]> } {
    const known = this.known.get(peers);
    if (known) {
      return known;
    }
    const all = peers.map((peer) => ({
      path: describeObject(peer.owner),
      capabilities: this.mesh.capabilitiesOf(peer),
    }));
    const byName = new Map<string, Provider[]>();
    all.forEach((provider) => provider.capabilities.forEach(({ name }) => append(byName, name, provider)));
    this.known.set(peers, { all, byName });
    return { all, byName };
  }
}

/** The workloads behind an agent's registry URL. A registry that is not in the manifests may have other agents. */
function registriesOf(mesh: Mesh, agent: MeshPod): string[] {
  return (mesh.registryOf(agent)?.endpoints ?? []).map(({ pod }) => describeObject(pod.owner));
}

/** Whether an agent whose registry is not known meets a requirement. */
function offersElsewhere(mesh: Mesh): (wanted: Requirement) => boolean {
  const offers = new Map<string, Provider['capabilities']>();
  for (const agent of mesh.agents) {
    if (registriesOf(mesh, agent).length === 0) {
      mesh.capabilitiesOf(agent).forEach((offered) => append(offers, offered.name, offered));
    }
  }
  return (wanted) => (offers.get(wanted.name) ?? []).some((offered) => meets(offered, wanted));
}
