import { ISecret } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { checkObjectName } from '../kubernetes/checks';

/** Options of a certificate of cert-manager. */
export interface MeshIngressCertificateOptions {
  /**
   * Name of the Secret that cert-manager writes.
   *
   * @default - `<name of the Ingress>-tls`
   */
  readonly secretName?: string;
  /**
   * Whether to create a Certificate object. Otherwise an annotation makes cert-manager create it.
   *
   * @default false
   */
  readonly asCertificate?: boolean;
}

/** An issuer of cert-manager. */
interface Issuer {
  readonly kind: 'Issuer' | 'ClusterIssuer';
  readonly name: string;
  readonly options: MeshIngressCertificateOptions;
}

/** The Ingress that has the certificate. */
export interface CertifiedIngress {
  readonly scope: IConstruct;
  readonly name: string;
  readonly hosts: string[];
  readonly annotations: { readonly [key: string]: string };
}

/** What the certificate adds to the Ingress and beside it. */
export interface IngressTlsParts {
  readonly secretName: string;
  readonly annotations: { readonly [key: string]: string };
  /** Spec of a Certificate, if one is to be made. */
  readonly certificate?: object;
}

/** The source of the certificate of a `MeshIngress`. The certificate is for all hosts of the rules. */
export class MeshIngressTls {
  /**
   * A Secret of type `kubernetes.io/tls`, in the namespace of the Ingress.
   *
   * @param secret the Secret
   */
  public static fromSecret(secret: ISecret): MeshIngressTls {
    return new MeshIngressTls(secret, undefined);
  }

  /**
   * cert-manager issues it, with an `Issuer` in the namespace of the Ingress.
   *
   * @param name name of the issuer
   * @param options name of the Secret, and whether to create a Certificate
   */
  public static issuer(name: string, options: MeshIngressCertificateOptions = {}): MeshIngressTls {
    return new MeshIngressTls(undefined, { kind: 'Issuer', name, options });
  }

  /**
   * cert-manager issues it, with a `ClusterIssuer`.
   *
   * @param name name of the issuer
   * @param options name of the Secret, and whether to create a Certificate
   */
  public static clusterIssuer(name: string, options: MeshIngressCertificateOptions = {}): MeshIngressTls {
    return new MeshIngressTls(undefined, { kind: 'ClusterIssuer', name, options });
  }

  private constructor(
    private readonly secret?: ISecret,
    private readonly certManager?: Issuer,
  ) {}

  /** @internal */
  public _parts(ingress: CertifiedIngress): IngressTlsParts {
    const { scope } = ingress;
    if (this.certManager) {
      return byIssuer(ingress, this.certManager);
    }
    return { secretName: checkObjectName(scope, 'tls Secret', this.secret?.name as string), annotations: {} };
  }
}

function byIssuer({ scope, hosts, annotations, ...ingress }: CertifiedIngress, issuer: Issuer): IngressTlsParts {
  const { kind, options } = issuer;
  const name = checkObjectName(scope, 'tls issuer', issuer.name);
  const secretName = checkObjectName(scope, 'tls secretName', options.secretName ?? `${ingress.name}-tls`);
  const own = Object.keys(annotations).find((key) => /^cert-manager\.io\/(cluster-)?issuer$/.test(key));
  if (own !== undefined) {
    refuse(scope, {
      given: `annotations[${show(own)}] beside tls by ${kind} ${show(name)}`,
      rule: 'cert-manager would be asked for two certificates in one Secret',
      fix: 'Leave the annotation out',
    });
  }
  if (hosts.length === 0) {
    refuse(scope, {
      given: `tls by ${kind} ${show(name)}, and rules without a host`,
      rule: 'cert-manager makes certificates for hosts',
      fix: 'Give the rules a host, such as "trips.example.com"',
    });
  }
  if (options.asCertificate) {
    const issuerRef = { name, kind, group: 'cert-manager.io' };
    return { secretName, annotations: {}, certificate: { secretName, dnsNames: hosts, issuerRef } };
  }
  const key = kind === 'Issuer' ? 'cert-manager.io/issuer' : 'cert-manager.io/cluster-issuer';
  return { secretName, annotations: { [key]: name } };
}
