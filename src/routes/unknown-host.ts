import { RouteHosts } from './route-hosts';
import { WordIndex } from '../base/closest-word';
import { show } from '../base/problem';

/** Why a host names no Service, and what to write instead. */
export interface UnknownHost {
  readonly rule: string;
  readonly fix: string;
}

/** What is said of a host. */
export interface HostWords {
  /** What follows if it does not exist, such as "requests get 503". */
  readonly consequence: string;
  /** How to name the same Service in another namespace. */
  readonly inNamespace: (namespace: string) => string;
}

/**
 * Why a host names no Service; nothing if it does, or if more than these manifests decides: an operator may make it, or no Service of
 * its namespace is shown.
 */
export function unknownHost(
  hosts: RouteHosts,
  host: string,
  { consequence, inNamespace }: HostWords,
): UnknownHost | undefined {
  if (hosts.service(host) || hosts.mayBeMade(host)) {
    return undefined;
  }
  const meant = hosts.serviceByShortName(host);
  if (meant !== undefined) {
    return {
      rule: `Istio completes names without a dot only, so to Istio this is no Service of the cluster, and ${consequence}`,
      fix: `Write ${show(meant)}`,
    };
  }
  const { name, namespace } = hosts.serviceNameOf(host) ?? {};
  const names = namespace === undefined ? undefined : hosts.names.get(namespace);
  if (name === undefined || names === undefined) {
    return undefined;
  }
  const near = WordIndex.of(names, () => names).closest(name);
  const hint = near === undefined ? '' : ` (did you mean ${show(near)}?)`;
  const [elsewhere] = hosts.namespaces.get(name) ?? [];
  return {
    rule: `namespace ${show(namespace)} has no Service ${show(name)}${hint}, and ${consequence}`,
    fix:
      elsewhere === undefined
        ? 'Name an existing Service, or create this one'
        : `${inNamespace(elsewhere)}, if that one is meant, or name a Service that is there`,
  };
}

/** Another namespace in a host. */
export function hostInNamespace(host: string, namespace: string): string {
  return `Write ${show(host.replace(/^([^.]+)\.[^.]+/, `$1.${namespace}`))}`;
}
