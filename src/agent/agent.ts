import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshAgentBase } from './agent-base';
import { MeshAgentProps } from './agent-props';
import { SERVICE_NAME_MAX } from '../kubernetes/checks';
import { OwnVolume } from '../pod/own-volume';
import { MeshObject } from '../synthesis/mesh-object';
import { validateCriticalPattern } from '../workload/critical-pattern';
import { deploymentVolume } from '../workload/data-volume';
import { deploymentStrategy } from '../workload/rollout';
import { clusterService } from '../workload/service';
import { deploymentSpec } from '../workload/workload-spec';

/**
 * An agent of the mesh, with interchangeable replicas.
 *
 * Creates a Deployment, a Service with the agent's name and a ServiceAccount without a token. If the registry is in
 * another namespace, it also creates the ConfigMap with the registry's address for the agents of this namespace.
 *
 * @example
 * new MeshAgent(chart, 'weather-agent', {
 *   registry,
 *   image: 'registry.example.com/weather-agent:1.4.2',
 *   capabilities: ['weather'],
 * });
 */
export class MeshAgent extends MeshAgentBase {
  public readonly workload: ApiObject;
  public readonly service: ApiObject;

  /**
   * @param scope the chart or construct that holds the agent
   * @param id name of the construct, and of the agent if you do not set `agentName`
   * @param props options of the agent
   */
  constructor(scope: Construct, id: string, props: MeshAgentProps) {
    super(scope, id, props);
    const identity = this._identity;
    const workload = new MeshObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: identity.name,
        namespace: identity.namespace,
        labels: identity.labels,
        annotations: this._workloadAnnotations,
      },
      body: {
        spec: deploymentSpec(this._pods({ volumes: this.volumes }), {
          replicas: props.replicas,
          selector: { matchLabels: identity.selector },
          strategy: deploymentStrategy(this, props.strategy, this._onePod),
        }),
      },
      partOf: identity.partOf,
      onDuplicate: identity.onDuplicate,
    });
    const service = clusterService(this, identity, this._props);
    validateCriticalPattern(this, identity, workload, [service]);
    this.workload = workload;
    this.service = service;
  }

  /** @internal */
  protected get _longestName(): number {
    return SERVICE_NAME_MAX;
  }

  /** @internal */
  protected get _hasPodNames(): boolean {
    return false;
  }

  private get volumes(): OwnVolume[] {
    const own = this._storage;
    return own ? [deploymentVolume(this, this._identity, own.storage, own.path)] : [];
  }
}
