import { Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  HeadlessMeshAgent,
  IstioAuthorization,
  IstioDataPlane,
  MeshAgent,
  MeshDashboard,
  MeshHttpRoute,
  MeshHttpRouteProps,
  MeshHttpRouteRule,
  MeshNetworkPolicy,
  MeshPathMatch,
  MeshPeer,
  MeshRegistry,
  MeshRequestTimeout,
  RegistryDatabase,
  ServiceMesh,
} from '../../src';
import { meshGraph } from '../../src/graph/mesh-graph';
import { Mesh } from '../../src/mesh/mesh';
import { findingsIn } from '../support/findings';
import { find, Manifest, meshChart, synth } from '../support/manifests';

const image = 'registry.example.com/gateway:1.0.0';
const gateways = [{ name: 'public', namespace: 'infra', sectionName: 'https' }];

interface World {
  readonly chart: Chart;
  readonly registry: MeshRegistry;
  readonly chat: MeshAgent;
  readonly far: HeadlessMeshAgent;
}

function world(serviceMesh?: ServiceMesh): World {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh });
  return {
    chart,
    registry,
    chat: new MeshAgent(chart, 'chat', { registry, image }),
    far: new HeadlessMeshAgent(chart, 'far', { registry, image, namespace: 'far', port: 9090 }),
  };
}

const made = (props: (world: World) => Partial<MeshHttpRouteProps>, each = world()) =>
  new MeshHttpRoute(each.chart, 'route', { gateways, rules: [{ backends: [{ target: each.chat }] }], ...props(each) });

function objectsOf(props: (world: World) => Partial<MeshHttpRouteProps>, each = world()): Manifest[] {
  made(props, each);
  return synth(each.chart);
}

const routeOf = (props: (world: World) => Partial<MeshHttpRouteProps>) => find(objectsOf(props), 'HTTPRoute');

function refusal(props: (world: World) => Partial<MeshHttpRouteProps>): string | undefined {
  try {
    made(props);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

describe('the route', () => {
  test('is named as the first Service, beside it, and never gives up', () => {
    expect(routeOf(() => ({ hostnames: ['trips.example.com', '*.trips.example.com'], labels: { team: 'a' } }))).toEqual(
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: {
          name: 'mcp-mesh-chat',
          namespace: 'mesh',
          labels: { 'app.kubernetes.io/part-of': 'mcp-mesh-registry.mesh', team: 'a' },
        },
        spec: {
          parentRefs: [{ name: 'public', namespace: 'infra', sectionName: 'https' }],
          hostnames: ['trips.example.com', '*.trips.example.com'],
          rules: [
            {
              matches: [{ path: { type: 'PathPrefix', value: '/' } }],
              backendRefs: [{ name: 'mcp-mesh-chat', port: 8080 }],
              timeouts: { request: '0s' },
            },
          ],
        },
      },
    );
  });

  test('has paths, headers, weights and timeouts', () => {
    const canary = (chart: Chart, registry: MeshRegistry) => new MeshAgent(chart, 'canary', { registry, image });
    const { spec } = routeOf(({ chart, registry, chat }) => ({
      rules: [
        {
          path: '/chat',
          pathMatch: MeshPathMatch.EXACT,
          headers: { 'x-canary': 'true' },
          backends: [
            { target: chat, weight: 90 },
            { target: canary(chart, registry), weight: 0 },
          ],
          timeout: MeshRequestTimeout.after(Duration.millis(90_500)),
        },
        { backends: [{ target: chat }], timeout: MeshRequestTimeout.ofGateway() },
      ],
    }));
    expect(spec.rules).toEqual([
      {
        matches: [{ path: { type: 'Exact', value: '/chat' }, headers: [{ name: 'x-canary', value: 'true' }] }],
        backendRefs: [
          { name: 'mcp-mesh-chat', port: 8080, weight: 90 },
          { name: 'mcp-mesh-canary', port: 8080, weight: 0 },
        ],
        timeouts: { request: '90s500ms' },
      },
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        backendRefs: [{ name: 'mcp-mesh-chat', port: 8080 }],
      },
    ]);
  });

  test.each([
    [MeshPathMatch.PREFIX, { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' }],
    [undefined, { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' }],
    [MeshPathMatch.EXACT, { type: 'ReplaceFullPath', replaceFullPath: '/' }],
  ])('puts another path in place of one that is compared by %s', (pathMatch, path) => {
    const objects = objectsOf(({ chat }) => ({
      rules: [{ backends: [{ target: chat }], path: '/chat', pathMatch, replacePath: '/' }],
    }));
    expect(find(objects, 'HTTPRoute').spec.rules[0].filters).toEqual([{ type: 'URLRewrite', urlRewrite: { path } }]);
    expect(findingsIn(objects).filter((line) => line.includes('Route'))).toEqual([]);
  });

  test.each([
    [Duration.minutes(5), '300s'],
    [Duration.millis(20), '20ms'],
  ])('gives up after %s', (time, text) => {
    const timeout = MeshRequestTimeout.after(time);
    const { spec } = routeOf(({ chat }) => ({ rules: [{ backends: [{ target: chat }], timeout }] }));
    expect(spec.rules[0].timeouts).toEqual({ request: text });
  });

  test('may name several listeners of a Gateway', () => {
    const several = ['http', 'https'].map((sectionName) => ({ name: 'public', sectionName }));
    expect(routeOf(() => ({ gateways: several })).spec.parentRefs).toEqual(several);
  });

  test('leads to another namespace by a ReferenceGrant there, one for all of its Services', () => {
    const objects = objectsOf(({ chart, registry, chat, far }) => ({
      rules: [
        { backends: [{ target: chat }] },
        { path: '/far', backends: [{ target: far }] },
        { path: '/again', backends: [{ target: far }] },
        {
          path: '/next',
          backends: [{ target: new MeshAgent(chart, 'next', { registry, image, namespace: 'far' }) }],
        },
      ],
      annotations: { 'example.com/a': 'b' },
    }));
    const references = find(objects, 'HTTPRoute').spec.rules.map(({ backendRefs }: Manifest) => backendRefs[0]);
    expect(references[1]).toEqual({ name: 'mcp-mesh-far', namespace: 'far', port: 9090 });
    expect(find(objects, 'ReferenceGrant')).toEqual({
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      kind: 'ReferenceGrant',
      metadata: {
        name: 'mcp-mesh-chat',
        namespace: 'far',
        labels: { 'app.kubernetes.io/part-of': 'mcp-mesh-registry.mesh' },
      },
      spec: {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'mesh' }],
        to: [
          { group: '', kind: 'Service', name: 'mcp-mesh-far' },
          { group: '', kind: 'Service', name: 'mcp-mesh-next' },
        ],
      },
    });
    expect(findingsIn(objects).filter((line) => /Route|Grant/.test(line))).toEqual([]);
  });

  test('may be beside the Gateway', () => {
    const objects = objectsOf(() => ({ namespace: 'infra', gateways: [{ name: 'public' }] }));
    expect(find(objects, 'HTTPRoute').metadata.namespace).toBe('infra');
    expect(find(objects, 'ReferenceGrant').metadata.namespace).toBe('mesh');
  });
});

describe('what is in front', () => {
  test('is let in by policies, found by no rule, and drawn', () => {
    const each = world();
    new MeshNetworkPolicy(each.chart, 'policy', { registry: each.registry, strict: true });
    const objects = objectsOf(
      () => ({ controller: MeshPeer.namespace('infra'), hostnames: ['trips.example.com'] }),
      each,
    );
    const rules = find(objects, 'NetworkPolicy', 'mcp-mesh-chat').spec.ingress;
    expect(JSON.stringify(rules)).toContain('"infra"');
    expect(JSON.stringify(find(objects, 'NetworkPolicy', 'mcp-mesh-far').spec.ingress)).not.toContain('"infra"');
    expect(findingsIn(objects).filter((line) => /Route|entrance/.test(line))).toEqual([]);
    const { nodes, edges } = meshGraph(new Mesh(objects));
    const entrance = nodes.find(({ kind }) => kind === 'entrance');
    expect(entrance).toMatchObject({ name: 'mcp-mesh-chat', details: ['HTTPRoute trips.example.com'] });
    expect(edges.filter(({ from }) => from === entrance?.id)).toHaveLength(1);
  });

  test('is let in by its account', () => {
    const each = world(ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }));
    new IstioAuthorization(each.chart, 'authorization', { registry: each.registry });
    const identity = { namespace: 'infra', serviceAccount: 'public-istio' };
    const objects = objectsOf(() => ({ controllerIdentity: identity }), each);
    const { rules } = find(objects, 'AuthorizationPolicy', 'mcp-mesh-chat').spec;
    expect(rules[0].from[0].source.principals).toEqual(['cluster.local/ns/infra/sa/public-istio']);
    expect(JSON.stringify(find(objects, 'AuthorizationPolicy', 'mcp-mesh-far').spec)).not.toContain('infra');
  });

  test('reaches the registry only with a reason', () => {
    const open = { exposeRegistry: 'the Gateway asks for certificates' };
    const objects = objectsOf(({ registry }) => ({ ...open, rules: [{ backends: [{ target: registry }] }] }));
    expect(find(objects, 'HTTPRoute').metadata.annotations).toEqual({
      'cdk8s-mcp-mesh/ignore-registry-exposed': open.exposeRegistry,
    });
    expect(findingsIn(objects).filter((line) => /Route|exposed/.test(line))).toEqual([]);
  });
});

describe('is refused', () => {
  const rule = (more: Partial<MeshHttpRouteRule>) => (each: World) => ({
    rules: [{ backends: [{ target: each.chat }], ...more }],
  });
  const path =
    "a path begins with '/', and has neither '//', '/./', '/../' nor '%2f'. Write a path such as \"/\" or \"/chat\".";
  const several = 'Split them over several constructs.';
  const listeners =
    'the API server takes a Gateway several times only by different listeners. Give each a sectionName of its own, or name the Gateway once without one.';
  const times = (count: number, entry: string) => Array.from({ length: count }, (_, index) => `${entry}${index}`);

  test.each<[string, (world: World) => Partial<MeshHttpRouteProps>]>([
    ['rules with 0 entries: there must be one at least. Give one.', () => ({ rules: [] })],
    [
      `rules with 17 entries: the API server takes 16 at most. ${several}`,
      ({ chat }) => ({ rules: times(17, '/a').map((each) => ({ path: each, backends: [{ target: chat }] })) }),
    ],
    ['rules[0].backends with 0 entries: there must be one at least. Give one.', rule({ backends: [] })],
    ['gateways with 0 entries: there must be one at least. Give one.', () => ({ gateways: [] })],
    [
      `gateways with 33 entries: the API server takes 32 at most. ${several}`,
      () => ({ gateways: times(33, 'g').map((name) => ({ name })) }),
    ],
    [
      `gateways: "public" 2 times: ${listeners}`,
      () => ({ gateways: [...gateways, { name: 'public', namespace: 'infra' }] }),
    ],
    [`gateways: "public" 2 times: ${listeners}`, () => ({ gateways: [...gateways, ...gateways] })],
    [
      `gateways: "public" 2 times: ${listeners}`,
      () => ({ gateways: [{ name: 'public' }, { name: 'public', namespace: 'mesh' }] }),
    ],
    [
      "gateways[0].name (undefined): the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', at most 253 characters. Give another gateways[0].name.",
      () => ({ gateways: [{ name: undefined as never }] }),
    ],
    ['hostnames with 0 entries: there must be one at least. Give one.', () => ({ hostnames: [] })],
    [
      `hostnames with 17 entries: the API server takes 16 at most. ${several}`,
      () => ({ hostnames: times(17, 'host') }),
    ],
    [
      'hostnames[0] "trips.example.com:443": a host is a DNS name in lower case, with \'*.\' in front at most, without scheme, port and path. Write a name such as "trips.example.com"; look where it comes from, if that is a variable that may be unset.',
      () => ({ hostnames: ['trips.example.com:443'] }),
    ],
    [`rules[0].path "/a//b": ${path}`, rule({ path: '/a//b' })],
    [
      `rules[0].replacePath "weather": a path begins with '/', and has neither '//', '/./', '/../' nor '%2f'. Write a path such as "/".`,
      rule({ path: '/a', replacePath: 'weather' }),
    ],
    [
      'rules[0].replacePath "/", with no path: it is put in place of the path, so nothing would change. Give the path of the requests, such as "/weather", or leave replacePath out.',
      rule({ replacePath: '/' }),
    ],
    [
      'rules[0].replacePath "/a", with path "/a/": it is put in place of the path, so nothing would change. Give the path of the requests, such as "/weather", or leave replacePath out.',
      rule({ path: '/a/', replacePath: '/a' }),
    ],
    [
      'rules[0].headers["x canary"] "true": a header has a name of letters, digits and -, and a value that is not empty. Give both, such as { "x-canary": "true" }.',
      rule({ headers: { 'x canary': 'true' } }),
    ],
    [
      'rules[0].headers["x-canary"] "": a header has a name of letters, digits and -, and a value that is not empty. Give both, such as { "x-canary": "true" }.',
      rule({ headers: { 'x-canary': '' } }),
    ],
    [
      'rules[0].headers "X-A" and "x-a": names of headers are compared without case, so only one of the two would count. Take one of them out.',
      rule({ headers: { 'X-A': '1', 'x-a': '2' } }),
    ],
    [
      'rules[0].backends[0].weight 1.5: a weight is a whole number from 0 to 1000000. Give a share such as 90 beside 10.',
      ({ chat }) => ({ rules: [{ backends: [{ target: chat, weight: 1.5 }] }] }),
    ],
    [
      'rules[0].timeout of 0 ms: a timeout is a whole number of milliseconds, from 1 ms to 99999 s. Give another time, or MeshRequestTimeout.none() to wait for ever.',
      rule({ timeout: MeshRequestTimeout.after(Duration.millis(0)) }),
    ],
    [
      'rules[0].timeout of 172800000 ms: a timeout is a whole number of milliseconds, from 1 ms to 99999 s. Give another time, or MeshRequestTimeout.none() to wait for ever.',
      rule({ timeout: MeshRequestTimeout.after(Duration.days(2)) }),
    ],
    [
      'rules[0].timeout "5s": it is a MeshRequestTimeout. Write MeshRequestTimeout.none().',
      rule({ timeout: '5s' as never }),
    ],
    [
      'rules[1], which matches the same requests as rules[0]: one of the two would never be used. Take one of them out, or give it another host or path.',
      ({ chat, far }) => ({ rules: [{ backends: [{ target: chat }] }, { path: '/', backends: [{ target: far }] }] }),
    ],
    [
      'rules[0].backends[0].target registry test/registry: the registry has no authentication, and everybody who reaches the controller could remove agents. Lead to an agent instead; if a login is in front of the registry, name it: exposeRegistry: "oauth2-proxy asks for a login".',
      ({ registry }) => ({ rules: [{ backends: [{ target: registry }] }] }),
    ],
  ])('%s', (message, props) => expect(refusal(props)).toBe(`[test/route] ${message}`));

  test('backends of a rule that answer under different paths', () => {
    const each = world();
    const password = { secret: kplus.Secret.fromSecretName(each.chart, 'password', 'postgres'), key: 'password' };
    const database = RegistryDatabase.postgres({ host: '10.0.0.7', user: 'mesh', password });
    const registry = new MeshRegistry(each.chart, 'stored', { database, serviceName: 'stored' });
    const dashboard = new MeshDashboard(each.chart, 'dashboard', { registry });
    const backends = [{ target: each.chat }, { target: dashboard }];
    expect(() => made(() => ({ rules: [{ backends }], exposeDashboard: true }), each)).toThrow(
      '[test/route] rules[0] without a path, with agent test/chat under "/" and dashboard test/dashboard under "/ops/dashboard": all backends of a rule get the same requests. Make a rule for each.',
    );
  });

  test('another path for a dashboard', () => {
    const each = world();
    const password = { secret: kplus.Secret.fromSecretName(each.chart, 'password', 'postgres'), key: 'password' };
    const database = RegistryDatabase.postgres({ host: 'db.example.com', user: 'mesh', password });
    const registry = new MeshRegistry(each.chart, 'stored', { database, serviceName: 'stored' });
    const dashboard = new MeshDashboard(each.chart, 'dashboard', { registry });
    const rules = [{ backends: [{ target: dashboard }], path: '/ops', replacePath: '/' }];
    expect(() => made(() => ({ rules, exposeDashboard: true }), each)).toThrow(
      '[test/route] rules[0].replacePath "/", with dashboard test/dashboard: the dashboard answers under its basePath alone, and its page asks for that path. Leave replacePath out, and give the dashboard basePath: "/ops".',
    );
  });

  test('a route with a namespace in front of agents without one', () => {
    const chart = meshChart({});
    const registry = new MeshRegistry(chart, 'registry');
    const target = new MeshAgent(chart, 'chat', { registry, image });
    const route = (namespace?: string) => () =>
      new MeshHttpRoute(chart, `route-${namespace}`, { gateways, rules: [{ backends: [{ target }] }], namespace });
    expect(route('edge')).toThrow(
      '[test/route-edge] a route in namespace "edge", with agent test/chat in no known namespace: a route names the namespace of each backend that is not in its own. Give all charts a namespace, or none if all of it goes into one.',
    );
    expect(route()().route.toJson().spec.rules[0].backendRefs).toEqual([
      expect.not.objectContaining({ namespace: expect.anything() }),
    ]);
  });
});
