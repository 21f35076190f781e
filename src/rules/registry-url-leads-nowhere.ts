import { isIP } from 'net';
import { Fault, MOST_RELATED, Repair, Rule } from './rule';
import { describeObject, KubernetesObject } from '../api/kubernetes-object';
import { groupBy } from '../base/group-by';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { variableField } from '../cluster/container-fields';
import { portByName, runningContainers } from '../cluster/container-ports';
import { containerTitle } from '../cluster/containers';
import { mayImport } from '../cluster/data-objects';
import { Pod } from '../cluster/pods';
import { endpoints, Endpoint, Service } from '../cluster/services';
import { ConfigKey } from '../contract/contract';
import { Mesh, MeshPod, Place } from '../mesh/mesh';
import { protocolOf } from '../mesh/port-messages';
import { mayListen, notLookedAt, RegistryUrls, AGENT_IS_NEVER_FOUND } from '../mesh/registry-urls';
import { withKey, withVariable } from '../mesh/repairs';
import { hasOwnDns, isLoopback, NamedHosts } from '../references/named-hosts';
import { keyField, variableHolder } from '../references/variable-holder';

export const RULE: Rule = {
  id: 'registry-url-leads-nowhere',
  title: "An agent's registry URL does not lead to a registry",
  severity: 'error',
  find: (mesh) => {
    const check = new RegistryUrlCheck(mesh);
    const wrong = mesh.agents.flatMap((agent) => {
      const reason = check.problemOf(agent);
      return reason === undefined ? [] : [{ agent, reason, held: holderOf(mesh.cluster, agent) }];
    });
    // One value that many agents read is one mistake.
    return groupBy(wrong, ({ held }) => held.holder)
      .flatMap((ofHolder) => groupBy(ofHolder, ({ reason, held }) => `${held.key} ${reason}`))
      .map((group): Fault => {
        const [{ agent, reason, held }] = group;
        const { holder, key } = held;
        const meant = check.urlFor(agent);
        const url = show(withoutPassword(agent.env[ConfigKey.REGISTRY_URL]));
        return {
          object: holder,
          field: key === undefined ? variableField(holder, agent.main, ConfigKey.REGISTRY_URL) : keyField(holder, key),
          related: key === undefined ? [] : group.slice(0, MOST_RELATED).map((each) => ({ object: each.agent.owner })),
          given:
            key === undefined
              ? `${containerTitle(agent.main)}: ${ConfigKey.REGISTRY_URL} ${url}`
              : `key ${show(key)} ${url}, which ${listText(group.map((each) => describeObject(each.agent.owner)))} ${group.length > 1 ? 'read' : 'reads'}`,
          rule: `${reason}; ${AGENT_IS_NEVER_FOUND}${notLookedAt(
            mesh,
            group.map((each) => each.agent),
          )}`,
          fix:
            "Give the registry's Service with its port: http://<service>:<port> in the same namespace, http://<service>.<namespace>.svc." +
            `${mesh.cluster.clusterDomain}:<port> from everywhere`,
          repair: meant === undefined ? undefined : () => withUrl(held, agent, meant),
        };
      });
  },
};

type Holder = { readonly holder: KubernetesObject; readonly key?: undefined } | ReturnType<typeof variableHolder>;

/** The object that has the URL: the workload, or the ConfigMap or Secret that it reads, with the key. */
function holderOf(cluster: Cluster, agent: MeshPod): NonNullable<Holder> {
  return variableHolder(cluster, agent, agent.main, ConfigKey.REGISTRY_URL) ?? { holder: agent.owner };
}

/** The object that has the URL, with another one. */
function withUrl({ holder, key }: NonNullable<Holder>, { main }: MeshPod, url: string): Repair[] {
  const by =
    key === undefined ? withVariable(holder, main.name, ConfigKey.REGISTRY_URL, url) : withKey(holder, key, url);
  return by ? [{ object: holder, by }] : [];
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

/** Parts that the kubelet, a shell or a template replaces later. */
const PLACEHOLDER = /\$|\{\{|<|%/;

const TLS_MODE = 'MCP_MESH_TLS_MODE';

/** Why an agent's URL leads to no registry; undefined if the manifests do not show enough to say so. */
class RegistryUrlCheck {
  private readonly urls: RegistryUrls;
  private readonly hosts: NamedHosts;
  private readonly agents: Set<Pod>;
  private readonly registries: Map<Pod, MeshPod>;
  private readonly shownNamespaces: Set<string>;
  private readonly otherHosts: Set<string>;

  constructor(private readonly mesh: Mesh) {
    const { cluster } = mesh;
    this.urls = new RegistryUrls(mesh);
    this.hosts = new NamedHosts(cluster);
    this.agents = new Set(mesh.agents);
    this.registries = new Map(mesh.registries.map((registry) => [registry, registry]));
    this.shownNamespaces = new Set([...cluster.pods, ...cluster.services].map(({ namespace }) => namespace));
    this.otherHosts = new Set(cluster.all('ServiceEntry').flatMap(({ spec }) => spec?.hosts ?? []));
  }

  /** The URL that an agent should most likely have; nothing if no registry is shown, or if it has that one, as with http:// to TLS. */
  public urlFor({ namespace, env }: MeshPod): string | undefined {
    const url = env[ConfigKey.REGISTRY_URL];
    const [, given] = /^https?:\/\/([^.:/]*)/.exec(url) ?? [];
    const likely = this.urls.suggest(namespace, given);
    return likely === url ? undefined : likely;
  }

  public problemOf(agent: MeshPod): string | undefined {
    const url = agent.env[ConfigKey.REGISTRY_URL];
    if (!url || PLACEHOLDER.test(url)) {
      return undefined;
    }
    const place = this.mesh.registryOf(agent);
    if (!place || !/^https?$/.test(place.scheme)) {
      const known = /^[\w.-]+:\d+\/?$/.test(url) ? `http://${url}` : this.urls.suggest(agent.namespace);
      return `it is no http:// or https:// URL${didYouMean(known)}`;
    }
    if (isLoopback(place.host)) {
      return this.problemOfLoopback(agent);
    }
    if (place.found === undefined) {
      return this.problemOfMissingService(agent, place);
    }
    return 'service' in place.found
      ? this.problemOfService(place.found.service, agent, place)
      : this.problemOfEndpoints(place.endpoints, agent, place);
  }

  /** Another container of the pod, or of its node, may be a registry. */
  private problemOfLoopback({ spec, namespace }: MeshPod): string | undefined {
    const isAlone =
      spec.hostNetwork !== true &&
      spec.containers.length === 1 &&
      !spec.initContainers?.some(({ restartPolicy }) => restartPolicy === 'Always');
    return isAlone
      ? `that is the agent's own pod, and no registry runs in it${didYouMean(this.urls.suggest(namespace))}`
      : undefined;
  }

  private problemOfMissingService(agent: MeshPod, place: Place): string | undefined {
    const { cluster } = this.mesh;
    const named = this.hosts.resolve(place.host, agent);
    if (named.leads === 'nowhere') {
      return `${named.because}${didYouMean(this.urls.suggest(agent.namespace))}`;
    }
    if (
      named.leads === 'to-no-service' &&
      named.elsewhere !== undefined &&
      !this.shownNamespaces.has(named.namespace)
    ) {
      return `there is no namespace ${show(named.namespace)}${didYouMean(this.urls.suggest(agent.namespace, named.name))}`;
    }
    const { name, namespace } = serviceMeant(cluster, place.host, agent.namespace) ?? {};
    if (name === undefined) {
      return undefined;
    }
    const known = didYouMean(this.urls.suggest(agent.namespace, name));
    if (namespace === undefined) {
      return `a name that ends with .svc.${cluster.clusterDomain} has the Service and its namespace in front${known}`;
    }
    const headless = cluster.service(namespace, name);
    if (headless) {
      return this.problemOfService(headless, agent, place);
    }
    return this.mayExist(name, namespace, agent, place.host)
      ? undefined
      : `namespace ${show(namespace)} has no Service ${show(name)}${known}`;
  }

  /**
   * Whether a Service that these manifests do not show may still be on the cluster, or the host may be something else.
   */
  private mayExist(name: string, namespace: string, agent: MeshPod, host: string): boolean {
    const { cluster, registries } = this.mesh;
    return (
      // If no registry is shown, all of it may be somebody else's.
      registries.length === 0 ||
      !this.shownNamespaces.has(namespace) ||
      hasOwnDns(agent, host) ||
      this.otherHosts.has(host) ||
      cluster.has('Service', namespace, name) ||
      this.urls.mayFindService(name, agent.owner.metadata.namespace === undefined)
    );
  }

  private problemOfService(service: Service, agent: MeshPod, place: Place): string | undefined {
    const { port } = place;
    const { name, manifest, ports, pods, clusterIp } = service;
    const { type, selector } = manifest.spec ?? {};
    if (type === 'ExternalName' || Object.keys(selector ?? {}).length === 0) {
      return undefined;
    }
    const given = `Service ${show(name)}`;
    const known = didYouMean(this.urls.suggest(agent.namespace, name));
    if (pods.length === 0) {
      return `${given} selects no pod, so nothing answers`;
    }
    const open = ports.find((each) => each.port === port && (each.protocol ?? 'TCP') === 'TCP');
    if (clusterIp !== undefined && !open) {
      const other = ports.find((each) => each.port === port);
      if (other) {
        return `port ${port} of ${given} is for ${protocolOf(other)}, and the registry answers over TCP`;
      }
      const unsaid = new URL(agent.env[ConfigKey.REGISTRY_URL]).port === '';
      return `${given} has no port ${port}${unsaid ? ', which a URL without a port means' : ''}${known}`;
    }
    const target = clusterIp === undefined ? port : (open!.targetPort ?? port);
    const ends = endpoints(service, port);
    if (
      ends.some((end) => mayListen(end.pod, end.port)) ||
      pods.some((pod) => portByName(pod, String(target)) !== undefined)
    ) {
      return this.problemOfEndpoints(ends, agent, place);
    }
    return `${given} leads to port ${show(target)} of ${listText(pods.map(({ owner }) => describeObject(owner)))}, which no container there opens${known}`;
  }

  private problemOfEndpoints(ends: Endpoint[], agent: MeshPod, { scheme }: Place): string | undefined {
    if (ends.length === 0) {
      return undefined;
    }
    if (scheme === 'https' && ends.every(({ pod }) => this.isPlain(pod))) {
      return `the registry there serves plain HTTP, as long as its ${TLS_MODE} is off or not set${didYouMean(this.urls.suggest(agent.namespace))}`;
    }
    if (scheme === 'http' && ends.every(({ pod }) => this.tlsMode(pod) !== undefined)) {
      return `the registry there serves TLS only, because its ${TLS_MODE} is ${show(this.tlsMode(ends[0].pod))}; the URL begins with https:// then`;
    }
    // Unless registries are known, what looks like an agent may be a registry with another image.
    return this.mesh.registries.length > 0 && ends.every(({ pod }) => this.agents.has(pod))
      ? `it leads to ${listText(ends.map(({ pod }) => describeObject(pod.owner)))}, an agent and no registry${didYouMean(this.urls.suggest(agent.namespace))}`
      : undefined;
  }

  /** The mode of a registry that serves TLS by itself. */
  private tlsMode(pod: Pod): string | undefined {
    const mode = this.registries.get(pod)?.env[TLS_MODE] ?? '';
    return /^(auto|strict)$/.test(mode) && runningContainers(pod).length === 1 ? mode : undefined;
  }

  /** Whether a pod is a registry without TLS, and nothing in front of it in the pod may have TLS. */
  private isPlain(pod: Pod): boolean {
    const registry = this.registries.get(pod);
    return (
      registry !== undefined &&
      runningContainers(pod).length === 1 &&
      /^(off)?$/i.test(registry.env[TLS_MODE] ?? '') &&
      !(registry.main.env ?? []).some(({ name, valueFrom }) => name === TLS_MODE && valueFrom) &&
      !(registry.main.envFrom ?? []).some((source) => mayImport(this.mesh.cluster, pod.namespace, source, TLS_MODE))
    );
  }
}

function didYouMean(url: string | undefined): string {
  return url === undefined ? '' : ` (did you mean ${show(url)}?)`;
}

/** The Service that a host names; undefined if the host may be outside of the cluster. */
function serviceMeant(
  { clusterDomain }: Cluster,
  host: string,
  from: string,
): { name: string; namespace?: string } | undefined {
  if (isIP(host) || host.startsWith('[')) {
    return undefined;
  }
  const suffix = `.svc.${clusterDomain}`;
  const isWhole = host.endsWith(suffix);
  const labels = (isWhole ? host.slice(0, -suffix.length) : host.replace(/^([^.]+\.[^.]+)\.svc$/, '$1')).split('.');
  const [name, namespace = isWhole ? undefined : from] = labels;
  return labels.length <= 2 ? { name, namespace } : undefined;
}
