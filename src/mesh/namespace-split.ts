import { Mesh, Place } from './mesh';
import { Ingress, isKind } from '../api/kinds';
import { describeObject, groupOf, KubernetesObject } from '../api/kubernetes-object';
import { append } from '../base/append';
import { templateOf } from '../cluster/pods';
import { LabelIndex, Labels } from '../cluster/selectors';
import { referencesOf } from '../references/pod-references';

/** Objects without a namespace that belong together, and what says in which namespace they are expected. */
export interface NamespaceSplit {
  readonly withoutNamespace: KubernetesObject[];
  /** The first in the order of their names; never empty. */
  readonly claims: NamespaceClaim[];
}

/** What an object with a namespace says about another one, which names none. */
export interface NamespaceClaim {
  readonly about: KubernetesObject;
  readonly by: KubernetesObject;
  /** The namespace that is named, or that of the object which says it. */
  readonly namespace: string;
  /** The host that names it. */
  readonly host?: string;
}

/** Namespaced kinds that refer to others by name or label. Other kinds are not looked at. */
const LINKED_KINDS = new Set([
  '/ConfigMap',
  '/Secret',
  '/ServiceAccount',
  '/Service',
  '/PersistentVolumeClaim',
  'networking.k8s.io/NetworkPolicy',
  'networking.k8s.io/Ingress',
  'policy/PodDisruptionBudget',
  'autoscaling/HorizontalPodAutoscaler',
]);

/** Keys of the index for objects without a namespace, and for all objects. Neither can be the name of a namespace. */
const NO_NAMESPACE = '';
const ANY_NAMESPACE = '*';

/**
 * Finds objects without a namespace that belong with some that name one, by name, label or registry. An object without a namespace may
 * belong to any, but one that finds its partner in its own namespace is not looked for elsewhere.
 */
export function namespaceSplits(mesh: Mesh): NamespaceSplit[] {
  const known = mesh.cluster.objects.filter(
    (object) => templateOf(object) !== undefined || LINKED_KINDS.has(groupKind(object)),
  );
  if (known.every(hasNamespace) || !known.some(hasNamespace)) {
    return [];
  }
  const groups = new LooseGroups();
  new ObjectLinks(mesh, known, groups).link();
  return groups.groupsOf(known.filter((object) => !hasNamespace(object))).flatMap((withoutNamespace) => {
    const claims = groups.claimsOf(withoutNamespace);
    return claims.length === 0 ? [] : [{ withoutNamespace, claims }];
  });
}

function groupKind(object: KubernetesObject): string {
  return `${groupOf(object)}/${object.kind}`;
}

function hasNamespace({ metadata }: KubernetesObject): boolean {
  return Boolean(metadata.namespace);
}

/** Sets of objects without a namespace, joined two at a time. */
class LooseGroups {
  private readonly claims = new Map<KubernetesObject, NamespaceClaim>();
  private readonly parents = new Map<KubernetesObject, KubernetesObject>();

  public join(one: KubernetesObject, other: KubernetesObject): void {
    const [oneHas, otherHas] = [hasNamespace(one), hasNamespace(other)];
    if (!oneHas && !otherHas) {
      this.parents.set(this.rootOf(one), this.rootOf(other));
    } else if (!oneHas && otherHas) {
      this.claim({ about: one, by: other, namespace: other.metadata.namespace! });
    } else if (oneHas && !otherHas) {
      this.claim({ about: other, by: one, namespace: one.metadata.namespace! });
    }
  }

  /** Of several claims about one object, a host's is kept, and the first by name, so that the order of objects decides nothing. */
  public claim(claim: NamespaceClaim): void {
    const known = this.claims.get(claim.about);
    this.claims.set(claim.about, known === undefined || compareClaims(claim, known) < 0 ? claim : known);
  }

  public claimsOf(group: KubernetesObject[]): NamespaceClaim[] {
    return group.flatMap((object) => this.claims.get(object) ?? []).sort(compareClaims);
  }

  /** The groups of these objects, in their order. */
  public groupsOf(objects: KubernetesObject[]): KubernetesObject[][] {
    const found = new Map<KubernetesObject, KubernetesObject[]>();
    objects.forEach((object) => append(found, this.rootOf(object), object));
    return [...found.values()];
  }

  private rootOf(object: KubernetesObject): KubernetesObject {
    let top = object;
    for (let next = this.parents.get(top); next !== undefined && next !== top; next = this.parents.get(top)) {
      top = next;
    }
    // Shorten the path for the next look-up.
    for (let each = object; each !== top;) {
      const next = this.parents.get(each)!;
      this.parents.set(each, top);
      each = next;
    }
    return top;
  }
}

/** One that names the namespace says more than one that is in it. */
function compareClaims(one: NamespaceClaim, other: NamespaceClaim): number {
  const texts = [one, other].map(
    ({ host, namespace, by, about }) =>
      `${host === undefined ? 1 : 0} ${namespace} ${describeObject(by)} ${describeObject(about)}`,
  );
  return Number(texts[0] > texts[1]) - Number(texts[0] < texts[1]);
}

/** Puts objects that use each other into one group. */
class ObjectLinks {
  private readonly byName = new Map<string, KubernetesObject[]>();
  private readonly byLabel: LabelIndex<{ namespace: string; labels: Labels; owner: KubernetesObject }>;

  constructor(
    private readonly mesh: Mesh,
    private readonly objects: KubernetesObject[],
    private readonly groups: LooseGroups,
  ) {
    for (const object of objects) {
      indexedUnder(object).forEach((place) =>
        append(this.byName, `${place}/${object.kind}/${object.metadata.name}`, object),
      );
    }
    this.byLabel = new LabelIndex(
      mesh.cluster.pods.flatMap(({ labels, owner }) =>
        indexedUnder(owner).map((namespace) => ({ namespace, labels, owner })),
      ),
    );
  }

  public link(): void {
    for (const pod of this.mesh.cluster.pods) {
      referencesOf(pod).forEach(({ kind, name }) => this.linkByName(pod.owner, kind, name));
      this.linkByName(pod.owner, 'Service', pod.subdomain);
    }
    this.objects.forEach((object) => this.linkObject(object));
    // Agents with the same URL of a registry that is not in the manifests are of one mesh.
    const mates = new Map<string, KubernetesObject>();
    for (const agent of this.mesh.agents) {
      const place = this.mesh.registryOf(agent);
      if (place && !this.linkToRegistry(agent.owner, place)) {
        const key = `${place.host}:${place.port}`;
        mates.set(key, mates.get(key) ?? agent.owner);
        this.groups.join(agent.owner, mates.get(key)!);
      }
    }
  }

  private linkObject(object: KubernetesObject): void {
    if (isKind(object, 'Service')) {
      this.linkBySelector(object, object.spec?.selector);
    } else if (isKind(object, 'NetworkPolicy')) {
      this.linkBySelector(object, object.spec?.podSelector?.matchLabels);
    } else if (isKind(object, 'PodDisruptionBudget')) {
      this.linkBySelector(object, object.spec?.selector?.matchLabels);
    } else if (isKind(object, 'HorizontalPodAutoscaler')) {
      const { kind, name } = object.spec?.scaleTargetRef ?? {};
      this.linkByName(object, kind, name);
    } else if (isKind(object, 'Ingress')) {
      backendNames(object).forEach((name) => this.linkByName(object, 'Service', name));
    }
  }

  /** A host of one label is looked up in the pod's own namespace; a longer one names its namespace. */
  private linkToRegistry(agent: KubernetesObject, { host }: Place): boolean {
    const [name, namespace, svc = 'svc'] = host.split('.');
    if (namespace === undefined) {
      return this.linkByName(agent, 'Service', name);
    }
    if (svc !== 'svc') {
      return false;
    }
    const loose = this.byName.get(`${NO_NAMESPACE}/Service/${name}`) ?? [];
    if (loose.length === 0 || this.byName.has(`${namespace}/Service/${name}`) || !hasNamespace(agent)) {
      return this.joinFirst(agent, [this.byName.get(`${namespace}/Service/${name}`), loose]);
    }
    loose.forEach((about) => this.groups.claim({ about, by: agent, namespace, host }));
    return true;
  }

  private linkByName(from: KubernetesObject, kind: string | undefined, name: string | undefined): boolean {
    return this.joinFirst(
      from,
      lookedUpIn(from).map((place) => this.byName.get(`${place}/${kind}/${name}`)),
    );
  }

  private linkBySelector(from: KubernetesObject, matchLabels: Labels = {}): void {
    if (Object.keys(matchLabels).length > 0) {
      this.joinFirst(
        from,
        lookedUpIn(from).map((place) => this.byLabel.select(place, { matchLabels }).map(({ owner }) => owner)),
      );
    }
  }

  /** Groups an object with the first of these lists that has objects. */
  private joinFirst(from: KubernetesObject, found: (KubernetesObject[] | undefined)[]): boolean {
    const first = found.find((each) => each !== undefined && each.length > 0);
    first?.forEach((each) => this.groups.join(from, each));
    return first !== undefined;
  }
}

function backendNames({ spec }: Ingress): (string | undefined)[] {
  const paths = (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  return [spec?.defaultBackend, ...paths.map(({ backend }) => backend)].map((backend) => backend?.service?.name);
}

/** Where an object is found. */
function indexedUnder({ metadata }: KubernetesObject): string[] {
  return [metadata.namespace || NO_NAMESPACE, ANY_NAMESPACE];
}

/** Where an object looks for others, the likeliest place first. */
function lookedUpIn({ metadata }: KubernetesObject): string[] {
  return metadata.namespace ? [metadata.namespace, NO_NAMESPACE] : [NO_NAMESPACE, ANY_NAMESPACE];
}
