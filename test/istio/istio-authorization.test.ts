import { join } from 'path';
import { App, Chart, Cron, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  HeadlessMeshAgent,
  IstioDataPlane,
  IstioOptions,
  MeshAgent,
  MeshAgentProps,
  MeshRegistry,
  MeshRegistryProps,
  RedisEndpoint,
  RegistryDatabase,
  ServiceMesh,
  WaitForRegistry,
} from '../../src';
import { Cluster } from '../../src/cluster/cluster';
import { Pod } from '../../src/cluster/pods';
import { MeshDiscoveryTest } from '../../src/discovery-test/discovery-test';
import { IstioAuthorization } from '../../src/istio/istio-authorization';
import { IstioAuthorizationProps, IstioMutualTls } from '../../src/istio/istio-authorization-props';
import { find, Manifest, meshChart, synth } from '../support/manifests';
import { barePod } from '../support/mesh-view';
import { calls } from '../support/trip-planner';

/* Istio's policies from the graph of agents: who may call whom, by identity. */

// The example's registry declares no Istio; here it does, and nothing else of the example changes.
jest.mock(
  'cdk8s-mcp-mesh',
  () => {
    const library = jest.requireActual('../../src');
    class MeshedRegistry extends library.MeshRegistry {
      constructor(scope: Chart, id: string, props: MeshRegistryProps) {
        super(scope, id, { ...props, serviceMesh: library.ServiceMesh.istio({ dataPlane: 'NativeSidecar' }) });
      }
    }
    return { ...library, MeshRegistry: MeshedRegistry };
  },
  { virtual: true },
);

const image = 'registry.example.com/agent:1.0.0';
const istio = (options: IstioOptions = {}) =>
  ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR, ...options });
const principal = (account: string, namespace = 'mesh', trustDomain = 'cluster.local') =>
  `${trustDomain}/ns/${namespace}/sa/${account}`;

/** A planner that depends on weather and on a model in another namespace, a model that nobody asks for, and their registry. */
function mesh(
  props: (agents: { [id: string]: MeshAgent }) => Partial<IstioAuthorizationProps> = () => ({}),
  registryProps: MeshRegistryProps = {},
) {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry', { serviceMesh: istio(), ...registryProps });
  const planner = new MeshAgent(chart, 'planner', { registry, image, dependencies: ['weather'] });
  planner.addRequirement('llm', { tags: ['claude'] });
  const authorization = new IstioAuthorization(chart, 'authorization', { registry, ...props({ planner }) });
  new HeadlessMeshAgent(chart, 'weather', { registry, image, capabilities: ['weather'], port: 8081 });
  new MeshAgent(chart, 'claude', { registry, image, namespace: 'llm' }).addCapability('llm', { tags: ['claude'] });
  new MeshAgent(chart, 'gpt', { registry, image, namespace: 'llm' }).addCapability('llm', { tags: ['gpt'] });
  return { chart, authorization, objects: synth(chart) };
}

const policy = (objects: Manifest[], name: string) => find(objects, 'AuthorizationPolicy', name).spec;
const admitted = (objects: Manifest[], name: string): string[] =>
  (policy(objects, name).rules ?? []).flatMap(({ from }: Manifest) =>
    from.flatMap(({ source }: Manifest) => source.principals),
  );

/*
 * What Istio makes of a call. For a workload, the policies of its namespace that select it, and those of the root
 * namespace: first DENY, then ALLOW, of which one must match where there is any. A caller without mutual TLS has no principal.
 */

const ROOT = 'istio-system';

function about(objects: Manifest[], kind: string, { namespace, labels }: Pod): Manifest[] {
  return objects.filter(
    (object) =>
      object.kind === kind &&
      [namespace, ROOT].includes(object.metadata.namespace) &&
      Object.entries(object.spec.selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value),
  );
}

/** The narrowest PeerAuthentication counts: of the workload, then of the namespace, then of the root namespace. */
function demandsTls(objects: Manifest[], pod: Pod): boolean {
  const rank = ({ metadata, spec }: Manifest) => (spec.selector ? 0 : metadata.namespace === ROOT ? 2 : 1);
  return about(objects, 'PeerAuthentication', pod).sort((a, b) => rank(a) - rank(b))[0]?.spec.mtls.mode === 'STRICT';
}

function fits(pattern: string, value: string): boolean {
  return pattern.startsWith('*')
    ? value.endsWith(pattern.slice(1))
    : pattern.endsWith('*')
      ? value.startsWith(pattern.slice(0, -1))
      : pattern === value;
}

function matches(rule: Manifest, caller: string | undefined, port: number): boolean {
  const from =
    !rule.from ||
    rule.from.some(
      ({ source }: Manifest) => caller !== undefined && source.principals.some((each: string) => fits(each, caller)),
    );
  return from && (!rule.to || rule.to.some(({ operation }: Manifest) => operation.ports.includes(String(port))));
}

/** May this principal (none, where a caller has no proxy) call the workload on the port? */
function mayCall(objects: Manifest[], caller: string | undefined, pod: Pod, port: number): boolean {
  const policies = about(objects, 'AuthorizationPolicy', pod);
  const match = (action: string) =>
    policies
      .filter(({ spec }) => (spec.action ?? 'ALLOW') === action)
      .some(({ spec }) => (spec.rules ?? []).some((rule: Manifest) => matches(rule, caller, port)));
  if ((caller === undefined && demandsTls(objects, pod)) || match('DENY')) {
    return false;
  }
  return match('ALLOW') || !policies.some(({ spec }) => (spec.action ?? 'ALLOW') === 'ALLOW');
}

const identityOf = ({ namespace, spec }: Pod) => principal(spec.serviceAccountName ?? 'default', namespace);
const nameOf = ({ labels, name }: Pod) => labels['app.kubernetes.io/name'] ?? name;

describe('what is made', () => {
  test('is what the snapshot shows', () => {
    expect(mesh().objects.filter(({ apiVersion }) => apiVersion.startsWith('security.istio.io'))).toMatchSnapshot();
  });

  test('admits to an agent those that depend on it, on its port, wherever they are', () => {
    const { objects } = mesh();
    expect(policy(objects, 'mcp-mesh-weather')).toEqual({
      selector: {
        matchLabels: { 'app.kubernetes.io/name': 'mcp-mesh-weather', 'app.kubernetes.io/component': 'agent' },
      },
      action: 'ALLOW',
      rules: [
        {
          // Pods of a headless agent forward sessions to each other.
          from: [{ source: { principals: [principal('mcp-mesh-planner'), principal('mcp-mesh-weather')] } }],
          to: [{ operation: { ports: ['8081'] } }],
        },
      ],
    });
    expect(find(objects, 'AuthorizationPolicy', 'mcp-mesh-claude').metadata.namespace).toBe('llm');
    expect(admitted(objects, 'mcp-mesh-claude')).toEqual([principal('mcp-mesh-planner')]);
  });

  test('denies everybody where nobody depends on an agent: ALLOW without a rule', () => {
    for (const name of ['mcp-mesh-planner', 'mcp-mesh-gpt']) {
      expect(policy(mesh().objects, name)).toMatchObject({ action: 'ALLOW' });
      expect(policy(mesh().objects, name)).not.toHaveProperty('rules');
    }
  });

  test('admits to the registry its agents, all of them, on its port', () => {
    const { objects } = mesh(undefined, { port: 9000 });
    expect(policy(objects, 'mcp-mesh-registry')).toEqual({
      selector: {
        matchLabels: { 'app.kubernetes.io/name': 'mcp-mesh-registry', 'app.kubernetes.io/component': 'registry' },
      },
      action: 'ALLOW',
      rules: [
        {
          from: [
            {
              source: {
                principals: [
                  principal('mcp-mesh-claude', 'llm'),
                  principal('mcp-mesh-gpt', 'llm'),
                  principal('mcp-mesh-planner'),
                  principal('mcp-mesh-weather'),
                ],
              },
            },
          ],
          to: [{ operation: { ports: ['9000'] } }],
        },
      ],
    });
  });

  test('denies everybody the registry where it has no agents', () => {
    const chart = meshChart();
    new IstioAuthorization(chart, 'authorization', {
      registry: new MeshRegistry(chart, 'registry', { serviceMesh: istio() }),
    });
    expect(policy(synth(chart), 'mcp-mesh-registry')).not.toHaveProperty('rules');
  });

  test('says nothing that a proxy of layer 4 cannot enforce: callers and ports, and selectors instead of targets', () => {
    const keys = (value: unknown): string[] =>
      Array.isArray(value)
        ? value.flatMap(keys)
        : value && typeof value === 'object'
          ? Object.entries(value).flatMap(([key, each]) => [key, ...keys(each)])
          : [];
    const specs = mesh()
      .objects.filter(({ kind }) => kind === 'AuthorizationPolicy')
      .map(({ spec }) => spec);
    expect([...new Set(keys(specs.map(({ selector: _, ...rest }) => rest)))].sort()).toEqual([
      'action',
      'from',
      'operation',
      'ports',
      'principals',
      'rules',
      'source',
      'to',
    ]);
  });

  test('demands mutual TLS of each workload of the mesh, and of nothing else', () => {
    const { objects } = mesh();
    const demands = objects.filter(({ kind }) => kind === 'PeerAuthentication');
    expect(
      demands.map(({ metadata, spec }) => [
        `${metadata.namespace}/${metadata.name}`,
        spec.selector.matchLabels['app.kubernetes.io/name'],
        spec.mtls,
      ]),
    ).toEqual(
      [
        'mesh/mcp-mesh-planner',
        'mesh/mcp-mesh-registry',
        'mesh/mcp-mesh-weather',
        'llm/mcp-mesh-claude',
        'llm/mcp-mesh-gpt',
      ].map((name) => [name, name.split('/')[1], { mode: 'STRICT' }]),
    );
    const cluster = new Cluster([
      ...objects,
      barePod('mesh', 'stranger', { app: 'shop', 'app.kubernetes.io/component': 'agent' }),
    ]);
    expect(cluster.pods.filter((pod) => !demandsTls(objects, pod)).map(nameOf)).toEqual(['stranger']);
  });

  test('is all there for patches', () => {
    const { authorization } = mesh();
    expect(authorization.policies).toHaveLength(10);
    expect(new Set(authorization.policies.map(({ kind }) => kind))).toEqual(
      new Set(['AuthorizationPolicy', 'PeerAuthentication']),
    );
  });

  test('is the same at a second synthesis', () => {
    const app = new App();
    const chart = meshChart({ namespace: 'mesh' }, app);
    const registry = new MeshRegistry(chart, 'registry', { serviceMesh: istio() });
    new IstioAuthorization(chart, 'authorization', { registry, registryCallsAgents: true });
    new MeshAgent(chart, 'a', { registry, image });
    expect(app.synthYaml()).toBe(app.synthYaml());
  });
});

describe('the options', () => {
  test('mutual TLS for whole namespaces: one object each, once for the app', () => {
    const chart = meshChart();
    for (const name of ['one', 'two']) {
      const registry = new MeshRegistry(chart, name, { serviceName: name, configMapName: name, serviceMesh: istio() });
      new IstioAuthorization(chart, `authorization-${name}`, {
        registry,
        mtls: IstioMutualTls.NAMESPACES,
        namePrefix: 'x-',
      });
      new MeshAgent(chart, `agent-${name}`, { registry, image });
      new MeshAgent(chart, `far-${name}`, { registry, image, namespace: 'far' });
    }
    const demands = synth(chart).filter(({ kind }) => kind === 'PeerAuthentication');
    expect(demands.map(({ metadata, spec }) => [metadata.namespace, metadata.name, spec])).toEqual(
      ['mesh', 'far'].map((namespace) => [namespace, 'default', { mtls: { mode: 'STRICT' } }]),
    );
  });

  test('mutual TLS as it is: no object, and callers without it have no identity to be admitted by', () => {
    const { objects } = mesh(() => ({ mtls: IstioMutualTls.UNCHANGED }));
    expect(objects.filter(({ kind }) => kind === 'PeerAuthentication')).toEqual([]);
    expect(
      new Cluster(objects).pods.filter(
        (pod) => mayCall(objects, undefined, pod, 8080) || mayCall(objects, undefined, pod, 8000),
      ),
    ).toEqual([]);
  });

  test('a trust domain, labels, annotations and names', () => {
    const { objects } = mesh(() => ({
      trustDomain: 'corp.example',
      labels: { team: 'a' },
      annotations: { 'example.com/owner': 'a' },
      namePrefix: 'mesh-',
    }));
    const made = objects.filter(({ apiVersion }) => apiVersion === 'security.istio.io/v1');
    expect(made).toHaveLength(10);
    for (const { metadata } of made) {
      expect(metadata).toMatchObject({
        name: expect.stringMatching(/^mesh-mcp-mesh-/),
        labels: { team: 'a' },
        annotations: { 'example.com/owner': 'a' },
      });
    }
    expect(admitted(objects, 'mesh-mcp-mesh-weather')).toEqual([
      principal('mcp-mesh-planner', 'mesh', 'corp.example'),
      principal('mcp-mesh-weather', 'mesh', 'corp.example'),
    ]);
  });

  test("a registry that calls its agents, as its own account or the user's", () => {
    const all = (registry: MeshRegistryProps) => mesh(() => ({ registryCallsAgents: true }), registry).objects;
    for (const name of ['mcp-mesh-planner', 'mcp-mesh-weather', 'mcp-mesh-claude', 'mcp-mesh-gpt']) {
      expect(admitted(all({}), name)).toContain(principal('mcp-mesh-registry'));
    }
    expect(admitted(mesh().objects, 'mcp-mesh-weather')).not.toContain(principal('mcp-mesh-registry'));
    const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(meshChart(), 'account', 'robot');
    expect(admitted(all({ serviceAccount }), 'mcp-mesh-gpt')).toEqual([principal('robot')]);
  });

  test('callers from outside of the mesh, to the agents that are named and to the registry', () => {
    const { objects } = mesh(({ planner }) => ({
      ingressFrom: [{ namespace: 'istio-ingress', serviceAccount: 'gateway', agents: [planner] }],
      registryIngressFrom: [{ namespace: 'ops', serviceAccount: 'meshui' }],
    }));
    expect(admitted(objects, 'mcp-mesh-planner')).toEqual([principal('gateway', 'istio-ingress')]);
    expect(admitted(objects, 'mcp-mesh-weather')).toEqual([
      principal('mcp-mesh-planner'),
      principal('mcp-mesh-weather'),
    ]);
    expect(admitted(objects, 'mcp-mesh-registry')).toContain(principal('meshui', 'ops'));
  });
});

describe('identities', () => {
  const shared = (chart: Chart) =>
    kplus.ServiceAccount.fromServiceAccountName(chart, 'account', 'robot', { namespaceName: 'ignored' });

  test('are the accounts that pods run as, in the namespaces of the pods', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', { serviceMesh: istio() });
    new MeshAgent(chart, 'a', { registry, image, serviceAccount: shared(chart), dependencies: ['x'] });
    new MeshAgent(chart, 'b', { registry, image, capabilities: ['x'] });
    new IstioAuthorization(chart, 'authorization', { registry });
    expect(admitted(synth(chart), 'mcp-mesh-b')).toEqual([principal('robot')]);
  });

  test('may be shared by agents that are admitted to the same', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', { serviceMesh: istio() });
    const serviceAccount = shared(chart);
    for (const id of ['a', 'b']) {
      new MeshAgent(chart, id, { registry, image, serviceAccount, dependencies: ['x'] });
    }
    new MeshAgent(chart, 'x', { registry, image, capabilities: ['x'] });
    new MeshAgent(chart, 'elsewhere', { registry, image, serviceAccount, namespace: 'elsewhere' });
    new IstioAuthorization(chart, 'authorization', { registry });
    expect(admitted(synth(chart), 'mcp-mesh-x')).toEqual([principal('robot')]);
  });
});

describe('a registry that somebody else runs', () => {
  const endpoint = (props: Partial<IstioAuthorizationProps> = {}, serviceMesh = istio()) => {
    const chart = meshChart();
    const registry = MeshRegistry.fromEndpoint(chart, 'registry', { host: '203.0.113.7', serviceMesh });
    new IstioAuthorization(chart, 'authorization', { registry, ...props });
    new MeshAgent(chart, 'a', { registry, image, dependencies: ['x'] });
    new MeshAgent(chart, 'x', { registry, image, capabilities: ['x'] });
    return synth(chart);
  };

  test('has no policy; its agents do', () => {
    const objects = endpoint();
    expect(objects.filter(({ kind }) => kind === 'AuthorizationPolicy').map(({ metadata }) => metadata.name)).toEqual([
      'mcp-mesh-a',
      'mcp-mesh-x',
    ]);
    expect(admitted(objects, 'mcp-mesh-x')).toEqual([principal('mcp-mesh-a')]);
  });

  test('answers a wait past the proxy as it likes: that is not ours to refuse', () => {
    expect(endpoint({}, ServiceMesh.istio())).not.toEqual([]);
  });
});

test('agents need no wait: under classic sidecars they are then admitted', () => {
  const { objects } = mesh(undefined, {
    serviceMesh: ServiceMesh.istio(),
    agentDefaults: { waitForRegistry: WaitForRegistry.none() },
  });
  expect(admitted(objects, 'mcp-mesh-registry')).toHaveLength(4);
});

describe('the trip planner', () => {
  const PORTS = [8080, 8000, 3080, 5432, 9090];

  const { tripPlanner } = jest.requireActual('../../examples/trip-planner/agents');
  const chart = meshChart({ namespace: 'trip-planner' });
  const workingDirectory = process.cwd();
  process.chdir(join(__dirname, '../../examples/trip-planner')); // it reads its agents from there
  const secret = kplus.Secret.fromSecretName(chart, 'secret', 'postgres');
  const { registry, gateway } = tripPlanner(chart, {
    database: RegistryDatabase.postgres({ host: 'postgres', user: 'mesh', password: { secret, key: 'password' } }),
    redis: RedisEndpoint.of({ host: 'redis' }),
  });
  process.chdir(workingDirectory);
  new IstioAuthorization(chart, 'authorization', {
    registry,
    ingressFrom: [{ namespace: 'istio-ingress', serviceAccount: 'istio-ingress', agents: [gateway] }],
  });
  const objects = synth(chart);
  const cluster = new Cluster(
    [
      ...objects,
      barePod('trip-planner', 'stranger', { app: 'stranger' }),
      barePod('istio-ingress', 'istio-ingress', {}),
      barePod('elsewhere', 'impostor', {
        'app.kubernetes.io/component': 'agent',
        'app.kubernetes.io/name': 'planner-agent',
      }),
    ].map((object) =>
      object.metadata.name === 'istio-ingress'
        ? { ...object, spec: { ...object.spec, serviceAccountName: 'istio-ingress' } }
        : object,
    ),
  );
  const ours = cluster.pods.filter(
    ({ labels, namespace }) => labels['app.kubernetes.io/component'] && namespace === 'trip-planner',
  );
  const agents = ours.filter(({ labels }) => labels['app.kubernetes.io/component'] === 'agent');

  test('has thirteen agents, a registry and a dashboard', () => {
    expect([agents.length, ours.length]).toEqual([13, 15]);
  });

  test('is open at exactly the edges that are declared, of all ordered pairs and ports', () => {
    const declared = [
      ...Object.entries(calls).flatMap(([caller, callees]) => callees.map((callee) => `${caller} → ${callee}:8080`)),
      ...agents.map((agent) => `${nameOf(agent)} → mcp-mesh-registry:8000`),
      'mcp-mesh-dashboard → mcp-mesh-registry:8000',
      'istio-ingress → gateway:8080',
    ];
    expect(declared).toHaveLength(24 + 13 + 1 + 1);
    const open = cluster.pods.flatMap((from) =>
      ours
        .filter((to) => from !== to)
        .flatMap((to) =>
          PORTS.filter((port) => mayCall(objects, identityOf(from), to, port)).map(
            (port) => `${nameOf(from)} → ${nameOf(to)}:${port}`,
          ),
        ),
    );
    expect(open.sort()).toEqual(declared.sort());
  });

  test('is shut to callers without mutual TLS, and to another trust domain', () => {
    expect(ours.filter((to) => PORTS.some((port) => mayCall(objects, undefined, to, port)))).toEqual([]);
    expect(
      ours.filter((to) =>
        PORTS.some((port) => mayCall(objects, principal('planner-agent', 'trip-planner', 'evil.example'), to, port)),
      ),
    ).toEqual([]);
  });
});

describe('is refused', () => {
  /** The message with which a mesh is refused. */
  const message = (build: (chart: Chart) => unknown): string => {
    const chart = new Chart(Testing.app(), 'mesh', { namespace: 'mesh' });
    try {
      build(chart);
      synth(chart);
    } catch (error) {
      return (error as Error).message;
    }
    return 'not refused';
  };
  const authorized =
    (
      props: Partial<IstioAuthorizationProps> = {},
      agent: Partial<MeshAgentProps> = {},
      registryProps: MeshRegistryProps = {},
      id = 'registry',
    ) =>
    (chart: Chart) => {
      const registry = new MeshRegistry(chart, id, { serviceMesh: istio(), ...registryProps });
      new MeshAgent(chart, 'a', { registry, image, ...agent });
      new IstioAuthorization(chart, 'authorization', { registry, ...props });
    };
  const account = (chart: Chart, name: string) =>
    kplus.ServiceAccount.fromServiceAccountName(chart, `account-${name}`, name);
  const endpoint = (props: Partial<IstioAuthorizationProps>) => (chart: Chart) =>
    new IstioAuthorization(chart, 'authorization', {
      registry: MeshRegistry.fromEndpoint(chart, 'registry', { host: '203.0.113.7', serviceMesh: istio() }),
      ...props,
    });
  const listed = (...problems: string[]) =>
    ['Validation failed with the following errors:', ...problems.map((problem) => `  ${problem}`)].join('\n');

  test('without Istio', () => {
    expect(message(authorized({}, {}, { serviceMesh: ServiceMesh.none() }))).toBe(
      "[mesh/authorization] registry mesh/registry, which declares no Istio: identities come from Istio's proxies, and the registry decides whether its pods and its " +
        "agents' have one. Declare it once, on the registry: serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }).",
    );
  });

  test.each<[string, Partial<MeshAgentProps>]>([
    ['as it comes', {}],
    ['by TCP', { waitForRegistry: WaitForRegistry.tcp() }],
  ])('a wait past a classic sidecar, %s', (_, agent) => {
    expect(message(authorized({}, agent, { serviceMesh: ServiceMesh.istio() }))).toBe(
      "[mesh/authorization] agent mesh/a, which waits for registry mesh/registry under IstioDataPlane.SIDECAR: that wait goes past the pod's proxy and has no identity, " +
        'so a registry that admits its agents alone would never answer it. Run native sidecars, ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }), ' +
        'or do not wait: agentDefaults: { waitForRegistry: WaitForRegistry.none() }.',
    );
  });

  test('an agent that comes later and would not do', () => {
    expect(
      message((chart) => {
        const registry = new MeshRegistry(chart, 'registry', { serviceMesh: ServiceMesh.istio() });
        new IstioAuthorization(chart, 'authorization', { registry });
        new MeshAgent(chart, 'late', { registry, image });
      }),
    ).toMatch(
      /^\[mesh\/authorization\] agent mesh\/late, which waits for registry mesh\/registry under IstioDataPlane.SIDECAR: /,
    );
  });

  test('a namespace that is not known', () => {
    const chart = meshChart({});
    expect(() => authorized()(chart)).toThrow(
      '[test/authorization] agent test/a, whose namespace is not known: Istio knows pods by their namespace and account (<trust domain>/ns/<namespace>/sa/<account>). ' +
        'Give the chart a namespace (new Chart(app, id, { namespace })) or the construct its own.',
    );
  });

  test('a mesh beside istiod', () => {
    expect(message(authorized({}, {}, { serviceMesh: istio({ controlPlaneNamespace: 'mesh' }) }))).toBe(
      '[mesh/authorization] agent mesh/a in namespace "mesh", where istiod runs: a policy in Istio\'s root namespace is about the workloads of every namespace. ' +
        'Put the mesh into a namespace of its own.',
    );
    expect(message((chart) => authorized({}, {}, { namespace: 'istio-system' })(chart))).toMatch(
      /^\[mesh\/authorization\] registry mesh\/registry in namespace "istio-system", where istiod runs: /,
    );
  });

  test('an agent that runs as the account of everybody', () => {
    expect(message((chart) => authorized({}, { serviceAccount: account(chart, 'default') })(chart))).toBe(
      '[mesh/authorization] agent mesh/a, which runs as ServiceAccount "default": every pod of namespace "mesh" that names no account runs as it too, and Istio cannot tell ' +
        'them from the agent. Leave serviceAccount out, so that the agent has one of its own, or give one that no other workload uses.',
    );
  });

  test('an account of two agents that opens what one of them does not declare', () => {
    expect(
      message((chart) => {
        const registry = new MeshRegistry(chart, 'registry', { serviceMesh: istio() });
        const serviceAccount = account(chart, 'robot');
        new IstioAuthorization(chart, 'authorization', { registry });
        new MeshAgent(chart, 'a', { registry, image, serviceAccount, dependencies: ['x'] });
        new MeshAgent(chart, 'b', { registry, image, serviceAccount });
        new MeshAgent(chart, 'x', { registry, image, capabilities: ['x'] });
      }),
    ).toBe(
      listed(
        '[mesh/authorization] ServiceAccount "robot" in namespace "mesh", which mesh/a and mesh/b run as: Istio knows a caller by its account alone, so mesh/b could call mesh/x ' +
          'as mesh/a may, and nothing declares that. Give each of them an account of its own, which agents and registries have if serviceAccount is left out.',
      ),
    );
  });

  test('an account that an agent shares which comes after a first synthesis', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', { serviceMesh: istio() });
    const serviceAccount = account(chart, 'robot');
    new IstioAuthorization(chart, 'authorization', { registry });
    new MeshAgent(chart, 'a', { registry, image, serviceAccount, dependencies: ['x'] });
    new MeshAgent(chart, 'x', { registry, image, capabilities: ['x'] });
    expect(
      synth(chart)
        .filter(({ kind }) => kind === 'AuthorizationPolicy')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['mcp-mesh-a', 'mcp-mesh-registry', 'mcp-mesh-x']);
    new MeshAgent(chart, 'b', { registry, image, serviceAccount });
    expect(() => synth(chart)).toThrow('so test/b could call test/x as test/a may, and nothing declares that.');
  });

  test('an account that agents of two registries share', () => {
    expect(
      message((chart) => {
        const serviceAccount = account(chart, 'robot');
        authorized({}, { serviceAccount })(chart);
        const other = new MeshRegistry(chart, 'other', {
          serviceName: 'other',
          configMapName: 'other',
          serviceMesh: istio(),
        });
        new MeshAgent(chart, 'b', { registry: other, image, serviceAccount });
      }),
    ).toBe(
      listed(
        '[mesh/authorization] ServiceAccount "robot" in namespace "mesh", which mesh/a and mesh/b run as: Istio knows a caller by its account alone, so mesh/b could call ' +
          'mesh/registry as mesh/a may, and nothing declares that. Give each of them an account of its own, which agents and registries have if serviceAccount is left out.',
      ),
    );
  });

  test('an account that an agent shares with a registry that calls agents', () => {
    expect(
      message((chart) => {
        const serviceAccount = account(chart, 'robot');
        const registry = new MeshRegistry(chart, 'registry', { serviceMesh: istio(), serviceAccount });
        new IstioAuthorization(chart, 'authorization', { registry, registryCallsAgents: true });
        new MeshAgent(chart, 'a', { registry, image, serviceAccount });
        new MeshAgent(chart, 'b', { registry, image });
      }),
    ).toBe(
      listed(
        '[mesh/authorization] ServiceAccount "robot" in namespace "mesh", which mesh/registry and mesh/a run as: Istio knows a caller by its account alone, so mesh/a could call ' +
          'mesh/b as mesh/registry may, and nothing declares that. Give each of them an account of its own, which agents and registries have if serviceAccount is left out.',
      ),
    );
  });

  test('an account that an agent shares with the registry of another mesh', () => {
    expect(
      message((chart) => {
        const serviceAccount = account(chart, 'robot');
        authorized({}, { serviceAccount })(chart);
        new MeshRegistry(chart, 'other', { serviceName: 'other', configMapName: 'other', serviceAccount });
      }),
    ).toBe(
      listed(
        '[mesh/authorization] ServiceAccount "robot" in namespace "mesh", which mesh/a and mesh/other run as: Istio knows a caller by its account alone, so mesh/other could call ' +
          'mesh/registry as mesh/a may, and nothing declares that. Give each of them an account of its own, which agents and registries have if serviceAccount is left out.',
      ),
    );
  });

  test('an account that an agent shares with the discovery test of another mesh', () => {
    expect(
      message((chart) => {
        const serviceAccount = account(chart, 'robot');
        authorized({}, { serviceAccount })(chart);
        const registry = new MeshRegistry(chart, 'other', { serviceName: 'other', configMapName: 'other' });
        new MeshAgent(chart, 'b', { registry, image });
        new MeshDiscoveryTest(chart, 'test', { registry, serviceAccount });
      }),
    ).toContain('mesh/test/Resource could call mesh/registry as mesh/a may, and nothing declares that.');
  });

  test.each<[string, (chart: Chart, serviceAccount: kplus.IServiceAccount) => unknown]>([
    [
      'Deployment',
      (chart, serviceAccount) => new kplus.Deployment(chart, 'web', { serviceAccount, containers: [{ image }] }),
    ],
    [
      'StatefulSet',
      (chart, serviceAccount) =>
        new kplus.StatefulSet(chart, 'web', {
          serviceAccount,
          containers: [{ image }],
          service: new kplus.Service(chart, 'service', { ports: [{ port: 80 }] }),
        }),
    ],
    [
      'CronJob',
      (chart, serviceAccount) =>
        new kplus.CronJob(chart, 'web', { serviceAccount, schedule: Cron.daily(), containers: [{ image }] }),
    ],
    ['Pod', (chart, serviceAccount) => new kplus.Pod(chart, 'web', { serviceAccount, containers: [{ image }] })],
  ])("an account that an agent shares with the user's own %s", (_, make) => {
    expect(
      message((chart) => {
        const serviceAccount = account(chart, 'robot');
        authorized({}, { serviceAccount })(chart);
        make(chart, serviceAccount);
      }),
    ).toBe(
      listed(
        '[mesh/authorization] ServiceAccount "robot" in namespace "mesh", which mesh/a and mesh/web/Resource run as: Istio knows a caller by its account alone, so mesh/web/Resource could call ' +
          'mesh/registry as mesh/a may, and nothing declares that. Give each of them an account of its own, which agents and registries have if serviceAccount is left out.',
      ),
    );
  });

  test('a registry that calls its agents as the account of everybody', () => {
    const withDefault = (props: Partial<IstioAuthorizationProps>) =>
      message((chart) => authorized(props, {}, { serviceAccount: account(chart, 'default') })(chart));
    expect(withDefault({ registryCallsAgents: true })).toBe(
      listed(
        '[mesh/authorization] registryCallsAgents with registry mesh/registry, which runs as ServiceAccount "default": every pod of namespace "mesh" that names no account runs as it too, ' +
          'so every agent would admit all of them. Leave serviceAccount of the registry out, so that it has one of its own, or leave registryCallsAgents out.',
      ),
    );
    expect(withDefault({ registryCallsAgents: false })).toBe('not refused');
  });

  test.each([
    ['robot', 'an agent', ' and mesh/a run'],
    ['robot', 'the registry', ' and mesh/registry run'],
    ['default', 'every pod', ' and every pod that names no account run'],
  ])('the account %s, which a discovery test shares with %s', (name, who, sharers) => {
    expect(
      message((chart) => {
        const serviceAccount = account(chart, name);
        const registry = new MeshRegistry(chart, 'registry', {
          serviceMesh: istio(),
          ...(who === 'the registry' ? { serviceAccount } : {}),
        });
        new IstioAuthorization(chart, 'authorization', { registry });
        new MeshDiscoveryTest(chart, 'test', { registry, serviceAccount });
        new MeshAgent(chart, 'a', { registry, image, ...(who === 'an agent' ? { serviceAccount } : {}) });
      }),
    ).toBe(
      listed(
        `[mesh/authorization] ServiceAccount "${name}" in namespace "mesh", which a MeshDiscoveryTest${sharers} as: a test may call the registry and every agent, and Istio knows ` +
          'a caller by its account alone, so whatever else runs as it could too. Leave serviceAccount of the test out, so that it has one of its own.',
      ),
    );
  });

  test.each(['spiffe://corp', '*', 'Corp', '', 'undefined'])('the trust domain %j', (trustDomain) => {
    expect(message(authorized({ trustDomain }))).toBe(
      `[mesh/authorization] trustDomain ${JSON.stringify(trustDomain)}: a trust domain is made of lower-case letters, digits, '-', '.' and '_', without a scheme or a wildcard. ` +
        'Give meshConfig.trustDomain of your Istio, such as "cluster.local"; look where it comes from, if that is a variable that may be unset.',
    );
  });

  test.each([
    ['*', 'gateway'],
    ['istio-ingress', '*'],
    [undefined, 'gateway'],
    ['istio-ingress', undefined],
    ['', 'x'],
    ['null', 'x'],
  ])('a caller in namespace %j with account %j', (namespace, serviceAccount) => {
    const rest =
      `serviceAccount ${serviceAccount === undefined ? '(undefined)' : JSON.stringify(serviceAccount)} in namespace ${namespace === undefined ? '(undefined)' : JSON.stringify(namespace)}: ` +
      'Istio knows a caller by its namespace and its account, both by their whole names. ' +
      'Give those of the caller\'s pods, such as { namespace: "istio-ingress", serviceAccount: "istio-ingress" }; look where it comes from, if that is a variable that may be unset.';
    const caller = { namespace: namespace as string, serviceAccount: serviceAccount as string };
    expect(message(authorized({ registryIngressFrom: [caller] }))).toBe(
      `[mesh/authorization] registryIngressFrom: ${rest}`,
    );
    expect(message(authorized({ ingressFrom: [{ ...caller, agents: [] }] }))).toBe(
      `[mesh/authorization] ingressFrom: ${rest}`,
    );
  });

  test.each([[[]], [undefined]])('a caller of agents %j', (agents) => {
    expect(
      message(
        authorized({ ingressFrom: [{ namespace: 'istio-ingress', serviceAccount: 'gateway', agents: agents as any }] }),
      ),
    ).toBe(
      '[mesh/authorization] ingressFrom: serviceAccount "gateway" without agents: a caller is admitted by those agents that are named, and by no other. ' +
        'Name the agents that it calls, such as agents: [gateway].',
    );
  });

  test("a caller of another registry's agents", () => {
    expect(
      message((chart) => {
        const other = new MeshRegistry(chart, 'other', { serviceName: 'other', configMapName: 'other' });
        const b = new MeshAgent(chart, 'b', { registry: other, image });
        authorized({ ingressFrom: [{ namespace: 'istio-ingress', serviceAccount: 'gateway', agents: [b] }] })(chart);
      }),
    ).toBe(
      '[mesh/authorization] ingressFrom: agent mesh/b, which is not of registry mesh/registry: the policies are about the agents of one registry. ' +
        'Name it in an IstioAuthorization of its own registry.',
    );
  });

  test('what would be about a registry that somebody else runs', () => {
    expect(message(endpoint({ registryCallsAgents: true }))).toBe(
      '[mesh/authorization] registryCallsAgents with a registry from an endpoint: that registry is not part of this app, so its account is unknown, and there is no policy for it. ' +
        "Leave it out, and name the registry's account in ingressFrom.",
    );
    expect(message(endpoint({ registryIngressFrom: [{ namespace: 'ops', serviceAccount: 'meshui' }] }))).toBe(
      '[mesh/authorization] registryIngressFrom with a registry from an endpoint: that registry is not part of this app, so its account is unknown, and there is no policy for it. ' +
        'Leave it out; those who run the registry decide who may call it.',
    );
  });

  test('a prefix that makes no name, and labels that are none', () => {
    expect(message(authorized({ namePrefix: 'Team_' }))).toBe(
      '[mesh/authorization] namePrefix "Team_", with which an object would be named "Team_mcp-mesh-a": the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, \'-\' and \'.\', ' +
        'at most 253 characters. Give another namePrefix, or leave it out.',
    );
    expect(message(authorized({ labels: { 'a b': 'c' } }))).toMatch(/^\[mesh\/authorization\] labels key "a b": /);
    expect(message(authorized({ annotations: { 'a b': 'c' } }))).toMatch(
      /^\[mesh\/authorization\] annotations key "a b": /,
    );
  });

  test('a second one over the same registry', () => {
    const twice = message((chart) => {
      authorized()(chart);
      new IstioAuthorization(chart, 'again', { registry: chart.node.findChild('registry') as MeshRegistry });
    });
    expect(twice).toContain(
      '[mesh/again/AuthorizationPolicy.mesh.mcp-mesh-a] AuthorizationPolicy "mcp-mesh-a" in namespace "mesh", which mesh/authorization/AuthorizationPolicy.mesh.mcp-mesh-a makes too: ' +
        'a cluster holds one object of a kind, name and namespace, so the second one applied would replace the first. ' +
        'One IstioAuthorization covers a registry and all of its agents: take one of the two out, and put what it says on the other.',
    );
  });
});
