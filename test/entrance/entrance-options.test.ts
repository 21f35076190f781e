import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  IstioAuthorization,
  IstioDataPlane,
  MeshAgent,
  MeshDashboard,
  MeshEntranceOptions,
  MeshHttpRoute,
  MeshHttpRouteProps,
  MeshHttpRouteRule,
  MeshIngress,
  MeshIngressCertificateOptions,
  MeshIngressProps,
  MeshIngressRule,
  MeshIngressTls,
  MeshNetworkPolicy,
  MeshPathMatch,
  MeshPeer,
  MeshRegistry,
  MeshRequestTimeout,
  RegistryDatabase,
  ServiceMesh,
} from '../../src';
import { Manifest, meshChart, synth } from '../support/manifests';

/*
 * Every prop of an Ingress and a route, with a value other than its default. `Required` keeps the lists complete: a prop that is
 * added and not listed here does not compile, and one that changes nothing fails.
 */

const image = 'registry.example.com/gateway:1.0.0';
const controller = MeshPeer.pods('edge', { app: 'controller' });
const controllerIdentity = { namespace: 'edge', serviceAccount: 'controller' };
/** What the policies of the mesh want of each. */
const admitted = { controller, controllerIdentity };

const shared: Required<MeshEntranceOptions> = {
  name: 'front',
  controller: MeshPeer.namespace('ingress-nginx'),
  controllerIdentity: { namespace: 'istio-ingress', serviceAccount: 'front' },
  exposeDashboard: true,
  exposeRegistry: 'mutual TLS',
  labels: { team: 'a' },
  annotations: { 'example.com/owner': 'a' },
};

const ingressProps: Required<Omit<MeshIngressProps, 'rules'>> = {
  ...shared,
  className: 'nginx',
  tls: MeshIngressTls.issuer('ca'),
};
const ingressRule: Required<Omit<MeshIngressRule, 'target'>> = {
  host: 'b.example.com',
  path: '/chat',
  pathType: kplus.HttpIngressPathType.EXACT,
};
const certificate: Required<MeshIngressCertificateOptions> = { secretName: 'front', asCertificate: true };

const routeProps: Required<Omit<MeshHttpRouteProps, 'rules'>> = {
  ...shared,
  gateways: [{ name: 'private' }],
  hostnames: ['b.example.com'],
  namespace: 'edge',
};
const routeRule: Required<Omit<MeshHttpRouteRule, 'backends'>> = {
  path: '/chat',
  pathMatch: MeshPathMatch.EXACT,
  replacePath: '/',
  headers: { 'x-canary': 'true' },
  timeout: MeshRequestTimeout.after(Duration.minutes(1)),
};

type Target = 'agent' | 'dashboard' | 'registry';
const targetOf: { readonly [prop: string]: Target } = { exposeDashboard: 'dashboard', exposeRegistry: 'registry' };

/** All objects, or the message of the refusal. */
function outcome(make: (chart: ReturnType<typeof meshChart>, target: MeshAgent) => unknown, to: Target = 'agent') {
  const chart = meshChart();
  const secret = kplus.Secret.fromSecretName(chart, 'password', 'postgres');
  const registry = new MeshRegistry(chart, 'registry', {
    database: RegistryDatabase.postgres({
      host: '10.0.0.7',
      user: 'mesh',
      password: { secret, key: 'password' },
    }),
    serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
  });
  const agent = new MeshAgent(chart, 'agent', { registry, image });
  const dashboard = new MeshDashboard(chart, 'dashboard', { registry });
  new MeshNetworkPolicy(chart, 'policy', { registry, strict: true });
  new IstioAuthorization(chart, 'authorization', { registry });
  try {
    make(chart, { agent, dashboard, registry }[to] as MeshAgent);
    return synth(chart);
  } catch (error) {
    return (error as Error).message;
  }
}

const ingress = (props: Partial<MeshIngressProps> = {}, rule: Partial<MeshIngressRule> = {}, to?: Target) =>
  outcome((chart, target) => {
    const rules = [{ host: 'a.example.com', target, ...rule }];
    return new MeshIngress(chart, 'ingress', { ...admitted, ...props, rules });
  }, to);

const route = (props: Partial<MeshHttpRouteProps> = {}, rule: Partial<MeshHttpRouteRule> = {}, to?: Target) =>
  outcome((chart, target) => {
    const rules = [{ backends: [{ target }], ...rule }];
    return new MeshHttpRoute(chart, 'route', { gateways: [{ name: 'public' }], ...admitted, ...props, rules });
  }, to);

/** Whether a prop changes what is written, and is not refused. */
function shows(after: Manifest[] | string, before: Manifest[] | string): void {
  expect(typeof after).not.toBe('string');
  expect(after).not.toEqual(before);
}

test.each(Object.entries(ingressProps))('%s of a MeshIngress', (name, value) => {
  const to = targetOf[name];
  shows(ingress({ [name]: value }, {}, to), ingress({}, {}, to));
});

test.each(Object.entries(ingressRule))('%s of a rule of a MeshIngress', (name, value) =>
  shows(ingress({}, { [name]: value }), ingress()),
);

test.each(Object.entries(certificate))('%s of a certificate', (name, value) => {
  const tls = (options: object) => ({ tls: MeshIngressTls.issuer('ca', options) });
  shows(ingress(tls({ [name]: value })), ingress(tls({})));
});

test.each(Object.entries(routeProps))('%s of a MeshHttpRoute', (name, value) => {
  const to = targetOf[name];
  shows(route({ [name]: value }, {}, to), route({}, {}, to));
});

test.each(Object.entries(routeRule))('%s of a rule of a MeshHttpRoute', (name, value) => {
  const beside = name === 'replacePath' ? { path: '/chat' } : {};
  shows(route({}, { ...beside, [name]: value }), route({}, beside));
});
