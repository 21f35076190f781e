import { fields, listOf, mapOf, ValueOf } from './field-types';

const STRING_MATCH = fields({ exact: 'string', prefix: 'string', regex: 'string' });

const HTTP_MATCH = fields({
  name: 'string',
  uri: STRING_MATCH,
  method: STRING_MATCH,
  authority: STRING_MATCH,
  scheme: STRING_MATCH,
  headers: mapOf(STRING_MATCH),
  withoutHeaders: mapOf(STRING_MATCH),
  queryParams: mapOf(STRING_MATCH),
  ignoreUriCase: 'boolean',
  sourceLabels: mapOf('string'),
  sourceNamespace: 'string',
  port: 'integer',
  gateways: listOf('string'),
});
export type HttpMatch = ValueOf<typeof HTTP_MATCH>;

const DESTINATION = fields({ host: 'string', port: { number: 'integer' }, subset: 'string' });
export type IstioDestination = ValueOf<typeof DESTINATION>;

const ROUTE_DESTINATIONS = listOf({ destination: DESTINATION, weight: 'integer' });
export type RouteDestination = ValueOf<typeof ROUTE_DESTINATIONS>[number];

const L4_ROUTE = fields({
  match: listOf({ sniHosts: listOf('string'), port: 'integer', gateways: listOf('string') }),
  route: ROUTE_DESTINATIONS,
});

const HTTP_ROUTE = fields({
  name: 'string',
  match: listOf(HTTP_MATCH),
  route: ROUTE_DESTINATIONS,
  mirror: DESTINATION,
  mirrors: listOf({ destination: DESTINATION }),
  directResponse: { status: 'integer' },
  redirect: { uri: 'string', authority: 'string', scheme: 'string' },
  delegate: { name: 'string', namespace: 'string' },
  timeout: 'string',
  retries: { perTryTimeout: 'string' },
  fault: { delay: { fixedDelay: 'string' } },
});

export type IstioHttpRoute = ValueOf<typeof HTTP_ROUTE>;

export const VIRTUAL_SERVICE = fields({
  spec: {
    hosts: listOf('string'),
    gateways: listOf('string'),
    http: listOf(HTTP_ROUTE),
    tcp: listOf(L4_ROUTE),
    tls: listOf(L4_ROUTE),
    exportTo: listOf('string'),
  },
});

const SERVICE_ENTRY_PORT = fields({ number: 'integer', name: 'string', protocol: 'string', targetPort: 'integer' });
export type ServiceEntryPort = ValueOf<typeof SERVICE_ENTRY_PORT>;

const SERVICE_ENTRY_ENDPOINT = fields({
  address: 'string',
  network: 'string',
  ports: mapOf('integer'),
  labels: mapOf('string'),
});
export type ServiceEntryEndpoint = ValueOf<typeof SERVICE_ENTRY_ENDPOINT>;

const SERVICE_ENTRY_SPEC = fields({
  hosts: listOf('string'),
  addresses: listOf('string'),
  location: 'string',
  resolution: 'string',
  ports: listOf(SERVICE_ENTRY_PORT),
  endpoints: listOf(SERVICE_ENTRY_ENDPOINT),
  workloadSelector: { labels: mapOf('string') },
});
export type ServiceEntrySpec = ValueOf<typeof SERVICE_ENTRY_SPEC>;

export const SERVICE_ENTRY = fields({ spec: SERVICE_ENTRY_SPEC });

const TLS_MODE = fields({ mode: 'string' });

const TRAFFIC_POLICY = fields({
  tls: TLS_MODE,
  portLevelSettings: listOf({ port: { number: 'integer' }, tls: TLS_MODE }),
});
export type TrafficPolicy = ValueOf<typeof TRAFFIC_POLICY>;

export const DESTINATION_RULE = fields({
  spec: {
    host: 'string',
    workloadSelector: { matchLabels: mapOf('string') },
    trafficPolicy: TRAFFIC_POLICY,
    subsets: listOf({ name: 'string', labels: mapOf('string'), trafficPolicy: TRAFFIC_POLICY }),
    exportTo: listOf('string'),
  },
});

export const SIDECAR = fields({
  spec: {
    workloadSelector: { labels: mapOf('string') },
    egress: listOf({ port: { number: 'integer' }, hosts: listOf('string') }),
    outboundTrafficPolicy: { mode: 'string' },
  },
});

export const ISTIO_GATEWAY = fields({
  spec: {
    selector: mapOf('string'),
    servers: listOf({
      port: { number: 'integer', name: 'string', protocol: 'string' },
      hosts: listOf('string'),
      tls: { mode: 'string', httpsRedirect: 'boolean', credentialName: 'string' },
    }),
  },
});
