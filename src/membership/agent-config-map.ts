import { createHash } from 'crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { NamespaceCharts, NamespaceObject } from './namespace-charts';
import { ConfigKey } from '../contract/contract';
import { WaitTarget } from '../pod/wait-for-registry';

/** Everything that decides the agents' ConfigMap of one namespace. */
export interface AgentConfigMapProps {
  readonly name: string;
  readonly namespace?: string;
  /** The mesh that the map belongs to, as the part-of label has it. */
  readonly partOf: string;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
  /** Whether it is the registry's own namespace. */
  readonly isOwnNamespace: boolean;
  /** The registry's address, as pods of that namespace resolve it. */
  readonly registry: WaitTarget;
}

/** The ConfigMap that tells the agents of one namespace where their registry is. */
export class AgentConfigMap {
  private readonly placed: NamespaceObject;
  private unpatchedChecksum?: string;
  private readonly data: { [key: string]: string };

  /** Owned by the registry, it stands in the chart that holds the namespace's agents. */
  constructor(registry: Construct, charts: NamespaceCharts, props: AgentConfigMapProps) {
    const { scheme, host, port } = props.registry;
    this.data = {
      [ConfigKey.REGISTRY_HOST]: host,
      [ConfigKey.REGISTRY_PORT]: String(port),
      [ConfigKey.REGISTRY_URL]: `${scheme}://${host}:${port}`,
    };
    this.placed = charts.make({
      owner: registry,
      id: props.isOwnNamespace ? 'AgentConfig' : `AgentConfig.${props.namespace ?? ''}`,
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: props.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      body: { data: this.data },
      partOf: props.partOf,
      onDuplicate:
        'Agents of two registries in one namespace read one map each: give one of the registries another configMapName',
    });
  }

  /** The object where it is now. */
  public get object(): ApiObject {
    return this.placed.object;
  }

  /** Changes with the map's content, patches included. Pods that have it as an annotation are replaced when it changes. */
  public checksum(): string {
    const { object } = this.placed;
    if (object.isPatched) {
      const { data, binaryData } = object.toJson();
      return digest([data, binaryData]);
    }
    this.unpatchedChecksum ??= digest([this.data, undefined]);
    return this.unpatchedChecksum;
  }
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}
