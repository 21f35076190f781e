import { TlsParts } from './tls-files';
import { TlsSubject } from './tls-subject';
import { MeshPeer } from '../peers/mesh-peer';

/** Where the certificates of a mesh come from. */
export interface CertificateSource {
  /** Whom agents must reach to get their certificates. */
  readonly peer?: MeshPeer;
  /** Names of Services for which a Secret was given. Each must be one of the mesh. */
  readonly namedServices: string[];
  registry(subject: TlsSubject): TlsParts;
  agent(subject: TlsSubject): TlsParts;
  /** Of a dashboard, which shows its certificate to the registry alone. */
  dashboard(subject: TlsSubject): TlsParts;
  /** Annotations of the workload of a subject. */
  annotations(subject: TlsSubject): { [key: string]: string };
}
