import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { HEALTH_PATH, HTTP_PORT_NAME } from '../contract/contract';
import { headlessName, MeshDns } from '../kubernetes/naming';
import { listens } from '../membership/registry-members';
import { IMeshRegistry } from '../membership/registry-options';

/** What decides the checks of a discovery test. */
export interface DiscoveryCheckOptions {
  /** The test that errors name. */
  readonly scope: IConstruct;
  readonly registry: IMeshRegistry;
  /** The namespace of the test's pod. */
  readonly namespace?: string;
  /** Whether to send requests to a registry that is reached by TLS. Otherwise its port is only connected to. */
  readonly askOverTls: boolean;
}

/** A registry, an agent or a dashboard, with its workload. */
interface MeshWorkload {
  readonly serviceName: string;
  readonly namespace?: string;
  readonly port: number;
  readonly workload: ApiObject;
}

/** What a workload's manifest says of how its pods are reached. */
interface WorkloadEndpoints {
  readonly replicas: number;
  readonly port: number;
  /** Names that DNS must resolve. */
  readonly names: string[];
  /** Hosts that answer on the port: the Service, and each pod that has a name. */
  readonly hosts: string[];
  /** The path of the pods' probe by HTTP, if they have one. */
  readonly healthPath?: string;
}

/**
 * The checks of a discovery test, one a line, a verb and its object: first all names, then the registry, the capabilities, and the
 * agents and the dashboards. Each group is sorted, so that the order of constructs does not matter. Workloads are read as they are written, with
 * users' patches.
 */
export function discoveryChecks({ scope, registry, namespace, askOverTls }: DiscoveryCheckOptions): string {
  const { _members: members, clusterDomain } = registry;
  const { scheme, host, port } = members.facts.addressFrom(scope, namespace);
  const agents = members.namespaces
    .flatMap((each) => members.in(each).filter(listens))
    .map((agent) => ({ agent, endpoints: endpointsOf(agent, clusterDomain) }));
  const dashboards = members.dashboards.map((each) => endpointsOf(each, clusterDomain));
  const running = agents.filter(({ endpoints }) => endpoints.replicas > 0);
  const lines = [
    ...resolveChecks(registryNames(registry, host)),
    ...resolveChecks(agents.flatMap(({ endpoints }) => endpoints.names)),
    ...resolveChecks(dashboards.flatMap(({ names }) => names)),
  ];
  if (scheme === 'http' || askOverTls) {
    const offered = running.flatMap(({ agent }) => agent._declarations.capabilities.map(({ name }) => name));
    const url = `${scheme}://${host}:${port}`;
    lines.push(
      `health ${url}${HEALTH_PATH}`,
      ...capabilityChecks(url, [...offered, ...members.facts.externalCapabilities]),
    );
  } else {
    lines.push(`connect ${host}:${port}`);
  }
  lines.push(
    ...distinct(running.flatMap(({ endpoints }) => callChecks(endpoints))),
    ...distinct(dashboards.filter(({ replicas }) => replicas > 0).flatMap(callChecks)),
  );
  return lines.map((line) => `${line}\n`).join('');
}

/** Names of the registry that must resolve. One that somebody else runs may be given by its address. */
function registryNames({ _members: { facts }, clusterDomain }: IMeshRegistry, host: string): string[] {
  if (facts.own) {
    return endpointsOf(facts.own, clusterDomain).names;
  }
  return facts.address ? [] : [host];
}

function resolveChecks(names: string[]): string[] {
  return distinct(names).map((name) => `resolve ${name}`);
}

function capabilityChecks(url: string, names: string[]): string[] {
  return distinct(names).map((name) => `capability ${url}/agents?capabilities=${encodeURIComponent(name)}`);
}

function callChecks({ hosts, port, healthPath }: WorkloadEndpoints): string[] {
  return hosts.map((host) =>
    healthPath === undefined ? `connect ${host}:${port}` : `health http://${host}:${port}${healthPath}`,
  );
}

function endpointsOf(
  { serviceName, namespace, port, workload }: MeshWorkload,
  clusterDomain: string,
): WorkloadEndpoints {
  const hostOf = (service: string) => {
    const dns = new MeshDns(workload, { serviceName: service, namespace, clusterDomain, scheme: 'http', port });
    return namespace === undefined ? dns.short : dns.fqdn;
  };
  const { kind, spec } = workload.toJson();
  const replicas: number = spec?.replicas ?? 1;
  const service = hostOf(serviceName);
  const headless = hostOf(headlessName(serviceName));
  const pods =
    kind === 'StatefulSet' ? Array.from({ length: replicas }, (_, i) => `${serviceName}-${i}.${headless}`) : [];
  const names = [service];
  // A headless Service without pods has no address.
  if (pods.length > 0) {
    names.push(headless);
  }
  // busybox' nslookup uses the search domains only for names without a dot. If no namespace is known, pods' names need them.
  if (namespace !== undefined) {
    names.push(...pods);
  }
  return { replicas, port, names, hosts: [service, ...pods], healthPath: probePath(mainContainer(spec, port), port) };
}

/** The container that listens on the port. A patch may have put a sidecar before it, or removed all containers. */
function mainContainer(spec: any, port: number): any {
  const containers: any[] = spec?.template?.spec?.containers ?? [];
  const listensOnPort = ({ ports }: any) => ports?.some(({ containerPort }: any) => containerPort === port);
  return containers.find(listensOnPort) ?? containers[0] ?? {};
}

/** The path of the readiness or liveness probe. There is none if the kubelet does not use plain HTTP, as for agents with TLS. */
function probePath({ readinessProbe, livenessProbe }: any, port: number): string | undefined {
  const get = [readinessProbe?.httpGet, livenessProbe?.httpGet].find(
    (each) =>
      each &&
      [HTTP_PORT_NAME, port].includes(each.port) &&
      (each.scheme ?? 'HTTP') === 'HTTP' &&
      each.host === undefined,
  );
  return get && (get.path ?? '/');
}

/** Each once, sorted. */
function distinct(lines: string[]): string[] {
  return [...new Set(lines)].sort();
}
