import { isAddress, isDnsName, isDnsLabel } from './istio-names';
import { ServiceEntryEndpoint, ServiceEntryPort, ServiceEntrySpec } from '../api/istio';
import { Problem, show } from '../base/problem';

const HTTP = ['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'];
const TLS = ['https', 'tls'];
const PROTOCOLS = [...HTTP, ...TLS, 'tcp', 'udp', 'mongo', 'redis', 'mysql'];
/** Those that a host can be read of before it is looked up. */
const DYNAMIC = ['http', 'http2', 'grpc', 'tls'];

/** Whether a resolution asks DNS for the hosts or the endpoints of an entry. */
export function isByDns(resolution: string): boolean {
  return resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN';
}

/** Whether what is spoken on a port tells the host that it is for. */
export function carriesHost({ protocol }: ServiceEntryPort): boolean {
  return isOneOf(protocol, [...HTTP, ...TLS]);
}

/** What Istio refuses of the ports of an entry. None at all is fine. */
export function portProblems({ ports = [], resolution }: ServiceEntrySpec): Problem[] {
  return ports.flatMap(({ name, number, protocol, targetPort }, i): Problem[] => {
    const at = `ports[${i}]`;
    const before = ports.slice(0, i);
    return [
      ...(name === undefined
        ? [
            {
              given: `${at} without a name`,
              rule: 'Istio asks for one',
              fix: 'Name it by what is spoken there, such as "http"',
            },
          ]
        : isDnsLabel(name)
          ? []
          : [
              {
                given: `${at}.name ${show(name)}`,
                rule: "Istio takes letters, digits and '-', 63 at most",
                fix: 'Give a name such as "http"',
              },
            ]),
      ...(name === undefined || !before.some((each) => each.name === name)
        ? []
        : [duplicate(`${at}.name ${show(name)}`)]),
      ...(number === undefined || !before.some((each) => each.number === number)
        ? []
        : [duplicate(`${at}.number ${number}`)]),
      ...outOfRange(`${at}.number`, number),
      ...(targetPort === 0 ? [] : outOfRange(`${at}.targetPort`, targetPort)),
      ...(protocol === undefined || protocol === '' || isOneOf(protocol, PROTOCOLS)
        ? []
        : [
            {
              given: `${at}.protocol ${show(protocol)}`,
              rule: `Istio knows ${PROTOCOLS.map((each) => each.toUpperCase()).join(', ')}`,
              fix: 'Give one of these',
            },
          ]),
      ...(resolution !== 'DYNAMIC_DNS' || isOneOf(protocol, DYNAMIC)
        ? []
        : [
            {
              given: `${at} with ${protocol === undefined ? 'no protocol' : `protocol ${show(protocol)}`} and resolution DYNAMIC_DNS`,
              rule: `Istio reads the host of ${DYNAMIC.map((each) => each.toUpperCase()).join(', ')} only`,
              fix: 'Give one of these protocols',
            },
          ]),
    ];
  });
}

/** What Istio refuses of single endpoints. */
export function endpointProblems({ ports = [], endpoints = [], resolution = 'NONE' }: ServiceEntrySpec): Problem[] {
  if (resolution !== 'STATIC' && !isByDns(resolution)) {
    return [];
  }
  const names = ports.map(({ name }) => name);
  return endpoints.flatMap((endpoint, i): Problem[] => {
    const at = `endpoints[${i}]`;
    return [
      ...endpointAddress(at, endpoint, resolution),
      ...Object.entries(endpoint.ports ?? {}).flatMap(([name, number]): Problem[] =>
        names.includes(name)
          ? outOfRange(`${at}.ports.${name}`, number)
          : [
              {
                given: `${at}.ports names ${show(name)}`,
                rule: `Istio looks the name up among the ports of the entry${names.length > 0 ? `, ${names.map(show).join(', ')}` : ', which has none'}`,
                fix: `Name the port as it is named there, or add a port ${show(name)} to the entry`,
              },
            ],
      ),
    ];
  });
}

function endpointAddress(at: string, { address = '', network }: ServiceEntryEndpoint, resolution: string): Problem[] {
  if (address === '') {
    return resolution === 'STATIC' && network
      ? []
      : [
          {
            given: `${at} without an address`,
            rule: 'Istio asks for one',
            fix: 'Give the address that connections go to',
          },
        ];
  }
  if (resolution === 'STATIC') {
    return isAddress(address) || address.startsWith('unix://')
      ? []
      : [
          {
            given: `${at}.address ${show(address)} with resolution STATIC`,
            rule: 'nothing is looked up with STATIC, and Istio takes IP addresses only',
            fix: isDnsName(address) ? 'Set resolution: DNS' : 'Give an IP address',
          },
        ];
  }
  return isAddress(address) || isDnsName(address)
    ? []
    : [
        {
          given: `${at}.address ${show(address)}`,
          rule: 'Istio takes a DNS name or an IP address there',
          fix: 'Give the name alone, without scheme or wildcard; the port belongs under ports',
        },
      ];
}

function isOneOf(protocol: string | undefined, protocols: string[]): boolean {
  return protocols.includes((protocol ?? '').toLowerCase());
}

function duplicate(given: string): Problem {
  return {
    given: `${given} for a second time`,
    rule: 'Istio tells the ports of an entry apart by name and number',
    fix: 'Give each port its own',
  };
}

function outOfRange(field: string, number: number | undefined): Problem[] {
  return number === undefined || (number >= 1 && number <= 65535)
    ? []
    : [{ given: `${field} ${number}`, rule: 'a port is a number from 1 to 65535', fix: 'Give one of these' }];
}
