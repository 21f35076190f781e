import { Manifest } from '../support/manifests';

/*
 * What a cluster does with a manifest, as far as the guide's forms need it: small models of the API server, the
 * kubelet, the DNS, network policies and Istio. Each states one documented rule.
 */

export type Labels = { [key: string]: string };

/** A running pod, as others see it. */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: Manifest;
}

/** A pod of a workload; those of a Deployment have no number, and 0 does for their name. */
export function podOf(workload: Manifest, ordinal = 0): Pod {
  const { metadata, spec } = workload.spec.template;
  return {
    name: `${workload.metadata.name}-${ordinal}`,
    namespace: workload.metadata.namespace,
    labels: metadata.labels,
    annotations: metadata.annotations ?? {},
    spec,
  };
}

/** A pod that is nobody's workload. */
export function barePod(namespace: string, labels: Labels): Pod {
  return { name: 'bare', namespace, labels, annotations: {}, spec: { containers: [] } };
}

/** The labels that the API server itself puts on a Namespace: all that one has that nobody labelled. */
export function namespaceLabels(namespace: string): Labels {
  return { 'kubernetes.io/metadata.name': namespace };
}

/** A label selector: all of its labels; an empty one selects everything. Neither the guide nor the examples use expressions. */
export function selects(selector: Manifest, labels: Labels): boolean {
  if (selector.matchExpressions) {
    throw new Error('this model does not know matchExpressions');
  }
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

// --- Services -------------------------------------------------------------------------------------------------------

/** The pods behind a Service. */
export function endpoints(service: Manifest, pods: Pod[]): Pod[] {
  return pods.filter(
    ({ namespace, labels }) =>
      namespace === service.metadata.namespace && selects({ matchLabels: service.spec.selector }, labels),
  );
}

/** Whether a pod answers a call to a Service's port; in a headless one nothing translates ports. */
export function answers(service: Manifest | undefined, port: number, pods: Pod[]): boolean {
  const found = service?.spec.ports.find((each: Manifest) => each.port === port);
  const target = service?.spec.clusterIP === 'None' ? port : (found?.targetPort ?? port);
  return found !== undefined && endpoints(service, pods).some(({ spec }) => listens(spec, target));
}

function listens(spec: Manifest, target: number | string): boolean {
  return spec.containers
    .flatMap(({ ports }: Manifest) => ports)
    .some(({ name, containerPort }: Manifest) => target === name || target === containerPort);
}

/** The names of single pods that a headless Service publishes. */
export function podNames(service: Manifest, pods: Pod[], isReady: (pod: Pod) => boolean): string[] {
  return endpoints(service, pods)
    .filter((pod) => service.spec.publishNotReadyAddresses || isReady(pod))
    .map((pod) => `${pod.name}.${service.metadata.name}.${pod.namespace}.svc.cluster.local`);
}

/** The names that a resolver tries for one it is given. musl, unlike glibc, never falls back to the search domains. */
export function triedNames(name: string, ndots: number, libc: 'glibc' | 'musl'): string[] {
  const searched = ['mcp-mesh.svc.cluster.local', 'svc.cluster.local', 'cluster.local'].map(
    (domain) => `${name}.${domain}`,
  );
  if (name.split('.').length - 1 < ndots) {
    return [...searched, name];
  }
  return libc === 'glibc' ? [name, ...searched] : [name];
}

// --- The kubelet ----------------------------------------------------------------------------------------------------

/** The environment of a pod's main container: service links, then envFrom, then env in its order. */
export function environment(pod: Pod, objects: Manifest[]): Labels {
  const configMap = (name: string): Labels =>
    objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data ?? {};
  const [container] = pod.spec.containers;
  const env = pod.spec.enableServiceLinks === false ? {} : serviceLinks(objects);
  (container.envFrom ?? []).forEach(({ configMapRef }: Manifest) => Object.assign(env, configMap(configMapRef.name)));
  for (const { name, value, valueFrom } of container.env ?? []) {
    env[name] =
      valueFrom === undefined
        ? expanded(value, env)
        : valueFrom.configMapKeyRef
          ? configMap(valueFrom.configMapKeyRef.name)[valueFrom.configMapKeyRef.key]
          : podField(pod, valueFrom.fieldRef.fieldPath);
  }
  return env;
}

/** A variable that is not defined yet stays literal. */
function expanded(value: string, env: Labels): string {
  return value.replace(/\$\((\w+)\)/g, (literal, name) => env[name] ?? literal);
}

/** A label that the pod lacks is an empty string, and no error. */
function podField({ name, namespace, labels }: Pod, path: string): string {
  const label = /^metadata\.labels\['(.*)'\]$/.exec(path);
  const fields: Labels = { 'metadata.name': name, 'metadata.namespace': namespace, 'status.podIP': '10.0.0.7' };
  return label ? (labels[label[1]] ?? '') : fields[path];
}

/** The variables of old Docker links, for every Service with a ClusterIP of the namespace. */
function serviceLinks(objects: Manifest[]): Labels {
  return Object.fromEntries(
    objects
      .filter(({ kind, spec }) => kind === 'Service' && spec.clusterIP !== 'None')
      .map(({ metadata, spec }) => [
        `${metadata.name.toUpperCase().replace(/-/g, '_')}_PORT`,
        `tcp://10.96.0.9:${spec.ports[0].port}`,
      ]),
  );
}

/** What Pod Security "restricted" refuses in a pod; containers may take non-root and seccomp from the pod. */
export function restrictedRefuses(spec: Manifest): string[] {
  const pod = spec.securityContext ?? {};
  return [...(spec.initContainers ?? []), ...spec.containers].flatMap(({ name, securityContext = {} }: Manifest) =>
    [
      securityContext.allowPrivilegeEscalation === false ? [] : [`${name}: allowPrivilegeEscalation != false`],
      securityContext.capabilities?.drop?.includes('ALL') ? [] : [`${name}: unrestricted capabilities`],
      (securityContext.runAsNonRoot ?? pod.runAsNonRoot) === true ? [] : [`${name}: runAsNonRoot != true`],
      (securityContext.seccompProfile ?? pod.seccompProfile)?.type === 'RuntimeDefault'
        ? []
        : [`${name}: seccompProfile`],
    ].flat(),
  );
}

/** Whether the wait ends. A sidecar's proxy accepts every TCP connection, whoever is or is not behind it. */
export function waitEnds(container: Manifest, world: { registryUp: boolean; sidecar: boolean }): boolean {
  const asksByTcp = /\bnc -z\b/.test(container.args[0]);
  return world.registryUp || (world.sidecar && asksByTcp);
}

/** Whether an image can be another one tomorrow: no digest, and no tag or `latest`. */
export function floats(image: string): boolean {
  const [, tag = 'latest'] = /:([^/]+)$/.exec(image) ?? [];
  return !image.includes('@sha256:') && tag === 'latest';
}

// --- Network policies -----------------------------------------------------------------------------------------------

/** Whether one pod may open a connection to another on a port of the other's container. Both ends must allow it. */
export function mayReach(policies: Manifest[], from: Pod, to: Pod, port: number, protocol = 'TCP'): boolean {
  return admits(policies, 'Egress', from, to, port, protocol) && admits(policies, 'Ingress', to, from, port, protocol);
}

/** One end's view: who is selected by no policy is open, who is selected by some may do what any of them allows. */
function admits(
  policies: Manifest[],
  type: 'Ingress' | 'Egress',
  self: Pod,
  other: Pod,
  port: number,
  protocol: string,
): boolean {
  const mine = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === self.namespace &&
      selects(spec.podSelector, self.labels) &&
      spec.policyTypes.includes(type),
  );
  const rules = mine.flatMap(({ spec }) => spec[type.toLowerCase()] ?? []);
  return (
    mine.length === 0 ||
    rules.some(
      (rule) =>
        isAmong(rule.from ?? rule.to, (peer) => isPeer(peer, self.namespace, other)) &&
        isAmong(rule.ports, (each) => each.port === port && (each.protocol ?? 'TCP') === protocol),
    )
  );
}

/** In a policy, no list and an empty one mean everything. */
function isAmong(list: Manifest[] = [], isMeant: (item: Manifest) => boolean): boolean {
  return list.length === 0 || list.some(isMeant);
}

function isPeer(
  { ipBlock, namespaceSelector, podSelector }: Manifest,
  home: string,
  { namespace, labels }: Pod,
): boolean {
  const isThere = namespaceSelector ? selects(namespaceSelector, namespaceLabels(namespace)) : namespace === home;
  return !ipBlock && isThere && selects(podSelector ?? {}, labels);
}

// --- Istio ----------------------------------------------------------------------------------------------------------

/** Istio's rule for `resolution: DNS`: what it is to look up must be a name, so a wildcard needs endpoints. */
export function istioRefuses({ spec }: Manifest): string | undefined {
  const looksUpHosts = spec.resolution === 'DNS' && !spec.endpoints?.length;
  return looksUpHosts && spec.hosts.some((host: string) => host.includes('*'))
    ? 'hosts must be FQDN if no endpoints are provided for resolution mode DNS'
    : undefined;
}

/** What a sidecar that captures DNS answers for a host of the entry; Istio allocates no address for a wildcard. */
export function capturedAddress({ spec }: Manifest, caller: Pod): string | undefined {
  const captures = /ISTIO_META_DNS_CAPTURE: "true"/.test(caller.annotations['proxy.istio.io/config'] ?? '');
  return captures ? spec.addresses?.[0] : undefined;
}

/**
 * Where a VirtualService sends a request. Without a port in the destination a sidecar keeps the caller's, even where the
 * Service has one other only (istiod's own routes say so); without a matching route the proxy answers 404 and says nothing.
 */
export function routed({ spec }: Manifest, headers: Labels, callersPort: number, services: Manifest[]): string {
  const rule = spec.http.find(
    ({ match }: Manifest) =>
      match === undefined ||
      match.some((each: Manifest) =>
        Object.entries<Manifest>(each.headers).every(([name, { exact }]) => headers[name] === exact),
      ),
  );
  if (!rule?.route) {
    return `${rule?.directResponse.status ?? 404} ${rule?.directResponse.body.string ?? ''}`.trim();
  }
  const [{ destination }] = rule.route;
  const ports: number[] = services
    .find(({ metadata }) => destination.host.startsWith(`${metadata.name}.`))
    .spec.ports.map(({ port }: Manifest) => port);
  const port = destination.port?.number ?? callersPort;
  return ports.includes(port) ? `${destination.host}:${port}` : '503';
}
