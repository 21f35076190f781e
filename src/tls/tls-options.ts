import { Duration } from 'cdk8s';
import { INetworkPolicyPeer, ISecret, SecretValue } from 'cdk8s-plus-28';
import { MeshCertificateAuthority } from './certificate-authority';

/** Whether the registry accepts callers without a certificate. */
export enum MeshTlsMode {
  /** The registry also answers callers without a certificate, over TLS. It refuses certificates that it does not trust. */
  AUTO = 'auto',
  /** The registry refuses every request without a certificate that it trusts. */
  STRICT = 'strict',
}

/** Options of every source of certificates. */
export interface MeshTlsOptions {
  /**
   * Whether the registry accepts callers without a certificate. Agents always require one from each other.
   *
   * @default MeshTlsMode.STRICT
   */
  readonly mode?: MeshTlsMode;
}

/** Options of certificates that are kept in Secrets. */
export interface SecretTlsOptions extends MeshTlsOptions {
  /**
   * The certificate of the authority that signed all others of the mesh, as a key of a Secret or ConfigMap. It must
   * exist in each namespace with pods of the mesh.
   *
   * @default - the key `ca.crt` of each pod's own Secret
   */
  readonly certificateAuthority?: MeshCertificateAuthority;
  /**
   * Adds the annotation `secret.reloader.stakater.com/reload` to the workloads, so that Stakater's Reloader, if the
   * cluster runs it, restarts the pods when their Secret changes. The registry and agents read their certificates
   * only when they start.
   *
   * @default false
   */
  readonly reloader?: boolean;
}

/** Options of certificates in existing Secrets. */
export interface ExistingSecretTlsOptions extends SecretTlsOptions {
  /**
   * The Secret for each Service name, of type `kubernetes.io/tls`, in the namespace of the pods.
   *
   * @default - none; other pods use `shared`
   */
  readonly secrets?: { [serviceName: string]: ISecret };
  /**
   * The Secret of all other pods. Its certificate must be valid for the names of all of their Services.
   *
   * @default - `<serviceName>-tls`
   */
  readonly shared?: ISecret;
}

/** The issuer of cert-manager that signs the certificates. */
export interface CertificateIssuer {
  /** Name of the issuer. It must have its own authority (kind CA or Vault), because every agent must trust it. */
  readonly name: string;
  /**
   * `Issuer`, which must exist in each namespace with pods of the mesh, or `ClusterIssuer`.
   *
   * @default "Issuer"
   */
  readonly kind?: string;
  /**
   * The API group of the issuer.
   *
   * @default "cert-manager.io"
   */
  readonly group?: string;
}

/** Options of certificates of cert-manager. */
export interface CertManagerTlsOptions extends SecretTlsOptions {
  /** The issuer that signs the certificates. */
  readonly issuer: CertificateIssuer;
  /**
   * How long a certificate is valid, in whole hours, at least one.
   *
   * @default - cert-manager's, 90 days
   */
  readonly duration?: Duration;
  /**
   * How long before its expiry a certificate is renewed, in whole hours, less than `duration`.
   *
   * @default - cert-manager's, a third of the duration
   */
  readonly renewBefore?: Duration;
}

/** Options of certificates that agents get from HashiCorp Vault when they start. */
export interface VaultTlsOptions extends MeshTlsOptions {
  /** The address of Vault, such as `https://vault.example.com:8200`. Runtimes verify it with public authorities. */
  readonly address: string;
  /** Path of the role that issues certificates, such as `pki_int/issue/mesh-agent`. */
  readonly pkiPath: string;
  /** The agents' token for Vault, in a Secret in their namespace. */
  readonly token: SecretValue;
  /** The certificate of the role's authority, as a key of a Secret or ConfigMap in each namespace of the mesh. */
  readonly certificateAuthority: MeshCertificateAuthority;
  /** Vault as a peer of network policies, so that agents reach it if a `MeshNetworkPolicy` covers them. */
  readonly peer: INetworkPolicyPeer;
  /**
   * The registry's own certificate. The registry does not support Vault.
   *
   * @default - Secret `<serviceName>-tls`
   */
  readonly registrySecret?: ISecret;
  /**
   * How long a certificate is valid, in whole seconds. Restart agents before it expires.
   *
   * @default - the runtime's, 24 hours
   */
  readonly duration?: Duration;
  /**
   * Suffix of an agent's name in the certificate's common name.
   *
   * @default - the runtime's, "mcp-mesh.local"
   */
  readonly trustDomain?: string;
}
