/*
 * Names of Services inside variables: in URLs, in host:port pairs, and alone where the variable's name says that it holds a host.
 */

/** A Service as a name in a pod's variable means it. */
export interface ServiceName {
  readonly name: string;
  /** Nothing if the name leaves it to the pod's own namespace. */
  readonly namespace?: string;
}

/** Behind a comma, another host of the same URL begins (`mongodb://a,b`), or another URL. */
const URL_AUTHORITY = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/((?:[^\s/?#"',]|,(?![a-z][a-z0-9+.-]{0,20}:\/\/))+)/gi;
const HOST_AND_PORT = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:\d{1,5}$/i;
const DOTTED_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
const DNS_LABEL = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

/** Names of variables that hold a host: a word alone is not looked up in any other. */
const HOLDS_HOST = /(^|_)(HOST|HOSTNAME|ADDR|ADDRESS|SERVER|SERVERS|ENDPOINT|BROKER|BROKERS|SERVICE|SVC|URL|URI)$/i;

/** A host as a value names it, with what stands beside it. */
export interface NamedAddress {
  readonly host: string;
  /** As it is written, or what the scheme of a URL means without one. */
  readonly port?: number;
  /** Of a URL, in lower case. */
  readonly scheme?: string;
}

/** Ports that a URL without one means. */
const PORT_OF_SCHEME: { readonly [scheme: string]: number } = {
  http: 80,
  ws: 80,
  https: 443,
  wss: 443,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  rediss: 6379,
  mongodb: 27017,
  amqp: 5672,
  amqps: 5671,
  nats: 4222,
};

/** The addresses that a variable names, each once. What the kubelet still has to expand is none. */
export function addressesIn(variable: string, value: string): NamedAddress[] {
  const inUrls = [...value.matchAll(URL_AUTHORITY)].flatMap(([whole, authority]) => {
    const scheme = whole.slice(0, whole.indexOf(':')).toLowerCase();
    return authority
      .slice(authority.lastIndexOf('@') + 1)
      .split(',')
      .map((each) => addressOf(each, scheme));
  });
  const words = inUrls.length > 0 ? [] : value.split(/[\s,;]+/);
  const found: NamedAddress[] = [
    ...inUrls,
    ...words.filter((word) => HOST_AND_PORT.test(word)).map((word) => addressOf(word)),
    ...words
      .filter((word) => DOTTED_NAME.test(word) || (HOLDS_HOST.test(variable) && DNS_LABEL.test(word)))
      .map((host) => ({ host })),
  ];
  const spelt = found.map((address) => ({ ...address, host: address.host.toLowerCase().replace(/\.$/, '') }));
  return [
    ...new Map(spelt.map((address) => [`${address.scheme} ${address.host} ${address.port}`, address])).values(),
  ].filter(({ host }) => !host.includes('$'));
}

function addressOf(authority: string, scheme?: string): NamedAddress {
  const [, host, port] = /^(.*?)(?::(\d+))?$/s.exec(authority)!;
  return { host, port: port === undefined ? PORT_OF_SCHEME[scheme ?? ''] : Number(port), scheme };
}

/** The hosts that a variable names, each once. */
export function hostsIn(variable: string, value: string): string[] {
  return [...new Set(addressesIn(variable, value).map(({ host }) => host))];
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
