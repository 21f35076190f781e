import { createHash } from 'crypto';
import { Construct } from 'constructs';
import { ConfigKey } from '../contract/contract';
import { WaitTarget } from '../pod/wait-for-registry';
import { MeshObject } from '../synthesis/mesh-object';

/** Everything that decides the agents' ConfigMap of one namespace. */
export interface AgentConfigMapProps {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
  /** The registry's address, as pods of that namespace resolve it. */
  readonly registry: WaitTarget;
}

/** The ConfigMap that tells the agents of one namespace where their registry is. */
export class AgentConfigMap extends Construct {
  private readonly object: MeshObject;
  private unpatchedChecksum?: string;
  private readonly data: { [key: string]: string };

  constructor(scope: Construct, id: string, props: AgentConfigMapProps) {
    super(scope, id);
    const { scheme, host, port } = props.registry;
    this.data = {
      [ConfigKey.REGISTRY_HOST]: host,
      [ConfigKey.REGISTRY_PORT]: String(port),
      [ConfigKey.REGISTRY_URL]: `${scheme}://${host}:${port}`,
    };
    this.object = new MeshObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: props.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      body: { data: this.data },
      onDuplicate:
        'Agents of two registries in one namespace read one map each: give one of the registries another configMapName',
    });
  }

  /** Changes with the map's content, patches included. Pods that have it as an annotation are replaced when it changes. */
  public checksum(): string {
    if (this.object.isPatched) {
      const { data, binaryData } = this.object.toJson();
      return digest([data, binaryData]);
    }
    this.unpatchedChecksum ??= digest([this.data, undefined]);
    return this.unpatchedChecksum;
  }
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}
