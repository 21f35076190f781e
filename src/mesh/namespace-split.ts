import { Mesh, Place } from './mesh';
import { Manifest } from '../cluster/manifest';
import { referencesOf } from '../cluster/pod-references';
import { templateOf } from '../cluster/pods';
import { append, LabelIndex, Labels } from '../cluster/selectors';

/** Objects that belong together: some that name no namespace, and some that do. */
export interface Parted {
  readonly here: Manifest[];
  readonly there: Manifest[];
  /** Of those that name none, who uses or is used by one that does. */
  readonly partners: Map<Manifest, Manifest>;
}

/** Kinds that are known to stand in a namespace, and to hold on to others by name or label. Of other kinds nothing is said. */
const KNOWN = new Set([
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

/** The places in the label index of what names no namespace, and of everything. No namespace is called so. */
const NOWHERE = '';
const EVERYWHERE = '*';

/**
 * Finds the objects that would part: who uses whom, by name, label or registry, as if those without a namespace could be in any.
 * What finds its partner in its own namespace is not looked for elsewhere.
 */
export function parted(mesh: Mesh): Parted[] {
  const known = mesh.objects.filter((object) => templateOf(object) !== undefined || KNOWN.has(groupKind(object)));
  if (known.every(isNamed) || !known.some(isNamed)) {
    return [];
  }
  const families = new Families();
  new Ties(mesh, known, families).tie();
  return families
    .of(known)
    .map((objects) => ({
      here: objects.filter((object) => !isNamed(object)),
      there: objects.filter(isNamed),
      partners: families.partners,
    }))
    .filter(({ here, there }) => here.length > 0 && there.length > 0);
}

function groupKind({ apiVersion, kind }: Manifest): string {
  return `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`;
}

function isNamed({ metadata }: Manifest): boolean {
  return Boolean(metadata.namespace);
}

/** Sets of objects, joined two at a time. */
class Families {
  public readonly partners = new Map<Manifest, Manifest>();
  private readonly elders = new Map<Manifest, Manifest>();

  public join(one: Manifest, other: Manifest): void {
    this.elders.set(this.elder(one), this.elder(other));
    for (const [from, to] of [
      [one, other],
      [other, one],
    ]) {
      if (!isNamed(from) && isNamed(to) && !this.partners.has(from)) {
        this.partners.set(from, to);
      }
    }
  }

  /** The families of these objects, in their order. */
  public of(objects: Manifest[]): Manifest[][] {
    const found = new Map<Manifest, Manifest[]>();
    objects.forEach((object) => append(found, this.elder(object), object));
    return [...found.values()];
  }

  private elder(object: Manifest): Manifest {
    let top = object;
    for (let next = this.elders.get(top); next !== undefined && next !== top; next = this.elders.get(top)) {
      top = next;
    }
    // The next one who asks goes straight there.
    for (let each = object; each !== top;) {
      const next = this.elders.get(each)!;
      this.elders.set(each, top);
      each = next;
    }
    return top;
  }
}

/** Joins objects that use each other. */
class Ties {
  private readonly byName = new Map<string, Manifest[]>();
  private readonly byLabel: LabelIndex<{ namespace: string; labels: Labels; owner: Manifest }>;

  constructor(
    private readonly mesh: Mesh,
    private readonly objects: Manifest[],
    private readonly families: Families,
  ) {
    for (const object of objects) {
      places(object).forEach((place) => append(this.byName, `${place}/${object.kind}/${object.metadata.name}`, object));
    }
    this.byLabel = new LabelIndex(
      mesh.cluster.pods.flatMap(({ labels, owner }) =>
        places(owner).map((namespace) => ({ namespace, labels, owner })),
      ),
    );
  }

  public tie(): void {
    for (const pod of this.mesh.cluster.pods) {
      referencesOf(pod).forEach(({ kind, name }) => this.byNameOf(pod.owner, kind, name));
      this.byNameOf(pod.owner, 'Service', pod.subdomain);
    }
    this.objects.forEach((object) => this.tieObject(object));
    // A registry that is not shown: agents that spell it alike are of one mesh.
    const mates = new Map<string, Manifest>();
    for (const agent of this.mesh.agents) {
      const place = this.mesh.registryOf(agent);
      if (place && !this.tieToRegistry(agent.owner, place)) {
        const key = `${place.host}:${place.port}`;
        mates.set(key, mates.get(key) ?? agent.owner);
        this.families.join(agent.owner, mates.get(key)!);
      }
    }
  }

  private tieObject(object: Manifest): void {
    const { kind, spec = {} } = object;
    switch (kind) {
      case 'Service':
        this.bySelector(object, spec.selector);
        break;
      case 'NetworkPolicy':
        this.bySelector(object, spec.podSelector?.matchLabels);
        break;
      case 'PodDisruptionBudget':
        this.bySelector(object, spec.selector?.matchLabels);
        break;
      case 'HorizontalPodAutoscaler':
        this.byNameOf(object, spec.scaleTargetRef?.kind, spec.scaleTargetRef?.name);
        break;
      case 'Ingress':
        [
          spec.defaultBackend,
          ...(spec.rules ?? [])
            .flatMap(({ http }: Manifest) => http?.paths ?? [])
            .map(({ backend }: Manifest) => backend),
        ].forEach((backend) => this.byNameOf(object, 'Service', backend?.service?.name));
        break;
    }
  }

  /** A host of one label is looked up in the pod's own namespace; a longer one says which it means. */
  private tieToRegistry(agent: Manifest, { host }: Place): boolean {
    const [name, namespace, svc = 'svc'] = host.split('.');
    if (namespace === undefined) {
      return this.byNameOf(agent, 'Service', name);
    }
    return (
      svc === 'svc' &&
      this.join(
        agent,
        [namespace, NOWHERE].map((place) => this.byName.get(`${place}/Service/${name}`)),
      )
    );
  }

  private byNameOf(from: Manifest, kind: string | undefined, name: string | undefined): boolean {
    return this.join(
      from,
      seenFrom(from).map((place) => this.byName.get(`${place}/${kind}/${name}`)),
    );
  }

  private bySelector(from: Manifest, matchLabels: Labels = {}): void {
    if (Object.keys(matchLabels).length > 0) {
      this.join(
        from,
        seenFrom(from).map((place) => this.byLabel.select(place, { matchLabels }).map(({ owner }) => owner)),
      );
    }
  }

  /** Joins an object with the first that are there at all, if any are. */
  private join(from: Manifest, found: (Manifest[] | undefined)[]): boolean {
    const first = found.find((each) => each !== undefined && each.length > 0);
    first?.forEach((each) => this.families.join(from, each));
    return first !== undefined;
  }
}

/** Where an object is found. */
function places({ metadata }: Manifest): string[] {
  return [metadata.namespace || NOWHERE, EVERYWHERE];
}

/** Where an object looks for others, the likeliest place first. */
function seenFrom({ metadata }: Manifest): string[] {
  return metadata.namespace ? [metadata.namespace, NOWHERE] : [NOWHERE, EVERYWHERE];
}
