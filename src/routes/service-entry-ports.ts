import { isAddress, isDnsName, isDnsLabel } from './istio-names';
import { FieldPath, fieldText } from '../api/field-path';
import { ServiceEntryEndpoint, ServiceEntryPort, ServiceEntrySpec } from '../api/istio';
import { Problem, show } from '../base/problem';

const HTTP = ['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'];
const TLS = ['https', 'tls'];
const PROTOCOLS = [...HTTP, ...TLS, 'tcp', 'udp', 'mongo', 'redis', 'mysql'];
/** Those that a host can be read of before it is looked up. */
const DYNAMIC = ['http', 'http2', 'grpc', 'tls'];

/** A problem, and the field of the spec that it is about. */
export interface SpecProblem extends Problem {
  readonly field: FieldPath;
}

/** Whether a resolution asks DNS for the hosts or the endpoints of an entry. */
export function isByDns(resolution: string): boolean {
  return resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN';
}

/** Whether what is spoken on a port tells the host that it is for. */
export function carriesHost({ protocol }: ServiceEntryPort): boolean {
  return isOneOf(protocol, [...HTTP, ...TLS]);
}

/** What Istio refuses of the ports of an entry. None at all is fine. */
export function portProblems({ ports = [], resolution }: ServiceEntrySpec): SpecProblem[] {
  return ports.flatMap(({ name, number, protocol, targetPort }, i): SpecProblem[] => {
    const at = `ports[${i}]`;
    const before = ports.slice(0, i);
    return [
      ...(name === undefined
        ? [
            {
              field: ['ports', i],
              given: `${at} without a name`,
              rule: 'Istio asks for one',
              fix: 'Name it by what is spoken there, such as "http"',
            },
          ]
        : isDnsLabel(name)
          ? []
          : [
              {
                field: ['ports', i, 'name'],
                given: `${at}.name ${show(name)}`,
                rule: "Istio takes letters, digits and '-', 63 at most",
                fix: 'Give a name such as "http"',
              },
            ]),
      ...(name === undefined || !before.some((each) => each.name === name)
        ? []
        : [duplicate(['ports', i, 'name'], `${at}.name ${show(name)}`)]),
      ...(number === undefined || !before.some((each) => each.number === number)
        ? []
        : [duplicate(['ports', i, 'number'], `${at}.number ${number}`)]),
      ...outOfRange(['ports', i, 'number'], number),
      ...(targetPort === 0 ? [] : outOfRange(['ports', i, 'targetPort'], targetPort)),
      ...(protocol === undefined || protocol === '' || isOneOf(protocol, PROTOCOLS)
        ? []
        : [
            {
              field: ['ports', i, 'protocol'],
              given: `${at}.protocol ${show(protocol)}`,
              rule: `Istio knows ${PROTOCOLS.map((each) => each.toUpperCase()).join(', ')}`,
              fix: 'Give one of these',
            },
          ]),
      ...(resolution !== 'DYNAMIC_DNS' || isOneOf(protocol, DYNAMIC)
        ? []
        : [
            {
              field: ['ports', i, 'protocol'],
              given: `${at} with ${protocol === undefined ? 'no protocol' : `protocol ${show(protocol)}`} and resolution DYNAMIC_DNS`,
              rule: `Istio reads the host of ${DYNAMIC.map((each) => each.toUpperCase()).join(', ')} only`,
              fix: 'Give one of these protocols',
            },
          ]),
    ];
  });
}

/** What Istio refuses of single endpoints. */
export function endpointProblems({ ports = [], endpoints = [], resolution = 'NONE' }: ServiceEntrySpec): SpecProblem[] {
  if (resolution !== 'STATIC' && !isByDns(resolution)) {
    return [];
  }
  const names = ports.map(({ name }) => name);
  return endpoints.flatMap((endpoint, i): SpecProblem[] => {
    const at = `endpoints[${i}]`;
    return [
      ...endpointAddress(i, endpoint, resolution),
      ...Object.entries(endpoint.ports ?? {}).flatMap(([name, number]): SpecProblem[] =>
        names.includes(name)
          ? outOfRange(['endpoints', i, 'ports', name], number)
          : [
              {
                field: ['endpoints', i, 'ports', name],
                given: `${at}.ports names ${show(name)}`,
                rule: `Istio looks the name up among the ports of the entry${names.length > 0 ? `, ${names.map(show).join(', ')}` : ', which has none'}`,
                fix: `Name the port as it is named there, or add a port ${show(name)} to the entry`,
              },
            ],
      ),
    ];
  });
}

function endpointAddress(
  i: number,
  { address = '', network }: ServiceEntryEndpoint,
  resolution: string,
): SpecProblem[] {
  const at = `endpoints[${i}]`;
  const field = ['endpoints', i, 'address'];
  if (address === '') {
    return resolution === 'STATIC' && network
      ? []
      : [
          {
            field,
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
            field,
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
          field,
          given: `${at}.address ${show(address)}`,
          rule: 'Istio takes a DNS name or an IP address there',
          fix: 'Give the name alone, without scheme or wildcard; the port belongs under ports',
        },
      ];
}

function isOneOf(protocol: string | undefined, protocols: string[]): boolean {
  return protocols.includes((protocol ?? '').toLowerCase());
}

function duplicate(field: FieldPath, given: string): SpecProblem {
  return {
    field,
    given: `${given} for a second time`,
    rule: 'Istio tells the ports of an entry apart by name and number',
    fix: 'Give each port its own',
  };
}

function outOfRange(field: FieldPath, number: number | undefined): SpecProblem[] {
  return number === undefined || (number >= 1 && number <= 65535)
    ? []
    : [
        {
          field,
          given: `${fieldText(field)} ${number}`,
          rule: 'a port is a number from 1 to 65535',
          fix: 'Give one of these',
        },
      ];
}
