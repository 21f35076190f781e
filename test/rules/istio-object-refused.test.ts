import { RULE } from '../../src/rules/istio-object-refused';
import { authorization, from, operation, over, peerAuthentication, principal } from '../support/istio-manifests';
import { Manifest } from '../support/manifests';
import {
  guideRoutes,
  MALFORMED_ROUTES,
  OUR_KINDS_OF_ROUTES,
  ourRoutes,
  to,
  virtualService,
} from '../support/route-manifests';
import { object, said } from '../support/workload-manifests';

/** What is said of one object, without its name. */
const faults = (each: Manifest) => said(RULE, [each]).map((text) => text.slice(text.indexOf(': ') + 2));

const ROUTE = to('weather', 8080);
const destination = { host: 'weather', port: { number: 8080 } };

describe('a VirtualService', () => {
  const http = (route: Manifest) => faults(virtualService([route]));
  const ALONE = 'Give the name alone, without scheme, port or path.';
  const PATTERN = 'Istio takes a DNS name there, with a wildcard in its first part at most.';

  test.each<[Manifest, string]>([
    [
      {},
      'http[0] without route, redirect, directResponse or delegate: Istio asks for one of them. Add a route to a destination.',
    ],
    [
      { route: [] },
      'http[0] without route, redirect, directResponse or delegate: Istio asks for one of them. Add a route to a destination.',
    ],
    [
      { ...ROUTE, redirect: { uri: '/' } },
      'http[0] with route and redirect: Istio takes one of them. Take the others out.',
    ],
    [
      { ...ROUTE, directResponse: { status: 404 } },
      'http[0] with route and directResponse: Istio takes one of them. Take the others out.',
    ],
    [
      { ...ROUTE, delegate: { name: 'x' } },
      'http[0] with route and delegate: Istio takes one of them. Take the others out.',
    ],
    [
      { ...ROUTE, mirror: destination, mirrors: [{ destination }] },
      'http[0] with mirror and mirrors: Istio takes one of them. Put both into mirrors.',
    ],
    [
      { ...ROUTE, mirror: {} },
      'http[0].mirror without a host: Istio asks for the host of a destination. Name the Service.',
    ],
    [
      { ...ROUTE, mirrors: [{}] },
      'http[0].mirrors[0] without a host: Istio asks for the host of a destination. Name the Service.',
    ],
    [
      { route: [{ weight: 1 }] },
      'http[0].route[0] without a host: Istio asks for the host of a destination. Name the Service.',
    ],
    [{ route: [{ destination: { host: '*' } }] }, `http[0].route[0]: host "*": Istio takes a DNS name there. ${ALONE}`],
    [
      { route: [{ destination: { host: 'http://weather' } }] },
      `http[0].route[0]: host "http://weather": Istio takes a DNS name there. ${ALONE}`,
    ],
    [
      { route: [{ destination: { ...destination, subset: 'V_1' } }] },
      'http[0].route[0]: subset "V_1": Istio takes lower-case letters, digits and \'-\', 63 at most. Give the subset such a name.',
    ],
    [
      { route: [{ destination: { host: 'weather', port: { number: 80800 } } }] },
      'http[0].route[0].destination.port.number 80800: a port is a number from 1 to 65535. Give one of these.',
    ],
    [
      { route: [{ destination }, { destination }] },
      'http[0].route has 2 destinations, whose weights add up to 0: Istio requires weights if there are several destinations. Give each a weight, which add up to 100.',
    ],
    [
      { route: [{ destination, weight: -1 }] },
      'http[0].route[0].weight -1: Istio takes no weight below 0. Give 0 or more.',
    ],
    [{ redirect: {} }, 'http[0].redirect is empty: Istio asks for a uri, authority, scheme or port. Say where to.'],
    [
      { directResponse: { body: {} } },
      'http[0].directResponse.status (undefined): Istio takes a status of HTTP from 200 to 599. Give one, such as 404.',
    ],
    [
      { ...ROUTE, match: [{ headers: { a: { prefix: '' } } }] },
      'http[0].match[0].headers.a.prefix is empty: Istio asks for a text there. Give one, or leave the condition out.',
    ],
    [
      { ...ROUTE, match: [{ uri: { regex: '' } }] },
      'http[0].match[0].uri.regex is empty: Istio asks for a text there. Give one, or leave the condition out.',
    ],
    [
      { ...ROUTE, match: [{ port: 0 }] },
      'http[0].match[0].port 0: a port is a number from 1 to 65535. Give one of these.',
    ],
  ])('a route %j', (route, text) => {
    expect(http(route)).toEqual([text]);
  });

  test.each<[Manifest, string]>([
    [{ http: [] }, 'no http, tls or tcp: Istio asks for routes of one of them. Add an http route.'],
    [
      { hosts: ['*'] },
      'host "*": Istio accepts no routes of sidecars for all hosts. Name the hosts, or the gateway that the routes are for.',
    ],
    [{ hosts: ['a.*.example.com'] }, `host "a.*.example.com": ${PATTERN} ${ALONE}`],
    [{ hosts: ['weather:8080'] }, `host "weather:8080": ${PATTERN} ${ALONE}`],
    [
      { hosts: ['a.example.com', '*.example.com'] },
      'host "*.example.com" beside "a.example.com": Istio takes no host twice, by a wildcard either. Take one of the two out.',
    ],
    [
      { hosts: [], gateways: ['public'] },
      'no hosts, with gateways: without hosts it is one that others delegate to, of which Istio takes http routes only. Name the hosts that callers use.',
    ],
    [
      { hosts: [], http: [{ delegate: { name: 'a' } }] },
      'http[0] with a delegate: Istio takes no delegate of a delegate. Write the route itself.',
    ],
    [{ gateways: ['a/b/c'] }, 'gateway "a/b/c": Istio takes <namespace>/<name> or a name there. Write it so.'],
    [{ gateways: ['a/'] }, 'gateway "a/": Istio takes <namespace>/<name> or a name there. Write it so.'],
    [{ tcp: [{}] }, 'tcp[0] without a route: Istio asks for one. Add a route to a destination.'],
    [
      { tls: [{ route: [{ destination }] }] },
      'tls[0] without sniHosts: Istio asks for the names that TLS routes are for. Add match: [{ sniHosts: [<host>] }].',
    ],
    [
      { tls: [{ match: [{ sniHosts: ['x.org'] }], route: [{ destination }] }] },
      'sniHosts "x.org": Istio takes names that the hosts of the VirtualService include, and no others. Write one of its hosts, or add this one to them.',
    ],
    [{ exportTo: ['*', 'mesh'] }, 'exportTo "*" beside others: Istio takes "*" alone. Take the others out.'],
    [{ exportTo: ['.', '.'] }, 'exportTo "." for a second time: Istio takes each once. Take one out.'],
  ])('of %j', (spec, text) => {
    expect(faults(virtualService([ROUTE], spec))).toEqual([text]);
  });

  test.each<Manifest>([
    {},
    { hosts: ['*'], gateways: ['public'] },
    { hosts: ['*.example.com', 'weather', '10.0.0.1'], gateways: ['istio-system/public', 'mesh'] },
    { hosts: [] },
    { http: [{ delegate: { name: 'a' } }, { redirect: { authority: 'a' } }, { directResponse: { status: 404 } }] },
    {
      http: [
        { route: [{ destination, weight: 0 }] },
        {
          route: [
            { destination, weight: 90 },
            { destination, weight: 10 },
          ],
          mirror: destination,
        },
      ],
    },
    { http: [{ ...ROUTE, match: [{ uri: { prefix: '' } }] }] },
    { hosts: ['*.mesh.local'], tls: [{ match: [{ sniHosts: ['a.mesh.local'] }], route: [{ destination }] }] },
  ])('taken: %j', (spec) => {
    expect(faults(virtualService([ROUTE], spec))).toEqual([]);
  });
});

const istio = (kind: string, spec: Manifest) => object('networking.istio.io/v1', kind, 'x', { spec });

test.each<[string, Manifest, string]>([
  [
    'DestinationRule',
    {},
    'no host: Istio takes a DNS name there, with a wildcard in its first part at most. Give the name alone, without scheme, port or path.',
  ],
  [
    'DestinationRule',
    { host: 'a', subsets: [{ name: 'v1' }, { name: 'v1' }] },
    'subset "v1" for a second time: Istio takes each name once. Give each its own.',
  ],
  [
    'DestinationRule',
    { host: 'a', subsets: [{ labels: {} }] },
    "subsets[0] without a name: Istio takes lower-case letters, digits and '-', 63 at most. Give the subset such a name.",
  ],
  ['Gateway', {}, 'no servers: Istio asks for one at least. Add a server with a port and hosts.'],
  [
    'Gateway',
    { servers: [{ hosts: ['*'] }] },
    'servers[0] without a port: Istio asks for it. Give name, number and protocol.',
  ],
  [
    'Gateway',
    { servers: [{ port: { number: 80, name: 'a', protocol: 'HTTP' } }] },
    'servers[0] without hosts: Istio asks for one at least. Name the hosts, or write "*".',
  ],
  [
    'Gateway',
    { servers: [{ hosts: ['*'], port: { number: 443, name: 'a', protocol: 'HTTPS' } }] },
    'servers[0] of protocol HTTPS without tls: Istio asks for its settings. Add tls: { mode: SIMPLE, credentialName: <Secret> }.',
  ],
  [
    'Gateway',
    {
      servers: [
        {
          hosts: ['*'],
          port: { number: 80, name: 'a', protocol: 'HTTP' },
          tls: { mode: 'SIMPLE', credentialName: 'x' },
        },
      ],
    },
    'servers[0] of protocol HTTP with tls: Istio takes tls on ports of HTTPS and TLS only, and httpsRedirect on HTTP. Write protocol: HTTPS, or take tls out.',
  ],
  [
    'Sidecar',
    { egress: [{ hosts: ['weather'] }] },
    'egress host "weather": Istio asks for the namespace in front, "." for the own one and "*" for all. Write "*/weather", or name the namespace.',
  ],
  [
    'Sidecar',
    { egress: [{}] },
    'egress[0] without hosts: Istio asks for one at least. Name them as <namespace>/<host>, such as "./*".',
  ],
])('%s %j', (kind, spec, text) => {
  expect(faults(istio(kind, spec))).toEqual([text]);
});

test('taken: destinations, gateways and sidecars', () => {
  const servers = [
    { hosts: ['*'], port: { number: 80, name: 'a', protocol: 'HTTP' }, tls: { httpsRedirect: true } },
    { hosts: ['*'], port: { number: 443, name: 'b', protocol: 'HTTPS' }, tls: { mode: 'SIMPLE', credentialName: 'x' } },
  ];
  expect(faults(istio('Gateway', { servers }))).toEqual([]);
  expect(faults(istio('DestinationRule', { host: '*.local', subsets: [{ name: 'v1' }, { name: 'v2' }] }))).toEqual([]);
  expect(faults(istio('Sidecar', { egress: [{ hosts: ['./*', 'a/b.c', '~/*'] }] }))).toEqual([]);
});

describe('an AuthorizationPolicy', () => {
  const rule = (each: Manifest) => faults(authorization('x', { rules: [each] }));

  test.each<[Manifest, string]>([
    [
      { from: [] },
      'rules[0].from is an empty list: Istio asks for an entry. Add one, or leave from out for everybody.',
    ],
    [{ to: [] }, 'rules[0].to is an empty list: Istio asks for an entry. Add one, or leave to out for everybody.'],
    [
      { from: [{}] },
      'rules[0].from[0].source is empty: Istio asks for callers there. Name them, or leave from out for everybody.',
    ],
    [
      from(),
      'rules[0].from[0].source is empty: Istio asks for callers there. Name them, or leave from out for everybody.',
    ],
    [
      operation({}),
      'rules[0].to[0].operation is empty: Istio asks for a port, method, path or host there. Name one, or leave to out for everything.',
    ],
    [
      operation({ ports: ['http'] }),
      'port "http": Istio takes the number of a port, as text, and no names. Give the number of the port of the pods.',
    ],
    [
      from('', 'a'),
      'rules[0].from[0].source.principals has an empty text: Istio refuses it. Remove it: an empty text matches nothing.',
    ],
    [
      { from: [{ source: { ipBlocks: ['10.0.0.0/33'] } }] },
      'ipBlocks "10.0.0.0/33": Istio takes an address or a range there. Write it so, such as 10.0.0.0/8.',
    ],
    [
      { from: [{ source: { serviceAccounts: ['a'], namespaces: ['b'] } }] },
      'rules[0].from[0].source has serviceAccounts beside principals or namespaces: Istio takes one of them. Keep one.',
    ],
    [
      { when: [{ key: 'source.account', values: ['a'] }] },
      'condition "source.account": Istio knows no such attribute. Write one of its attributes, such as request.headers[x-user] or source.namespace.',
    ],
    [
      { when: [{ key: 'source.namespace' }] },
      'condition "source.namespace" without values: Istio asks for values or notValues. Add one.',
    ],
    [
      { when: [{ key: 'destination.port', values: ['http'] }] },
      'port "http": Istio takes the number of a port, as text, and no names. Give the number of the port of the pods.',
    ],
  ])('a rule %j', (each, text) => {
    expect(rule(each)).toEqual([text]);
  });

  test('as a whole', () => {
    expect(faults(authorization('x', { action: 'DENY' }))).toEqual([
      'action DENY without rules: Istio refuses it, because it would never match. Add rules, of which {} matches everything.',
    ]);
    expect(faults(authorization('x', { action: 'REFUSE', rules: [{}] }))).toEqual([
      'action "REFUSE": Istio knows ALLOW, DENY, CUSTOM, AUDIT. Give one of these.',
    ]);
    expect(faults(authorization('x', { ...over('a'), targetRefs: [{ kind: 'Gateway', name: 'a' }] }))).toEqual([
      'selector beside targetRefs: Istio takes one of them. Keep selector for sidecars, targetRefs for gateways and waypoints.',
    ]);
  });

  test('taken', () => {
    expect(faults(authorization('x', {}))).toEqual([]);
    expect(rule({})).toEqual([]);
    expect(rule({ ...from(principal('news'), '*'), ...operation({ ports: ['8080'], methods: ['GET'] }) })).toEqual([]);
    expect(rule({ from: [{ source: { ipBlocks: ['10.0.0.1', '10.0.0.0/8', 'fd00::/8'] } }] })).toEqual([]);
    expect(
      rule({
        when: [
          { key: 'request.headers[a]', values: ['b'] },
          { key: 'destination.port', notValues: ['80'] },
        ],
      }),
    ).toEqual([]);
  });
});

test('a PeerAuthentication', () => {
  const portLevelMtls = { 8080: { mode: 'DISABLE' } };
  expect(faults(peerAuthentication('x', { portLevelMtls }))).toEqual([
    'portLevelMtls without a selector: Istio takes ports for selected pods only. Add selector: { matchLabels: … }, or set the mode in mtls for all ports.',
  ]);
  expect(faults(peerAuthentication('x', { mtls: { mode: 'strict' } }))).toEqual([
    'mode "strict": Istio knows UNSET, DISABLE, PERMISSIVE, STRICT. Give one of these.',
  ]);
  expect(faults(peerAuthentication('x', { ...over('a'), portLevelMtls: { http: { mode: 'STRICT' } } }))).toEqual([
    'port "http": a port is a number from 1 to 65535. Give one of these.',
  ]);
  expect(faults(peerAuthentication('x', { ...over('a'), portLevelMtls, mtls: { mode: 'STRICT' } }))).toEqual([]);
});

test("our routes, and the guide's hosts", () => {
  OUR_KINDS_OF_ROUTES.forEach(([, props]) => expect(said(RULE, ourRoutes(props))).toEqual([]));
  expect(said(RULE, guideRoutes())).toEqual([]);
});

test.each(MALFORMED_ROUTES)('beside rubbish a fault is still found: %s', (_, rubbish) => {
  const refused = virtualService([{}]);
  expect(said(RULE, [rubbish, refused])).toEqual(expect.arrayContaining(said(RULE, [refused])));
  expect(said(RULE, [refused])).toHaveLength(1);
});

describe('durations of a VirtualService', () => {
  const http = (route: Manifest) => faults(virtualService([{ ...ROUTE, ...route }]));

  test.each<[Manifest, string]>([
    [
      { timeout: '30' },
      'http[0].timeout "30": Istio takes a number with its unit, such as 2.5s or 500ms. Write 30s, if these are seconds.',
    ],
    [
      { retries: { attempts: 3, perTryTimeout: '2 seconds' } },
      'http[0].retries.perTryTimeout "2 seconds": Istio takes a number with its unit, such as 2.5s or 500ms. Write it so.',
    ],
    [
      { fault: { delay: { fixedDelay: '0' } } },
      'http[0].fault.delay.fixedDelay "0": Istio takes a number with its unit, such as 2.5s or 500ms. Write 0s, if these are seconds.',
    ],
  ])('%j', (route, text) => expect(http(route)).toEqual([text]));

  test.each([
    { timeout: '0' },
    { timeout: '0s' },
    { timeout: '1h30m' },
    { timeout: '.5s', retries: { perTryTimeout: '250ms' } },
    { fault: { delay: { fixedDelay: '2.5s' } } },
  ])('not %j', (route) => expect(http(route)).toEqual([]));
});
