import { describeObject, KubernetesObject } from '../api/kubernetes-object';
import { LabelSelector } from '../api/metadata';
import { show } from '../base/problem';
import { isSlip } from '../base/slip';
import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { NAME_LABEL } from '../kubernetes/naming';

/** A selector as pairs of a label and its value; nothing if it asks for more than values of labels. */
export function labelsAskedFor({
  matchLabels = {},
  matchExpressions = [],
}: LabelSelector): [string, string][] | undefined {
  const pairs = Object.entries(matchLabels);
  for (const { key = '', operator, values = [] } of matchExpressions) {
    if (operator !== 'In' || values.length !== 1) {
      return undefined;
    }
    pairs.push([key, values[0]]);
  }
  return pairs;
}

/** Labels that controllers put on the pods that they make. */
const OF_CONTROLLERS = /^(statefulset|apps|batch)\.kubernetes\.io\/|^(job-name|controller-.*|.*pod-template.*)$/;

/** Labels with the name of an application. */
const NAME_LABELS = [NAME_LABEL, 'app', 'name'];

/** No more pods are compared. */
const MOST_COMPARED = 500;

/** The pods that a selector without any was meant to select. */
export interface NearPods {
  readonly owner: KubernetesObject;
  /** What differs, as a message says it. */
  readonly hint: string;
  /** The labels that select them. */
  readonly labels: { [key: string]: string };
}

/**
 * Of a selector that selects no pod: those of the namespace whose labels differ from it by a slip only, which is a misspelt value, or a
 * name under another key.
 */
export function nearPods(cluster: Cluster, namespace: string, asked: [string, string][]): NearPods | undefined {
  if (asked.length === 0 || asked.some(([key]) => OF_CONTROLLERS.test(key))) {
    return undefined;
  }
  const { pods, keys, values } = compared(cluster, namespace);
  // One label that shares neither its key nor its value with any pod is near to none.
  if (asked.length === 1 && !keys.has(asked[0][0]) && !values.has(asked[0][1])) {
    return undefined;
  }
  const found = pods.find((pod) => isNear(asked, pod));
  if (found === undefined) {
    return undefined;
  }
  const { labels, owner } = found;
  const different = asked.filter(([key, value]) => labels[key] !== value);
  const texts = different.map(([key]) =>
    Object.hasOwn(labels, key) ? `their ${key} is ${show(labels[key])}` : `they have no ${key}`,
  );
  const kept = asked.filter(([key, value]) => labels[key] === value);
  const own = different.flatMap(([key, value]): [string, string][] => {
    const ownKey = Object.hasOwn(labels, key) ? key : Object.keys(labels).find((each) => labels[each] === value);
    return ownKey === undefined ? [] : [[ownKey, labels[ownKey]]];
  });
  return {
    owner,
    hint: `did you mean those of ${describeObject(owner)}? ${capitalised(texts.join(', '))}`,
    labels: Object.fromEntries([...kept, ...own]),
  };
}

interface Compared {
  readonly pods: Pod[];
  readonly keys: Set<string>;
  readonly values: Set<string>;
}

const COMPARED = new WeakMap<Cluster, Map<string, Compared>>();

/** The pods of a namespace that selectors are compared with, and the keys and values of their labels. */
function compared(cluster: Cluster, namespace: string): Compared {
  const ofCluster = COMPARED.get(cluster) ?? new Map<string, Compared>();
  COMPARED.set(cluster, ofCluster);
  const known = ofCluster.get(namespace);
  if (known) {
    return known;
  }
  const pods = cluster.podsBy(namespace, {}).slice(0, MOST_COMPARED);
  const found = {
    pods,
    keys: new Set(pods.flatMap(({ labels }) => Object.keys(labels))),
    values: new Set(pods.flatMap(({ labels }) => Object.values(labels))),
  };
  ofCluster.set(namespace, found);
  return found;
}

function isNear(asked: [string, string][], { labels, owner }: Pod): boolean {
  const names = new Set([owner.metadata.name, ...NAME_LABELS.map((key) => labels[key])]);
  const hasName = asked.some(([key, value]) => labels[key] === value && names.has(value));
  return asked.every(
    ([key, value]) =>
      labels[key] === value ||
      (Object.hasOwn(labels, key)
        ? isSlip(value, labels[key])
        : hasName || (names.has(value) && Object.values(labels).includes(value))),
  );
}

function capitalised(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}`;
}
