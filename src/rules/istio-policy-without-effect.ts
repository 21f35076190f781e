import { Fault, Rule } from './rule';
import { FieldPath, fieldOf } from '../api/field-path';
import { PeerAuthentication } from '../api/kinds';
import { describeObject, groupOf, KubernetesObject } from '../api/kubernetes-object';
import { stringsAt } from '../api/unknown-fields';
import { groupBy } from '../base/group-by';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { Pod } from '../cluster/pods';
import { containerPort } from '../cluster/services';
import { actionOf, ROOT_NAMESPACE } from '../istio-policies/authorization';
import { hasSelector } from '../istio-policies/mutual-tls';
import { servicesBefore } from '../istio-policies/needed-connections';
import { isSetAtRunTime, PodMakers } from '../mesh/pod-makers';
import { Selecting, SimilarPods } from '../mesh/similar-pods';

export const RULE: Rule = {
  id: 'istio-policy-without-effect',
  title: 'An Istio policy has no effect',
  severity: 'warning',
  find: ({ cluster }) => [
    ...selectingNobody(cluster),
    ...cluster.all('PeerAuthentication').flatMap((policy) => portsOfServices(cluster, policy)),
    ...deniedPortsOfServices(cluster),
    ...rivals(
      cluster,
      'PeerAuthentication',
      cluster.all('PeerAuthentication').filter((each) => !hasSelector(each)),
    ),
    ...rivals(
      cluster,
      'Sidecar',
      cluster.all('Sidecar').filter(({ spec }) => Object.keys(spec?.workloadSelector?.labels ?? {}).length === 0),
    ),
  ],
};

/** Kinds that select pods, by the field that does. Gateways select pods of any namespace, which others install. */
const SELECTORS: { readonly [kind: string]: string[] } = {
  AuthorizationPolicy: ['selector', 'matchLabels'],
  PeerAuthentication: ['selector', 'matchLabels'],
  RequestAuthentication: ['selector', 'matchLabels'],
  Telemetry: ['selector', 'matchLabels'],
  WasmPlugin: ['selector', 'matchLabels'],
  Sidecar: ['workloadSelector', 'labels'],
  EnvoyFilter: ['workloadSelector', 'labels'],
  DestinationRule: ['workloadSelector', 'matchLabels'],
};

/** Only in namespaces with workloads in the manifests, not counting Jobs: elsewhere, the pods may come from other manifests. */
function selectingNobody(cluster: Cluster): Fault[] {
  const brought = new Set(
    cluster.pods
      .filter(({ owner: { kind } }) => kind !== 'Job' && kind !== 'CronJob')
      .map(({ namespace }) => namespace),
  );
  const empty = Object.entries(SELECTORS).flatMap(([kind, path]) =>
    cluster
      .allOfAnyGroup(kind)
      .filter((policy) => groupOf(policy).endsWith('.istio.io'))
      .map((policy) => ({
        name: policy.metadata.name,
        policy,
        path,
        selector: stringsAt(policy.spec, ...path),
        namespace: cluster.namespaceOf(policy),
      }))
      .filter(
        ({ selector, namespace }) =>
          Object.keys(selector).length > 0 &&
          namespace !== ROOT_NAMESPACE &&
          brought.has(namespace) &&
          cluster.podsBy(namespace, { matchLabels: selector }).length === 0,
      ),
  );
  const nearest = new SimilarPods(cluster);
  const others = new PodMakers(cluster, empty.length > 0);
  const isTold = (each: Selecting) => !isSetAtRunTime(cluster, each) && !others.mayMake(each);
  return empty.filter(isTold).map(({ policy, path, selector, namespace }): Fault => {
    const entries = Object.entries(selector);
    const { pod, hint } =
      nearest.to({
        name: policy.metadata.name,
        namespace,
        selector,
        what: `${/^[AE]/.test(policy.kind) ? 'an' : 'a'} ${policy.kind}`,
      }) ?? {};
    const differing = pod && entries.find(([key, value]) => pod.labels[key] !== value);
    return {
      object: policy,
      field: ['spec', ...path, ...(differing === undefined ? [] : [differing[0]])],
      related: pod ? [{ object: pod.owner }] : [],
      given: `selector ${entries.map((entry) => entry.join('=')).join(', ')}`,
      rule:
        `no pod in namespace ${show(namespace)} has ${entries.length === 1 ? 'this label' : 'all of these labels'}${hint ? ` (${hint})` : ''}, ` +
        `so the ${policy.kind} does nothing`,
      fix: 'Make the selector the same as labels that the pods have, in one namespace',
    };
  });
}

/** The port of pods behind a port of their Service, if that is another one and no pod has the given one. */
function targetOf(cluster: Cluster, pods: Pod[], port: number): { service: string; target: number } | undefined {
  const opens = ({ spec }: Pod) =>
    spec.containers.some(({ ports = [] }) => ports.some((each) => each.containerPort === port));
  if (pods.length === 0 || pods.some(opens)) {
    return undefined;
  }
  for (const pod of pods) {
    for (const { name, ports } of servicesBefore(cluster, pod)) {
      const found = ports.find((each) => each.port === port);
      const target = found && containerPort(pod, found.targetPort ?? port);
      if (target !== undefined && target !== port) {
        return { service: name, target };
      }
    }
  }
  return undefined;
}

function selectedBy(
  cluster: Cluster,
  policy: KubernetesObject,
  matchLabels: { readonly [key: string]: string } = {},
): Pod[] {
  return cluster.podsBy(cluster.namespaceOf(policy), { matchLabels });
}

function portsOfServices(cluster: Cluster, policy: PeerAuthentication): Fault[] {
  const pods = hasSelector(policy) ? selectedBy(cluster, policy, policy.spec?.selector?.matchLabels) : [];
  return Object.keys(policy.spec?.portLevelMtls ?? {}).flatMap((port): Fault[] => {
    const found = targetOf(cluster, pods, Number(port));
    return found === undefined
      ? []
      : [
          {
            object: policy,
            field: ['spec', 'portLevelMtls', port],
            given: `portLevelMtls names port ${port}`,
            rule: `that is the port of Service ${show(found.service)}, but Istio expects the port of the pods, so this setting does nothing`,
            fix: `Write ${found.target}`,
          },
        ];
  });
}

/** Of a policy that allows, what it leaves closed says so. */
function deniedPortsOfServices(cluster: Cluster): Fault[] {
  return cluster
    .all('AuthorizationPolicy')
    .filter((policy) => actionOf(policy) === 'DENY')
    .flatMap((policy) => {
      const pods = selectedBy(cluster, policy, policy.spec?.selector?.matchLabels);
      const operations = (policy.spec?.rules ?? []).flatMap(({ to = [] }) => to).map(({ operation = {} }) => operation);
      return operations.flatMap((operation): Fault[] => {
        const { ports = [] } = operation;
        const found = ports.length === 1 ? targetOf(cluster, pods, Number(ports[0])) : undefined;
        return found === undefined
          ? []
          : [
              {
                object: policy,
                field: fieldOf(policy, operation, 'ports'),
                given: `it denies port ${ports[0]}`,
                rule: `that is the port of Service ${show(found.service)}, but Istio expects the port of the pods, so nothing is denied`,
                fix: `Write ports: [${show(String(found.target))}]`,
              },
            ];
      });
    });
}

/** Of objects over a whole namespace, Istio follows one. */
function rivals(cluster: Cluster, kind: string, objects: KubernetesObject[]): Fault[] {
  return groupBy(objects, (each) => cluster.namespaceOf(each))
    .map((each) => [...new Map(each.map((object) => [describeObject(object), object])).values()])
    .filter(({ length }) => length > 1)
    .map((each): Fault => {
      const [first, second] = [...each].sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
      const namespace = cluster.namespaceOf(second);
      const field: FieldPath = ['metadata', 'name'];
      return {
        object: second,
        field,
        related: [{ object: first, field }],
        given: `it is for all of ${namespace === ROOT_NAMESPACE ? 'the mesh' : `namespace ${show(namespace)}`}, and so is ${describeObject(first)}`,
        rule: `Istio follows one ${kind} over a namespace, the one that was made first, and ignores others`,
        fix: 'Keep one of them, or give the other a selector',
      };
    });
}
