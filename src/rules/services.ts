import { Fault, Rule } from './rule';
import { several } from '../base/list-text';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { describeObject, Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { append, LabelIndex, Labels } from '../cluster/selectors';
import { Service } from '../cluster/services';
import { ConfigKey, Variable } from '../contract/contract';
import { COMPONENT_LABEL, NAME_LABEL } from '../kubernetes/naming';
import { Mesh, MeshPod } from '../mesh/mesh';
import { NearestPods } from '../mesh/similar-pods';

/** Judged only in namespaces whose workloads the manifests bring: elsewhere the pods may be somebody else's. What runs to its end tests or prepares them. */
export const SERVICE_SELECTS_NO_POD: Rule = {
  id: 'service-selects-no-pod',
  title: 'A Service selects no pod',
  severity: 'error',
  find: ({ cluster }) => {
    const brought = new Set(
      cluster.pods
        .filter(({ owner: { kind } }) => kind !== 'Job' && kind !== 'CronJob')
        .map(({ namespace }) => namespace),
    );
    const empty = cluster.services.filter(
      (service) => brought.has(service.namespace) && service.pods.length === 0 && isSelecting(service),
    );
    const nearest = new NearestPods(cluster);
    const others = new PodMakers(cluster, empty);
    return empty
      .filter((service) => !isSetAtRunTime(cluster, service) && !others.mayMake(service))
      .map((service): Fault => {
        const selector = Object.entries<string>(service.manifest.spec.selector);
        const hint = nearest.hint(service);
        return {
          object: service.manifest,
          given: `selector ${selector.map((entry) => entry.join('=')).join(', ')}`,
          rule:
            `no pod in namespace ${show(service.namespace)} has ${selector.length === 1 ? 'this label' : 'all of these labels'}${hint ? ` (${hint})` : ''}, ` +
            'so the Service leads nowhere',
          fix: 'Make the selector the same as labels that the pods have, in one namespace',
        };
      });
  },
};

/** The namespace that everybody's workloads share. */
const SHARED_NAMESPACE = 'kube-system';

function isSelecting({ namespace, manifest: { spec = {} } }: Service): boolean {
  return Object.keys(spec.selector ?? {}).length > 0 && spec.type !== 'ExternalName' && namespace !== SHARED_NAMESPACE;
}

/** Labels that controllers put on the pods that they make. */
const BY_CONTROLLERS = new RegExp(
  '^((statefulset|apps|batch)\\.kubernetes\\.io/|topology\\.kubernetes\\.io/|gateway\\.networking\\.k8s\\.io/gateway-name$|' +
    '(rollouts-)?pod-template-(hash|generation)$|controller-|job-name$)',
);

/** Labels by which replicas tell who leads. */
const BY_PODS = /(^|[./-])(role|master|primary|leader|active|initialized)$|Role$/;

/** Whether a Service would select pods, but for labels that templates do not have. */
function isSetAtRunTime(cluster: Cluster, { namespace, manifest }: Service): boolean {
  const selector = Object.entries<string>(manifest.spec.selector);
  const told = selector.filter(([key]) => !BY_CONTROLLERS.test(key) && !BY_PODS.test(key));
  if (told.length === selector.length) {
    return false;
  }
  const roles = selector.filter(([key]) => BY_PODS.test(key));
  return (
    told.length === 0 ||
    cluster
      .podsBy(namespace, { matchLabels: Object.fromEntries(told) })
      .some(({ labels }) => roles.every(([key]) => !Object.hasOwn(labels, key)))
  );
}

/** Kinds that are often called like a Service, and make no pods. */
const MAKES_NO_PODS = new RegExp(
  '(VirtualService|Rule|Entry|Policy|Authentication|Authorization|Sidecar|Filter|Gateway|Route|Monitor|Probe|Certificate|' +
    'Issuer|Secret|Store|Server|ScaledObject|Autoscaler|Export|Import|Application|Profile|Defaults|Intentions|Config|Middleware)$',
);

/** Objects from which an operator makes pods: those of the selector's name or kind, or whose pod template has its labels. */
class PodMakers {
  private readonly names = new Set<string>();
  private readonly templates: LabelIndex<{ namespace: string; labels: Labels }>;

  constructor(cluster: Cluster, services: Service[]) {
    const makers =
      services.length === 0
        ? []
        : cluster.objects.filter(
            ({ apiVersion, kind }) =>
              kind === 'ReplicationController' ||
              (/\./.test(apiVersion) && !/(^|\.)k8s\.io\//.test(apiVersion) && !MAKES_NO_PODS.test(kind)),
          );
    makers.forEach((maker) =>
      [maker.metadata.name, maker.kind.toLowerCase()].forEach((name) =>
        this.names.add(`${cluster.namespaceOf(maker)}/${name}`),
      ),
    );
    this.templates = new LabelIndex(
      makers.map((maker) => ({ namespace: cluster.namespaceOf(maker), labels: labelsOfPods(maker) })),
    );
  }

  public mayMake({ namespace, manifest: { spec } }: Service): boolean {
    return (
      Object.values<string>(spec.selector).some((value) =>
        beginnings(value).some((name) => this.names.has(`${namespace}/${name}`)),
      ) || this.templates.select(namespace, { matchLabels: spec.selector }).length > 0
    );
  }
}

/** What operators put on pods: a template's labels, as most of them call it, or those of Prometheus and its kin. */
function labelsOfPods({ spec }: Manifest): Labels {
  const { template, podTemplate, podMetadata } = spec ?? {};
  return { ...template?.metadata?.labels, ...podTemplate?.metadata?.labels, ...podMetadata?.labels };
}

/** Operators name sets of pods after the object, and add what they are for: Strimzi has my-cluster-kafka for my-cluster. */
function beginnings(value: string): string[] {
  const words = value.split('-');
  return words.map((_, i) => words.slice(0, i + 1).join('-'));
}

/** The guide's critical pattern: an agent takes its label for the name of its Service. */
export const SERVICE_NAME_DIFFERS_FROM_LABEL: Rule = {
  id: 'service-name-differs-from-label',
  title: "An agent's Service is not called what the agent takes for its name",
  severity: 'error',
  find: ({ cluster, agents }) => {
    const behind = servicesByPod(cluster);
    return agents.flatMap((agent): Fault[] => {
      const { name, given } = learnedName(agent) ?? {};
      const services = (behind.get(agent) ?? []).map((service) => service.name);
      if (!name || given === undefined || services.length === 0 || services.includes(name)) {
        return [];
      }
      return [
        {
          object: agent.owner,
          given,
          rule:
            `the agent takes it for the name of its Service, but ${cluster.service(agent.namespace, name) ? 'the Service of that name selects other pods' : 'there is no Service of that name'}, ` +
            `and its pods are behind Service ${several(services.map(show))}: the address that it gives to others does not lead to it`,
          fix: `Call the Service ${show(name)}, or set the label to ${show(services[0])} on the pods, and in the selectors that use it`,
        },
      ];
    });
  },
};

function servicesByPod(cluster: Cluster): Map<Pod, Service[]> {
  const found = new Map<Pod, Service[]>();
  for (const service of cluster.services) {
    if (service.manifest.spec?.type !== 'ExternalName') {
      service.pods.forEach((pod) => append(found, pod, service));
    }
  }
  return found;
}

/** What an agent takes for its Service's name; nothing where it advertises a host that somebody chose for it. */
function learnedName({ main, env, labels }: MeshPod): { name: string; given: string } | undefined {
  const variable = (name: string): Manifest => (main.env ?? []).filter((each: Manifest) => each.name === name).pop();
  const host =
    variable(Variable.HTTP_HOST) ??
    (env[Variable.HTTP_HOST] === undefined ? undefined : { value: env[Variable.HTTP_HOST] });
  if (host !== undefined && !host.value?.includes(`$(${Variable.SERVICE_NAME})`)) {
    return undefined;
  }
  const [, label] =
    /^metadata\.labels\['(.*)'\]$/.exec(variable(Variable.SERVICE_NAME)?.valueFrom?.fieldRef?.fieldPath ?? '') ?? [];
  if (label) {
    const name = env[Variable.SERVICE_NAME];
    return { name, given: `${Variable.SERVICE_NAME} ${show(name)}, from the label ${label}` };
  }
  const isGuides =
    labels[COMPONENT_LABEL] === 'agent' && host === undefined && env[Variable.SERVICE_NAME] === undefined;
  const name = isGuides ? labels[NAME_LABEL] : undefined;
  return name ? { name, given: `label ${NAME_LABEL} ${show(name)}` } : undefined;
}

/** The guide's limitation: "ExternalName services don't work with all discovery methods". */
export const EXTERNAL_NAME_FOR_MESH: Rule = {
  id: 'external-name-for-mesh',
  title: 'Agents register at, or advertise, an ExternalName Service',
  severity: 'error',
  find: (mesh) => {
    const aliases = new Map<Manifest, { registering: MeshPod[]; advertising: MeshPod[] }>();
    const note = (agent: MeshPod, place: ReturnType<Mesh['registryOf']>, what: 'registering' | 'advertising') => {
      const manifest = place?.found && 'service' in place.found ? place.found.service.manifest : undefined;
      if (manifest?.spec?.type === 'ExternalName') {
        const users = aliases.get(manifest) ?? { registering: [], advertising: [] };
        users[what].push(agent);
        aliases.set(manifest, users);
      }
    };
    for (const agent of mesh.agents) {
      note(agent, mesh.registryOf(agent), 'registering');
      note(agent, mesh.advertised(agent), 'advertising');
    }
    return [...aliases].map(([service, { registering, advertising }]): Fault => {
      const target = show(service.spec.externalName);
      const [users, purpose, variable] =
        registering.length > 0
          ? [registering, 'to register', ConfigKey.REGISTRY_URL]
          : [advertising, 'to be called', Variable.HTTP_HOST];
      return {
        object: service,
        given: `type ExternalName, for ${target}`,
        rule:
          `${several(users.map(({ owner }) => describeObject(owner)))} use${users.length === 1 ? 's' : ''} this name ${purpose} (${variable}), and it is an alias in the DNS ` +
          'without endpoints or ports: selectors, policies and service meshes do not see what is behind it',
        fix: `Let ${variable} name ${target} itself, or make this a Service with a selector or EndpointSlices`,
      };
    });
  },
};
