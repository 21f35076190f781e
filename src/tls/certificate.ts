import { Duration } from 'cdk8s';
import { CertManagerTlsOptions } from './tls-options';
import { dnsNames, TlsSubject } from './tls-subject';
import { refuse, show } from '../base/problem';
import { checkObjectName } from '../kubernetes/checks';
import { MeshObject } from '../synthesis/mesh-object';

/**
 * cert-manager's Certificate of a registry or an agent. Agents are servers and clients of each other, and the registry takes only
 * certificates that are for clients too.
 */
export function certificate(subject: TlsSubject, secretName: string, options: CertManagerTlsOptions): MeshObject {
  const { scope, name, namespace, labels, annotations, partOf, onDuplicate } = subject;
  const { issuer, duration, renewBefore } = options;
  const [lifetime, renewal] = [hours(subject, 'duration', duration), hours(subject, 'renewBefore', renewBefore)];
  if (lifetime !== undefined && renewal !== undefined && renewal >= lifetime) {
    refuse(scope, {
      given: `tls renewBefore ${renewal} h with duration ${lifetime} h`,
      rule: 'a certificate is renewed before it ends, and not before it is issued',
      fix: 'Give a renewBefore that is less than duration, or leave it out',
    });
  }
  return new MeshObject(scope, 'Certificate', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace, labels, annotations },
    body: {
      spec: {
        secretName,
        dnsNames: dnsNames(subject),
        usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
        privateKey: { algorithm: 'ECDSA', size: 256, encoding: 'PKCS8', rotationPolicy: 'Always' },
        duration: lifetime === undefined ? undefined : `${lifetime}h0m0s`,
        renewBefore: renewal === undefined ? undefined : `${renewal}h0m0s`,
        issuerRef: {
          name: checkObjectName(scope, 'tls issuer', issuer.name),
          kind: issuer.kind ?? 'Issuer',
          group: issuer.group ?? 'cert-manager.io',
        },
      },
    },
    partOf,
    onDuplicate,
  });
}

function hours({ scope }: TlsSubject, option: string, value?: Duration): number | undefined {
  const count = value?.toHours({ integral: false });
  if (count !== undefined && (!Number.isInteger(count) || count < 1)) {
    refuse(scope, {
      given: `tls ${option} ${show(count)} hours`,
      rule: 'it is a whole number of hours, one or more',
      fix: 'Give a Duration such as Duration.days(30), or leave it out',
    });
  }
  return count;
}
