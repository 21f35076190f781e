import { RULE } from '../../src/rules/service-entry-refused';
import { Manifest } from '../support/manifests';
import { entry, http } from '../support/service-entry-manifests';
import { said } from '../support/workload-manifests';

const faults = (...objects: Manifest[]) =>
  said(RULE, objects).map((line) => line.replace('ServiceEntry mesh/agents: ', ''));

/* Each of these was put before Istio's own validation (1.31), which refuses it. */
test.each<[string, Manifest, string[]]>([
  [
    'a name as endpoint with STATIC',
    { resolution: 'STATIC', endpoints: [{ address: 'a.example.com' }] },
    [
      'endpoints[0].address "a.example.com" with resolution STATIC: nothing is looked up with STATIC, and Istio takes IP addresses only. Set resolution: DNS.',
    ],
  ],
  [
    'no name and no address as endpoint with STATIC',
    { resolution: 'STATIC', endpoints: [{ address: 'a:1' }] },
    [
      'endpoints[0].address "a:1" with resolution STATIC: nothing is looked up with STATIC, and Istio takes IP addresses only. Give an IP address.',
    ],
  ],
  ...['STATIC', 'DNS'].map((resolution): [string, Manifest, string[]] => [
    `an endpoint without an address and ${resolution}`,
    { resolution, endpoints: [{ ports: { http: 1 } }] },
    ['endpoints[0] without an address: Istio asks for one. Give the address that connections go to.'],
  ]),
  [
    'an endpoint by its network with DNS',
    { endpoints: [{ network: 'n' }] },
    [expect.stringMatching(/^endpoints\[0\] without an address: /)],
  ],
  ...['a.b:80', '*.a.b', 'http://a.b'].map((address): [string, Manifest, string[]] => [
    `the endpoint ${address}`,
    { endpoints: [{ address }] },
    [
      `endpoints[0].address "${address}": Istio takes a DNS name or an IP address there. Give the name alone, without scheme or wildcard; the port belongs under ports.`,
    ],
  ]),
  ...['STATIC', 'DNS'].map((resolution): [string, Manifest, string[]] => [
    `a port of an endpoint that the entry lacks, with ${resolution}`,
    { resolution, endpoints: [{ address: '10.0.0.1', ports: { grpc: 1 } }] },
    [
      'endpoints[0].ports names "grpc": Istio looks the name up among the ports of the entry, "http". ' +
        'Name the port as it is named there, or add a port "grpc" to the entry.',
    ],
  ]),
  [
    'a port of an endpoint that is none',
    { endpoints: [{ address: 'a.b', ports: { http: 70000 } }] },
    ['endpoints[0].ports.http 70000: a port is a number from 1 to 65535. Give one of these.'],
  ],
  [
    'a name for a second time',
    { ports: [http, { ...http, number: 1 }] },
    [
      'ports[1].name "http" for a second time: Istio tells the ports of an entry apart by name and number. Give each port its own.',
    ],
  ],
  [
    'a number for a second time',
    { ports: [http, { ...http, name: 'x' }] },
    [
      'ports[1].number 8080 for a second time: Istio tells the ports of an entry apart by name and number. Give each port its own.',
    ],
  ],
  [
    'a port without a name',
    { ports: [{ number: 1, protocol: 'HTTP' }] },
    ['ports[0] without a name: Istio asks for one. Name it by what is spoken there, such as "http".'],
  ],
  [
    'a port with another name',
    { ports: [{ ...http, name: 'a_b' }] },
    ['ports[0].name "a_b": Istio takes letters, digits and \'-\', 63 at most. Give a name such as "http".'],
  ],
  [
    'port 0',
    { ports: [{ ...http, number: 0 }] },
    ['ports[0].number 0: a port is a number from 1 to 65535. Give one of these.'],
  ],
  [
    'port 70000',
    { ports: [{ ...http, number: 70000 }] },
    ['ports[0].number 70000: a port is a number from 1 to 65535. Give one of these.'],
  ],
  [
    'target port 70000',
    { ports: [{ ...http, targetPort: 70000 }] },
    ['ports[0].targetPort 70000: a port is a number from 1 to 65535. Give one of these.'],
  ],
  [
    'the protocol h2c',
    { ports: [{ ...http, protocol: 'h2c' }] },
    [
      'ports[0].protocol "h2c": Istio knows HTTP, HTTP2, HTTP_PROXY, GRPC, GRPC-WEB, HTTPS, TLS, TCP, UDP, MONGO, REDIS, MYSQL. Give one of these.',
    ],
  ],
  [
    'DYNAMIC_DNS with TCP',
    { resolution: 'DYNAMIC_DNS', hosts: ['*.a.b'], ports: [{ ...http, protocol: 'TCP' }] },
    [
      'ports[0] with protocol "TCP" and resolution DYNAMIC_DNS: Istio reads the host of HTTP, HTTP2, GRPC, TLS only. Give one of these protocols.',
    ],
  ],
  [
    'DYNAMIC_DNS with no protocol',
    { resolution: 'DYNAMIC_DNS', hosts: ['*.a.b'], ports: [{ number: 1, name: 'x' }] },
    [expect.stringMatching(/^ports\[0\] with no protocol and/)],
  ],
])('refused: %s', (_, spec, messages) => {
  expect(faults(entry(spec))).toEqual(messages);
});
