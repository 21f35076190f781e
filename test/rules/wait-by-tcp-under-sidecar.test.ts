import { IstioDataPlane, MeshAgent, MeshRegistry, ServiceMesh, WaitForRegistry } from '../../src';
import { RULE } from '../../src/rules/wait-by-tcp-under-sidecar';
import { Manifest, meshChart, synth } from '../support/manifests';
import { agent, REGISTRY, said, WorkloadParts } from '../support/mesh-manifests';

const found = (...objects: Manifest[]) => said(RULE, [...REGISTRY, ...objects]);

const told = (mesh: string, user: number) => [
  `Deployment mesh/news: init container "wait-for-registry" waits for a TCP connection, in a pod with a sidecar of ${mesh}: ` +
    "a native sidecar accepts every connection in the registry's place, so the wait ends at once; one that a CNI plugin installs swallows them until it runs, " +
    'so the wait never ends. Ask the registry itself, by HTTP: wget -q -T 2 -O /dev/null http://<registry>:8000/health (WaitForRegistry.http()); ' +
    `if sidecars are not native, also run the init container as user ${user}, whose traffic the proxy leaves alone.`,
];

const GUIDE = 'until nc -z mcp-mesh-registry 8000; do\n  echo "Waiting for registry..."\n  sleep 2\ndone\n';
const waiting = (script: string = GUIDE, parts: WorkloadParts = {}, container: Manifest = {}) =>
  agent('news', undefined, {
    ...parts,
    pod: {
      ...parts.pod,
      initContainers: [
        { name: 'wait-for-registry', image: 'busybox:1.35', command: ['sh', '-c'], args: [script], ...container },
      ],
    },
  });
const ISTIO = { labels: { 'sidecar.istio.io/inject': 'true' } };
const LINKERD = { podAnnotations: { 'linkerd.io/inject': 'enabled' } };
const namespace = (labels: Manifest = {}, annotations: Manifest = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'mesh', labels, annotations },
});

describe('who gets a sidecar', () => {
  test.each<[string, string, number, Manifest[]]>([
    ["a pod that asks for Istio's by label", 'Istio', 1337, [waiting(GUIDE, ISTIO)]],
    ['by annotation', 'Istio', 1337, [waiting(GUIDE, { podAnnotations: { 'sidecar.istio.io/inject': 'true' } })]],
    ['by revision', 'Istio', 1337, [waiting(GUIDE, { labels: { 'istio.io/rev': 'canary' } })]],
    ['a pod of a namespace that asks for it', 'Istio', 1337, [waiting(), namespace({ 'istio-injection': 'enabled' })]],
    ['by revision', 'Istio', 1337, [waiting(), namespace({ 'istio.io/rev': 'canary' })]],
    ["a pod that asks for Linkerd's", 'Linkerd', 2102, [waiting(GUIDE, LINKERD)]],
    ['for ingress mode', 'Linkerd', 2102, [waiting(GUIDE, { podAnnotations: { 'linkerd.io/inject': 'ingress' } })]],
    [
      'a pod of a namespace that asks for it',
      'Linkerd',
      2102,
      [waiting(), namespace({}, { 'linkerd.io/inject': 'enabled' })],
    ],
  ])('%s (%s)', (_, mesh, user, objects) => {
    expect(found(...objects)).toEqual(told(mesh, user));
  });

  test.each<[string, Manifest[]]>([
    ['none is asked for', [waiting(), namespace()]],
    [
      'the pod opts out by label',
      [waiting(GUIDE, { labels: { 'sidecar.istio.io/inject': 'false' } }), namespace({ 'istio-injection': 'enabled' })],
    ],
    [
      'the pod opts out by annotation',
      [
        waiting(GUIDE, { podAnnotations: { 'sidecar.istio.io/inject': 'false' } }),
        namespace({ 'istio-injection': 'enabled' }),
      ],
    ],
    ['the namespace refuses', [waiting(GUIDE, ISTIO), namespace({ 'istio-injection': 'disabled' })]],
    ['the mesh is ambient', [waiting(), namespace({ 'istio.io/rev': 'canary', 'istio.io/dataplane-mode': 'ambient' })]],
    [
      'another namespace asks',
      [
        waiting(),
        {
          ...namespace({ 'istio-injection': 'enabled' }),
          metadata: { name: 'other', labels: { 'istio-injection': 'enabled' } },
        },
      ],
    ],
    [
      'the pod opts out of Linkerd',
      [
        waiting(GUIDE, { podAnnotations: { 'linkerd.io/inject': 'disabled' } }),
        namespace({}, { 'linkerd.io/inject': 'enabled' }),
      ],
    ],
    ["the pod is on the node's network", [waiting(GUIDE, { ...ISTIO, pod: { hostNetwork: true } })]],
  ])('silent where %s', (_, objects) => {
    expect(found(...objects)).toEqual([]);
  });

  test('what a Namespace that is not here says can be told', () => {
    expect(
      said(RULE, [...REGISTRY, waiting()], {
        namespaces: { mesh: { 'istio-injection': 'enabled' } },
      }),
    ).toHaveLength(1);
  });
});

describe('what waits by TCP', () => {
  test.each([
    GUIDE,
    'until nc -z -w 2 $REGISTRY_HOST $REGISTRY_PORT; do sleep 1; done',
    'while ! nc -vz mcp-mesh-registry 8000; do sleep 1; done',
    'netcat -z mcp-mesh-registry 8000',
    'until (echo > /dev/tcp/mcp-mesh-registry/8000); do sleep 1; done',
    './wait-for-it.sh mcp-mesh-registry:8000',
    'dockerize -wait tcp://mcp-mesh-registry:8000',
    'until nc mcp-mesh-registry 8000 < /dev/null; do sleep 1; done',
    'until echo|nc -w1 mcp-mesh-registry 8000; do sleep 1; done',
  ])('%s', (script) => {
    expect(found(waiting(script, ISTIO))).toEqual(told('Istio', 1337));
  });

  test.each([
    'until wget -q -T 2 -O /dev/null http://mcp-mesh-registry:8000/health; do sleep 2; done',
    'until curl -sf mcp-mesh-registry:8000/health; do sleep 2; done',
    'until nc -z mcp-mesh-registry 8000 && wget -q -O- mcp-mesh-registry:8000/health; do sleep 2; done',
    'python wait.py',
    'rsync -z from to; sync',
    'printf "GET /health HTTP/1.0\\r\\n" > x',
  ])('not %s', (script) => {
    expect(found(waiting(script, ISTIO))).toEqual([]);
  });

  test('a wait for something else', () => {
    const name = { name: 'wait-for-database' };
    expect(found(waiting('until nc -z postgres 5432; do sleep 1; done', ISTIO, name))).toEqual([
      expect.stringMatching(
        /a native sidecar accepts every connection in the server's place.*Ask the server itself, in its own protocol, such as by pg_isready, redis-cli ping or wget; if/,
      ),
    ]);
  });

  test.each([
    'until pg_isready -h postgres; do sleep 1; done',
    'until nc -z redis 6379 && redis-cli -h redis ping; do sleep 1; done',
    'until nc -z localhost 15021; do sleep 1; done',
    'until nc -z 127.0.0.1 15021; do sleep 1; done',
  ])('not a wait for something else by %s', (script) => {
    expect(found(waiting(script, ISTIO, { name: 'wait-for-database' }))).toEqual([]);
  });

  test("a wait for the registry's host, whatever it is called", () => {
    const lone = (host: string) =>
      agent('news', 'http://home:8000', {
        ...ISTIO,
        pod: { initContainers: [{ name: 'wait', command: ['sh', '-c', `until nc -z ${host} 8000; do :; done`] }] },
      });
    expect(found(lone('home'))).toHaveLength(1);
    expect(found(lone('postgres'))).toEqual([expect.stringContaining("in the server's place")]);
  });

  test('another registry is something else', () => {
    expect(
      found(waiting('until nc -z schema-registry 8081; do sleep 1; done', ISTIO, { name: 'wait-for-schema-registry' })),
    ).toEqual([expect.stringContaining("in the server's place")]);
  });

  test.each([
    ['wait-for-registry', '$HOST', 1],
    ['wait', 'mcp-mesh-registry', 1],
    ['wait', '$MCP_MESH_REGISTRY_HOST', 1],
    ['wait', 'harbor-registry', 0],
  ])('in a pod that is no agent, %s for %s: %s', (name, host, times) => {
    const made = waiting(`until nc -z ${host} 8000; do sleep 1; done`, ISTIO, { name });
    made.spec.template.spec.containers[0].env = [];
    expect(found(made)).toHaveLength(times);
  });

  test("not a sidecar of the pod's own", () => {
    expect(found(waiting(GUIDE, ISTIO, { restartPolicy: 'Always' }))).toEqual([]);
  });
});

describe('what passes the proxy by', () => {
  const annotated = (podAnnotations: { [key: string]: string }) => waiting(GUIDE, { ...ISTIO, podAnnotations });
  const excluded = 'traffic.sidecar.istio.io/excludeOutboundPorts';

  test.each<[string, Manifest]>([
    ["the proxy's user", waiting(GUIDE, ISTIO, { securityContext: { runAsUser: 1337 } })],
    ["the proxy's group", waiting(GUIDE, ISTIO, { securityContext: { runAsGroup: 1337 } })],
    ["the proxy's user for the whole pod", waiting(GUIDE, { ...ISTIO, pod: { securityContext: { runAsUser: 1337 } } })],
    ["the registry's port excluded", annotated({ [excluded]: '5432, 8000' })],
    ['every port excluded', annotated({ [excluded]: '*' })],
    [
      'ranges of addresses that may have it',
      annotated({ 'traffic.sidecar.istio.io/excludeOutboundIPRanges': '10.0.0.0/8' }),
    ],
    ['nothing intercepted', annotated({ 'sidecar.istio.io/interceptionMode': 'NONE' })],
    ["Linkerd's user", waiting(GUIDE, LINKERD, { securityContext: { runAsUser: 2102 } })],
    [
      "a range of Linkerd's",
      waiting(GUIDE, {
        podAnnotations: { ...LINKERD.podAnnotations, 'config.linkerd.io/skip-outbound-ports': '5432,7999-8001' },
      }),
    ],
  ])('%s', (_, made) => {
    expect(found(made)).toEqual([]);
  });

  describe('where the script names no port', () => {
    const script = 'until nc -z $REGISTRY_HOST $REGISTRY_PORT; do sleep 1; done';
    const without = (ports: string, url: string) => {
      const made = waiting(script, { ...ISTIO, podAnnotations: { [excluded]: ports } });
      made.spec.template.spec.containers[0].env[1].value = url;
      return found(made);
    };

    test("it is that of the agent's URL", () => {
      expect(without('8000', 'http://mcp-mesh-registry:8000')).toEqual([]);
      expect(without('5432', 'http://mcp-mesh-registry:8000')).toHaveLength(1);
    });

    test('or one that may be excluded', () => {
      expect(without('5432', 'http://$(X):$(Y)')).toEqual([]);
      expect(without('', 'http://$(X):$(Y)')).toHaveLength(1);
    });
  });

  test.each<[string, Manifest]>([
    ['another user', waiting(GUIDE, ISTIO, { securityContext: { runAsUser: 10001 } })],
    [
      "another user in a pod of the proxy's",
      waiting(
        GUIDE,
        { ...ISTIO, pod: { securityContext: { runAsUser: 1337 } } },
        { securityContext: { runAsUser: 10001 } },
      ),
    ],
    ['another port', annotated({ [excluded]: '5432' })],
    ['an empty list', annotated({ [excluded]: '' })],
    ["Linkerd's user under Istio", waiting(GUIDE, ISTIO, { securityContext: { runAsUser: 2102 } })],
  ])('not %s', (_, made) => {
    expect(found(made)).toHaveLength(1);
  });
});

describe('our own agents', () => {
  function objects(serviceMesh: ServiceMesh, waitForRegistry?: WaitForRegistry): Manifest[] {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', { serviceMesh });
    new MeshAgent(chart, 'news', { registry, image: 'registry.example.com/news:1.4.2', waitForRegistry });
    return synth(chart);
  }
  const native = ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR });

  test.each<[string, ServiceMesh, WaitForRegistry | undefined]>([
    ['without a mesh', ServiceMesh.none(), undefined],
    ['under either kind of sidecar', ServiceMesh.istio(), undefined],
    ["under either kind of sidecar, by TCP as the proxy's user", ServiceMesh.istio(), WaitForRegistry.tcp()],
    ['under a native sidecar', native, undefined],
    ['under a native sidecar, without a wait', native, WaitForRegistry.none()],
  ])('%s', (_, serviceMesh, wait) => {
    expect(said(RULE, objects(serviceMesh, wait))).toEqual([]);
  });

  test.each([WaitForRegistry.tcp(), WaitForRegistry.tcp({ timeout: undefined, image: 'busybox:1.36' })])(
    'a wait by TCP under a native sidecar is over at once',
    (wait) => {
      expect(said(RULE, objects(native, wait))).toHaveLength(1);
    },
  );
});
