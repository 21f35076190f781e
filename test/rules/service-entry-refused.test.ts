import {
  IstioApiVersion,
  IstioRouting,
  IstioRoutingProps,
  IstioRoutingShape,
  MeshAgent,
  MeshRegistry,
  ServiceMesh,
} from '../../src';
import { RULE } from '../../src/rules/service-entry-refused';
import { guideObject } from '../guide/guide-fixtures';
import { find, Manifest, meshChart, synth } from '../support/manifests';
import { entry, http } from '../support/service-entry-manifests';
import { object, said } from '../support/workload-manifests';

const faults = (...objects: Manifest[]) =>
  said(RULE, objects).map((line) => line.replace('ServiceEntry mesh/agents: ', ''));

/* Each of these was put before Istio's own validation (1.31), which refuses it. */
test.each<[string, Manifest, string[]]>([
  ['no hosts', { hosts: [] }, ['no hosts: Istio asks for one at least. Name the hosts that callers use.']],
  [
    'every host',
    { hosts: ['*'], resolution: 'NONE' },
    ['host "*": Istio accepts no entry for all hosts. Name a domain, such as "*.example.com".'],
  ],
  [
    'an address as host',
    { hosts: ['10.0.0.1'] },
    [
      'host "10.0.0.1": Istio takes a DNS name there, with a wildcard in its first part at most. Give a name that callers use, and put the address under addresses.',
    ],
  ],
  ...[
    'a.*.b',
    'foo*',
    'https://example.com',
    'example.com:443',
    'my_host.example.com',
    '',
    'a..b',
    '-a.b',
    `${'a'.repeat(64)}.b`,
    `b.${'a'.repeat(64)}.c`,
  ].map((host): [string, Manifest, string[]] => [
    `the host "${host}"`,
    { hosts: [host] },
    [
      `host "${host}": Istio takes a DNS name there, with a wildcard in its first part at most. Give the name alone, such as "example.com" or ` +
        '"*.example.com", without scheme, port or path.',
    ],
  ]),
  ...['DNS', 'DNS_ROUND_ROBIN'].map((resolution): [string, Manifest, string[]] => [
    `a wildcard with ${resolution}`,
    { hosts: ['*.agent.local'], resolution },
    [
      `host "*.agent.local" with resolution ${resolution} and no endpoints: without endpoints the host itself is looked up, and Istio refuses a wildcard, ` +
        "because DNS cannot resolve a wildcard. Add endpoints whose addresses are names, such as those of the agents' Services, and under addresses an IP " +
        'address that nothing else has.',
    ],
  ]),
  [
    'a wildcard with DNS and a selector',
    { hosts: ['*.agent.local'], workloadSelector: { labels: { a: 'b' } } },
    [expect.stringMatching(/^host "\*\.agent\.local" with resolution DNS and/)],
  ],
  [
    'two hosts with TCP',
    { hosts: ['a.b', 'c.d'], ports: [http, { number: 1, name: 'tcp', protocol: 'TCP' }] },
    [
      '2 hosts with protocol "TCP" on port "tcp": only HTTP and TLS tell which host a connection is for, and Istio refuses several hosts with anything else. ' +
        'Say protocol: HTTP or TLS if that is what is spoken, or make an entry for each host.',
    ],
  ],
  [
    'two hosts with no protocol',
    { hosts: ['a.b', 'c.d'], ports: [{ number: 1, name: 'x' }] },
    [expect.stringMatching(/^2 hosts with no protocol on port "x": /)],
  ],
  [
    'a name as address',
    { addresses: ['a.b'] },
    ['addresses "a.b": Istio takes an IP address or a range (CIDR) there. Put names under hosts.'],
  ],
  ...['10.0.0', '10.0.0.0/99', '10.0.0.0/'].map((address): [string, Manifest, string[]] => [
    `the address ${address}`,
    { addresses: [address], resolution: 'NONE' },
    [`addresses "${address}": Istio takes an IP address or a range (CIDR) there. Put names under hosts.`],
  ]),
  [
    'a range with DNS',
    { addresses: ['10.0.0.0/8'] },
    [
      'addresses "10.0.0.0/8" with resolution DNS: Istio takes ranges with resolution NONE or STATIC only. Give single addresses.',
    ],
  ],
  [
    'both endpoints and a selector',
    { resolution: 'STATIC', endpoints: [{ address: '10.0.0.1' }], workloadSelector: { labels: { a: 'b' } } },
    [
      'endpoints beside a workloadSelector: Istio takes one of the two: the selector finds what endpoints would list. Take one of the two out.',
    ],
  ],
  [
    'endpoints with NONE',
    { resolution: 'NONE', endpoints: [{ address: '10.0.0.1' }] },
    [
      'endpoints with resolution NONE: NONE lets connections go where the caller sent them, and Istio refuses endpoints with it. ' +
        'Set resolution: STATIC if the endpoints are IP addresses, DNS if they are names.',
    ],
  ],
  [
    'endpoints without a resolution',
    { resolution: undefined, endpoints: [{ address: '10.0.0.1' }] },
    [expect.stringMatching(/^endpoints without a resolution, which means NONE: /)],
  ],
  [
    'two endpoints with DNS_ROUND_ROBIN',
    { resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a.b' }, { address: 'c.d' }] },
    ['2 endpoints with resolution DNS_ROUND_ROBIN: Istio takes one endpoint at most with it. Set resolution: DNS.'],
  ],
  [
    'a resolution that is none',
    { resolution: 'dns' },
    ['resolution "dns": Istio knows NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS. Give one of these.'],
  ],
  [
    'a location that is none',
    { location: 'INTERNAL' },
    ['location "INTERNAL": Istio knows MESH_EXTERNAL, MESH_INTERNAL. Give one of these.'],
  ],
  [
    'DYNAMIC_DNS for a name',
    { resolution: 'DYNAMIC_DNS' },
    ['host "example.com" with resolution DYNAMIC_DNS: Istio takes it for wildcards only. Set resolution: DNS.'],
  ],
  [
    'DYNAMIC_DNS with an address',
    { resolution: 'DYNAMIC_DNS', hosts: ['*.a.b'], addresses: ['10.0.0.1'] },
    [
      'addresses with resolution DYNAMIC_DNS: each request is looked up by its own host, and Istio refuses addresses and endpoints. Take addresses out.',
    ],
  ],
  [
    'DYNAMIC_DNS with endpoints',
    { resolution: 'DYNAMIC_DNS', hosts: ['*.a.b'], endpoints: [{ address: 'a.b' }] },
    [
      'endpoints with resolution DYNAMIC_DNS: each request is looked up by its own host, and Istio refuses addresses and endpoints. Take endpoints out.',
    ],
  ],
])('refused: %s', (_, spec, messages) => {
  expect(faults(entry(spec))).toEqual(messages);
});

/* And each of these it takes. */
test.each<[string, Manifest]>([
  ['a name with DNS', {}],
  ['upper case', { hosts: ['Example.com'] }],
  ['a dot at the end', { hosts: ['example.com.'] }],
  ['a short name', { hosts: ['example'] }],
  ['part of a wildcard', { hosts: ['*foo.bar'], resolution: 'NONE' }],
  ['no ports', { ports: undefined }],
  ['STATIC alone', { resolution: 'STATIC' }],
  ['STATIC with a selector', { resolution: 'STATIC', workloadSelector: { labels: { a: 'b' } } }],
  ['STATIC with an empty selector', { resolution: 'STATIC', workloadSelector: {}, endpoints: [] }],
  [
    'STATIC with addresses',
    {
      resolution: 'STATIC',
      endpoints: [{ address: '10.0.0.1' }, { address: '2001:db8::1', ports: { http: 1 } }, { network: 'n' }],
    },
  ],
  ['STATIC with a socket', { resolution: 'STATIC', endpoints: [{ address: 'unix:///run/x' }] }],
  ['NONE with no endpoints', { resolution: 'NONE', endpoints: [] }],
  [
    'a wildcard with DNS and endpoints',
    {
      hosts: ['*.a.b'],
      addresses: ['240.241.0.10'],
      endpoints: [{ address: 'weather.mesh.svc.cluster.local', ports: { http: 1 } }],
    },
  ],
  ['a wildcard with NONE', { hosts: ['*.a.b'], resolution: 'NONE' }],
  ['a wildcard with STATIC', { hosts: ['*.a.b'], resolution: 'STATIC' }],
  ['addresses as endpoints with DNS', { endpoints: [{ address: '10.0.0.1' }] }],
  ['one endpoint with DNS_ROUND_ROBIN', { resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a.b' }] }],
  ['ranges with NONE', { resolution: 'NONE', addresses: ['10.0.0.0/8', '2001:db8::/32'] }],
  ['ranges with no resolution', { resolution: undefined, addresses: ['10.0.0.0/8'] }],
  ['target port 0', { ports: [{ ...http, targetPort: 0 }] }],
  [
    'protocols in lower case, none, and any that Istio knows',
    {
      ports: ['http', undefined, '', 'HTTP_PROXY', 'UDP', 'mongo'].map((protocol, i) => ({
        number: i + 1,
        name: `p${i}`,
        protocol,
      })),
    },
  ],
  ['two hosts with HTTP', { hosts: ['a.b', 'c.d'] }],
  ['two hosts with TCP and NONE', { hosts: ['a.b', 'c.d'], ports: [{ ...http, protocol: 'TCP' }], resolution: 'NONE' }],
  ['DYNAMIC_DNS', { resolution: 'DYNAMIC_DNS', hosts: ['*.a.b'], location: 'MESH_INTERNAL' }],
])('taken: %s', (_, spec) => {
  expect(faults(entry(spec))).toEqual([]);
});

test('one entry can be refused for many reasons', () => {
  expect(faults(entry({ hosts: ['*', 'a b'], addresses: ['x'], ports: [{ number: 0 }] }))).toHaveLength(6);
});

test("kinds of the same name of other groups are not Istio's", () => {
  expect(faults({ ...entry({ hosts: [] }), apiVersion: 'example.com/v1' })).toEqual([]);
});

test.each([
  [{}],
  [{ spec: {} }],
  [{ spec: { hosts: 'x', endpoints: [{ ports: { http: 'x' } }], ports: [null, { name: 5 }], resolution: 7 } }],
])('rubbish is read: %j', (rubbish) => {
  expect(faults(object('networking.istio.io/v1', 'ServiceEntry', 'agents', rubbish))).toContainEqual(
    expect.stringMatching(/^no hosts: /),
  );
});

test("the guide's is refused", () => {
  expect(said(RULE, [guideObject('istio.yaml', 'ServiceEntry')])).toEqual([
    'ServiceEntry mcp-mesh/mcp-mesh-agents: host "*.agent.mcp-mesh.local" with resolution DNS and no endpoints: without endpoints the host itself is looked ' +
      "up, and Istio refuses a wildcard, because DNS cannot resolve a wildcard. Add endpoints whose addresses are names, such as those of the agents' " +
      'Services, and under addresses an IP address that nothing else has.',
  ]);
});

test.each<[string, Partial<IstioRoutingProps>]>([
  ['as it comes', {}],
  ['in the other version of the API', { apiVersion: IstioApiVersion.V1 }],
  [
    'with every option',
    {
      domain: 'agents.example.com',
      port: 80,
      addresses: ['240.241.0.11', '2001:db8::1'],
      serviceEntryName: 'capabilities',
    },
  ],
])('ours is taken %s', (_, props) => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() });
  const agents = ['weather', 'news'].map(
    (name) => new MeshAgent(chart, name, { registry, image: 'registry.example.com/agent:1.0.0', capabilities: [name] }),
  );
  new IstioRouting(chart, 'routing', { agents, shape: IstioRoutingShape.SERVICE_ENTRY, ...props });
  const objects = synth(chart);
  expect(find(objects, 'ServiceEntry').spec.endpoints).toHaveLength(2);
  expect(said(RULE, objects)).toEqual([]);
});
