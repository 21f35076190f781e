import { RULE } from '../../src/rules/registry-exposed';
import { Manifest } from '../support/manifests';
import { agent, registry, registryService, said, service } from '../support/mesh-manifests';

const OPEN =
  'the registry has no authentication, so anyone who reaches it can remove agents (DELETE /agents/…) and call any of them (/proxy/…)';

describe('the registry on a route', () => {
  const FIX = 'Lead to the agent that users are to call instead, and look at the registry by kubectl port-forward';
  const exposed = (...objects: Manifest[]) =>
    said(RULE, [
      registry(),
      registryService({ ports: [{ name: 'http', port: 8000, targetPort: 'http' }] }),
      ...objects,
    ]);
  const told = (object: string, place: string) => [
    `${object} mesh/way: ${place} to the registry, Deployment mesh/mcp-mesh-registry: ${OPEN}. ${FIX}.`,
  ];
  const object = (apiVersion: string, kind: string, spec: Manifest, annotations?: Manifest) => ({
    apiVersion,
    kind,
    metadata: { name: 'way', namespace: 'mesh', annotations },
    spec,
  });

  describe('an Ingress', () => {
    const backend = (name: string, port: Manifest = { number: 8000 }) => ({ service: { name, port } });
    const ingress = (spec: Manifest, annotations?: Manifest) =>
      object('networking.k8s.io/v1', 'Ingress', spec, annotations);
    const paths = (...all: Manifest[]) => ({ rules: [{ http: { paths: all } }] });
    const toRegistry = backend('mcp-mesh-registry');

    test.each<[string, Manifest, string]>([
      ["a path, by the port's number", paths({ path: '/', backend: toRegistry }), 'path "/" leads'],
      [
        "a path, by the port's name",
        paths({ path: '/', backend: backend('mcp-mesh-registry', { name: 'http' }) }),
        'path "/" leads',
      ],
      [
        'several paths',
        paths({ path: '/a', backend: toRegistry }, { path: '/b', backend: toRegistry }),
        'path "/a" and path "/b" lead',
      ],
      [
        'one path of two hosts',
        {
          rules: [
            ...paths({ path: '/a', backend: toRegistry }).rules,
            ...paths({ path: '/a', backend: toRegistry }).rules,
          ],
        },
        'path "/a" leads',
      ],
      ['the default backend', { defaultBackend: toRegistry }, 'defaultBackend leads'],
    ])('%s', (_, spec, place) => {
      expect(exposed(ingress(spec))).toEqual(told('Ingress', place));
    });

    test.each<[string, Manifest, Manifest | undefined]>([
      ['an agent', paths({ path: '/', backend: backend('news', { number: 8080 }) }), undefined],
      ['its health alone', paths({ path: '/health', backend: toRegistry }), undefined],
      [
        'a port that its Service lacks',
        paths({ path: '/', backend: backend('mcp-mesh-registry', { number: 80 }) }),
        undefined,
      ],
      ['a Service that is not here', paths({ path: '/', backend: backend('other-registry') }), undefined],
      [
        'it behind oauth2-proxy',
        paths({ path: '/', backend: toRegistry }),
        { 'nginx.ingress.kubernetes.io/auth-url': 'https://auth.example.com' },
      ],
      [
        'it behind a middleware that asks for a password',
        paths({ path: '/', backend: toRegistry }),
        { 'traefik.ingress.kubernetes.io/router.middlewares': 'mesh-basic-auth@kubernetescrd' },
      ],
      [
        'it for some addresses',
        paths({ path: '/', backend: toRegistry }),
        { 'nginx.ingress.kubernetes.io/whitelist-source-range': '203.0.113.0/24' },
      ],
    ])('that leads to %s is fine', (_, spec, annotations) => {
      expect(exposed(service('news'), agent('news'), ingress(spec, annotations))).toEqual([]);
    });

    test.each([
      { 'alb.ingress.kubernetes.io/auth-type': 'none' },
      { 'example.com/contact': 'auth-team@example.com' },
      { 'nginx.ingress.kubernetes.io/whitelist-source-range': '0.0.0.0/0' },
      { 'example.com/author': 'me' },
    ])('annotation %j asks nobody', (annotations) => {
      expect(exposed(ingress(paths({ path: '/', backend: toRegistry }), annotations))).toHaveLength(1);
    });

    test('finds Services of its own namespace', () => {
      expect(
        exposed({ ...ingress({ defaultBackend: toRegistry }), metadata: { name: 'way', namespace: 'other' } }),
      ).toEqual([]);
    });
  });

  describe('an HTTPRoute', () => {
    const route = (parent: Manifest, rule: Manifest = { backendRefs: [{ name: 'mcp-mesh-registry', port: 8000 }] }) =>
      object('gateway.networking.k8s.io/v1', 'HTTPRoute', { parentRefs: [parent], rules: [rule] });

    test.each<[string, Manifest]>([
      ['a Gateway', { kind: 'Gateway', name: 'edge' }],
      ['a parent without a kind', { name: 'edge' }],
    ])('of %s', (_, parent) => {
      expect(exposed(route(parent))).toEqual(told('HTTPRoute', 'rules[0], attached to Gateway "edge", leads'));
    });

    test.each<[string, Manifest]>([
      ['of a Service, inside of the cluster', route({ group: '', kind: 'Service', name: 'mcp-mesh-registry' })],
      ['to another Service', route({ name: 'edge' }, { backendRefs: [{ name: 'news', port: 8080 }] })],
      [
        'to a Service of another namespace',
        route({ name: 'edge' }, { backendRefs: [{ name: 'mcp-mesh-registry', namespace: 'other', port: 8000 }] }),
      ],
      [
        'to another kind',
        route({ name: 'edge' }, { backendRefs: [{ kind: 'ServiceImport', name: 'mcp-mesh-registry', port: 8000 }] }),
      ],
      [
        'to its health alone',
        route(
          { name: 'edge' },
          {
            matches: [{ path: { type: 'Exact', value: '/health' } }],
            backendRefs: [{ name: 'mcp-mesh-registry', port: 8000 }],
          },
        ),
      ],
    ])('%s is fine', (_, made) => {
      expect(exposed(service('news'), agent('news'), made)).toEqual([]);
    });

    test('from another namespace', () => {
      const far = {
        ...route({ name: 'edge' }, { backendRefs: [{ name: 'mcp-mesh-registry', namespace: 'mesh', port: 8000 }] }),
        metadata: { name: 'way', namespace: 'edge' },
      };
      expect(exposed(far)).toHaveLength(1);
    });
  });

  describe('a VirtualService', () => {
    const toRegistry = { route: [{ destination: { host: 'mcp-mesh-registry', port: { number: 8000 } } }] };
    const virtual = (gateways: string[] | undefined, ...http: Manifest[]) =>
      object('networking.istio.io/v1', 'VirtualService', { hosts: ['mesh.example.com'], gateways, http });

    test.each<[string, Manifest]>([
      ['bound to a gateway', virtual(['edge'], toRegistry)],
      ['bound to a gateway and to sidecars', virtual(['mesh', 'edge'], toRegistry)],
      [
        'to the whole name',
        virtual(['edge'], { route: [{ destination: { host: 'mcp-mesh-registry.mesh.svc.cluster.local' } }] }),
      ],
    ])('%s', (_, made) => {
      expect(exposed(made)).toEqual(told('VirtualService', 'http[0], bound to gateway "edge", leads'));
    });

    test.each<[string, Manifest]>([
      ['for sidecars', virtual(undefined, toRegistry)],
      ['for sidecars, in words', virtual(['mesh'], toRegistry)],
      [
        'whose route is for sidecars alone',
        virtual(['mesh', 'edge'], { match: [{ gateways: ['mesh'] }], ...toRegistry }),
      ],
      ['for its health alone', virtual(['edge'], { match: [{ uri: { exact: '/health' } }], ...toRegistry })],
      ['to another Service', virtual(['edge'], { route: [{ destination: { host: 'news' } }] })],
      ['to nothing', virtual(['edge'], { directResponse: { status: 404 } }, { route: [{}] })],
    ])('%s is fine', (_, made) => {
      expect(exposed(service('news'), agent('news'), made)).toEqual([]);
    });
  });

  test('a registry that declares no port is one all the same', () => {
    const ingress = object('networking.k8s.io/v1', 'Ingress', {
      defaultBackend: { service: { name: 'mcp-mesh-registry', port: { number: 8000 } } },
    });
    const silent = registry({ container: { ports: undefined } });
    expect(said(RULE, [silent, registryService({ ports: [{ port: 8000 }] }), ingress])).toHaveLength(1);
  });

  test("a dashboard in the registry's pod is not the registry", () => {
    const ui = { name: 'ui', image: 'registry.example.com/ui:1.0.0', ports: [{ containerPort: 3080 }] };
    const pod = registry();
    pod.spec.template.spec.containers.push(ui);
    const ingress = (port: number) =>
      object('networking.k8s.io/v1', 'Ingress', {
        defaultBackend: { service: { name: 'mcp-mesh-registry', port: { number: port } } },
      });
    const ports = [{ port: 8000, targetPort: 'http' }, { port: 3080 }];
    expect(said(RULE, [pod, registryService({ ports }), ingress(3080)])).toEqual([]);
    expect(said(RULE, [pod, registryService({ ports }), ingress(8000)])).toHaveLength(1);
  });
});
