import { Cluster } from '../cluster/cluster';
import { Direction, End, policyRules } from '../cluster/policy-rules';
import { mayReach, policiesOver } from '../cluster/reachability';
import { containerPort } from '../cluster/services';

/** Ports of one protocol that are next to each other. */
export interface PortRange {
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const LAST_PORT = 65535;

/** Where the answers for ports may change: at the ends of the ranges that policies name. */
export function portBreaks(cluster: Cluster, from: End, to: End): number[] {
  const sides: [End, Direction][] = [
    [from, 'Egress'],
    [to, 'Ingress'],
  ];
  const breaks = sides
    .flatMap(([end, direction]) =>
      policiesOver(cluster, end, direction).flatMap((each) => policyRules(each, direction)),
    )
    .flatMap(({ ports = [] }) => ports)
    .flatMap(({ port, endPort, protocol }) => {
      const number = typeof port === 'string' && typeof to !== 'string' ? containerPort(to, port, protocol) : port;
      return typeof number === 'number' ? [number, (endPort ?? number) + 1] : [];
    });
  return breaks.filter((each) => each > 1 && each <= LAST_PORT);
}

/** The ports on which one end may reach another. Between two of the breaks, all ports have one answer. */
export function openRanges(cluster: Cluster, from: End, to: End, breaks: Iterable<number>): PortRange[] {
  const starts = [...new Set([1, ...breaks])].sort((one, other) => one - other);
  return PROTOCOLS.flatMap((protocol) =>
    starts.flatMap((first, i) =>
      mayReach(cluster, from, to, first, protocol)
        ? [{ protocol, first, last: (starts[i + 1] ?? LAST_PORT + 1) - 1 }]
        : [],
    ),
  );
}

/** The ranges that are not among others. Both are between the same breaks. */
export function without(ranges: PortRange[], others: PortRange[]): PortRange[] {
  const known = new Set(others.map(keyOf));
  return ranges.filter((range) => !known.has(keyOf(range)));
}

function keyOf({ protocol, first }: PortRange): string {
  return `${protocol} ${first}`;
}

/** Ranges in words: "TCP 8080 and 9000-9010", or "every port". */
export function rangesText(ranges: PortRange[]): string {
  const joined = PROTOCOLS.map((protocol) => merged(ranges.filter((each) => each.protocol === protocol)));
  if (joined.every(([range]) => range?.first === 1 && range.last === LAST_PORT)) {
    return 'every port';
  }
  return joined
    .filter((each) => each.length > 0)
    .map(protocolText)
    .join(' and ');
}

function protocolText(ranges: PortRange[]): string {
  const [{ protocol, first, last }] = ranges;
  return first === 1 && last === LAST_PORT
    ? `every ${protocol} port`
    : `${protocol} ${ranges.map((each) => (each.first === each.last ? each.first : `${each.first}-${each.last}`)).join(', ')}`;
}

function merged(ranges: PortRange[]): PortRange[] {
  return ranges.reduce<PortRange[]>((done, range) => {
    const before = done[done.length - 1];
    return before?.last === range.first - 1
      ? [...done.slice(0, -1), { ...before, last: range.last }]
      : [...done, range];
  }, []);
}
