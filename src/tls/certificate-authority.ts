import { IConfigMap, ISecret } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse } from '../base/problem';
import { OwnVolume } from '../pod/own-volume';

/** The certificate, in PEM, of the authority that signed the certificates of a mesh. */
export class MeshCertificateAuthority {
  /**
   * A key of a Secret.
   *
   * @param secret the Secret; one with this name must exist in each namespace with pods of the mesh
   * @param key the key that holds the certificate
   */
  public static fromSecret(secret: ISecret, key: string = 'ca.crt'): MeshCertificateAuthority {
    return new MeshCertificateAuthority('Secret', secret?.name, key);
  }

  /**
   * A key of a ConfigMap, such as one that trust-manager writes into each namespace.
   *
   * @param configMap the ConfigMap; one with this name must exist in each namespace with pods of the mesh
   * @param key the key that holds the certificate
   */
  public static fromConfigMap(configMap: IConfigMap, key: string = 'ca.crt'): MeshCertificateAuthority {
    return new MeshCertificateAuthority('ConfigMap', configMap?.name, key);
  }

  private constructor(
    private readonly kind: 'Secret' | 'ConfigMap',
    private readonly name: string | undefined,
    private readonly key: string,
  ) {}

  /** The volume source that has the certificate as a file. @internal */
  public _source(scope: IConstruct, path: string): OwnVolume['source'] {
    const { kind, name, key } = this;
    if (!name || !key) {
      refuse(scope, {
        given: `certificateAuthority without a ${kind} or a key`,
        rule: `the certificate is a key of a ${kind}`,
        fix: `Give ${kind}.from${kind}Name(chart, id, name) and the key, such as "ca.crt"`,
      });
    }
    const items = [{ key, path }];
    return kind === 'Secret' ? { secret: { secretName: name, items } } : { configMap: { name, items } };
  }
}
