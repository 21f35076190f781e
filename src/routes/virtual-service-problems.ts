import { isAddress, isDnsLabel, isHostPattern } from './istio-names';
import { durationProblems } from './route-durations';
import { SpecProblem } from './service-entry-ports';
import { FieldPath, fieldText } from '../api/field-path';
import { HttpMatch, IstioDestination, IstioHttpRoute, RouteDestination } from '../api/istio';
import { VirtualService } from '../api/kinds';
import { show } from '../base/problem';
import { isGateway } from '../cluster/route-endpoints';

type Spec = NonNullable<VirtualService['spec']>;

/** What Istio's webhook refuses of a VirtualService (`ValidateVirtualService` in istio.io/istio/pkg/config/validation). */
export function virtualServiceProblems(spec: Spec): SpecProblem[] {
  const { hosts = [], http = [], tls = [], tcp = [] } = spec;
  const isDelegate = hosts.length === 0;
  return [
    ...(http.length + tls.length + tcp.length === 0
      ? [problem(['http'], 'no http, tls or tcp', 'Istio asks for routes of one of them', 'Add an http route')]
      : []),
    ...(isDelegate ? delegateProblems(spec) : hostProblems(spec)),
    ...(spec.gateways ?? []).flatMap((name, i) => gatewayName(name, ['gateways', i])),
    ...http.flatMap((route, i) => [
      ...httpProblems(route, isDelegate, ['http', i]),
      ...durationProblems(route, ['http', i]),
    ]),
    ...tls.flatMap(({ match = [], route }, i) => [
      ...(match.length === 0 || match.some(({ sniHosts = [] }) => sniHosts.length === 0)
        ? [
            problem(
              ['tls', i],
              `tls[${i}] without sniHosts`,
              'Istio asks for the names that TLS routes are for',
              'Add match: [{ sniHosts: [<host>] }]',
            ),
          ]
        : []),
      ...match.flatMap(({ sniHosts = [] }, j) =>
        sniHosts.flatMap((name, k) =>
          hosts.some((host) => includesHost(host, name))
            ? []
            : [
                problem(
                  ['tls', i, 'match', j, 'sniHosts', k],
                  `sniHosts ${show(name)}`,
                  'Istio takes names that the hosts of the VirtualService include, and no others',
                  'Write one of its hosts, or add this one to them',
                ),
              ],
        ),
      ),
      ...l4Problems(route, ['tls', i]),
    ]),
    ...tcp.flatMap(({ route }, i) => l4Problems(route, ['tcp', i])),
    ...exportProblems(spec.exportTo ?? []),
  ];
}

function problem(field: FieldPath, given: string, rule: string, fix: string): SpecProblem {
  return { field, given, rule, fix };
}

function delegateProblems({ gateways = [], tls = [], tcp = [] }: Spec): SpecProblem[] {
  const found = (['gateways', 'tls', 'tcp'] as const).filter((field) => ({ gateways, tls, tcp })[field].length > 0);
  return found.length === 0
    ? []
    : [
        problem(
          ['hosts'],
          `no hosts, with ${found.join(' and ')}`,
          'without hosts it is one that others delegate to, of which Istio takes http routes only',
          'Name the hosts that callers use',
        ),
      ];
}

function hostProblems({ hosts = [], gateways = [] }: Spec): SpecProblem[] {
  const isForSidecarsOnly = !gateways.some(isGateway);
  return hosts.flatMap((host, i): SpecProblem[] => {
    const field = ['hosts', i];
    if (host === '*') {
      return isForSidecarsOnly
        ? [
            problem(
              field,
              'host "*"',
              'Istio accepts no routes of sidecars for all hosts',
              'Name the hosts, or the gateway that the routes are for',
            ),
          ]
        : [];
    }
    if (!isHostPattern(host) && !isAddress(host)) {
      return [
        problem(
          field,
          `host ${show(host)}`,
          'Istio takes a DNS name there, with a wildcard in its first part at most',
          'Give the name alone, without scheme, port or path',
        ),
      ];
    }
    const before = hosts.slice(0, i).find((other) => includesHost(other, host) || includesHost(host, other));
    return before === undefined
      ? []
      : [
          problem(
            field,
            `host ${show(host)} beside ${show(before)}`,
            'Istio takes no host twice, by a wildcard either',
            'Take one of the two out',
          ),
        ];
  });
}

function includesHost(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith('*') && host.replace(/^\*/, '').endsWith(pattern.slice(1)));
}

function gatewayName(name: string, field: FieldPath): SpecProblem[] {
  const parts = name.split('/');
  const isName = (part: string) => isDnsLabel(part) && part === part.toLowerCase();
  return parts.length > 2 || !(parts.length === 2 ? parts.every(isName) : isHostPattern(name))
    ? [problem(field, `gateway ${show(name)}`, 'Istio takes <namespace>/<name> or a name there', 'Write it so')]
    : [];
}

function httpProblems(route: IstioHttpRoute, isDelegate: boolean, at: FieldPath): SpecProblem[] {
  const { route: destinations = [], redirect, directResponse, delegate, mirror, mirrors = [], match = [] } = route;
  const place = fieldText(at);
  const ways = [
    ...(destinations.length > 0 ? ['route'] : []),
    ...(redirect === undefined ? [] : ['redirect']),
    ...(directResponse === undefined ? [] : ['directResponse']),
    ...(delegate === undefined ? [] : ['delegate']),
  ];
  return [
    ...(ways.length === 0
      ? [
          problem(
            at,
            `${place} without route, redirect, directResponse or delegate`,
            'Istio asks for one of them',
            'Add a route to a destination',
          ),
        ]
      : ways.length > 1
        ? [
            problem(
              [...at, ways[1]],
              `${place} with ${ways.join(' and ')}`,
              'Istio takes one of them',
              'Take the others out',
            ),
          ]
        : []),
    ...(isDelegate && delegate !== undefined
      ? [
          problem(
            [...at, 'delegate'],
            `${place} with a delegate`,
            'Istio takes no delegate of a delegate',
            'Write the route itself',
          ),
        ]
      : []),
    ...(mirror !== undefined && mirrors.length > 0
      ? [
          problem(
            [...at, 'mirrors'],
            `${place} with mirror and mirrors`,
            'Istio takes one of them',
            'Put both into mirrors',
          ),
        ]
      : []),
    ...destinationProblems(destinations, [...at, 'route']),
    ...(mirror === undefined ? [] : destinationProblem(mirror, [...at, 'mirror'])),
    ...mirrors.flatMap(({ destination }, i) => destinationProblem(destination, [...at, 'mirrors', i])),
    ...(redirect !== undefined && Object.keys(redirect).length === 0
      ? [
          problem(
            [...at, 'redirect'],
            `${place}.redirect is empty`,
            'Istio asks for a uri, authority, scheme or port',
            'Say where to',
          ),
        ]
      : []),
    ...(directResponse !== undefined && !isStatus(directResponse.status)
      ? [
          problem(
            [...at, 'directResponse', 'status'],
            `${place}.directResponse.status ${show(directResponse.status)}`,
            'Istio takes a status of HTTP from 200 to 599',
            'Give one, such as 404',
          ),
        ]
      : []),
    ...match.flatMap((each, i) => matchProblems(each, [...at, 'match', i])),
  ];
}

function isStatus(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status <= 600;
}

/** Fields of a match that hold one condition, and those that hold one for each name. */
const CONDITIONS = ['scheme', 'method', 'authority', 'uri'] as const;
const NAMED_CONDITIONS = ['headers', 'withoutHeaders', 'queryParams'] as const;

function matchProblems(match: HttpMatch, at: FieldPath): SpecProblem[] {
  const all: [FieldPath, { readonly prefix?: string; readonly regex?: string } | undefined][] = [
    ...CONDITIONS.map((field): (typeof all)[number] => [[...at, field], match[field]]),
    ...NAMED_CONDITIONS.flatMap((field) =>
      Object.entries(match[field] ?? {}).map(([name, value]): (typeof all)[number] => [[...at, field, name], value]),
    ),
  ];
  return [
    ...all.flatMap(([field, condition]) =>
      (['prefix', 'regex'] as const).flatMap((how) =>
        condition?.[how] === '' && !(how === 'prefix' && field.includes('uri'))
          ? [
              problem(
                [...field, how],
                `${fieldText([...field, how])} is empty`,
                'Istio asks for a text there',
                'Give one, or leave the condition out',
              ),
            ]
          : [],
      ),
    ),
    ...(match.port === undefined || isPort(match.port) ? [] : [portProblem(match.port, [...at, 'port'])]),
    ...(match.gateways ?? []).flatMap((name, i) => gatewayName(name, [...at, 'gateways', i])),
  ];
}

function l4Problems(route: RouteDestination[] | undefined, at: FieldPath): SpecProblem[] {
  return route === undefined || route.length === 0
    ? [problem(at, `${fieldText(at)} without a route`, 'Istio asks for one', 'Add a route to a destination')]
    : destinationProblems(route, [...at, 'route']);
}

function destinationProblems(destinations: RouteDestination[], at: FieldPath): SpecProblem[] {
  const total = destinations.reduce((sum, { weight = 0 }) => sum + weight, 0);
  return [
    ...destinations.flatMap(({ destination, weight = 0 }, i) => [
      ...destinationProblem(destination, [...at, i]),
      ...(weight < 0
        ? [
            problem(
              [...at, i, 'weight'],
              `${fieldText([...at, i])}.weight ${weight}`,
              'Istio takes no weight below 0',
              'Give 0 or more',
            ),
          ]
        : []),
    ]),
    ...(destinations.length > 1 && total === 0
      ? [
          problem(
            at,
            `${fieldText(at)} has ${destinations.length} destinations, whose weights add up to 0`,
            'Istio requires weights if there are several destinations',
            'Give each a weight, which add up to 100',
          ),
        ]
      : []),
  ];
}

function destinationProblem(destination: IstioDestination | undefined, at: FieldPath): SpecProblem[] {
  const { host = '', subset, port } = destination ?? {};
  const place = fieldText(at);
  if (host === '') {
    return [problem(at, `${place} without a host`, 'Istio asks for the host of a destination', 'Name the Service')];
  }
  const field = [...at, ...(at.includes('mirror') ? [] : ['destination'])];
  return [
    ...(host !== '*' && isHostPattern(host)
      ? []
      : [
          problem(
            [...field, 'host'],
            `${place}: host ${show(host)}`,
            'Istio takes a DNS name there',
            'Give the name alone, without scheme, port or path',
          ),
        ]),
    ...(subset === undefined || subset === '' || (isDnsLabel(subset) && subset === subset.toLowerCase())
      ? []
      : [
          problem(
            [...field, 'subset'],
            `${place}: subset ${show(subset)}`,
            "Istio takes lower-case letters, digits and '-', 63 at most",
            'Give the subset such a name',
          ),
        ]),
    ...(port === undefined || isPort(port.number) ? [] : [portProblem(port.number, [...field, 'port', 'number'])]),
  ];
}

function isPort(port: number | undefined): boolean {
  return port !== undefined && port >= 1 && port <= 65535;
}

function portProblem(port: number | undefined, field: FieldPath): SpecProblem {
  return problem(field, `${fieldText(field)} ${show(port)}`, 'a port is a number from 1 to 65535', 'Give one of these');
}

export function exportProblems(exportTo: string[]): SpecProblem[] {
  const again = exportTo.findIndex((each, i) => exportTo.indexOf(each) < i);
  return [
    ...(again < 0
      ? []
      : [
          problem(
            ['exportTo', again],
            `exportTo ${show(exportTo[again])} for a second time`,
            'Istio takes each once',
            'Take one out',
          ),
        ]),
    ...(exportTo.includes('*') && exportTo.length > 1
      ? [problem(['exportTo'], 'exportTo "*" beside others', 'Istio takes "*" alone', 'Take the others out')]
      : []),
  ];
}
