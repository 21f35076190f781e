import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { Dashboard, ListeningMember, OwnRegistry, RegistryMembers } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';
import { IMeshBackend } from '../workload/mesh-backend';

/** A workload of a mesh behind a rule. */
export interface Backend {
  readonly kind: 'agent' | 'dashboard' | 'registry';
  readonly workload: ListeningMember | Dashboard | OwnRegistry;
  readonly registry: IMeshRegistry;
  /** The path under which it answers. */
  readonly basePath: string;
  /** Such as `agent mesh/weather`. */
  readonly text: string;
}

/** What an agent, a dashboard and a registry have, as far as they can be told apart by it. */
interface Target extends IMeshBackend {
  /** The registry of an agent or a dashboard. */
  readonly registry?: IMeshRegistry;
  /** A registry's own. */
  readonly _members?: RegistryMembers;
  /** A dashboard's. */
  readonly basePath?: string;
}

/**
 * What a rule leads to. It must be of this app.
 *
 * @param scope the construct that error messages name
 * @param prop the prop that the target was given in
 */
export function backendOf(scope: IConstruct, prop: string, given: IMeshBackend | undefined): Backend {
  const target = given as (Target & ListeningMember) | undefined;
  const registry = target?.registry ?? (target as unknown as IMeshRegistry | undefined);
  const members = registry?._members;
  const path = target?.node?.path;
  if (target && registry && members) {
    if (members.facts.own && (members.facts.own as unknown) === target) {
      return { kind: 'registry', workload: target, registry, basePath: '/', text: `registry ${path}` };
    }
    if (members.dashboards.includes(target as unknown as Dashboard)) {
      const { basePath = '/' } = target;
      return {
        kind: 'dashboard',
        workload: target as unknown as Dashboard,
        registry,
        basePath,
        text: `dashboard ${path}`,
      };
    }
    if (members.in(target.namespace).includes(target)) {
      return { kind: 'agent', workload: target, registry, basePath: '/', text: `agent ${path}` };
    }
  }
  refuse(scope, {
    given: `${prop} ${path ?? show(given)}`,
    rule: 'a rule leads to the Service of an agent, a dashboard or a registry that this app makes',
    fix: 'Give a MeshAgent, a HeadlessMeshAgent, a MeshDashboard or a MeshRegistry',
  });
}

/** Such as `namespace "mesh"`. */
export function namespaceText(namespace: string | undefined): string {
  return namespace === undefined ? 'no known namespace' : `namespace ${show(namespace)}`;
}
