import { isIP } from 'net';
import { Fault, Rule } from './rule';
import { groupBy } from '../base/group-by';
import { several } from '../base/list-text';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { isFilledInCluster, keysOf } from '../cluster/config-map-data';
import { portNamed } from '../cluster/container-ports';
import { describeObject, Manifest } from '../cluster/manifest';
import { Pod } from '../cluster/pods';
import { endpoints, Endpoint, Service } from '../cluster/services';
import { ConfigKey, Variable } from '../contract/contract';
import { Mesh, MeshPod, Place } from '../mesh/mesh';
import { mayListen, RegistryServices } from '../mesh/registry-urls';

const NEVER_FOUND = 'an agent without its registry runs and passes its probes, and nobody ever finds it';

export const AGENT_WITHOUT_REGISTRY: Rule = {
  id: 'agent-without-registry',
  title: 'An agent is not told where its registry is',
  severity: 'error',
  find: (mesh) => {
    const services = new RegistryServices(mesh);
    return mesh.agents
      .filter((agent) => !agent.env[ConfigKey.REGISTRY_URL] && !mayBeTold(mesh.cluster, agent))
      .map((agent): Fault => {
        const names = new Set([...Object.keys(agent.env), ...variables(agent).map(({ name }) => name)]);
        const known = services.nearest(agent.namespace);
        return {
          object: agent.owner,
          given: `${called(agent)}: ${names.has(ConfigKey.REGISTRY_URL) ? `${ConfigKey.REGISTRY_URL} is empty` : `no ${ConfigKey.REGISTRY_URL}`}`,
          rule:
            "runtimes read the registry's address from this variable alone" +
            `${names.has(Variable.REGISTRY_HOST) || names.has(Variable.REGISTRY_PORT) ? `, and none reads ${Variable.REGISTRY_HOST} or ${Variable.REGISTRY_PORT}` : ''}; ${NEVER_FOUND}`,
          fix: `Set it to the registry's Service and port, ${known ? '' : 'such as '}${show(known ?? 'http://mcp-mesh-registry:8000')}`,
        };
      });
  },
};

export const REGISTRY_URL_LEADS_NOWHERE: Rule = {
  id: 'registry-url-leads-nowhere',
  title: "An agent's registry URL leads to no registry",
  severity: 'error',
  find: (mesh) => {
    const judge = new UrlJudge(mesh);
    const wrong = mesh.agents.flatMap((agent) => {
      const reason = judge.wrongWith(agent);
      return reason === undefined ? [] : [{ agent, reason, ...heldBy(mesh.cluster, agent) }];
    });
    // One value that many agents read is one mistake.
    return groupBy(wrong, ({ holder }) => holder)
      .flatMap((ofHolder) => groupBy(ofHolder, ({ reason, key }) => `${key} ${reason}`))
      .map((group): Fault => {
        const [{ agent, reason, holder, key }] = group;
        const url = show(withoutPassword(agent.env[ConfigKey.REGISTRY_URL]));
        return {
          object: holder,
          given:
            key === undefined
              ? `${called(agent)}: ${ConfigKey.REGISTRY_URL} ${url}`
              : `key ${show(key)} ${url}, which ${several(group.map((each) => describeObject(each.agent.owner)))} ${group.length > 1 ? 'read' : 'reads'}`,
          rule: `${reason}; ${NEVER_FOUND}`,
          fix:
            "Give the registry's Service with its port: http://<service>:<port> in the same namespace, http://<service>.<namespace>.svc." +
            `${mesh.cluster.clusterDomain}:<port> from everywhere`,
        };
      });
  },
};

function called({ main }: MeshPod): string {
  return main.name === undefined ? 'container' : `container ${show(main.name)}`;
}

function variables({ main }: MeshPod): Manifest[] {
  return main.env ?? [];
}

/** Whether the URL may come from where these manifests do not show it, or another rule says why it does not come. */
function mayBeTold(cluster: Cluster, agent: MeshPod): boolean {
  const { main, namespace } = agent;
  const own = variables(agent).filter(({ name }) => name === ConfigKey.REGISTRY_URL);
  return (
    [...(main.command ?? []), ...(main.args ?? [])].some((each: string) => each.includes(ConfigKey.REGISTRY_URL)) ||
    own.some(({ valueFrom }) => {
      const [kind, ref] = valueFrom?.configMapKeyRef
        ? ['ConfigMap', valueFrom.configMapKeyRef]
        : ['Secret', valueFrom?.secretKeyRef];
      const map = ref && cluster.find(kind, namespace, ref.name);
      return (
        valueFrom !== undefined &&
        (map === undefined || isFilledInCluster(map) || (ref.optional !== true && !keysOf(map).includes(ref.key)))
      );
    }) ||
    // What env sets to nothing, envFrom cannot set.
    (agent.env[ConfigKey.REGISTRY_URL] === undefined &&
      (main.envFrom ?? []).some(({ configMapRef, secretRef, prefix = '' }: Manifest) => {
        const map = configMapRef
          ? cluster.find('ConfigMap', namespace, configMapRef.name)
          : cluster.find('Secret', namespace, secretRef?.name);
        return ConfigKey.REGISTRY_URL.startsWith(prefix) && (map === undefined || isFilledInCluster(map));
      }))
  );
}

/** The object in which the URL stands: the workload, or a map that it reads, with the key. */
function heldBy(cluster: Cluster, agent: MeshPod): { holder: Manifest; key?: string } {
  const { main, namespace, owner } = agent;
  const [last] = variables(agent)
    .filter(({ name }) => name === ConfigKey.REGISTRY_URL)
    .reverse();
  const sources: { kind: string; name: string; key: string }[] = last
    ? [
        ['ConfigMap', last.valueFrom?.configMapKeyRef],
        ['Secret', last.valueFrom?.secretKeyRef],
      ].flatMap(([kind, ref]) => (ref ? [{ kind, name: ref.name, key: ref.key }] : []))
    : (main.envFrom ?? []).map(({ configMapRef, secretRef, prefix = '' }: Manifest) => ({
        kind: configMapRef ? 'ConfigMap' : 'Secret',
        name: (configMapRef ?? secretRef)?.name,
        key: ConfigKey.REGISTRY_URL.slice(prefix.length),
      }));
  // Of several maps with the key, the last one wins.
  const [found] = sources.reverse().flatMap(({ kind, name, key }) => {
    const map = cluster.find(kind, namespace, name);
    return map && keysOf(map).includes(key) ? [{ holder: map, key }] : [];
  });
  return found ?? { holder: owner };
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

/** What is put in after these manifests were written: by the kubelet, a shell, a template. */
const NOT_YET_FILLED = /\$|\{\{|<|%/;

const OWN_POD = /^(localhost|127\..*|0\.0\.0\.0|\[::1?\])$/;

/** Tells what keeps an agent's URL from leading to a registry; silent where the manifests do not show enough. */
class UrlJudge {
  private readonly services: RegistryServices;
  private readonly agents: Set<Pod>;
  private readonly shown: Set<string>;
  private readonly otherHosts: Set<string>;

  constructor(private readonly mesh: Mesh) {
    const { cluster } = mesh;
    this.services = new RegistryServices(mesh);
    this.agents = new Set(mesh.agents);
    this.shown = new Set([...cluster.pods, ...cluster.services].map(({ namespace }) => namespace));
    this.otherHosts = new Set(cluster.all('ServiceEntry').flatMap(({ spec }) => spec?.hosts ?? []));
  }

  public wrongWith(agent: MeshPod): string | undefined {
    const url = agent.env[ConfigKey.REGISTRY_URL];
    if (!url || NOT_YET_FILLED.test(url)) {
      return undefined;
    }
    const place = this.mesh.registryOf(agent);
    if (!place || !/^https?$/.test(place.scheme)) {
      const known = /^[\w.-]+:\d+\/?$/.test(url) ? `http://${url}` : this.services.nearest(agent.namespace);
      return `it is no http:// or https:// URL${didYouMean(known)}`;
    }
    if (OWN_POD.test(place.host)) {
      const alone =
        agent.spec.containers.length === 1 &&
        !agent.spec.initContainers?.some(({ restartPolicy }: Manifest) => restartPolicy === 'Always');
      return alone && agent.spec.hostNetwork !== true
        ? `that is the agent's own pod, and no registry runs in it${didYouMean(this.services.nearest(agent.namespace))}`
        : undefined;
    }
    if (place.found === undefined) {
      return this.missing(agent, place);
    }
    return 'service' in place.found ? this.through(place.found.service, agent, place) : this.at(place.endpoints, agent);
  }

  private missing(agent: MeshPod, place: Place): string | undefined {
    const { cluster, registries } = this.mesh;
    const { name, namespace } = serviceMeant(cluster, place.host, agent.namespace) ?? {};
    if (name === undefined) {
      return undefined;
    }
    const known = didYouMean(this.services.nearest(agent.namespace, name));
    if (namespace === undefined) {
      return `a name that ends with .svc.${cluster.clusterDomain} has the Service and its namespace in front${known}`;
    }
    const headless = cluster.service(namespace, name);
    if (headless) {
      return this.through(headless, agent, place);
    }
    // Where no registry is shown, all of it may be somebody else's.
    const isUnknown =
      registries.length === 0 ||
      !this.shown.has(namespace) ||
      resolvesOtherwise(agent, place.host) ||
      this.otherHosts.has(place.host) ||
      cluster.find('Service', namespace, name) !== undefined ||
      this.services.mayBe(name, agent.owner.metadata.namespace === undefined);
    return isUnknown ? undefined : `namespace ${show(namespace)} has no Service ${show(name)}${known}`;
  }

  private through(service: Service, agent: MeshPod, { port }: Place): string | undefined {
    const { name, manifest, ports, pods, clusterIp } = service;
    const { type, selector } = manifest.spec ?? {};
    if (type === 'ExternalName' || Object.keys(selector ?? {}).length === 0) {
      return undefined;
    }
    const given = `Service ${show(name)}`;
    const known = didYouMean(this.services.nearest(agent.namespace, name));
    if (pods.length === 0) {
      return `${given} selects no pod, so nothing answers`;
    }
    const open = ports.find((each) => each.port === port && (each.protocol ?? 'TCP') === 'TCP');
    if (clusterIp !== undefined && !open) {
      const unsaid = new URL(agent.env[ConfigKey.REGISTRY_URL]).port === '';
      return `${given} has no port ${port}${unsaid ? ', which a URL without a port means' : ''}${known}`;
    }
    const target = clusterIp === undefined ? port : (open!.targetPort ?? port);
    const ends = endpoints(service, port);
    if (
      ends.some((end) => mayListen(end.pod, end.port)) ||
      pods.some((pod) => portNamed(pod, String(target)) !== undefined)
    ) {
      return this.at(ends, agent);
    }
    return `${given} leads to port ${show(target)} of ${several(pods.map(({ owner }) => describeObject(owner)))}, which no container there opens${known}`;
  }

  private at(ends: Endpoint[], agent: MeshPod): string | undefined {
    // Of what it takes for an agent, one may still be a registry by another image, unless the registries are known.
    return this.mesh.registries.length > 0 && ends.length > 0 && ends.every(({ pod }) => this.agents.has(pod))
      ? `it leads to ${several(ends.map(({ pod }) => describeObject(pod.owner)))}, an agent and no registry${didYouMean(this.services.nearest(agent.namespace))}`
      : undefined;
  }
}

function didYouMean(url: string | undefined): string {
  return url === undefined ? '' : ` (did you mean ${show(url)}?)`;
}

/** The Service that a host means by its form; nothing where it may be a host outside of the cluster. */
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

/** Whether a pod's own settings may give a name a meaning that the cluster's DNS does not know. */
function resolvesOtherwise({ spec }: MeshPod, host: string): boolean {
  const { hostAliases, dnsPolicy, dnsConfig } = spec;
  return (
    (Array.isArray(hostAliases) && hostAliases.some((alias) => JSON.stringify(alias)?.includes(host))) ||
    dnsConfig?.searches !== undefined ||
    dnsConfig?.nameservers !== undefined ||
    (dnsPolicy !== undefined && !dnsPolicy.startsWith('ClusterFirst'))
  );
}
