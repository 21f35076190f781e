import { isDnsLabel, isHostPattern } from './istio-names';
import { SpecProblem } from './service-entry-ports';
import { exportProblems } from './virtual-service-problems';
import { ObjectOf } from '../api/kinds';
import { show } from '../base/problem';

const HOST = 'Istio takes a DNS name there, with a wildcard in its first part at most';
const ALONE = 'Give the name alone, without scheme, port or path';

const TLS_PROTOCOLS = ['HTTPS', 'TLS'];
const PROTOCOLS = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB', ...TLS_PROTOCOLS, 'TCP', 'MONGO', 'REDIS', 'MYSQL'];

/** What Istio's webhook refuses of a DestinationRule. */
export function destinationRuleProblems(spec: NonNullable<ObjectOf<'DestinationRule'>['spec']>): SpecProblem[] {
  const { host = '', subsets = [], exportTo = [] } = spec;
  return [
    ...(isHostPattern(host)
      ? []
      : [{ field: ['host'], given: host === '' ? 'no host' : `host ${show(host)}`, rule: HOST, fix: ALONE }]),
    ...subsets.flatMap(({ name = '' }, i): SpecProblem[] => {
      const field = ['subsets', i, 'name'];
      if (!isDnsLabel(name) || name !== name.toLowerCase()) {
        return [
          {
            field,
            given: name === '' ? `subsets[${i}] without a name` : `subset ${show(name)}`,
            rule: "Istio takes lower-case letters, digits and '-', 63 at most",
            fix: 'Give the subset such a name',
          },
        ];
      }
      return subsets.slice(0, i).some((each) => each.name === name)
        ? [
            {
              field,
              given: `subset ${show(name)} for a second time`,
              rule: 'Istio takes each name once',
              fix: 'Give each its own',
            },
          ]
        : [];
    }),
    ...exportProblems(exportTo),
  ];
}

/** Of a Gateway of Istio's own API. */
export function istioGatewayProblems({ servers = [] }: NonNullable<ObjectOf<'IstioGateway'>['spec']>): SpecProblem[] {
  if (servers.length === 0) {
    return [
      {
        field: ['servers'],
        given: 'no servers',
        rule: 'Istio asks for one at least',
        fix: 'Add a server with a port and hosts',
      },
    ];
  }
  return servers.flatMap(({ hosts = [], port, tls }, i): SpecProblem[] => {
    const at = `servers[${i}]`;
    const { name, number, protocol = '' } = port ?? {};
    const known = PROTOCOLS.includes(protocol.toUpperCase());
    const isTls = TLS_PROTOCOLS.includes(protocol.toUpperCase());
    const isRedirect = tls?.httpsRedirect === true && tls.mode === undefined && tls.credentialName === undefined;
    return [
      ...(hosts.length === 0
        ? [
            {
              field: ['servers', i],
              given: `${at} without hosts`,
              rule: 'Istio asks for one at least',
              fix: 'Name the hosts, or write "*"',
            },
          ]
        : []),
      ...(port === undefined || name === undefined || number === undefined
        ? [
            {
              field: ['servers', i, 'port'],
              given: `${at} without ${port === undefined ? 'a port' : `a port's ${name === undefined ? 'name' : 'number'}`}`,
              rule: 'Istio asks for it',
              fix: 'Give name, number and protocol',
            },
          ]
        : []),
      ...(port === undefined || known
        ? []
        : [
            {
              field: ['servers', i, 'port', 'protocol'],
              given: `${at}.port.protocol ${show(protocol)}`,
              rule: `Istio knows ${PROTOCOLS.join(', ')}`,
              fix: 'Give one of these',
            },
          ]),
      ...(name !== undefined && servers.slice(0, i).some((each) => each.port?.name === name)
        ? [
            {
              field: ['servers', i, 'port', 'name'],
              given: `port name ${show(name)} for a second time`,
              rule: 'Istio takes each name once',
              fix: 'Give each port its own',
            },
          ]
        : []),
      ...(isTls && tls === undefined
        ? [
            {
              field: ['servers', i, 'tls'],
              given: `${at} of protocol ${protocol} without tls`,
              rule: 'Istio asks for its settings',
              fix: 'Add tls: { mode: SIMPLE, credentialName: <Secret> }',
            },
          ]
        : []),
      ...(known && !isTls && tls !== undefined && !isRedirect
        ? [
            {
              field: ['servers', i, 'tls'],
              given: `${at} of protocol ${protocol} with tls`,
              rule: 'Istio takes tls on ports of HTTPS and TLS only, and httpsRedirect on HTTP',
              fix: 'Write protocol: HTTPS, or take tls out',
            },
          ]
        : []),
    ];
  });
}

export function sidecarProblems(spec: NonNullable<ObjectOf<'Sidecar'>['spec']>): SpecProblem[] {
  const { egress = [] } = spec;
  return egress.flatMap(({ hosts = [] }, i): SpecProblem[] => {
    if (hosts.length === 0) {
      return [
        {
          field: ['egress', i],
          given: `egress[${i}] without hosts`,
          rule: 'Istio asks for one at least',
          fix: 'Name them as <namespace>/<host>, such as "./*"',
        },
      ];
    }
    return hosts.flatMap((host, j) =>
      /^[^/]+\/[^/]+$/.test(host)
        ? []
        : [
            {
              field: ['egress', i, 'hosts', j],
              given: `egress host ${show(host)}`,
              rule: 'Istio asks for the namespace in front, "." for the own one and "*" for all',
              fix: `Write ${show(`*/${host}`)}, or name the namespace`,
            },
          ],
    );
  });
}
