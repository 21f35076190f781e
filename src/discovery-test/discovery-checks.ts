import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { HEALTH_PATH, HTTP_PORT_NAME } from '../contract/contract';
import { headlessName, MeshDns } from '../kubernetes/naming';
import { IMeshRegistry } from '../membership/registry-options';

/** Who asks, and how. */
export interface Inquiry {
  /** The test that errors name. */
  readonly scope: IConstruct;
  readonly registry: IMeshRegistry;
  /** The namespace of the test's pod. */
  readonly namespace?: string;
  /** Whether a registry that speaks TLS is asked, too. */
  readonly overTls: boolean;
}

/** A registry or an agent, with what is written of its workload. */
interface Target {
  readonly serviceName: string;
  readonly namespace?: string;
  readonly port: number;
  readonly workload: ApiObject;
}

/**
 * The checks of a discovery test, one a line, a verb and its object: first all names, then the registry, the capabilities, the
 * agents. Each group is sorted, so that code can be moved around without a change here. Workloads are read as they are written,
 * users' patches included.
 */
export function discoveryChecks({ scope, registry, namespace, overTls }: Inquiry): string {
  const members = registry._members;
  const { scheme, host, port } = members.facts.addressFrom(scope, namespace);
  const asked = scheme === 'http' || overTls;
  const agents = members.namespaces
    .flatMap((each) => members.in(each))
    .map((agent) => ({ agent, ...read(agent, registry.clusterDomain) }));
  const running = agents.filter(({ replicas }) => replicas > 0);
  const offered = running.flatMap(({ agent }) => agent._capabilities.map(({ name }) => name));
  const registryNames = members.facts.own
    ? read(members.facts.own, registry.clusterDomain).names
    : members.facts.address
      ? []
      : [host];

  return [
    ...sorted(registryNames).map((name) => `resolve ${name}`),
    ...sorted(agents.flatMap(({ names }) => names)).map((name) => `resolve ${name}`),
    asked ? `health ${scheme}://${host}:${port}${HEALTH_PATH}` : `connect ${host}:${port}`,
    ...(asked
      ? sorted([...offered, ...members.facts.externalCapabilities]).map(
          (name) => `capability ${scheme}://${host}:${port}/agents?capabilities=${encodeURIComponent(name)}`,
        )
      : []),
    ...sorted(
      running.flatMap(({ agent, callees, path }) =>
        callees.map((callee) =>
          path === undefined ? `connect ${callee}:${agent.port}` : `health http://${callee}:${agent.port}${path}`,
        ),
      ),
    ),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** What a workload's manifest says of the names and paths that lead to it. */
function read({ serviceName, namespace, port, workload }: Target, clusterDomain: string) {
  const { kind, spec } = workload.toJson();
  const replicas: number = spec?.replicas ?? 1;
  // A patch may have put a sidecar in front, or have broken the workload, which other checks tell of.
  const containers: any[] = spec?.template?.spec?.containers ?? [];
  const main =
    containers.find(({ ports }) => ports?.some(({ containerPort }: any) => containerPort === port)) ??
    containers[0] ??
    {};
  const nameOf = (service: string) => {
    const dns = new MeshDns(workload, { serviceName: service, namespace, clusterDomain, scheme: 'http', port });
    return namespace === undefined ? dns.short : dns.fqdn;
  };
  const governing = nameOf(headlessName(serviceName));
  const pods =
    kind === 'StatefulSet' ? Array.from({ length: replicas }, (_, i) => `${serviceName}-${i}.${governing}`) : [];
  const service = nameOf(serviceName);
  return {
    replicas,
    // A headless Service without pods has no address. busybox' nslookup tries the search domains for names without a dot only,
    // so that where no namespace is known, the names of pods are looked up by the calls alone.
    names: [service, ...(pods.length > 0 ? [governing] : []), ...(namespace === undefined ? [] : pods)],
    callees: [service, ...pods],
    path: healthPath(main, port),
  };
}

/** The path on which the kubelet asks for the pod's health; nothing where it does not ask by HTTP, as where an agent speaks TLS. */
function healthPath({ readinessProbe, livenessProbe }: any, port: number): string | undefined {
  const get = [readinessProbe?.httpGet, livenessProbe?.httpGet].find(
    (each) =>
      each &&
      [HTTP_PORT_NAME, port].includes(each.port) &&
      (each.scheme ?? 'HTTP') === 'HTTP' &&
      each.host === undefined,
  );
  return get && (get.path ?? '/');
}

function sorted(lines: string[]): string[] {
  return [...new Set(lines)].sort();
}
