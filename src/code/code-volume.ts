import { createHash } from 'crypto';
import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { CodeMount } from './mesh-code';
import { SourceFile } from './source-code';
import { OwnVolume } from '../pod/own-volume';
import { MeshObject, MeshObjectProps } from '../synthesis/mesh-object';

/** An agent's code as a ConfigMap, and as the volume that mounts it. */
export class CodeVolume {
  public readonly volume: OwnVolume;
  private readonly configMap: MeshObject;

  constructor(
    scope: Construct,
    metadata: ApiObjectMetadata & { readonly name: string },
    { mount, partOf }: { readonly mount: CodeMount; readonly partOf: MeshObjectProps['partOf'] },
  ) {
    const keys = configMapKeys(mount.files);
    const isFlat = keys.every(({ key, path }) => key === path);
    this.configMap = new MeshObject(scope, 'Code', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      body: { data: Object.fromEntries(mount.files.map(({ content }, i) => [keys[i].key, content.toString('utf8')])) },
      partOf,
      onDuplicate: 'Give the agent another serviceName, or your ConfigMap another name',
    });
    this.volume = {
      name: 'agent-code',
      mountPath: mount.image.mountPath,
      readOnly: true,
      source: { configMap: { name: metadata.name, items: isFlat ? undefined : keys } },
    };
  }

  /** Changes with the code, patches of the ConfigMap included. */
  public checksum(): string {
    const { data, binaryData } = this.configMap.toJson();
    return createHash('sha256')
      .update(JSON.stringify([data, binaryData]))
      .digest('hex')
      .slice(0, 16);
  }
}

/** A key for each file. Keys have no `/`, so files in folders get one made of their path, and the volume maps it back. */
function configMapKeys(files: readonly SourceFile[]): { key: string; path: string }[] {
  const taken = new Set<string>();
  return files.map(({ path }) => {
    const wanted = path.replace(/\//g, '__').replace(/[^-._a-zA-Z0-9]/g, '-');
    let key = wanted;
    for (let n = 2; taken.has(key); n++) {
      key = `${wanted}-${n}`;
    }
    taken.add(key);
    return { key, path };
  });
}
