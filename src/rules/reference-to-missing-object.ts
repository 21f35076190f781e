import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { KubernetesObject } from '../api/kubernetes-object';
import { append } from '../base/append';
import { WordIndex } from '../base/closest-word';
import { show } from '../base/problem';
import { isSlip } from '../base/slip';
import { isNamespaced } from '../cluster/applied-objects';
import { Cluster } from '../cluster/cluster';
import { isCustom } from '../cluster/operator-objects';
import { objectReferences } from '../references/object-references';
import { Reference, referencesOf } from '../references/pod-references';

/** Only if what was meant is shown, by nearly the same name or elsewhere: others may be of other manifests. */
export const RULE: Rule = {
  id: 'reference-to-missing-object',
  title: 'A reference to another object is misspelt',
  severity: 'warning',
  find: ({ cluster }) => {
    const names = new ObjectNames(cluster);
    return [
      ...cluster.pods.flatMap((pod) => names.faultsOf(pod.owner, referencesOf(pod))),
      ...objectReferences(cluster).flatMap(({ from, references }) => names.faultsOf(from, references)),
    ];
  },
};

/** More names are not compared letter by letter. */
const MOST_COMPARED = 100;

/** Why a reference leads nowhere, and what to write instead. */
type Mistake = Pick<Fault, 'rule' | 'fix'>;

/** Longer names are not compared word by word. */
const MOST_WORDS = 20;

/** ClusterRoles of every cluster. */
const BUILT_IN_ROLES = ['cluster-admin', 'admin', 'edit', 'view'];

class ObjectNames {
  private readonly names = new Map<string, string[]>();
  private readonly known = new Set<string>();
  private readonly made = new Set<string>();
  /** Of a kind and name, the namespaces that have it; those of objects that leave it out are not known. */
  private readonly namespaces = new Map<string, (string | undefined)[]>();

  constructor(private readonly cluster: Cluster) {
    BUILT_IN_ROLES.forEach((name) => this.add('ClusterRole', '', name));
    for (const object of cluster.objects) {
      const { kind, metadata } = object;
      this.add(kind, isNamespaced(object) ? cluster.namespaceOf(object) : '', metadata.name);
      append(this.namespaces, `${kind}/${metadata.name}`, metadata.namespace);
      // An operator may make what its object is called like, as External Secrets does.
      if (isCustom(object)) {
        this.made.add(`${cluster.namespaceOf(object)}/${metadata.name}`);
      }
    }
  }

  public faultsOf(object: KubernetesObject, references: Reference[]): Fault[] {
    const seen = new Set<string>();
    return references.flatMap((reference): Fault[] => {
      const { kind, name, place, part, field } = reference;
      const namespace = reference.namespace ?? this.cluster.namespaceOf(object);
      const key = `${kind}/${namespace}/${name}`;
      // One Secret for ten variables is one mistake.
      if (seen.has(key) || this.known.has(key) || this.made.has(`${namespace}/${name}`)) {
        return [];
      }
      seen.add(key);
      const mistake =
        this.misspelt(reference, namespace) ??
        this.ofOtherKind(object, reference, namespace) ??
        this.calledLike(object, reference, namespace) ??
        this.inOtherNamespace(reference, namespace);
      return mistake === undefined
        ? []
        : [
            {
              object,
              field: fieldOf(object, part, field),
              given: `${place} ${kind} ${show(name)}${reference.isOfAnyNamespace ? ` of namespace ${show(namespace)}` : ''}`,
              ...mistake,
            },
          ];
    });
  }

  private misspelt({ kind, name }: Reference, namespace: string): Mistake | undefined {
    const words = this.names.get(`${kind}/${namespace}`) ?? [];
    const near = [WordIndex.of(words, () => words).closest(name), ...words.slice(0, MOST_COMPARED)].find(
      (each) => each !== undefined && isSlip(name, each),
    );
    return near === undefined
      ? undefined
      : {
          rule: `${placeText(namespace)} has no such ${kind} (did you mean ${show(near)}?)`,
          fix: `Write ${near}, or make a ${kind} ${show(name)}`,
        };
  }

  private ofOtherKind(
    object: KubernetesObject,
    { kind, name, otherKinds = [] }: Reference,
    namespace: string,
  ): Mistake | undefined {
    const home = this.cluster.namespaceOf(object);
    const meant = otherKinds.find(
      (other) => other !== kind && this.known.has(`${other}/${other === 'ClusterRole' ? '' : home}/${name}`),
    );
    return meant === undefined
      ? undefined
      : {
          rule: `${placeText(namespace)} has no such ${kind} (did you mean the ${meant} of that name?)`,
          fix: `Write kind: ${meant}, or make a ${kind} ${show(name)}`,
        };
  }

  /** An autoscaler is called like the workload that it scales, perhaps with a word behind. */
  private calledLike(
    { metadata }: KubernetesObject,
    { kind, otherKinds = [] }: Reference,
    namespace: string,
  ): Mistake | undefined {
    const words = metadata.name.split('-').slice(0, MOST_WORDS);
    const namesakes = otherKinds.includes('Deployment')
      ? words.map((_, i) => words.slice(0, words.length - i).join('-'))
      : [];
    const meant = namesakes.find((each) => this.known.has(`${kind}/${namespace}/${each}`));
    return meant === undefined
      ? undefined
      : {
          rule: `${placeText(namespace)} has no such ${kind} (did you mean ${show(meant)}?)`,
          fix: `Write ${meant}, or make the ${kind}`,
        };
  }

  private inOtherNamespace({ kind, name, isOfAnyNamespace }: Reference, namespace: string): Mistake | undefined {
    const [home, ...more] = this.namespaces.get(`${kind}/${name}`) ?? [];
    // Every namespace has an account of the name default, without a manifest.
    return isOfAnyNamespace !== true || home === undefined || more.length > 0 || name === 'default'
      ? undefined
      : {
          rule: `${placeText(namespace)} has no such ${kind} (did you mean that of namespace ${show(home)}?)`,
          fix: `Write namespace: ${home}, or make a ${kind} ${show(name)} in ${show(namespace)}`,
        };
  }

  private add(kind: string, namespace: string, name: string): void {
    append(this.names, `${kind}/${namespace}`, name);
    this.known.add(`${kind}/${namespace}/${name}`);
  }
}

function placeText(namespace: string): string {
  return namespace === '' ? 'the cluster' : `namespace ${show(namespace)}`;
}
