import { Construct } from 'constructs';
import { refuse } from '../base/problem';
import { headlessName, MeshDns } from '../kubernetes/naming';

/** A registry or an agent that gets a certificate. */
export interface TlsSubject {
  readonly scope: Construct;
  /** Name of the Service and the workload. */
  readonly name: string;
  readonly namespace?: string;
  readonly clusterDomain: string;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
  readonly partOf: string | undefined;
  readonly onDuplicate: string;
  /** Whether each pod has a name of its own. */
  readonly hasPodNames: boolean;
}

/**
 * The names under which callers reach a subject, which its certificate must have: those of the Service, and with a wildcard those of
 * all pods that there may ever be.
 */
export function dnsNames(subject: TlsSubject): string[] {
  const { scope, name, namespace, clusterDomain, hasPodNames } = subject;
  if (namespace === undefined) {
    refuse(scope, {
      given: 'tls without a namespace',
      rule: 'a certificate has the whole name that callers use, <service>.<namespace>.svc.<cluster domain>',
      fix: 'Give the chart a namespace: new Chart(app, id, { namespace })',
    });
  }
  const namesOf = (serviceName: string) => {
    const dns = new MeshDns(scope, { serviceName, namespace, clusterDomain, scheme: 'https', port: 0 });
    return [dns.short, dns.namespaced, `${dns.namespaced}.svc`, dns.fqdn];
  };
  return [...namesOf(name), ...(hasPodNames ? namesOf(headlessName(name)).map((each) => `*.${each}`) : [])];
}
