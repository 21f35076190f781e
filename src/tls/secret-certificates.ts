import { ISecret } from 'cdk8s-plus-28';
import { certificate } from './certificate';
import { MeshCertificateAuthority } from './certificate-authority';
import { CertificateSource } from './certificate-source';
import { authorityParts, certificateParts, TlsParts } from './tls-files';
import { CertManagerTlsOptions, ExistingSecretTlsOptions, SecretTlsOptions } from './tls-options';
import { TlsSubject } from './tls-subject';
import { refuse, show } from '../base/problem';

/** Certificates in Secrets: one for each registry and agent. */
abstract class SecretCertificates implements CertificateSource {
  public abstract readonly namedServices: string[];

  protected constructor(private readonly options: SecretTlsOptions) {}

  public registry(subject: TlsSubject): TlsParts {
    return this.parts(subject);
  }

  public agent(subject: TlsSubject): TlsParts {
    return this.parts(subject);
  }

  public dashboard(subject: TlsSubject): TlsParts {
    return this.agent(subject);
  }

  public annotations(subject: TlsSubject): { [key: string]: string } {
    return this.options.reloader ? { 'secret.reloader.stakater.com/reload': this.secretName(subject) } : {};
  }

  /** Name of the Secret of a subject. */
  protected abstract secretName(subject: TlsSubject): string;

  private parts(subject: TlsSubject): TlsParts {
    const secretName = this.secretName(subject);
    const own = certificateParts(secretName);
    const authority =
      this.options.certificateAuthority ?? MeshCertificateAuthority.fromSecret({ name: secretName } as ISecret);
    const trusted = authorityParts(subject.scope, authority);
    return { env: [...own.env, ...trusted.env], volumes: [...own.volumes, ...trusted.volumes] };
  }
}

/** The name of a subject's Secret if nothing else is said. */
export function defaultSecretName({ name }: TlsSubject): string {
  return `${name}-tls`;
}

/** Certificates that exist. */
export class ExistingSecrets extends SecretCertificates {
  public readonly namedServices: string[];

  constructor(private readonly existing: ExistingSecretTlsOptions) {
    super(existing);
    this.namedServices = Object.keys(existing.secrets ?? {});
  }

  protected secretName(subject: TlsSubject): string {
    const { secrets = {}, shared } = this.existing;
    const named = Object.hasOwn(secrets, subject.name);
    const secret = named ? secrets[subject.name] : shared;
    if ((named || shared !== undefined) && !secret?.name) {
      refuse(subject.scope, {
        given: named ? `tls secrets[${show(subject.name)}] without a name` : 'tls shared without a name',
        rule: 'certificates are in Secrets of type kubernetes.io/tls',
        fix: 'Give Secret.fromSecretName(chart, id, name)',
      });
    }
    return secret?.name ?? defaultSecretName(subject);
  }
}

/** Certificates that cert-manager makes, by a Certificate of each registry and agent. */
export class CertManagerSecrets extends SecretCertificates {
  public readonly namedServices: string[] = [];

  constructor(private readonly manager: CertManagerTlsOptions) {
    super(manager);
  }

  public override registry(subject: TlsSubject): TlsParts {
    certificate(subject, this.secretName(subject), this.manager);
    return super.registry(subject);
  }

  public override agent(subject: TlsSubject): TlsParts {
    certificate(subject, this.secretName(subject), this.manager);
    return super.agent(subject);
  }

  protected secretName(subject: TlsSubject): string {
    return defaultSecretName(subject);
  }
}
