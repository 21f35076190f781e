import { Fault, Rule } from './rule';
import { describeObject, KubernetesObject } from '../api/kubernetes-object';
import { append } from '../base/append';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { containerTitle } from '../cluster/containers';
import { resolve, resolverOf } from '../cluster/dns';
import { Pod } from '../cluster/pods';
import { Service } from '../cluster/services';
import { Variable } from '../contract/contract';
import { Mesh, MeshPod } from '../mesh/mesh';
import { withVariable } from '../mesh/repairs';
import { isLoopback, NamedHost, NamedHosts } from '../references/named-hosts';

/** The registry hands out what an agent advertises, as it stands: nobody notices a wrong one before a call fails. */
export const RULE: Rule = {
  id: 'advertised-host-leads-elsewhere',
  title: 'An agent advertises a host that does not lead to it',
  severity: 'error',
  find: (mesh) => {
    const check = new AdvertisedHosts(mesh);
    return mesh.agents.flatMap((agent): Fault[] => {
      const host = (agent.env[Variable.HTTP_HOST] ?? '').trim();
      const because = host === '' || PLACEHOLDER.test(host) ? undefined : check.problemOf(agent, host);
      return because === undefined
        ? []
        : [
            {
              object: agent.owner,
              field: variableField(agent.owner, agent.main, Variable.HTTP_HOST),
              given: `${containerTitle(agent.main)}: ${Variable.HTTP_HOST} ${show(host)}`,
              rule: `${because}; others call an agent by the host that it advertises`,
              ...check.fixFor(agent),
            },
          ];
    });
  },
};

/** Parts that the kubelet, a shell or a template replaces later. */
const PLACEHOLDER = /\$|\{\{|<|%/;

class AdvertisedHosts {
  private readonly hosts: NamedHosts;
  private readonly members: Set<Pod>;
  private callers?: Map<MeshPod, MeshPod[]>;
  private readonly servicesOf = new Map<KubernetesObject, Service[]>();

  constructor(private readonly mesh: Mesh) {
    this.hosts = new NamedHosts(mesh.cluster);
    this.members = new Set<Pod>([...mesh.agents, ...mesh.registries]);
    mesh.cluster.services.forEach((service) =>
      service.pods.forEach(({ owner }) => append(this.servicesOf, owner, service)),
    );
  }

  /** Why a host does not lead to an agent; nothing if it may. */
  public problemOf(agent: MeshPod, host: string): string | undefined {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(host)) {
      return 'it is a host and no URL: the scheme is put in front of it';
    }
    if (isLoopback(host)) {
      return 'a caller that uses it connects to itself';
    }
    if (/^[^:/[\]]*(:\d+|\/.*)$/.test(host)) {
      return `it is a host alone: the port is that of ${Variable.HTTP_PORT}`;
    }
    return (
      this.problemOfName(agent, this.hosts.resolve(host, agent)) ??
      this.problemOfNamespace(agent, host) ??
      this.problemForCallers(agent, host)
    );
  }

  /** Its own Service in another namespace, which is not shown: what is there would hardly have that name, and lead here. */
  private problemOfNamespace({ owner, namespace }: MeshPod, host: string): string | undefined {
    const { cluster } = this.mesh;
    const [, name = '', told = ''] = /^([^.]+)\.([^.]+)\.svc(?:\.(.*))?$/.exec(host) ?? [];
    const own = (this.servicesOf.get(owner) ?? []).find((service) => service.name === name);
    const isNamed = owner.metadata.namespace !== undefined && own?.manifest.metadata.namespace !== undefined;
    return isNamed && told !== namespace && !cluster.has('Service', told, name)
      ? `its Service ${show(name)} is in namespace ${show(namespace)}, and not in ${show(told)}`
      : undefined;
  }

  public fixFor({ owner, namespace, main }: MeshPod): Pick<Fault, 'fix' | 'repair'> {
    const [service] = (this.servicesOf.get(owner) ?? []).filter(({ clusterIp }) => clusterIp !== undefined);
    const domain = `${namespace}.svc.${this.mesh.cluster.clusterDomain}`;
    if (service === undefined) {
      return { fix: `Advertise the name of a Service that selects its pods, <service>.${domain}` };
    }
    const host = `${service.name}.${domain}`;
    const isWritten = !main.env?.some(({ name, value }) => name === Variable.HTTP_HOST && value?.includes('$('));
    const by = () => withVariable(owner, main.name, Variable.HTTP_HOST, host);
    return {
      fix: `Advertise its Service, ${host}`,
      // In what is composed, another variable is wrong.
      repair: isWritten ? () => [by()].flatMap((each) => (each ? [{ object: owner, by: each }] : [])) : undefined,
    };
  }

  private problemOfName(agent: MeshPod, named: NamedHost): string | undefined {
    switch (named.leads) {
      case 'nowhere':
        return named.because;
      case 'to-no-service':
        // Without a Service of its own here, the one that is meant may be in other manifests.
        return named.meant === undefined && !this.servicesOf.has(agent.owner)
          ? undefined
          : `namespace ${show(named.namespace)} has no Service ${show(named.name)}`;
      case 'to':
        return 'service' in named.found ? this.problemOfService(agent, named.found.service) : undefined;
      default:
        return undefined;
    }
  }

  /** Of a Service that leads to others of the mesh only. One of a gateway may forward to the agent. */
  private problemOfService(agent: MeshPod, { name, namespace, pods }: Service): string | undefined {
    const agentName = agent.env[Variable.AGENT_NAME];
    const isOwn = pods.some(
      (pod) =>
        pod.owner === agent.owner ||
        (agentName !== undefined && (pod as Partial<MeshPod>).env?.[Variable.AGENT_NAME] === agentName),
    );
    return pods.length === 0 || isOwn || !pods.every((pod) => this.members.has(pod))
      ? undefined
      : `Service ${show(name)} of namespace ${show(namespace)} leads to ${listText(new Set(pods.map(({ owner }) => describeObject(owner))))}`;
  }

  /** A short name leads to the agent from its own namespace, and perhaps not from those of its callers. */
  private problemForCallers(agent: MeshPod, host: string): string | undefined {
    const { cluster } = this.mesh;
    const here = resolve(cluster, host, resolverOf(agent));
    if (here === undefined || host.includes('.') || !('service' in here)) {
      return undefined;
    }
    const lost = this.callersOf(agent).find(
      (caller) =>
        caller.namespace !== agent.namespace && !isSame(here.service, resolve(cluster, host, resolverOf(caller))),
    );
    return (
      lost &&
      `${describeObject(lost.owner)} calls it from namespace ${show(lost.namespace)}, where that name does not lead to it`
    );
  }

  private callersOf(agent: MeshPod): MeshPod[] {
    if (this.callers === undefined) {
      const callers = new Map<MeshPod, MeshPod[]>();
      this.mesh.agents.forEach((from) => this.mesh.callsOf(from).forEach(({ to }) => append(callers, to, from)));
      this.callers = callers;
    }
    return this.callers.get(agent) ?? [];
  }
}

function isSame(service: Service, found: ReturnType<typeof resolve>): boolean {
  return found !== undefined && 'service' in found && found.service === service;
}
