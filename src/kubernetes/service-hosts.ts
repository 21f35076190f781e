/*
 * Names of Services inside variables: in URLs, in host:port pairs, and alone where the variable's name says that it holds a host.
 */

/** A Service as a name in a pod's variable means it. */
export interface ServiceName {
  readonly name: string;
  /** Nothing if the name leaves it to the pod's own namespace. */
  readonly namespace?: string;
}

const URL_AUTHORITY = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/([^\s/?#"']+)/gi;
const HOST_AND_PORT = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?):\d{1,5}$/i;
const DOTTED_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
const DNS_LABEL = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

/** Names of variables that hold a host: a word alone is not looked up in any other. */
const HOLDS_HOST = /(^|_)(HOST|HOSTNAME|ADDR|ADDRESS|SERVER|SERVERS|ENDPOINT|BROKER|BROKERS|SERVICE|SVC|URL|URI)$/i;

/** The hosts that a variable names, each once. What the kubelet still has to expand is none. */
export function hostsIn(variable: string, value: string): string[] {
  const authorities = [...value.matchAll(URL_AUTHORITY)].flatMap(([, authority]) =>
    authority.slice(authority.lastIndexOf('@') + 1).split(','),
  );
  const words = authorities.length > 0 ? [] : value.split(/[\s,;]+/);
  const hosts = [
    ...authorities.map((each) => each.replace(/:\d+$/, '')),
    ...words.flatMap((word) => HOST_AND_PORT.exec(word)?.[1] ?? []),
    ...words.filter((word) => DOTTED_NAME.test(word) || (HOLDS_HOST.test(variable) && DNS_LABEL.test(word))),
  ];
  return [...new Set(hosts.map((host) => host.toLowerCase().replace(/\.$/, '')))].filter((host) => !host.includes('$'));
}

/**
 * The Services that a host may mean, the likeliest first: `name`, `name.namespace`, `name.namespace.svc…`, and the name of one
 * pod in front of each of the latter two.
 */
export function servicesMeantBy(host: string, clusterDomain: string): ServiceName[] {
  const labels = withoutDomain(host, clusterDomain).split('.');
  const [first, second, third] = labels;
  switch (labels.length) {
    case 1:
      return [{ name: first }];
    case 2:
      return [{ name: first, namespace: second }, { name: second }];
    case 3:
      return [{ name: second, namespace: third }];
    default:
      return [];
  }
}

function withoutDomain(host: string, clusterDomain: string): string {
  return host.replace(new RegExp(`\\.svc(\\.${clusterDomain.replace(/\./g, '\\.')})?$`), '');
}
