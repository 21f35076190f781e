import { Manifest } from './manifests';
import { Arrival, COMPONENT, describeEnd, MeshPod, MeshView, NAME, resolvers } from './mesh-view';
import { Pod } from '../../src/cluster/pods';
import { mayReach } from '../../src/cluster/reachability';
import { expand } from '../../src/kubernetes/expansion';

/** Looks for cases in which a mesh does not do what it is for. */
type Finder = (view: MeshView) => string[];

/** Where an agent's variables say that its registry is. */
export function registryOf(view: MeshView, agent: MeshPod): Arrival[] {
  const url = new URL(agent.env.MCP_MESH_REGISTRY_URL);
  return view.arrivals(url.hostname, portOf(url), { namespace: agent.namespace });
}

/** Everything that the manifests of a mesh promise, by name; each finder returns what breaks the promise. */
export const PROMISES: { [promise: string]: Finder } = {
  'every agent reaches its registry under MCP_MESH_REGISTRY_URL': (view) =>
    view.agents.flatMap((agent) => {
      const url = new URL(agent.env.MCP_MESH_REGISTRY_URL);
      return unreachable(view, agent, url.hostname, portOf(url));
    }),

  "the guide's variables say the same as the URL": (view) =>
    view.agents.flatMap(({ name, env }) => {
      const { hostname, port } = new URL(env.MCP_MESH_REGISTRY_URL);
      const said = `${env.MCP_MESH_REGISTRY_HOST}:${env.MCP_MESH_REGISTRY_PORT}`;
      return said === `${hostname}:${port || 80}` || said === `${hostname}:${port || 443}`
        ? []
        : [`${name}: ${said}, but ${env.MCP_MESH_REGISTRY_URL}`];
    }),

  'every agent waits for the registry that it will use': (view) =>
    view.agents.flatMap((agent) =>
      waits(agent).flatMap(({ host, port }) => {
        const url = new URL(agent.env.MCP_MESH_REGISTRY_URL);
        return host === url.hostname && port === portOf(url)
          ? unreachable(view, agent, host, port)
          : [`${agent.name} waits for ${host}:${port}, and uses ${url}`];
      }),
    ),

  'what an agent advertises leads to its own pods, from every namespace and with any resolver': (view) =>
    view.agents.flatMap((agent) => {
      const { MCP_MESH_HTTP_HOST: host, MCP_MESH_HTTP_PORT: port } = agent.env;
      const own = siblings(view, agent)
        .map((each) => `${describeEnd(each)}:${openPort(each)}`)
        .sort()
        .join();
      return [...view.cluster.namespaces.keys()].flatMap(resolvers).flatMap((resolver) => {
        const found = view
          .arrivals(host, Number(port), resolver)
          .map(({ end, port: target }) => `${describeEnd(end)}:${target}`)
          .sort()
          .join();
        return found === own
          ? []
          : [
              `${agent.name} advertises ${host}:${port}, which from ${JSON.stringify(resolver)} leads to [${found}], not [${own}]`,
            ];
      });
    }),

  'an agent listens on the port that it advertises': (view) =>
    view.agents
      .filter((agent) => agent.env.MCP_MESH_HTTP_PORT !== String(openPort(agent)) || agent.env.HOST !== '0.0.0.0')
      .map(
        (agent) =>
          `${agent.name}: ${agent.env.HOST}:${agent.env.MCP_MESH_HTTP_PORT}, container port ${openPort(agent)}`,
      ),

  'an agent detects itself': (view) =>
    view.agents.flatMap((agent) => {
      const { SERVICE_NAME, NAMESPACE, POD_IP } = agent.env;
      const named = view.cluster.services.find(
        ({ name, namespace }) => name === SERVICE_NAME && namespace === NAMESPACE,
      );
      return named?.pods.includes(agent) && NAMESPACE === agent.namespace && POD_IP === agent.ip
        ? []
        : [`${agent.name}: SERVICE_NAME ${SERVICE_NAME}, NAMESPACE ${NAMESPACE}, POD_IP ${POD_IP}`];
    }),

  'a variable sees every variable that it refers to': (view) =>
    view.pods.flatMap((each) =>
      (each.main.env ?? [])
        .filter(({ value }: Manifest) => value !== undefined)
        .filter(
          ({ name, value }: Manifest) =>
            each.env[name] !== expand(value, (other) => (Object.hasOwn(each.env, other) ? each.env[other] : undefined)),
        )
        .map(({ name, value }: Manifest) => `${each.name}: ${name} ${value} is ${each.env[name]}`),
    ),

  'no variable is there twice or without a value': (view) =>
    view.pods.flatMap(({ name, main }) =>
      (main.env ?? [])
        .filter(
          (one: Manifest, i: number, all: Manifest[]) =>
            all.findIndex((other) => other.name === one.name) !== i || (one.value === undefined && !one.valueFrom),
        )
        .map((one: Manifest) => `${name}: ${JSON.stringify(one)}`),
    ),

  'agents of one registry can call what they depend on': (view) =>
    view.agents.flatMap((caller) =>
      view
        .calledBy(caller)
        .filter((provider) => !mayReach(view.cluster, caller, provider, openPort(provider)))
        .map((provider) => `${caller.name} may not call ${describeEnd(provider)}:${openPort(provider)}`),
    ),

  'under strict policies nobody of the mesh calls an agent that it does not depend on': (view) =>
    view.strict
      ? view.pods.flatMap((caller) => {
          const called = view.agents.includes(caller) ? [caller, ...view.calledBy(caller)] : [];
          return view.agents
            .filter((each) => !called.includes(each) && mayReach(view.cluster, caller, each, openPort(each)))
            .map((each) => `${describeEnd(caller)} may call ${describeEnd(each)}`);
        })
      : [],

  'a registry can call its agents, unless policies are strict': (view) =>
    (view.strict ? [] : view.agents).flatMap((agent) =>
      registryOf(view, agent)
        .filter(({ end }) => typeof end !== 'string' && !mayReach(view.cluster, end, agent, openPort(agent)))
        .map(({ end }) => `${describeEnd(end)} may not call ${describeEnd(agent)}`),
    ),

  'strangers reach neither registries nor agents': (view) =>
    view.pods
      .filter((each) => view.isCovered(each))
      .flatMap((each) =>
        view.strangers
          .filter((stranger) => mayReach(view.cluster, stranger, each, openPort(each)))
          .map((stranger) => `${describeEnd(stranger)} may call ${describeEnd(each)}`),
      ),

  'agents of one registry reach neither another registry nor its agents': (view) =>
    view.agents.flatMap((caller) => {
      const own = registryOf(view, caller).map(({ end }) => end);
      const foreign = [
        ...view.registries.filter((each) => !own.includes(each)),
        ...view.agents.filter((each) => !peers(view, caller).includes(each)),
      ];
      return foreign
        .filter(
          (each) =>
            view.isCovered(each) && view.isCovered(caller) && mayReach(view.cluster, caller, each, openPort(each)),
        )
        .map((each) => `${describeEnd(caller)} may call ${describeEnd(each)}`);
    }),

  'a registry reaches its database': (view) =>
    view.registries
      .filter(({ env }) => env.DATABASE_URL.startsWith('postgres:'))
      .flatMap((registry) => {
        const { hostname, port } = new URL(registry.env.DATABASE_URL);
        return unreachable(view, registry, hostname, Number(port));
      }),

  'every pod of the mesh reaches DNS by UDP and TCP': (view) =>
    view.pods.flatMap((each) =>
      ['UDP', 'TCP']
        .filter((protocol) => !mayReach(view.cluster, each, view.cluster.pod('coredns', 'kube-system'), 53, protocol))
        .map((protocol) => `${each.name}: no ${protocol}`),
    ),

  'every sidecar reaches istiod': (view) =>
    view.pods
      .filter(({ labels }) => labels['sidecar.istio.io/inject'] === 'true')
      .filter((each) => !mayReach(view.cluster, each, view.cluster.pod('istiod', 'istio-system'), 15012))
      .map(({ name }) => `${name}: cannot`),

  'every pod of a StatefulSet has a name': (view) =>
    view.pods
      .filter(({ owner }) => owner.kind === 'StatefulSet')
      .flatMap((each) => {
        const { spec }: Manifest = each.owner;
        const host = `${each.name}.${spec.serviceName}.${each.namespace}.svc.${view.cluster.clusterDomain}`;
        return leadsTo(view, host, each) ? [] : [`${host} does not lead to ${describeEnd(each)}`];
      }),

  'selectors are the two labels, and nothing else': (view) =>
    view.objects
      .map(({ kind, metadata, spec }) => ({
        kind,
        metadata,
        selector: kind === 'Service' ? spec.selector : (spec?.selector?.matchLabels ?? spec?.selector),
      }))
      .filter(({ selector, metadata }) => selector && metadata.labels?.[COMPONENT] !== 'router')
      .filter(({ selector }) => Object.keys(selector).sort().join() !== `${COMPONENT},${NAME}`)
      .map(({ kind, metadata, selector }) => `${kind} ${metadata.name}: ${JSON.stringify(selector)}`),
};

/** All broken promises of a mesh. */
export function broken(view: MeshView): string[] {
  return Object.entries(PROMISES).flatMap(([promise, find]) => find(view).map((found) => `${promise}: ${found}`));
}

/** Whether a host leads to one pod and no other, with every resolver of every namespace. */
export function leadsTo(view: MeshView, host: string, pod: Pod): boolean {
  return [...view.cluster.namespaces.keys()].flatMap(resolvers).every((resolver) => {
    const arrivals = view.arrivals(host, openPort(pod), resolver);
    return arrivals.length === 1 && arrivals[0].end === pod;
  });
}

/** The one port that a mesh container opens. */
export function openPort(pod: Pod): number {
  return pod.spec.containers[0].ports![0].containerPort!;
}

function unreachable(view: MeshView, from: MeshPod, host: string, port: number): string[] {
  return resolvers(from.namespace).flatMap((resolver) => {
    const arrivals = view.arrivals(host, port, resolver);
    if (arrivals.length === 0) {
      return [`${describeEnd(from)}: nothing behind ${host}:${port} with ${JSON.stringify(resolver)}`];
    }
    return arrivals
      .filter(
        ({ end, port: target }) =>
          (typeof end !== 'string' && openPort(end) !== target) || !mayReach(view.cluster, from, end, target),
      )
      .map(
        ({ end, port: target }) =>
          `${describeEnd(from)}: ${host}:${port} leads to ${describeEnd(end)}:${target}, which it may not reach or which is shut`,
      );
  });
}

/** Hosts and ports in the init container that waits for the registry: an `nc -z`, or a `wget` of a URL. */
function waits(agent: MeshPod): { host: string; port: number }[] {
  const text = agent.spec.initContainers?.find(({ name }) => name === 'wait-for-registry')?.args?.[0] ?? '';
  const netcat = [...text.matchAll(/nc -z (?:-w \d+ )?(\S+) (\d+)/g)].map(([, host, port]) => ({
    host,
    port: Number(port),
  }));
  const wget = [...text.matchAll(/wget .*(https?:\/\/[^\s;]+)/g)].map(([, url]) => ({
    host: new URL(url).hostname,
    port: portOf(new URL(url)),
  }));
  return [...netcat, ...wget];
}

/** The pods of the same workload. */
function siblings(view: MeshView, agent: MeshPod): MeshPod[] {
  return view.agents.filter(({ owner }) => owner === agent.owner);
}

/** The agents that are registered with the same registry, found as the agents themselves find it. */
function peers(view: MeshView, agent: MeshPod): MeshPod[] {
  const key = (each: MeshPod) =>
    registryOf(view, each)
      .map(({ end, port }) => `${describeEnd(end)}:${port}`)
      .sort()
      .join();
  return view.agents.filter((each) => key(each) === key(agent));
}

function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}
