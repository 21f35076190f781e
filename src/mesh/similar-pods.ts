import { describeObject } from '../api/kubernetes-object';
import { closestWord } from '../base/closest-word';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { LabelIndex, Labels } from '../cluster/selectors';

/** No more candidates are compared: thousands of pods may share a label. */
const MOST_CANDIDATES = 30;

/** What selects pods of its namespace: a Service, or a policy. */
export interface Selecting {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Labels;
  /** How a message calls it. */
  readonly what?: string;
}

/** A pod that one of them may have meant. */
export interface SimilarPod {
  /** Left out if it is in another namespace, where no label would help. */
  readonly pod?: Pod;
  readonly hint: string;
}

/** For a selector of no pods: those that it most likely should select. */
export class SimilarPods {
  private readonly byLabel = new Map<string, Pod[]>();
  private readonly workloads = new Map<string, Pod>();
  private everywhere?: LabelIndex<{ namespace: string; labels: Labels; pod: Pod }>;

  constructor(private readonly cluster: Cluster) {
    for (const pod of cluster.pods) {
      this.workloads.set(`${pod.namespace}/${pod.owner.metadata.name}`, pod);
    }
  }

  /** The most similar pod and a hint for the message; undefined if none is similar. */
  public to(service: Selecting): SimilarPod | undefined {
    const selector = Object.entries(service.selector);
    const near = this.candidates(service, selector)
      .map((pod) => ({ pod, shared: selector.filter(([key, value]) => pod.labels[key] === value).length }))
      .filter(
        ({ pod, shared }) => pod.owner.metadata.name === service.name || isPlausible(selector, pod.labels, shared),
      )
      .sort((one, other) => other.shared - one.shared);
    if (near.length > 0) {
      const [{ pod }] = near;
      return { pod, hint: `did you mean those of ${describeObject(pod.owner)}? ${differences(selector, pod.labels)}` };
    }
    const [away] = this.podsInAnyNamespace(service.selector);
    return (
      away && {
        hint: `those of ${describeObject(away.owner)} have, but ${service.what ?? 'a Service'} selects pods of its own namespace only`,
      }
    );
  }

  private candidates(service: Selecting, selector: [string, string][]): Pod[] {
    const namesake = this.workloads.get(`${service.namespace}/${service.name}`);
    return [
      ...new Set([
        ...(namesake ? [namesake] : []),
        ...selector.flatMap(([key, value]) => this.podsWith(service.namespace, { [key]: value })),
        ...this.podsWith(service.namespace, {}),
      ]),
    ];
  }

  private podsWith(namespace: string, matchLabels: Labels): Pod[] {
    const key = JSON.stringify([namespace, matchLabels]);
    const known = this.byLabel.get(key) ?? this.cluster.podsBy(namespace, { matchLabels }).slice(0, MOST_CANDIDATES);
    this.byLabel.set(key, known);
    return known;
  }

  private podsInAnyNamespace(matchLabels: Labels): Pod[] {
    this.everywhere ??= new LabelIndex(this.cluster.pods.map((pod) => ({ namespace: '', labels: pod.labels, pod })));
    return this.everywhere.select('', { matchLabels }).map(({ pod }) => pod);
  }
}

/** Whether the differences look like slips: a missing label, a misspelt value, or the value under another key. */
function isPlausible(selector: [string, string][], labels: Labels, shared: number): boolean {
  const other = selector.filter(([key, value]) => labels[key] !== value);
  const isSlip = ([key, value]: [string, string]) =>
    Object.values(labels).includes(value) ||
    (Object.hasOwn(labels, key) && closestWord(value, [labels[key]]) !== undefined);
  return other.every(
    (entry) =>
      isSlip(entry) || (shared > 0 && (!Object.hasOwn(labels, entry[0]) || isPartOf(entry[1], labels[entry[0]]))),
  );
}

/** Whether one of two names has all words of the other: `weather` and `mcp-mesh-weather`. */
function isPartOf(one: string, other: string): boolean {
  const [fewer, more] = [one.split('-'), other.split('-')].sort((a, b) => a.length - b.length);
  return fewer.every((word) => word !== '' && more.includes(word));
}

function differences(selector: [string, string][], labels: Labels): string {
  const told = selector
    .filter(([key, value]) => labels[key] !== value)
    .map(([key]) => (Object.hasOwn(labels, key) ? `their ${key} is ${show(labels[key])}` : `they have no ${key}`))
    .join(', ');
  return told[0].toUpperCase() + told.slice(1);
}
