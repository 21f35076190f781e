import { isIP } from 'net';
import { describeObject } from '../api/kubernetes-object';
import { closestWord } from '../base/closest-word';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { resolve } from '../cluster/dns';
import { Pod } from '../cluster/pods';
import { Service } from '../cluster/services';

/** A question has no answer: an end or a port that is asked for does not exist. */
export class Unanswerable extends Error {}

/** What the words for one end of a connection name. */
export type NamedEnd = { readonly pod: Pod } | { readonly service: Service } | { readonly address: string };

const SERVICE_WORDS = ['service', 'svc', 'services'];

/**
 * The end that words name: an address; `<namespace>/<name>` of a pod's workload, else of a Service; `service/<namespace>/<name>`; a
 * kind in front of a workload's name; or a host of the cluster's DNS. Throws if there is none.
 */
export function namedEnd(cluster: Cluster, words: string): NamedEnd {
  if (isIP(words)) {
    return { address: words };
  }
  const parts = words.split('/');
  const kind = parts.length === 3 || isKindWord(cluster, parts) ? parts.shift()!.toLowerCase() : undefined;
  const name = parts[parts.length - 1];
  const namespace = parts.length > 1 ? parts[0] : undefined;
  const found =
    (kind !== undefined && SERVICE_WORDS.includes(kind) ? undefined : podNamed(cluster, kind, namespace, name)) ??
    (kind === undefined || SERVICE_WORDS.includes(kind) ? serviceNamed(cluster, namespace, name) : undefined);
  if (found) {
    return found;
  }
  const host =
    name.includes('.') && parts.length === 1
      ? resolve(cluster, name, { namespace: cluster.defaultNamespace })
      : undefined;
  if (host) {
    return host;
  }
  throw new Unanswerable(notFound(cluster, words));
}

/** Two parts may be a kind and a name. */
function isKindWord({ pods }: Cluster, [first, second]: string[]): boolean {
  const word = first.toLowerCase();
  return (
    second !== undefined &&
    !pods.some(({ namespace }) => namespace === first) &&
    (SERVICE_WORDS.includes(word) || pods.some(({ owner }) => owner.kind.toLowerCase() === word))
  );
}

function podNamed({ pods }: Cluster, kind: string | undefined, namespace: string | undefined, name: string) {
  const pod = pods.find(
    (each) =>
      (each.owner.metadata.name === name || each.name === name) &&
      (namespace === undefined || each.namespace === namespace) &&
      (kind === undefined || each.owner.kind.toLowerCase() === kind),
  );
  return pod && { pod };
}

function serviceNamed({ services }: Cluster, namespace: string | undefined, name: string) {
  const service = services.find(
    (each) => each.name === name && (namespace === undefined || each.namespace === namespace),
  );
  return service && { service };
}

function notFound({ pods, services }: Cluster, words: string): string {
  const names = new Set([
    ...pods.map(({ namespace, owner }) => `${namespace}/${owner.metadata.name}`),
    ...services.map(({ namespace, name }) => `${namespace}/${name}`),
  ]);
  const meant = closestWord(words, names);
  return (
    `${show(words)}: the manifests have no workload or Service of that name${meant ? ` (did you mean ${meant}?)` : ''}; ` +
    'give <namespace>/<name>, service/<namespace>/<name>, or an address'
  );
}

/** An end as answers call it. */
export function endText(end: NamedEnd): string {
  if ('address' in end) {
    return end.address;
  }
  return 'pod' in end ? describeObject(end.pod.owner) : describeObject(end.service.manifest);
}
