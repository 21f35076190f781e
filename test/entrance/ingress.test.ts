import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  IstioAuthorization,
  IstioDataPlane,
  MeshAgent,
  MeshDashboard,
  MeshIngress,
  MeshIngressProps,
  MeshIngressTls,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  MeshRegistryProps,
  MeshTls,
  RegistryDatabase,
  ServiceMesh,
} from '../../src';
import { findingsIn } from '../support/findings';
import { find, Manifest, meshChart, synth } from '../support/manifests';

const image = 'registry.example.com/gateway:1.0.0';
const controller = MeshPeer.namespace('ingress-nginx');
const istio = ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR });

interface World {
  readonly chart: Chart;
  readonly registry: MeshRegistry;
  readonly gateway: MeshAgent;
  readonly dashboard: MeshDashboard;
}

function world(props: MeshRegistryProps = {}): World {
  const chart = meshChart();
  const secret = kplus.Secret.fromSecretName(chart, 'password', 'stores');
  const database = RegistryDatabase.postgres({
    host: '10.0.0.7',
    user: 'mesh',
    password: { secret, key: 'password' },
  });
  const registry = new MeshRegistry(chart, 'registry', { database, ...props });
  const gateway = new MeshAgent(chart, 'gateway', { registry, image });
  return { chart, registry, gateway, dashboard: new MeshDashboard(chart, 'dashboard', { registry }) };
}

const made = (props: (world: World) => Partial<MeshIngressProps>, each = world()) =>
  new MeshIngress(each.chart, 'ingress', {
    rules: [{ host: 'trips.example.com', target: each.gateway }],
    ...props(each),
  });

const refusal = (props: (world: World) => Partial<MeshIngressProps>, each = world()) => {
  try {
    made(props, each);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

const policyOf = (objects: Manifest[], name: string) => find(objects, 'NetworkPolicy', name).spec.ingress ?? [];
const opensTo = (objects: Manifest[], name: string, namespace: string) =>
  policyOf(objects, name)
    .filter(({ from }: Manifest) => JSON.stringify(from).includes(`"${namespace}"`))
    .flatMap(({ ports }: Manifest) => ports.map(({ port }: Manifest) => port));

describe('the Ingress', () => {
  test('is named as the Service, in its namespace, and leads to its port', () => {
    const each = world();
    made(() => ({ className: 'nginx', annotations: { 'example.com/a': 'b' }, labels: { team: 'a' } }), each);
    expect(find(synth(each.chart), 'Ingress')).toEqual({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: 'mcp-mesh-gateway',
        namespace: 'mesh',
        annotations: { 'example.com/a': 'b' },
        labels: { 'app.kubernetes.io/part-of': 'mcp-mesh-registry.mesh', team: 'a' },
      },
      spec: {
        ingressClassName: 'nginx',
        rules: [
          {
            host: 'trips.example.com',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'mcp-mesh-gateway', port: { number: 8080 } } },
                },
              ],
            },
          },
        ],
      },
    });
  });

  test('leads to a dashboard under its base path', () => {
    const each = world();
    made(({ dashboard }) => ({ rules: [{ target: dashboard }], exposeDashboard: true }), each);
    const [{ host, http }] = find(synth(each.chart), 'Ingress').spec.rules;
    expect(host).toBeUndefined();
    expect(http.paths).toEqual([
      {
        path: '/ops/dashboard',
        pathType: 'Prefix',
        backend: { service: { name: 'mcp-mesh-dashboard', port: { number: 3080 } } },
      },
    ]);
  });

  test('is in the namespace of its Services, wherever its chart is', () => {
    const each = world();
    const edge = meshChart({ namespace: 'edge' }, each.chart.node.root as never, 'edge');
    new MeshIngress(edge, 'ingress', { rules: [{ target: each.gateway }] });
    expect(find(synth(edge), 'Ingress').metadata.namespace).toBe('mesh');
  });

  test('keeps a mesh that its chart names', () => {
    const each = world();
    const app = each.chart.node.root as never;
    const edge = meshChart({ labels: { 'app.kubernetes.io/part-of': 'shop' } }, app, 'edge');
    new MeshIngress(edge, 'ingress', { rules: [{ target: each.gateway }] });
    expect(find(synth(edge), 'Ingress').metadata.labels).toEqual({ 'app.kubernetes.io/part-of': 'shop' });
  });
});

describe('TLS', () => {
  const withTls = (tls: MeshIngressTls, annotations?: { [key: string]: string }) => {
    const each = world();
    const ingress = made(
      ({ gateway }) => ({
        tls,
        annotations,
        rules: [
          { host: 'a.example.com', target: gateway },
          { host: 'b.example.com', target: gateway },
          { host: 'b.example.com', path: '/chat', target: gateway },
        ],
      }),
      each,
    );
    return { ingress, objects: synth(each.chart) };
  };
  const hosts = ['a.example.com', 'b.example.com'];

  test('by a Secret that exists', () => {
    const secret = kplus.Secret.fromSecretName(meshChart(), 'tls', 'wildcard');
    const { spec, metadata } = find(withTls(MeshIngressTls.fromSecret(secret)).objects, 'Ingress');
    expect(spec.tls).toEqual([{ hosts, secretName: 'wildcard' }]);
    expect(metadata.annotations).toBeUndefined();
  });

  test.each([
    ['issuer', 'cert-manager.io/issuer', MeshIngressTls.issuer('ca')],
    [
      'cluster issuer',
      'cert-manager.io/cluster-issuer',
      MeshIngressTls.clusterIssuer('ca', { secretName: 'mcp-mesh-gateway-tls' }),
    ],
  ])('by annotation of an %s', (_, annotation, tls) => {
    const { ingress, objects } = withTls(tls);
    const { spec, metadata } = find(objects, 'Ingress');
    expect(spec.tls).toEqual([{ hosts, secretName: 'mcp-mesh-gateway-tls' }]);
    expect(metadata.annotations).toEqual({ [annotation]: 'ca' });
    expect(ingress.certificate).toBeUndefined();
  });

  test('by a Certificate', () => {
    const { objects } = withTls(MeshIngressTls.clusterIssuer('ca', { asCertificate: true, secretName: 'front' }));
    expect(find(objects, 'Ingress').metadata.annotations).toBeUndefined();
    expect(find(objects, 'Ingress').spec.tls).toEqual([{ hosts, secretName: 'front' }]);
    expect(find(objects, 'Certificate')).toEqual({
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: {
        name: 'front',
        namespace: 'mesh',
        labels: { 'app.kubernetes.io/part-of': 'mcp-mesh-registry.mesh' },
      },
      spec: {
        secretName: 'front',
        dnsNames: hosts,
        issuerRef: { name: 'ca', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      },
    });
  });

  test('is refused without a host, beside annotations of its own, and of another type', () => {
    expect(refusal(({ gateway }) => ({ tls: MeshIngressTls.issuer('ca'), rules: [{ target: gateway }] }))).toBe(
      '[test/ingress] tls by Issuer "ca", and rules without a host: cert-manager makes certificates for hosts. Give the rules a host, such as "trips.example.com".',
    );
    expect(
      refusal(() => ({ tls: MeshIngressTls.issuer('ca'), annotations: { 'cert-manager.io/cluster-issuer': 'x' } })),
    ).toBe(
      '[test/ingress] annotations["cert-manager.io/cluster-issuer"] beside tls by Issuer "ca": cert-manager would be asked for two certificates in one Secret. Leave the annotation out.',
    );
    expect(refusal(() => ({ tls: { secretName: 'x' } as never }))).toBe(
      '[test/ingress] tls of another type: it is a MeshIngressTls. Write MeshIngressTls.clusterIssuer("letsencrypt").',
    );
  });
});

describe('policies', () => {
  test('open the Services of the rules to the controller, and no other', () => {
    const each = world();
    const weather = new MeshAgent(each.chart, 'weather', { registry: each.registry, image });
    const policy = () => new MeshNetworkPolicy(each.chart, 'policy', { registry: each.registry, strict: true });
    made(
      ({ gateway, dashboard, registry }) => ({
        rules: [
          { target: gateway },
          { target: gateway, path: '/chat' },
          { target: dashboard },
          { target: registry, path: '/registry' },
        ],
        controller,
        exposeDashboard: true,
        exposeRegistry: 'oauth2-proxy asks for a login',
      }),
      each,
    );
    policy();
    const objects = synth(each.chart);
    expect(opensTo(objects, 'mcp-mesh-gateway', 'ingress-nginx')).toEqual([8080]);
    expect(opensTo(objects, 'mcp-mesh-dashboard', 'ingress-nginx')).toEqual([3080]);
    expect(opensTo(objects, 'mcp-mesh-registry-policy', 'ingress-nginx')).toEqual([8000]);
    expect(opensTo(objects, weather.serviceName, 'ingress-nginx')).toEqual([]);
  });

  test('that came before it open, too', () => {
    const each = world();
    new MeshNetworkPolicy(each.chart, 'policy', { registry: each.registry });
    made(
      ({ registry, dashboard, gateway }) => ({
        rules: [{ target: registry, path: '/registry' }, { target: dashboard }, { target: gateway }],
        controller,
        exposeDashboard: true,
        exposeRegistry: 'mutual TLS',
      }),
      each,
    );
    const objects = synth(each.chart);
    expect(opensTo(objects, 'mcp-mesh-registry-policy', 'ingress-nginx')).toEqual([8000]);
    expect(opensTo(objects, 'mcp-mesh-dashboard', 'ingress-nginx')).toEqual([3080]);
    expect(opensTo(objects, 'mcp-mesh-gateway', 'ingress-nginx')).toEqual([8080]);
  });

  test('without a controller are refused at synthesis', () => {
    const each = world();
    made(() => ({}), each);
    new MeshNetworkPolicy(each.chart, 'policy', { registry: each.registry, strict: true });
    expect(() => synth(each.chart)).toThrow(
      'Ingress test/ingress/Ingress/Resource, which sends requests to agent test/gateway: test/policy closes the agent to everybody outside of the mesh, so each request would time out at the controller. ' +
        'Name the pods that send the requests on: controller: MeshPeer.namespace("ingress-nginx"), on test/ingress.',
    );
  });

  test('without an account are refused at synthesis, if Istio closes what they lead to', () => {
    const each = world({ serviceMesh: istio });
    made(() => ({}), each);
    new IstioAuthorization(each.chart, 'authorization', { registry: each.registry });
    expect(() => synth(each.chart)).toThrow(
      'Name the account of the pods that send the requests on: controllerIdentity: { namespace: "istio-ingress", serviceAccount: "istio-ingress" }, on test/ingress.',
    );
  });

  test('of Istio admit the account of the controller', () => {
    const each = world({ serviceMesh: istio });
    new IstioAuthorization(each.chart, 'authorization', { registry: each.registry });
    made(
      ({ gateway, dashboard, registry }) => ({
        rules: [{ target: gateway }, { target: dashboard }, { target: registry, path: '/registry' }],
        controllerIdentity: { namespace: 'istio-ingress', serviceAccount: 'front' },
        exposeDashboard: true,
        exposeRegistry: 'mutual TLS',
      }),
      each,
    );
    const objects = synth(each.chart);
    const principals = (name: string) =>
      find(objects, 'AuthorizationPolicy', name).spec.rules.flatMap(({ from }: Manifest) => from[0].source.principals);
    const front = 'cluster.local/ns/istio-ingress/sa/front';
    expect(principals('mcp-mesh-gateway')).toEqual([front]);
    expect(principals('mcp-mesh-dashboard')).toEqual([front]);
    expect(principals('mcp-mesh-registry')).toContain(front);
  });
});

test('the rules find nothing', () => {
  const each = world();
  new MeshNetworkPolicy(each.chart, 'policy', { registry: each.registry, strict: true });
  made(
    ({ gateway, dashboard, registry }) => ({
      rules: [
        { host: 'trips.example.com', target: gateway },
        { host: 'ops.example.com', target: dashboard },
        { host: 'ops.example.com', path: '/registry', target: registry },
      ],
      tls: MeshIngressTls.clusterIssuer('ca', { asCertificate: true }),
      controller,
      exposeDashboard: true,
      exposeRegistry: 'oauth2-proxy asks for a login',
    }),
    each,
  );
  const found = findingsIn(synth(each.chart)).filter((line) => /Ingress|Certificate|exposed|entrance/.test(line));
  expect(found).toEqual([]);
});

describe('is refused', () => {
  test.each<[string, (world: World) => Partial<MeshIngressProps>]>([
    ['[test/ingress] rules with 0 entries: there must be one at least. Give one.', () => ({ rules: [] })],
    [
      '[test/ingress] rules[0].target (undefined): a rule leads to the Service of an agent, a dashboard or a registry that this app makes. Give a MeshAgent, a HeadlessMeshAgent, a MeshDashboard or a MeshRegistry.',
      () => ({ rules: [{ target: undefined as never }] }),
    ],
    [
      '[test/ingress] rules[0].target test/elsewhere: a rule leads to the Service of an agent, a dashboard or a registry that this app makes. Give a MeshAgent, a HeadlessMeshAgent, a MeshDashboard or a MeshRegistry.',
      ({ chart }) => ({
        rules: [{ target: MeshRegistry.fromEndpoint(chart, 'elsewhere', { host: 'registry.other' }) as never }],
      }),
    ],
    [
      '[test/ingress] rules[0].target dashboard test/dashboard: the dashboard has no login, so it would show the mesh to everybody who reaches the controller. Put a login in front and set exposeDashboard: true, or use kubectl port-forward.',
      ({ dashboard }) => ({ rules: [{ target: dashboard }] }),
    ],
    [
      '[test/ingress] rules[0].target registry test/registry: the registry has no authentication, and everybody who reaches the controller could remove agents. Lead to an agent instead; if a login is in front of the registry, name it: exposeRegistry: "oauth2-proxy asks for a login".',
      ({ registry }) => ({ rules: [{ target: registry }] }),
    ],
    [
      '[test/ingress] exposeRegistry " ": it is the reason why the registry, which has no authentication, may be open. Name what keeps strangers out, such as "oauth2-proxy asks for a login", or leave it out.',
      ({ registry }) => ({ rules: [{ target: registry }], exposeRegistry: ' ' }),
    ],
    [
      '[test/ingress] rules[1].target agent test/far in namespace "far", beside agent test/gateway in namespace "mesh": an Ingress leads to Services of its own namespace. Make a MeshIngress for each namespace; both may have rules for one host. A MeshHttpRoute leads to other namespaces, too.',
      ({ chart, registry, gateway }) => ({
        rules: [{ target: gateway }, { target: new MeshAgent(chart, 'far', { registry, image, namespace: 'far' }) }],
      }),
    ],
    [
      '[test/ingress] rules[0].host "https://trips.example.com": a host is a DNS name in lower case, with \'*.\' in front at most, without scheme, port and path. Write a name such as "trips.example.com"; look where it comes from, if that is a variable that may be unset.',
      ({ gateway }) => ({ rules: [{ host: 'https://trips.example.com', target: gateway }] }),
    ],
    [
      '[test/ingress] rules[0].host "10.0.0.7": a host is a DNS name in lower case, with \'*.\' in front at most, without scheme, port and path. Write a name such as "trips.example.com"; look where it comes from, if that is a variable that may be unset.',
      ({ gateway }) => ({ rules: [{ host: '10.0.0.7', target: gateway }] }),
    ],
    [
      "[test/ingress] rules[0].path \"chat\": a path begins with '/', and has neither '//', '/./', '/../' nor '%2f'. Write a path such as \"/\" or \"/chat\".",
      ({ gateway }) => ({ rules: [{ path: 'chat', target: gateway }] }),
    ],
    [
      '[test/ingress] rules[0].path "/mesh", with dashboard test/dashboard: the dashboard answers under "/ops/dashboard" alone, and a proxy keeps the path. Leave the path out, or give the dashboard basePath: "/mesh".',
      ({ dashboard }) => ({ rules: [{ path: '/mesh', target: dashboard }], exposeDashboard: true }),
    ],
    [
      '[test/ingress] rules[1], which matches the same requests as rules[0]: one of the two would never be used. Take one of them out, or give it another host or path.',
      ({ gateway, dashboard }) => ({
        rules: [{ target: gateway }, { target: dashboard, path: '/' }],
        exposeDashboard: true,
      }),
    ],
    [
      '[test/ingress] controller on ports 80, 443, with rules[0].target agent test/gateway on port 8080: policies see the ports of the pods that are called, so each request would time out at the controller. Leave the ports of the controller out, or add 8080.',
      () => ({ controller: MeshPeer.namespace('ingress-nginx', [80, 443]) }),
    ],
    [
      '[test/ingress] controller "ingress-nginx": it is a MeshPeer. Write MeshPeer.namespace("ingress-nginx").',
      () => ({ controller: 'ingress-nginx' as never }),
    ],
    [
      '[test/ingress] controller: namespace "undefined": a Namespace\'s name is a DNS-1123 label, and a selector without one selects every namespace. Give the name as kubectl shows it; look where it comes from, if that is a variable that may be unset.',
      () => ({ controller: MeshPeer.namespace('undefined') }),
    ],
    [
      "[test/ingress] controllerIdentity with registry test/registry, which declares no Istio: identities come from Istio's proxies, so nothing would read it. Leave it out, or declare Istio on the registry: serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }).",
      () => ({ controllerIdentity: { namespace: 'istio-ingress', serviceAccount: 'front' } }),
    ],
    [
      '[test/ingress] controllerIdentity: serviceAccount "" in namespace "istio-ingress": Istio knows a caller by its namespace and its account, both by their whole names. Give those of the caller\'s pods, such as { namespace: "istio-ingress", serviceAccount: "istio-ingress" }; look where it comes from, if that is a variable that may be unset.',
      () => ({ controllerIdentity: { namespace: 'istio-ingress', serviceAccount: '' } }),
    ],
    [
      "[test/ingress] className \"Nginx\": the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', at most 253 characters. Give another className.",
      () => ({ className: 'Nginx' }),
    ],
  ])('%s', (message, props) => expect(refusal(props)).toBe(message));

  test("an agent or a registry under MCP Mesh's own TLS", () => {
    const under = () => world({ tls: MeshTls.certManager({ issuer: { name: 'mesh-ca' } }) });
    const rest =
      ", under MCP Mesh's own TLS: it answers by https alone, an agent only to callers that show a certificate of the mesh, and a controller sends plain HTTP. Lead to an app of your own that calls the agent with a certificate, or encrypt by a service mesh instead of tls.";
    expect(refusal(() => ({}), under())).toBe(`[test/ingress] rules[0].target agent test/gateway${rest}`);
    expect(refusal(({ registry }) => ({ rules: [{ target: registry }], exposeRegistry: 'mutual TLS' }), under())).toBe(
      `[test/ingress] rules[0].target registry test/registry${rest}`,
    );
    expect(
      refusal(({ dashboard }) => ({ rules: [{ target: dashboard }], exposeDashboard: true }), under()),
    ).toBeUndefined();
  });
});
