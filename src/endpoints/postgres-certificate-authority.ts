import { IConfigMap, ISecret } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse } from '../base/problem';
import { OwnVolume } from '../pod/own-volume';

const DIRECTORY = '/etc/database-ca';
const FILE = 'ca.crt';

/** Where the registry finds the certificate. */
export const CERTIFICATE_AUTHORITY_FILE = `${DIRECTORY}/${FILE}`;

/** The certificate, in PEM, of the authority that signed a Postgres server's own. */
export class PostgresCertificateAuthority {
  /**
   * A key of an existing Secret, such as `ca.crt` of a Secret of cert-manager or a Postgres operator.
   *
   * @param secret the Secret, in the registry's namespace
   * @param key the key that holds the certificate
   */
  public static fromSecret(secret: ISecret, key: string = FILE): PostgresCertificateAuthority {
    return new PostgresCertificateAuthority((scope) => {
      if (!secret?.name || !key) {
        refuse(scope, {
          given: 'certificateAuthority without a Secret or a key',
          rule: 'the certificate is a key of a Secret',
          fix: 'Give Secret.fromSecretName(chart, id, name) and the key, such as "ca.crt"',
        });
      }
      return { secret: { secretName: secret.name, items: [{ key, path: FILE }] } };
    });
  }

  /**
   * A key of an existing ConfigMap.
   *
   * @param configMap the ConfigMap, in the registry's namespace
   * @param key the key that holds the certificate
   */
  public static fromConfigMap(configMap: IConfigMap, key: string = FILE): PostgresCertificateAuthority {
    return new PostgresCertificateAuthority((scope) => {
      if (!configMap?.name || !key) {
        refuse(scope, {
          given: 'certificateAuthority without a ConfigMap or a key',
          rule: 'the certificate is a key of a ConfigMap',
          fix: 'Give ConfigMap.fromConfigMapName(chart, id, name) and the key, such as "ca.crt"',
        });
      }
      return { configMap: { name: configMap.name, items: [{ key, path: FILE }] } };
    });
  }

  private constructor(private readonly source: (scope: IConstruct) => OwnVolume['source']) {}

  /** @internal */
  public _volume(scope: IConstruct): OwnVolume {
    return { name: 'database-ca', mountPath: DIRECTORY, readOnly: true, source: this.source(scope) };
  }
}
