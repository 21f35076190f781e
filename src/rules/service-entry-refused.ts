import { Rule } from './rule';
import { ServiceEntrySpec } from '../api/istio';
import { show } from '../base/problem';
import { isAddress, isDnsName, isHostPattern, isRange } from '../routes/istio-names';
import { endpointProblems, isByDns, portProblems, carriesHost, SpecProblem } from '../routes/service-entry-ports';

/** What the validation of Istio's webhook refuses. The schema of ServiceEntry accepts much of it. */
export const RULE: Rule = {
  id: 'service-entry-refused',
  title: 'Istio refuses a ServiceEntry',
  severity: 'error',
  find: (mesh) =>
    mesh.cluster
      .all('ServiceEntry')
      .flatMap((object) =>
        [hostProblems, addressProblems, resolutionProblems, portProblems, endpointProblems]
          .flatMap((problems) => problems(object.spec ?? {}))
          .map((problem) => ({ ...problem, object, field: ['spec', ...problem.field] })),
      ),
};

const RESOLUTIONS = ['NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'];

const LOCATIONS = ['MESH_EXTERNAL', 'MESH_INTERNAL'];

function hostProblems(entry: ServiceEntrySpec): SpecProblem[] {
  const { hosts = [] } = entry;
  if (hosts.length === 0) {
    return [
      {
        field: ['hosts'],
        given: 'no hosts',
        rule: 'Istio asks for one at least',
        fix: 'Name the hosts that callers use',
      },
    ];
  }
  const named = hosts.filter((host) => host !== '*');
  return [
    ...(named.length === hosts.length ? [] : [everyHost(hosts)]),
    ...hosts.flatMap((host, i) => (host === '*' || isHostPattern(host) ? [] : [noHost(host, i)])),
    ...wildcardProblems(entry),
    ...severalHostsProblems(entry),
  ];
}

function everyHost(hosts: string[]): SpecProblem {
  return {
    field: ['hosts', hosts.indexOf('*')],
    given: 'host "*"',
    rule: 'Istio accepts no entry for all hosts',
    fix: 'Name a domain, such as "*.example.com"',
  };
}

function noHost(host: string, position: number): SpecProblem {
  return {
    field: ['hosts', position],
    given: `host ${show(host)}`,
    rule: 'Istio takes a DNS name there, with a wildcard in its first part at most',
    fix: isAddress(host)
      ? 'Give a name that callers use, and put the address under addresses'
      : 'Give the name alone, such as "example.com" or "*.example.com", without scheme, port or path',
  };
}

function wildcardProblems({ hosts = [], endpoints = [], resolution = 'NONE' }: ServiceEntrySpec): SpecProblem[] {
  const wildcard = hosts.find((host) => host !== '*' && isHostPattern(host) && !isDnsName(host));
  return wildcard === undefined || endpoints.length > 0 || !isByDns(resolution)
    ? []
    : [
        {
          field: ['hosts', hosts.indexOf(wildcard)],
          given: `host ${show(wildcard)} with resolution ${resolution} and no endpoints`,
          rule: 'without endpoints the host itself is looked up, and Istio refuses a wildcard, because DNS cannot resolve a wildcard',
          fix: "Add endpoints whose addresses are names, such as those of the agents' Services, and under addresses an IP address that nothing else has",
        },
      ];
}

function severalHostsProblems({ hosts = [], ports = [], resolution = 'NONE' }: ServiceEntrySpec): SpecProblem[] {
  const port = ports.find((each) => !carriesHost(each));
  if (hosts.length < 2 || resolution === 'NONE' || port === undefined) {
    return [];
  }
  const protocol = port.protocol === undefined ? 'no protocol' : `protocol ${show(port.protocol)}`;
  return [
    {
      field: ['hosts'],
      given: `${hosts.length} hosts with ${protocol} on port ${show(port.name ?? port.number)}`,
      rule: 'only HTTP and TLS tell which host a connection is for, and Istio refuses several hosts with anything else',
      fix: 'Say protocol: HTTP or TLS if that is what is spoken, or make an entry for each host',
    },
  ];
}

function addressProblems({ addresses = [], resolution = 'NONE' }: ServiceEntrySpec): SpecProblem[] {
  return addresses.flatMap((address, i): SpecProblem[] => {
    if (!isAddress(address) && !isRange(address)) {
      return [
        {
          field: ['addresses', i],
          given: `addresses ${show(address)}`,
          rule: 'Istio takes an IP address or a range (CIDR) there',
          fix: 'Put names under hosts',
        },
      ];
    }
    return isRange(address) && isByDns(resolution)
      ? [
          {
            field: ['addresses', i],
            given: `addresses ${show(address)} with resolution ${resolution}`,
            rule: 'Istio takes ranges with resolution NONE or STATIC only',
            fix: 'Give single addresses',
          },
        ]
      : [];
  });
}

function resolutionProblems(entry: ServiceEntrySpec): SpecProblem[] {
  const { endpoints = [], workloadSelector, resolution = 'NONE', location = 'MESH_EXTERNAL' } = entry;
  return [
    ...known('resolution', resolution, RESOLUTIONS),
    ...known('location', location, LOCATIONS),
    ...(endpoints.length === 0 || workloadSelector === undefined ? [] : [ENDPOINTS_AND_SELECTOR]),
    ...(PROBLEMS_BY_RESOLUTION.get(resolution)?.(entry) ?? []),
  ];
}

const ENDPOINTS_AND_SELECTOR: SpecProblem = {
  field: ['endpoints'],
  given: 'endpoints beside a workloadSelector',
  rule: 'Istio takes one of the two: the selector finds what endpoints would list',
  fix: 'Take one of the two out',
};

const PROBLEMS_BY_RESOLUTION = new Map<string, (entry: ServiceEntrySpec) => SpecProblem[]>([
  ['NONE', withoutResolution],
  ['DNS_ROUND_ROBIN', withRoundRobin],
  ['DYNAMIC_DNS', withDynamicDns],
]);

function withoutResolution({ endpoints = [], resolution }: ServiceEntrySpec): SpecProblem[] {
  return endpoints.length === 0
    ? []
    : [
        {
          field: [resolution === undefined ? 'endpoints' : 'resolution'],
          given:
            resolution === undefined
              ? 'endpoints without a resolution, which means NONE'
              : 'endpoints with resolution NONE',
          rule: 'NONE lets connections go where the caller sent them, and Istio refuses endpoints with it',
          fix: 'Set resolution: STATIC if the endpoints are IP addresses, DNS if they are names',
        },
      ];
}

function withRoundRobin({ endpoints = [] }: ServiceEntrySpec): SpecProblem[] {
  return endpoints.length < 2
    ? []
    : [
        {
          field: ['resolution'],
          given: `${endpoints.length} endpoints with resolution DNS_ROUND_ROBIN`,
          rule: 'Istio takes one endpoint at most with it',
          fix: 'Set resolution: DNS',
        },
      ];
}

function withDynamicDns({ hosts = [], addresses = [], endpoints = [] }: ServiceEntrySpec): SpecProblem[] {
  const fixed = hosts.find((host) => !host.startsWith('*'));
  const lists = Object.entries<unknown[]>({ addresses, endpoints }).filter(([, list]) => list.length > 0);
  return [
    ...(fixed === undefined
      ? []
      : [
          {
            field: ['hosts', hosts.indexOf(fixed)],
            given: `host ${show(fixed)} with resolution DYNAMIC_DNS`,
            rule: 'Istio takes it for wildcards only',
            fix: 'Set resolution: DNS',
          },
        ]),
    ...lists.map(([field]) => ({
      field: [field],
      given: `${field} with resolution DYNAMIC_DNS`,
      rule: 'each request is looked up by its own host, and Istio refuses addresses and endpoints',
      fix: `Take ${field} out`,
    })),
  ];
}

function known(field: string, value: string, values: string[]): SpecProblem[] {
  return values.includes(value)
    ? []
    : [
        {
          field: [field],
          given: `${field} ${show(value)}`,
          rule: `Istio knows ${values.join(', ')}`,
          fix: 'Give one of these',
        },
      ];
}
