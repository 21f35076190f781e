import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { MeshCertificateAuthority } from './certificate-authority';
import { TlsVariable } from '../contract/contract';
import { literal } from '../pod/env';
import { OwnVolume } from '../pod/own-volume';

const CERTIFICATE_DIRECTORY = '/etc/mcp-mesh/tls';
const AUTHORITY_DIRECTORY = '/etc/mcp-mesh/ca';

/** The registry's trust backend `filestore` reads files of its directory that end in `.pem`, and no others. */
const AUTHORITY_FILE = 'ca.pem';

/** What TLS adds to a pod. */
export interface TlsParts {
  readonly env: k8s.EnvVar[];
  readonly volumes: OwnVolume[];
}

/** A certificate with its key, from a Secret of type `kubernetes.io/tls`. */
export function certificateParts(secretName: string): TlsParts {
  const items = ['tls.crt', 'tls.key'].map((key) => ({ key, path: key }));
  return {
    env: [
      literal(TlsVariable.CERT, `${CERTIFICATE_DIRECTORY}/tls.crt`),
      literal(TlsVariable.KEY, `${CERTIFICATE_DIRECTORY}/tls.key`),
    ],
    volumes: [
      {
        name: 'mesh-tls',
        mountPath: CERTIFICATE_DIRECTORY,
        readOnly: true,
        source: { secret: { secretName, items } },
      },
    ],
  };
}

/** The authority that a pod trusts. */
export function authorityParts(scope: IConstruct, authority: MeshCertificateAuthority): TlsParts {
  return {
    env: [literal(TlsVariable.CA, `${AUTHORITY_DIRECTORY}/${AUTHORITY_FILE}`)],
    volumes: [
      {
        name: 'mesh-ca',
        mountPath: AUTHORITY_DIRECTORY,
        readOnly: true,
        source: authority._source(scope, AUTHORITY_FILE),
      },
    ],
  };
}

/**
 * How a registry knows the agents that it trusts. Without a backend, a registry refuses every certificate (before 3.8, in mode
 * `auto`) or does not start.
 */
export function trustVariables(): k8s.EnvVar[] {
  return [literal(TlsVariable.TRUST_BACKEND, 'filestore'), literal(TlsVariable.TRUST_DIR, AUTHORITY_DIRECTORY)];
}
