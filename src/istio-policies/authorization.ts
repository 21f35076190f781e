import { Mistake, mistakeOf } from './authorization-mistakes';
import { oneOf } from './certainty';
import { hasIdentity, isPlainTcp, NeededConnection, servicesBefore } from './needed-connections';
import { proxyOf } from './proxies';
import { Asked, ruleMatches } from './rule-matches';
import { SelectorIndex } from './selector-index';
import { AuthorizationPolicy } from '../api/kinds';
import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { Mesh } from '../mesh/mesh';

/** Policies here are for the whole mesh. It has another name only if somebody sets `rootNamespace`. */
export const ROOT_NAMESPACE = 'istio-system';

/** Why Istio refuses a connection. */
export interface Refusal extends Mistake {
  readonly policy: AuthorizationPolicy;
  readonly connection: NeededConnection;
  readonly isTcp: boolean;
}

/** What AuthorizationPolicies of a mesh let in. */
export class Authorization {
  private readonly policies = new SelectorIndex<AuthorizationPolicy>();
  private readonly overPods = new Map<Pod, AuthorizationPolicy[]>();

  constructor(private readonly mesh: Mesh) {
    for (const policy of mesh.cluster.all('AuthorizationPolicy')) {
      if (isEnforcedByProxies(policy)) {
        this.policies.add(mesh.cluster.namespaceOf(policy), policy.spec?.selector?.matchLabels, policy);
      }
    }
  }

  /** The policy that refuses a connection; nothing if none does, or if more than these manifests decides. */
  public refusalOf(connection: NeededConnection): Refusal | undefined {
    const policies = this.over(connection.to);
    if (policies.length === 0) {
      return undefined;
    }
    for (const request of connection.requests) {
      const asked: Asked = {
        connection,
        request,
        hasIdentity: hasIdentity(this.mesh, connection.from),
        isTcp: isPlainTcp(this.mesh, connection.to, connection.port),
        isAmbient: proxyOf(this.mesh.cluster, connection.to) === 'ambient',
      };
      const refusal = refusing(policies, asked);
      if (refusal) {
        return { ...refusal, connection, isTcp: asked.isTcp };
      }
    }
    return undefined;
  }

  /** The policies that a pod's proxy enforces. */
  public over(pod: Pod): AuthorizationPolicy[] {
    const known = this.overPods.get(pod);
    if (known) {
      return known;
    }
    const candidates = [pod.namespace, ROOT_NAMESPACE].filter((each, i, all) => all.indexOf(each) === i);
    const found =
      proxyOf(this.mesh.cluster, pod) === 'none' || usesWaypoint(this.mesh.cluster, pod)
        ? []
        : candidates.flatMap((namespace) => this.policies.over(namespace, pod.labels));
    this.overPods.set(pod, found);
    return found;
  }
}

/** Those with targets are for gateways and waypoints; those that are tried only log. */
function isEnforcedByProxies({ metadata, spec }: AuthorizationPolicy): boolean {
  return (
    spec?.targetRef === undefined && !spec?.targetRefs?.length && metadata.annotations?.['istio.io/dry-run'] !== 'true'
  );
}

const WAYPOINT = 'istio.io/use-waypoint';

/** A waypoint calls in place of the caller, so the pod's own policies see its identity. */
function usesWaypoint(cluster: Cluster, pod: Pod): boolean {
  return (
    WAYPOINT in pod.labels ||
    WAYPOINT in (cluster.namespaces.get(pod.namespace) ?? {}) ||
    servicesBefore(cluster, pod).some(({ manifest }) => WAYPOINT in (manifest.metadata.labels ?? {}))
  );
}

export function actionOf({ spec }: AuthorizationPolicy): string {
  return spec?.action ?? 'ALLOW';
}

/** Istio asks the policies that deny first. If one allows something, everything else is refused. */
function refusing(
  policies: AuthorizationPolicy[],
  asked: Asked,
): (Mistake & { readonly policy: AuthorizationPolicy }) | undefined {
  for (const policy of policies.filter((each) => actionOf(each) === 'DENY')) {
    const rule = (policy.spec?.rules ?? []).find((each) => ruleMatches(each, asked, 'DENY') === 'yes');
    if (rule) {
      return { policy, kind: 'denied', part: rule, because: 'one of its rules denies that', rank: 0 };
    }
  }
  const allowing = policies.filter((each) => actionOf(each) === 'ALLOW');
  const isLetIn = oneOf(
    allowing.flatMap(({ spec }) => (spec?.rules ?? []).map((rule) => ruleMatches(rule, asked, 'ALLOW'))),
  );
  if (allowing.length === 0 || isLetIn !== 'no') {
    return undefined;
  }
  const [best] = allowing
    .map((policy) => ({ policy, ...mistakeOf(policy, asked) }))
    .sort((one, other) => one.rank - other.rank);
  return best;
}
