import { meshChart, synth, Manifest } from './manifests';
import { object } from './workload-manifests';
import { IstioRouting, IstioRoutingProps, IstioRoutingShape, MeshAgent, MeshRegistry, ServiceMesh } from '../../src';
import { guideObject, ours } from '../guide/guide-fixtures';

export const service = (name: string, ports: Manifest[] = [{ name: 'http', port: 8080 }], more: Manifest = {}) =>
  object('v1', 'Service', name, { ...more, spec: { ports, ...more.spec } });

export const serviceEntry = (host: string, ports: Manifest[] = [{ name: 'http', number: 8080, protocol: 'HTTP' }]) =>
  object('networking.istio.io/v1', 'ServiceEntry', 'entry', { spec: { hosts: [host], ports } });

/** A VirtualService for the Service `router`, or what else is given. */
export const virtualService = (http: Manifest[], spec: Manifest = {}, name: string = 'routes') =>
  object('networking.istio.io/v1beta1', 'VirtualService', name, { spec: { hosts: ['router'], http, ...spec } });

/** A route of a VirtualService to a host, for requests of a capability or all. */
export const to = (host: string, port?: number, capability?: string) => ({
  ...(capability === undefined ? {} : { match: [{ headers: { capability: { exact: capability } } }] }),
  route: [{ destination: { host, ...(port === undefined ? {} : { port: { number: port } }) } }],
});

/** An HTTPRoute for the Service `router`, or what else is given. */
export const httpRoute = (rules: Manifest[], spec: Manifest = {}, name: string = 'routes') =>
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', name, {
    spec: { parentRefs: [{ group: '', kind: 'Service', name: 'router' }], rules, ...spec },
  });

export const backend = (name: string, port?: number, more: Manifest = {}) => ({
  backendRefs: [{ name, port, ...more }],
});

/** The guide's routes, with the Services of its agents. */
export function guideRoutes(): Manifest[] {
  return [
    ...ours('istio-routing').filter(({ kind }) => kind === 'Service'),
    guideObject('istio.yaml', 'ServiceEntry'),
    guideObject('istio.yaml', 'VirtualService'),
  ];
}

/** Props for `ourRoutes`: one of each kind of routes that this library makes. */
export const OUR_KINDS_OF_ROUTES: [string, Partial<IstioRoutingProps>][] = [
  ['of a ServiceEntry', {}],
  ['of a router Service', { shape: IstioRoutingShape.ROUTER_SERVICE }],
  ['at a gateway too', { gateways: ['istio-system/public', 'mesh'], port: 80 }],
];

/** Two `IstioRouting`s over two agents, without and with a fallback. */
export function ourRoutes(props: Partial<IstioRoutingProps>): Manifest[] {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() });
  const agent = (name: string, port: number) =>
    new MeshAgent(chart, name, {
      registry,
      image: 'registry.example.com/agent:1.0.0',
      port,
      capabilities: [name, 'any'],
    });
  const agents = [agent('weather', 8081), agent('news', 8082)];
  new IstioRouting(chart, 'routing', { agents, ...props });
  new IstioRouting(chart, 'second', {
    agents,
    domain: 'second.local',
    addresses: ['240.241.0.11'],
    name: 'second',
    serviceEntryName: 'second',
    fallback: agents[0],
  });
  const objects = synth(chart);
  expect(objects.filter(({ kind }) => kind === 'VirtualService')).toHaveLength(2);
  return objects;
}

const circular: Manifest = { exact: 'x' };
circular.self = circular;

/** Routes that the API server would not take: a rule reads what is there, and does not fail. */
export const MALFORMED_ROUTES: [string, Manifest][] = [
  ['no spec of a VirtualService', object('networking.istio.io/v1', 'VirtualService', 'routes')],
  ['no spec of an HTTPRoute', object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'routes')],
  [
    'lists and maps in the wrong places of a VirtualService',
    virtualService(
      [
        { match: 'x', route: { destination: 5 }, mirror: 7, mirrors: { a: 1 }, delegate: 3 },
        {
          match: [{ withoutHeaders: 'x', queryParams: 5, sourceLabels: [{}], uri: 1, scheme: circular }],
          route: [{}, { destination: { host: 5, port: 'x' } }],
        },
      ],
      { tls: [null, 5, { route: [null] }], tcp: 'x', exportTo: { a: 1 }, hosts: [5, 'a'] },
    ),
  ],
  [
    'lists and maps in the wrong places of an HTTPRoute',
    httpRoute(
      [
        null,
        5,
        {
          matches: [{ headers: [null, {}], path: 'x', queryParams: [{}] }],
          filters: [{ requestMirror: 5 }, { requestMirror: { backendRef: { name: 5 } } }],
          backendRefs: [{}, null],
        },
      ],
      { parentRefs: [{}, 5, { group: '', kind: 'Service' }] },
    ),
  ],
];
