import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { KubernetesObject } from '../api/kubernetes-object';
import { Container } from '../api/pod-spec';
import { show } from '../base/problem';
import { Pod } from '../cluster/pods';
import { Labels } from '../cluster/selectors';
import { Mesh, MeshPod } from '../mesh/mesh';

/** The guide's init container does not tell the truth behind a proxy that answers in the other one's place. */
export const RULE: Rule = {
  id: 'wait-by-tcp-under-sidecar',
  title: 'A pod with a sidecar waits for another pod by TCP',
  severity: 'warning',
  find: (mesh) => {
    const namespaces = new Map(mesh.cluster.all('Namespace').map((namespace) => [namespace.metadata.name, namespace]));
    const agents = new Set<Pod>(mesh.agents);
    const registries = new Set<Pod>(mesh.registries);
    return mesh.cluster.pods.flatMap((pod) => {
      const isAgent = agents.has(pod);
      const place = isAgent ? mesh.registryOf(pod as MeshPod) : undefined;
      const waits = initContainers(pod).flatMap((container) => {
        const ports = portsOfTcpWait(container, isAgent, place?.host);
        const others =
          ports === undefined && (isAgent || registries.has(pod)) ? portsOfOtherWait(container) : undefined;
        return [
          ...(ports ? [{ container, ports: place ? [place.port, ...ports] : ports, isForRegistry: true }] : []),
          ...(others ? [{ container, ports: others, isForRegistry: false }] : []),
        ];
      });
      const sidecar = waits.length === 0 ? undefined : sidecarOf(mesh, pod, namespaces.get(pod.namespace));
      return sidecar === undefined
        ? []
        : waits
            .filter(({ container, ports }) => !passesProxy(sidecar, pod, container, ports))
            .map(({ container, isForRegistry }) => faultOf(pod, container, sidecar, isForRegistry));
    });
  },
};

function faultOf({ owner }: Pod, container: Container, { mesh, user }: Sidecar, isForRegistry: boolean): Fault {
  const { name, command = [], args = [] } = container;
  const isWait = (text: string) => BY_TCP.test(text) || NETCAT.test(text);
  const field = command.some(isWait) || args.length === 0 ? 'command' : 'args';
  const position = (field === 'command' ? command : args).findIndex(isWait);
  return {
    object: owner,
    field: fieldOf(owner, container, field, ...(position < 0 ? [] : [position])),
    given: `init container ${show(name)} waits for a TCP connection, in a pod with a sidecar of ${mesh}`,
    rule:
      `a native sidecar accepts every connection in the ${isForRegistry ? "registry's" : "server's"} place, so the wait ends at once; ` +
      'one that a CNI plugin installs swallows them until it runs, so the wait never ends',
    fix:
      (isForRegistry
        ? 'Ask the registry itself, by HTTP: wget -q -T 2 -O /dev/null http://<registry>:8000/health (WaitForRegistry.http()); '
        : 'Ask the server itself, in its own protocol, such as by pg_isready, redis-cli ping or wget; ') +
      `if sidecars are not native, also run the init container as user ${user}, whose traffic the proxy leaves alone`,
  };
}

/** What a mesh's sidecars leave alone. */
interface Sidecar {
  readonly mesh: string;
  /** The proxy's own user. */
  readonly user: number;
  /** Annotations: ports that are not redirected, and settings that change what is, beyond ports. */
  readonly excludedPorts: string;
  readonly otherwise?: RegExp;
}

const ISTIO: Sidecar = {
  mesh: 'Istio',
  user: 1337,
  excludedPorts: 'traffic.sidecar.istio.io/excludeOutboundPorts',
  otherwise: /^(traffic\.sidecar\.istio\.io\/(in|ex)cludeOutboundIPRanges|sidecar\.istio\.io\/interceptionMode)$/,
};

const LINKERD: Sidecar = { mesh: 'Linkerd', user: 2102, excludedPorts: 'config.linkerd.io/skip-outbound-ports' };

/** Whose sidecar a pod gets, by what it and the manifest of its namespace ask for. */
function sidecarOf({ cluster }: Mesh, pod: Pod, namespace: KubernetesObject | undefined): Sidecar | undefined {
  if (pod.spec.hostNetwork === true) {
    return undefined;
  }
  if (isInjectedByIstio(pod, cluster.namespaces.get(pod.namespace) ?? {})) {
    return ISTIO;
  }
  const asked = pod.annotations[LINKERD_INJECT] ?? namespace?.metadata.annotations?.[LINKERD_INJECT];
  return ['enabled', 'ingress'].includes(asked) ? LINKERD : undefined;
}

const ISTIO_INJECT = 'sidecar.istio.io/inject';
const LINKERD_INJECT = 'linkerd.io/inject';

function isInjectedByIstio({ labels, annotations }: Pod, namespaceLabels: Labels): boolean {
  const asked = labels[ISTIO_INJECT] ?? annotations[ISTIO_INJECT];
  const isRefused =
    asked === 'false' ||
    namespaceLabels['istio-injection'] === 'disabled' ||
    namespaceLabels['istio.io/dataplane-mode'] === 'ambient';
  const isAsked =
    asked === 'true' ||
    'istio.io/rev' in labels ||
    namespaceLabels['istio-injection'] === 'enabled' ||
    'istio.io/rev' in namespaceLabels;
  return isAsked && !isRefused;
}

/** Those that end before the next one starts. */
function initContainers({ spec }: Pod): Container[] {
  return (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy !== 'Always');
}

/** Commands that open a connection and look no further: nc -z, bash's /dev/tcp, wait-for-it, dockerize. */
const BY_TCP =
  /(?:^|[\s;|&(!"'])(?:nc|ncat|netcat)\s(?:[^\n;|&]*\s)?-\w*z|\/dev\/tcp\/|\bwait-for-it\b|\bdockerize\s[^\n;|&]*tcp:\/\//;

const NETCAT = /(?:^|[\s;|&(!"'])(?:nc|ncat|netcat)\s/;

const BY_HTTP = /\b(?:wget|curl)\b|https?:\/\//;

/** An agent knows one registry, and perhaps one of Kafka's schemas; in other pods many things are called so. */
const REGISTRY_OF_AGENTS = /(?<!schema[-_])registry/i;

const REGISTRY_OF_OTHERS = /\bwait-for-registry\b|mesh[-_]registry/i;

/** The ports that an init container's wait names; nothing unless it waits for the registry by TCP alone. */
function portsOfTcpWait(
  { name = '', command = [], args = [] }: Container,
  isAgent: boolean,
  registry?: string,
): number[] | undefined {
  const script = [...command, ...args].join(' ');
  const registryNames = isAgent ? REGISTRY_OF_AGENTS : REGISTRY_OF_OTHERS;
  const isForRegistry =
    registryNames.test(`${name} ${script}`) || (registry !== undefined && script.includes(registry));
  const isByTcp = BY_TCP.test(script) || (/registry/i.test(name) && NETCAT.test(script));
  return isForRegistry && isByTcp && !BY_HTTP.test(script)
    ? (script.match(/\b\d{2,5}\b/g) ?? []).map(Number)
    : undefined;
}

/** The proxy itself, which is asked on the pod's own address. */
const OWN_ADDRESS = /\blocalhost\b|\b127\.\d+\.\d+\.\d+\b/;

/** Programs that ask a server in its own protocol. */
const BY_PROTOCOL = /\b(pg_isready|psql|redis-cli|mysqladmin|mongosh?|grpc_health_probe)\b/;

/** The ports that a wait for anything else by TCP alone names. */
function portsOfOtherWait({ command = [], args = [] }: Container): number[] | undefined {
  const script = [...command, ...args].join(' ');
  const isByTcp = BY_TCP.test(script) && !BY_HTTP.test(script) && !BY_PROTOCOL.test(script);
  return isByTcp && !OWN_ADDRESS.test(script) ? (script.match(/\b\d{2,5}\b/g) ?? []).map(Number) : undefined;
}

/** Whether the wait's traffic is not redirected, or may not be. */
function passesProxy(
  { user, excludedPorts, otherwise }: Sidecar,
  { spec, annotations }: Pod,
  { securityContext }: Container,
  ports: number[],
): boolean {
  const ids = (['runAsUser', 'runAsGroup'] as const).map((id) => securityContext?.[id] ?? spec.securityContext?.[id]);
  const excluded = (annotations[excludedPorts] ?? '')
    .split(',')
    .filter((each) => each.trim())
    .map((each) => each.split('-').map(Number));
  const isExcluded = (port: number) => excluded.some(([first, last = first]) => !(port < first || port > last));
  return (
    ids.includes(user) ||
    Object.keys(annotations).some((key) => otherwise?.test(key)) ||
    // Not a number, as in "*", is every port.
    (excluded.length > 0 && (ports.length === 0 || ports.some(isExcluded)))
  );
}
