import { Manifest } from './manifest';
import { show } from '../base/problem';

/*
 * The types of the fields that the rules read. Manifests may come from anywhere, so what has another type than the API gives
 * it is taken out and reported before any rule looks: a rule may rely on what is here being there, or missing altogether.
 */
type Shape = 'text' | 'whole' | 'scalar' | 'flag' | List | Fields;

class List {
  constructor(public readonly of: Shape) {}
}

/** Fields by name; `*` stands for every other one. */
type Fields = { readonly [field: string]: Shape };

const list = (of: Shape) => new List(of);
const TEXTS: Fields = { '*': 'text' };

const META: Fields = { name: 'text', namespace: 'text', labels: TEXTS, annotations: TEXTS };
const KEY_REF: Fields = { name: 'text', key: 'text', optional: 'flag' };
const SELECTOR: Fields = {
  matchLabels: TEXTS,
  matchExpressions: list({ key: 'text', operator: 'text', values: list('text') }),
};
const PROBE: Fields = {
  httpGet: { port: 'scalar', path: 'text', host: 'text' },
  tcpSocket: { port: 'scalar', host: 'text' },
  grpc: { port: 'whole' },
  exec: { command: list('text') },
};
const QUANTITIES: Fields = { '*': 'scalar' };
const CONTAINER: Fields = {
  name: 'text',
  image: 'text',
  command: list('text'),
  args: list('text'),
  env: list({
    name: 'text',
    value: 'text',
    valueFrom: {
      fieldRef: { fieldPath: 'text' },
      resourceFieldRef: { containerName: 'text', resource: 'text', divisor: 'scalar' },
      configMapKeyRef: KEY_REF,
      secretKeyRef: KEY_REF,
    },
  }),
  envFrom: list({ prefix: 'text', configMapRef: KEY_REF, secretRef: KEY_REF }),
  ports: list({ name: 'text', containerPort: 'whole', protocol: 'text' }),
  livenessProbe: PROBE,
  readinessProbe: PROBE,
  startupProbe: PROBE,
  resources: { limits: QUANTITIES, requests: QUANTITIES },
  restartPolicy: 'text',
  securityContext: { runAsUser: 'whole', runAsGroup: 'whole' },
  volumeMounts: list({ name: 'text', mountPath: 'text' }),
};
const POD: Fields = {
  containers: list(CONTAINER),
  initContainers: list(CONTAINER),
  volumes: list({
    name: 'text',
    configMap: { name: 'text', optional: 'flag' },
    secret: { secretName: 'text', optional: 'flag' },
    persistentVolumeClaim: { claimName: 'text' },
    projected: {
      sources: list({ configMap: { name: 'text', optional: 'flag' }, secret: { name: 'text', optional: 'flag' } }),
    },
  }),
  imagePullSecrets: list({ name: 'text' }),
  securityContext: { runAsUser: 'whole', runAsGroup: 'whole' },
  hostname: 'text',
  subdomain: 'text',
  serviceAccountName: 'text',
  enableServiceLinks: 'flag',
  dnsPolicy: 'text',
  dnsConfig: { options: list({ name: 'text', value: 'scalar' }), searches: list('text'), nameservers: list('text') },
  hostNetwork: 'flag',
  hostAliases: list({ ip: 'text', hostnames: list('text') }),
};
const TEMPLATE: Fields = { metadata: META, spec: POD };
const POLICY_PORTS = list({ port: 'scalar', endPort: 'whole', protocol: 'text' });
const PEERS = list({
  ipBlock: { cidr: 'text', except: list('text') },
  namespaceSelector: SELECTOR,
  podSelector: SELECTOR,
});
const WORKLOAD: Fields = { replicas: 'whole', selector: SELECTOR, template: TEMPLATE, serviceName: 'text' };
const BACKEND: Fields = { service: { name: 'text', port: { number: 'whole', name: 'text' } } };
const ROUTE_REF: Fields = {
  group: 'text',
  kind: 'text',
  name: 'text',
  namespace: 'text',
  port: 'whole',
  weight: 'whole',
};
const MATCH: Fields = { exact: 'text', prefix: 'text', regex: 'text' };
const HTTP_MATCHES = list({
  name: 'text',
  uri: MATCH,
  method: MATCH,
  authority: MATCH,
  scheme: MATCH,
  headers: { '*': MATCH },
  withoutHeaders: { '*': MATCH },
  queryParams: { '*': MATCH },
  ignoreUriCase: 'flag',
  sourceLabels: TEXTS,
  sourceNamespace: 'text',
  port: 'whole',
  gateways: list('text'),
});
const DESTINATION: Fields = { host: 'text', port: { number: 'whole' }, subset: 'text' };
const ROUTES = list({ destination: DESTINATION, weight: 'whole' });

/** What each kind's own fields are, by group and kind. Metadata is the same for all. */
const KINDS: { [groupKind: string]: Fields } = {
  '/Pod': { spec: POD },
  'apps/Deployment': { spec: WORKLOAD },
  'apps/StatefulSet': { spec: WORKLOAD },
  'apps/DaemonSet': { spec: WORKLOAD },
  'apps/ReplicaSet': { spec: WORKLOAD },
  'batch/Job': { spec: { parallelism: 'whole', template: TEMPLATE } },
  'batch/CronJob': { spec: { jobTemplate: { spec: { template: TEMPLATE } } } },
  '/Service': {
    spec: {
      type: 'text',
      loadBalancerSourceRanges: list('text'),
      clusterIP: 'text',
      externalName: 'text',
      selector: TEXTS,
      ports: list({
        name: 'text',
        port: 'whole',
        targetPort: 'scalar',
        protocol: 'text',
        appProtocol: 'text',
        nodePort: 'whole',
      }),
    },
  },
  '/ConfigMap': { data: TEXTS, binaryData: TEXTS },
  '/Secret': { data: TEXTS, stringData: TEXTS, type: 'text' },
  'networking.k8s.io/NetworkPolicy': {
    spec: {
      podSelector: SELECTOR,
      policyTypes: list('text'),
      ingress: list({ from: PEERS, ports: POLICY_PORTS }),
      egress: list({ to: PEERS, ports: POLICY_PORTS }),
    },
  },
  'networking.k8s.io/Ingress': {
    spec: {
      defaultBackend: BACKEND,
      rules: list({ host: 'text', http: { paths: list({ path: 'text', backend: BACKEND }) } }),
    },
  },
  'policy/PodDisruptionBudget': {
    spec: { minAvailable: 'scalar', maxUnavailable: 'scalar', selector: SELECTOR, unhealthyPodEvictionPolicy: 'text' },
  },
  'autoscaling/HorizontalPodAutoscaler': {
    spec: { minReplicas: 'whole', maxReplicas: 'whole', scaleTargetRef: { kind: 'text', name: 'text' } },
  },
  'keda.sh/ScaledObject': {
    spec: { minReplicaCount: 'whole', maxReplicaCount: 'whole', scaleTargetRef: { kind: 'text', name: 'text' } },
  },
  'networking.istio.io/VirtualService': {
    spec: {
      hosts: list('text'),
      gateways: list('text'),
      http: list({
        name: 'text',
        match: HTTP_MATCHES,
        route: ROUTES,
        mirror: DESTINATION,
        mirrors: list({ destination: DESTINATION }),
        directResponse: {},
        redirect: {},
        delegate: {},
      }),
      tcp: list({ route: ROUTES }),
      tls: list({ route: ROUTES }),
      exportTo: list('text'),
    },
  },
  'networking.istio.io/ServiceEntry': {
    spec: {
      hosts: list('text'),
      addresses: list('text'),
      location: 'text',
      resolution: 'text',
      ports: list({ number: 'whole', name: 'text', protocol: 'text', targetPort: 'whole' }),
      endpoints: list({ address: 'text', network: 'text', ports: { '*': 'whole' }, labels: TEXTS }),
      workloadSelector: { labels: TEXTS },
    },
  },
  'gateway.networking.k8s.io/HTTPRoute': {
    spec: {
      parentRefs: list(ROUTE_REF),
      hostnames: list('text'),
      rules: list({
        matches: list({
          path: { type: 'text', value: 'text' },
          method: 'text',
          headers: list({ type: 'text', name: 'text', value: 'text' }),
          queryParams: list({ type: 'text', name: 'text', value: 'text' }),
        }),
        filters: list({ type: 'text', requestMirror: { backendRef: ROUTE_REF } }),
        backendRefs: list(ROUTE_REF),
      }),
    },
  },
};

const BY_KIND: { [kind: string]: Fields } = Object.fromEntries(
  ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'].map((kind) => [
    kind,
    Object.entries(KINDS).find(([groupKind]) => groupKind.endsWith(`/${kind}`))![1],
  ]),
);

/** A field whose value has another type than the API gives it. */
export interface Misfit {
  readonly path: string;
  readonly given: string;
  readonly wanted: string;
}

/** An object with its misfits taken out. What fits is the object itself, not a copy. */
export function fit(object: Manifest): { readonly object: Manifest; readonly misfits: Misfit[] } {
  const misfits: Misfit[] = [];
  const [group] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : [''];
  // Workloads of groups of long ago, or of others that borrow their names, become pods all the same.
  const shape: Fields = { metadata: META, ...(KINDS[`${group}/${object.kind}`] ?? BY_KIND[object.kind]) };
  return { object: trim(object, shape, '', misfits), misfits };
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

const GONE = Symbol('gone');

function trim(value: unknown, shape: Shape, path: string, misfits: Misfit[]): any {
  const miss = (wanted: string) => {
    // What should be text may be a secret that looks like a number: its kind says enough.
    misfits.push({ path, given: wanted === 'text' ? `is ${kindOf(value)}` : show(value).slice(0, 60), wanted });
    return GONE;
  };
  switch (shape) {
    case 'text':
      return typeof value === 'string' ? value : miss('text');
    case 'whole':
      return Number.isInteger(value) ? value : miss('a whole number');
    case 'flag':
      return typeof value === 'boolean' ? value : miss('true or false');
    case 'scalar':
      return ['string', 'number'].includes(typeof value) ? value : miss('a number or text');
  }
  if (shape instanceof List) {
    if (!Array.isArray(value)) {
      return miss('a list');
    }
    const kept = Array.from(value, (each, i) => trim(each, shape.of, `${path}[${i}]`, misfits));
    return kept.every((each, i) => each === value[i]) ? value : kept.filter((each) => each !== GONE);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return miss('a map');
  }
  return trimFields(value as { [field: string]: unknown }, shape, path, misfits);
}

function trimFields(value: { [field: string]: unknown }, shape: Fields, path: string, misfits: Misfit[]): Manifest {
  let copy: { [field: string]: unknown } | undefined;
  for (const [field, given] of Object.entries(value)) {
    const wanted = Object.hasOwn(shape, field) ? shape[field] : shape['*'];
    // null is how YAML leaves a field out.
    const kept =
      wanted === undefined
        ? given
        : given === null || given === undefined
          ? GONE
          : trim(given, wanted, path ? `${path}.${field}` : field, misfits);
    if (kept !== given) {
      copy ??= { ...value };
      if (kept === GONE) {
        delete copy[field];
      } else {
        copy[field] = kept;
      }
    }
  }
  return copy ?? value;
}
