import { CertificateSource } from './certificate-source';
import { defaultSecretName } from './secret-certificates';
import { authorityParts, certificateParts, TlsParts } from './tls-files';
import { VaultTlsOptions } from './tls-options';
import { TlsSubject } from './tls-subject';
import { refuse, show } from '../base/problem';
import { TlsVariable } from '../contract/contract';
import { checkSecretValue } from '../endpoints/secret-value';
import { checkDnsDomain } from '../kubernetes/checks';
import { MeshPeer } from '../peers/mesh-peer';
import { literal, secretKey } from '../pod/env';

/** Certificates that each agent asks of Vault when it starts. The registry has one in a Secret. */
export class VaultCertificates implements CertificateSource {
  public readonly namedServices: string[] = [];

  constructor(private readonly options: VaultTlsOptions) {}

  public get peer(): MeshPeer {
    const { port } = new URL(this.options.address);
    return MeshPeer.of(this.options.peer, [port === '' ? 443 : Number(port)]);
  }

  public registry(subject: TlsSubject): TlsParts {
    return this.fromSecret(subject, this.options.registrySecret?.name ?? defaultSecretName(subject));
  }

  public dashboard(subject: TlsSubject): TlsParts {
    return this.fromSecret(subject, defaultSecretName(subject));
  }

  public agent({ scope }: TlsSubject): TlsParts {
    const { token, trustDomain, certificateAuthority, pkiPath } = this.options;
    const { secret, key } = checkSecretValue(scope, 'tls token', token);
    const trusted = authorityParts(scope, certificateAuthority);
    const ttl = this.options.duration?.toSeconds();
    return {
      env: [
        ...trusted.env,
        literal(TlsVariable.PROVIDER, 'vault'),
        literal(TlsVariable.VAULT_ADDR, this.checkedAddress(scope)),
        literal(TlsVariable.VAULT_PKI_PATH, checkedPath(scope, pkiPath)),
        secretKey(TlsVariable.VAULT_TOKEN, secret.name, key),
        ...(ttl === undefined ? [] : [literal(TlsVariable.VAULT_TTL, `${ttl}s`)]),
        ...(trustDomain === undefined
          ? []
          : [
              literal(
                TlsVariable.TRUST_DOMAIN,
                checkDnsDomain(scope, 'tls trustDomain', trustDomain, 'mcp-mesh.local'),
              ),
            ]),
      ],
      volumes: trusted.volumes,
    };
  }

  public annotations(): { [key: string]: string } {
    return {};
  }

  private fromSecret({ scope }: TlsSubject, secretName: string): TlsParts {
    const own = certificateParts(secretName);
    const trusted = authorityParts(scope, this.options.certificateAuthority);
    return { env: [...own.env, ...trusted.env], volumes: [...own.volumes, ...trusted.volumes] };
  }

  private checkedAddress(scope: TlsSubject['scope']): string {
    const { address } = this.options;
    if (!/^https?:\/\/[^/?#@\s]+$/.test(address) || !URL.canParse(address)) {
      refuse(scope, {
        given: `tls address ${show(address)}`,
        rule: 'it is the URL of Vault without a path, and agents ask it over HTTP or HTTPS',
        fix: 'Give scheme, host and port, such as "https://vault.vault-system.svc.cluster.local:8200"',
      });
    }
    return address;
  }
}

function checkedPath(scope: TlsSubject['scope'], path: string): string {
  if (!/^[\w-]+(?:\/[\w.-]+)*\/issue\/[\w.-]+$/.test(path)) {
    refuse(scope, {
      given: `tls pkiPath ${show(path)}`,
      rule: 'Vault issues certificates below <mount>/issue/<role>',
      fix: 'Give the mount and the role, such as "pki_int/issue/mesh-agent"',
    });
  }
  return path;
}
