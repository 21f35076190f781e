import { CertificateSource } from './certificate-source';
import { CertManagerSecrets, ExistingSecrets } from './secret-certificates';
import { TlsParts, trustVariables } from './tls-files';
import {
  CertManagerTlsOptions,
  ExistingSecretTlsOptions,
  MeshTlsMode,
  MeshTlsOptions,
  VaultTlsOptions,
} from './tls-options';
import { TlsSubject } from './tls-subject';
import { VaultCertificates } from './vault-certificates';
import { refuse, show } from '../base/problem';
import { TlsVariable } from '../contract/contract';
import { MeshPeer } from '../peers/mesh-peer';
import { literal } from '../pod/env';

/** The dashboard reads the files of its connection to the registry by names of their own. */
const DASHBOARD_VARIABLES: { [name: string]: string } = {
  [TlsVariable.CERT]: 'MCP_MESH_REGISTRY_TLS_CERT',
  [TlsVariable.KEY]: 'MCP_MESH_REGISTRY_TLS_KEY',
  [TlsVariable.CA]: 'MCP_MESH_REGISTRY_TLS_CA',
};

/**
 * MCP Mesh's own TLS, for a registry and all of its agents: they connect by `https`, and verify each other's
 * certificates. One prop of the registry changes the URLs, variables, mounts, probes and port names together.
 *
 * The registry and agents read certificates only when they start, so restart the pods when certificates change: see
 * `reloader`. Python agents forward requests of a session to another replica by plain HTTP, which fails with TLS: run
 * one replica of such an agent.
 *
 * @see https://mcp-mesh.ai/security/registration-trust/
 */
export class MeshTls {
  /**
   * cert-manager issues the certificates. Each registry and agent gets a Certificate with the names of its Service
   * and its pods.
   *
   * @param options the issuer, and the validity of certificates
   */
  public static certManager(options: CertManagerTlsOptions): MeshTls {
    return new MeshTls(options, new CertManagerSecrets(options));
  }

  /**
   * The certificates are in existing Secrets. Each must be valid for the full name of its pods' Service, for servers
   * and for clients.
   *
   * @param options the Secrets; by default `<serviceName>-tls`
   */
  public static secrets(options: ExistingSecretTlsOptions = {}): MeshTls {
    return new MeshTls(options, new ExistingSecrets(options));
  }

  /**
   * Each agent requests a certificate from HashiCorp Vault when it starts. The registry's certificate is in a Secret.
   *
   * @param options the address of Vault, and the token for it
   */
  public static vault(options: VaultTlsOptions): MeshTls {
    return new MeshTls(options, new VaultCertificates(options));
  }

  private constructor(
    private readonly options: MeshTlsOptions,
    private readonly source: CertificateSource,
  ) {}

  /** Whether the registry answers callers that have no certificate, such as the kubelet. @internal */
  public get _answersAnybody(): boolean {
    return this.options.mode === MeshTlsMode.AUTO;
  }

  /** Whom agents must reach to get their certificates. @internal */
  public get _peer(): MeshPeer | undefined {
    return this.source.peer;
  }

  /** Names of Services for which a Secret was given. @internal */
  public get _namedServices(): string[] {
    return this.source.namedServices;
  }

  /** What TLS adds to the registry's pods. @internal */
  public _registryParts(subject: TlsSubject): TlsParts {
    const { env, volumes } = this.source.registry(subject);
    return { env: [...this.modeVariable(subject), ...env, ...trustVariables()], volumes };
  }

  /** What TLS adds to an agent's pods. @internal */
  public _agentParts(subject: TlsSubject): TlsParts {
    const { env, volumes } = this.source.agent(subject);
    return { env: [...this.modeVariable(subject), ...env], volumes };
  }

  /** What TLS adds to the pods of a dashboard: its server stays as it is, and it shows a certificate to the registry. @internal */
  public _dashboardParts(subject: TlsSubject): TlsParts {
    const { env, volumes } = this.source.dashboard(subject);
    const renamed = env.map((each) => ({ ...each, name: DASHBOARD_VARIABLES[each.name] ?? each.name }));
    return { env: renamed, volumes };
  }

  /** Annotations of a workload. @internal */
  public _annotations(subject: TlsSubject): { [key: string]: string } {
    return this.source.annotations(subject);
  }

  private modeVariable({ scope }: TlsSubject) {
    const { mode = MeshTlsMode.STRICT } = this.options;
    if (!Object.values(MeshTlsMode).includes(mode)) {
      refuse(scope, {
        given: `tls mode ${show(mode)}`,
        rule: 'MCP Mesh has the modes "auto" and "strict"',
        fix: 'Give a MeshTlsMode, or leave tls out for plain HTTP',
      });
    }
    return [literal(TlsVariable.MODE, mode)];
  }
}
