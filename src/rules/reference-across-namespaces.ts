import { Fault, MOST_RELATED, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { Ingress } from '../api/kinds';
import { KubernetesObject } from '../api/kubernetes-object';
import { stringAt } from '../api/unknown-fields';
import { append } from '../base/append';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { controllerAnnotations } from '../cluster/data-objects';
import { objectReferences } from '../references/object-references';
import { Reference, referencesOf } from '../references/pod-references';

/** Names in manifests are names of the same namespace, whoever reads them. */
export const RULE: Rule = {
  id: 'reference-across-namespaces',
  title: 'An object refers by name to an object of another namespace',
  severity: 'error',
  find: ({ cluster }) => {
    const elsewhere = new NamespaceLookup(cluster);
    return [
      ...cluster.pods.flatMap((pod) => elsewhere.faults(pod.owner, referencesOf(pod), 'a pod')),
      ...cluster.all('Ingress').flatMap((ingress) => elsewhere.faults(ingress, backendsOf(ingress), 'an Ingress')),
      ...objectReferences(cluster).flatMap(({ from, references }) =>
        elsewhere.faults(
          from,
          references.filter(({ namespace, isOfAnyNamespace }) => namespace === undefined && !isOfAnyNamespace),
          `a ${from.kind}`,
        ),
      ),
    ];
  },
};

function backendsOf({ spec }: Ingress): Reference[] {
  const paths = (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  return [
    { backend: spec?.defaultBackend, place: 'defaultBackend' },
    ...paths.map(({ path, backend }) => ({ backend, place: path === undefined ? 'a path' : `path ${show(path)}` })),
  ].flatMap(({ backend, place }) =>
    backend?.service?.name === undefined
      ? []
      : [
          {
            kind: 'Service',
            name: backend.service.name,
            place: `${place} leads to`,
            part: backend.service,
            field: 'name',
          },
        ],
  );
}

/** Objects that Kubernetes creates in each namespace. */
const IN_EVERY_NAMESPACE = new Set([
  'ServiceAccount/default',
  'ConfigMap/kube-root-ca.crt',
  'ConfigMap/openshift-service-ca.crt',
]);

/** Kinds from which a controller makes Secrets. */
const SECRET_MAKERS = /(.Secret|^Certificate|^OnePasswordItem)$/;

/** Annotations by which controllers copy an object into other namespaces. */
const COPY_ANNOTATIONS = /reflect|replicat|sync|copy|mirror/i;

/** Finds the namespaces in which an object is, for names that are not found where they are looked up. */
class NamespaceLookup {
  private readonly byName = new Map<string, KubernetesObject[]>();
  private readonly made = new Set<string>();

  constructor(private readonly cluster: Cluster) {
    for (const object of cluster.objects) {
      append(this.byName, `${object.kind}/${object.metadata.name}`, object);
      if (SECRET_MAKERS.test(object.kind)) {
        const names = [
          stringAt(object.spec, 'target', 'name'),
          stringAt(object.spec, 'secretName'),
          stringAt(object.spec, 'destination', 'name'),
        ];
        [object.metadata.name, ...names].forEach((name) =>
          this.made.add(`Secret/${cluster.namespaceOf(object)}/${name}`),
        );
      }
    }
  }

  public faults(from: KubernetesObject, references: Reference[], reader: string): Fault[] {
    const here = from.metadata.namespace;
    // kubectl may put an object without a namespace into the right one.
    if (here === undefined) {
      return [];
    }
    const seen = new Set<string>();
    return references.flatMap(({ kind, name, place, part, field }): Fault[] => {
      // One Secret for ten variables is one mistake.
      if (seen.has(`${kind}/${name}`)) {
        return [];
      }
      seen.add(`${kind}/${name}`);
      const others = this.byName.get(`${kind}/${name}`) ?? [];
      if (
        others.length === 0 ||
        this.isHere(kind, here, name) ||
        others.some(
          (other) =>
            other.metadata.namespace === undefined ||
            controllerAnnotations(other).some(([key]) => COPY_ANNOTATIONS.test(key)),
        )
      ) {
        return [];
      }
      const there = [...new Set(others.map(({ metadata }) => show(metadata.namespace)))];
      return [
        {
          object: from,
          field: fieldOf(from, part, field),
          related: others.slice(0, MOST_RELATED).map((object) => ({ object, field: ['metadata', 'namespace'] })),
          given: `${place} ${kind} ${show(name)}`,
          rule: `there is none in namespace ${show(here)}, only in ${there.join(', ')}, and ${reader} finds it in its own namespace only`,
          fix: `Put both into one namespace, or make a ${kind} ${show(name)} in ${show(here)} too`,
        },
      ];
    });
  }

  private isHere(kind: string, namespace: string, name: string): boolean {
    return (
      IN_EVERY_NAMESPACE.has(`${kind}/${name}`) ||
      this.made.has(`${kind}/${namespace}/${name}`) ||
      this.cluster.has(kind, namespace, name)
    );
  }
}
