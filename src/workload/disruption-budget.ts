import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { WorkloadIdentity } from './service';
import { describe, refuse, show } from '../base/problem';
import { AppIndex } from '../synthesis/app-index';
import { MeshObject } from '../synthesis/mesh-object';
import { Synthesis } from '../synthesis/synthesis';

/**
 * How many pods of a workload a node drain may evict at a time. A budget has one of two limits; the API server
 * refuses both together.
 */
export class MeshDisruptionBudget {
  /**
   * At most this number of pods is unavailable at a time.
   *
   * @param pods at least 1; with 0, a drain would wait for ever
   */
  public static maxUnavailable(pods: number): MeshDisruptionBudget {
    return new MeshDisruptionBudget('maxUnavailable', pods);
  }

  /**
   * At least this number of pods is available at any time.
   *
   * @param pods at least 1, and less than the number of replicas: otherwise a drain would wait for ever
   */
  public static minAvailable(pods: number): MeshDisruptionBudget {
    return new MeshDisruptionBudget('minAvailable', pods);
  }

  /** No budget: a drain can evict all pods. */
  public static none(): MeshDisruptionBudget {
    return new MeshDisruptionBudget();
  }

  private constructor(
    /** @internal */ public readonly _limit?: 'maxUnavailable' | 'minAvailable',
    /** @internal */ public readonly _pods?: number,
  ) {}
}

/** Everything that decides the budget of a workload. */
export interface BudgetPlan {
  readonly scope: Construct;
  readonly identity: WorkloadIdentity;
  /** The user's own budget. */
  readonly budget?: MeshDisruptionBudget;
  readonly replicas?: number;
  readonly hasAutoscaler: () => boolean;
}

/** The PodDisruptionBudget of a workload, made as soon as it is known that there may be two pods. */
export class WorkloadBudget {
  private made?: MeshObject;

  constructor(private readonly plan: BudgetPlan) {
    const { scope, budget, replicas } = plan;
    checkPods(scope, budget);
    if (budget !== undefined || mayBeSeveral(replicas)) {
      this.make();
    }
    Synthesis.of(scope).validate(scope, () => [...this.blockedDrains(), ...this.otherBudgets()]);
  }

  /** The PodDisruptionBudget, if there is one. */
  public get object(): ApiObject | undefined {
    return this.made;
  }

  /** Makes the budget if there is none yet. */
  public make(): void {
    const { scope, identity, budget = MeshDisruptionBudget.maxUnavailable(1) } = this.plan;
    if (this.made || budget._limit === undefined) {
      return;
    }
    this.made = new MeshObject(scope, 'DisruptionBudget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: {
        name: identity.name,
        namespace: identity.namespace,
        labels: identity.labels,
        annotations: identity.annotations,
      },
      body: {
        spec: {
          [budget._limit]: budget._pods,
          selector: { matchLabels: identity.selector },
          // A pod that is not ready serves nobody, and must not keep a node from being drained.
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
        },
      },
      partOf: identity.partOf,
      onDuplicate: `${identity.onDuplicate}, or leave the library's budget out: disruptionBudget: MeshDisruptionBudget.none()`,
    });
  }

  private blockedDrains(): string[] {
    const { budget, replicas = 1, hasAutoscaler } = this.plan;
    const isBlocked =
      budget?._limit === 'minAvailable' &&
      typeof replicas === 'number' &&
      replicas > 0 &&
      budget._pods! >= replicas &&
      !hasAutoscaler();
    return isBlocked
      ? [
          describe({
            given: `disruptionBudget minAvailable ${budget._pods} with ${replicas} replica${replicas === 1 ? '' : 's'}`,
            rule: 'no pod can be evicted, so draining a node never finishes',
            fix: 'Give MeshDisruptionBudget.maxUnavailable(1), or more replicas',
          }),
        ]
      : [];
  }

  /** Kubernetes evicts no pod that two budgets select. */
  private otherBudgets(): string[] {
    const { scope, identity } = this.plan;
    if (!this.made) {
      return [];
    }
    return AppIndex.of(scope)
      .ofKind('PodDisruptionBudget')
      .filter((other) => other !== this.made && other.metadata.namespace === identity.namespace)
      .filter((other) => selects(rendered(scope, other), identity.labels))
      .map((other) =>
        describe({
          given: `PodDisruptionBudget ${other.node.path}, which selects pods that the library gives a budget`,
          rule: 'Kubernetes evicts no pod that two budgets select, and draining a node fails',
          fix: "Leave it out, or the library's: disruptionBudget: MeshDisruptionBudget.none()",
        }),
      );
  }
}

/** Whether a number of replicas may be above one. A Lazy number may be any. */
export function mayBeSeveral(replicas: number | undefined): boolean {
  return replicas !== undefined && (typeof replicas !== 'number' || replicas > 1);
}

function rendered(scope: Construct, object: ApiObject): any {
  try {
    return Synthesis.of(scope).render(object);
  } catch {
    return {}; // an object that cannot be rendered says so itself
  }
}

/** Whether a budget selects pods of these labels, as far as its labels say. */
function selects({ spec }: any, labels: { [key: string]: string }): boolean {
  const selector = spec?.selector;
  const wanted = selector?.matchLabels ?? {};
  return (
    selector !== undefined &&
    !selector.matchExpressions &&
    Object.keys(wanted).every((key) => labels[key] === wanted[key])
  );
}

function checkPods(scope: Construct, budget: MeshDisruptionBudget | undefined): void {
  if (budget?._limit !== undefined && !(Number.isInteger(budget._pods) && budget._pods! > 0)) {
    refuse(scope, {
      given: `disruptionBudget ${budget._limit} ${show(budget._pods)}`,
      rule: 'it is a number of pods, one or more',
      fix: 'Give MeshDisruptionBudget.maxUnavailable(1), or .none() for no budget',
    });
  }
}
