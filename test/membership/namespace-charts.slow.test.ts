import { App, Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import {
  IMeshRegistry,
  IstioAuthorization,
  IstioDataPlane,
  IstioMutualTls,
  MeshAgent,
  MeshDiscoveryTest,
  MeshNetworkPolicy,
  MeshPeer,
  MeshRegistry,
  ServiceMesh,
} from '../../src';

/*
 * Which file an object is in is decided by what the app holds, and not by the order in which it was made: each team applies the
 * files of its namespace, and an agent that moves up in the code takes nobody's ConfigMap or policy along.
 */

interface Plan {
  /** The namespace of each chart; several charts may have the same one. */
  readonly charts: string[];
  readonly agents: {
    readonly chart: number;
    readonly registry: number;
    readonly namespace?: string;
    readonly peers: boolean;
  }[];
  readonly strict: boolean;
  readonly defaultDeny: boolean;
  readonly mtls: IstioMutualTls;
  readonly registries: number;
  /** The order in which agents and the constructs about all of them are made: permuted numbers. */
  readonly order: number[];
}

/** For each registry: a MeshNetworkPolicy, an IstioAuthorization and a MeshDiscoveryTest. */
const CONSTRUCTS_ABOUT_ALL = 3;

const namespaces = ['core', 'one', 'two'];
const anyPlan: fc.Arbitrary<Plan> = fc
  .record({
    charts: fc.array(fc.constantFrom(...namespaces), { minLength: 1, maxLength: 4 }),
    agents: fc.array(
      fc.record({
        chart: fc.nat(3),
        registry: fc.nat(1),
        namespace: fc.option(fc.constantFrom(...namespaces), { nil: undefined, freq: 2 }),
        peers: fc.boolean(),
      }),
      { minLength: 2, maxLength: 5 },
    ),
    strict: fc.boolean(),
    defaultDeny: fc.boolean(),
    mtls: fc.constantFrom(IstioMutualTls.WORKLOADS, IstioMutualTls.NAMESPACES),
    registries: fc.constantFrom(1, 1, 2),
  })
  .chain((plan) => {
    const steps = Array.from({ length: plan.agents.length + CONSTRUCTS_ABOUT_ALL * plan.registries }, (_, i) => i);
    return fc
      .shuffledSubarray(steps, { minLength: steps.length, maxLength: steps.length })
      .map((order) => ({ ...plan, order }));
  });

/** The objects of each chart, each as JSON, sorted. */
function files(plan: Plan, order: number[]): { [chart: string]: string[] } {
  const app = Testing.app();
  const charts = plan.charts.map((namespace, i) => new Chart(app, `chart-${i}`, { namespace }));
  const registries = Array.from({ length: plan.registries }, (_, i) => registryOf(charts[0], i));
  const about = registries.flatMap((registry, i) => constructsAbout(charts[0], registry, i, plan));
  const agents = plan.agents.map(({ chart, registry, namespace, peers }, i) => () => {
    const made = new MeshAgent(charts[chart % charts.length], `agent-${i}`, {
      registry: registries[registry % registries.length],
      image: 'example.com/agent:1.0.0',
      namespace,
    });
    if (peers) {
      made.allowEgress(MeshPeer.internet());
    }
  });
  const steps = [...agents, ...about];
  order.forEach((step) => steps[step]());
  return writtenBy(app);
}

function registryOf(chart: Chart, i: number): IMeshRegistry {
  return new MeshRegistry(chart, `registry-${i}`, {
    serviceName: `registry-${i}`,
    configMapName: `config-${i}`,
    serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
  });
}

function constructsAbout(chart: Chart, registry: IMeshRegistry, i: number, plan: Plan): (() => void)[] {
  const { strict, defaultDeny, mtls } = plan;
  return [
    () =>
      void new MeshNetworkPolicy(chart, `policy-${i}`, {
        registry,
        strict,
        defaultDeny,
        labels: { by: `policy-${i}` },
      }),
    () =>
      void new IstioAuthorization(chart, `authorization-${i}`, {
        registry,
        mtls,
        annotations: { by: `authorization-${i}` },
      }),
    () => void new MeshDiscoveryTest(chart, `test-${i}`, { registry, name: `test-${i}` }),
  ];
}

/** An object as text, whatever the order of its lists: rules and peers are written in the order of the agents. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each) => (Array.isArray(each) ? each.map(canonical).sort() : each));
}

function writtenBy(app: App): { [chart: string]: string[] } {
  return Object.fromEntries(
    app.charts.map((chart) => [
      chart.node.id,
      chart
        .toJson()
        .map((object) => `${object.kind} ${object.metadata.namespace}/${object.metadata.name} ${canonical(object)}`)
        .sort(),
    ]),
  );
}

test('the order of construction moves no object to another file', () => {
  const moved = new Set<string>();
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const inOrder = plan.order.map((_, i) => i);
      const first = files(plan, inOrder);
      expect(files(plan, plan.order)).toEqual(first);
      expect(files(plan, [...plan.order].reverse())).toEqual(first);
      Object.values(first)
        .flat()
        .forEach((object) => moved.add(object.split(' ')[0]));
    }),
    { numRuns: 150, seed: 20261127 },
  );
  for (const kind of ['ConfigMap', 'NetworkPolicy', 'PeerAuthentication', 'AuthorizationPolicy', 'Job']) {
    expect(moved).toContain(kind);
  }
});
