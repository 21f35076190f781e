import { Fault, Rule } from './rule';
import { NetworkPolicy } from '../api/kinds';
import { append } from '../base/append';
import { show } from '../base/problem';
import { mayReach, mayReachWithout, policiesOver } from '../cluster/reachability';
import { connectionsTo } from '../connections/agent-connections';
import { NAME_LABEL } from '../kubernetes/naming';
import { Mesh, MeshPod } from '../mesh/mesh';

/**
 * Policies add up, and nothing deletes the old one. It is the old one if agents have policies of their own that are enough to
 * register: what one agent may do beyond the others is in a policy of its own too, but that is never enough. An agent without one
 * may be left over as well.
 */
export const RULE: Rule = {
  id: 'shared-policy-beside-strict',
  title: 'A NetworkPolicy for all agents allows what the policies of single agents keep closed',
  severity: 'warning',
  find: (mesh) =>
    sharedPolicies(mesh).flatMap(([policy, agents]): Fault[] => {
      const closed = agents.filter((agent) => isIsolatedByName(mesh, agent) && registersWithout(mesh, policy, agent));
      const opened = opens(mesh, policy, closed);
      return opened === undefined ? [] : [fault(policy, agents.length, closed.length, opened)];
    }),
};

/** Policies over several agents, and those agents, as far as some of them have policies of their own. */
function sharedPolicies(mesh: Mesh): [NetworkPolicy, MeshPod[]][] {
  const byPolicy = new Map<NetworkPolicy, MeshPod[]>();
  if (mesh.agents.filter((agent) => isIsolatedByName(mesh, agent)).length > 1) {
    for (const agent of mesh.agents) {
      policiesOver(mesh.cluster, agent, 'Ingress')
        .filter((policy) => !isOfOneName(policy))
        .forEach((policy) => append(byPolicy, policy, agent));
    }
  }
  return [...byPolicy].filter(([, agents]) => agents.length > 1).slice(0, MOST_POLICIES);
}

/** So many policies are looked at: one was left over, and not hundreds. */
const MOST_POLICIES = 20;

/** A connection between two agents. */
interface Opened {
  readonly from: MeshPod;
  readonly to: MeshPod;
  readonly port: number;
}

function fault(policy: NetworkPolicy, all: number, closed: number, { from, to, port }: Opened): Fault {
  const { name, namespace } = policy.metadata;
  return {
    object: policy,
    field: ['spec', 'podSelector'],
    related: [from, to].map(({ owner }) => ({ object: owner })),
    given: `spec.podSelector selects ${all} agents, ${closed} of which have policies of their own that are enough to register`,
    rule:
      `policies add up, so this one opens what those keep closed, such as ${show(from.owner.metadata.name)} to ` +
      `${show(to.owner.metadata.name)} on port ${port}; a change to strict policies leaves the shared one on the cluster`,
    fix:
      `If you no longer make it, delete it: kubectl delete networkpolicy ${name}${namespace === undefined ? '' : ` -n ${namespace}`}; ` +
      'if every agent may call every other, delete the policies of single agents',
  };
}

function isOfOneName({ spec }: NetworkPolicy): boolean {
  return spec?.podSelector?.matchLabels?.[NAME_LABEL] !== undefined;
}

/** A connection between two of some agents that only this policy opens. */
function opens(mesh: Mesh, policy: NetworkPolicy, agents: MeshPod[]): Opened | undefined {
  for (const to of agents.slice(0, MOST_RECEIVERS)) {
    for (const { port } of connectionsTo(mesh, to)) {
      const from = agents.find(
        (each) =>
          each !== to &&
          mayReach(mesh.cluster, each, to, port) &&
          !mayReachWithout(mesh.cluster, policy, each, to, port),
      );
      if (from) {
        return { from, to, port };
      }
    }
  }
  return undefined;
}

/** So many agents are looked at: an old policy over all agents opens something at the first, mostly. */
const MOST_RECEIVERS = 20;

/** Whether policies of its own isolate an agent in both directions. */
function isIsolatedByName({ cluster }: Mesh, agent: MeshPod): boolean {
  return (['Ingress', 'Egress'] as const).every((direction) =>
    policiesOver(cluster, agent, direction).some((policy) => isOfOneName(policy)),
  );
}

/** Whether an agent reaches its registry if a policy is deleted. */
function registersWithout(mesh: Mesh, policy: NetworkPolicy, agent: MeshPod): boolean {
  const registry = mesh.registryOf(agent)?.endpoints ?? [];
  return (
    registry.length > 0 && registry.every(({ pod, port }) => mayReachWithout(mesh.cluster, policy, agent, pod, port))
  );
}
