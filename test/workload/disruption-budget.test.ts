import { ApiObject, Chart, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  HeadlessMeshAgent,
  MeshAgent,
  MeshDisruptionBudget,
  MeshRegistry,
  MeshRegistryProps,
  MeshStorage,
  RegistryDatabase,
} from '../../src';
import { find, Manifest, meshChart, pod, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';
const AGENT = { 'app.kubernetes.io/component': 'agent', 'app.kubernetes.io/name': 'mcp-mesh-a' };
const SPREAD = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: 'ScheduleAnyway',
  labelSelector: { matchLabels: AGENT },
}));

const postgres = (chart: Chart) =>
  RegistryDatabase.postgres({
    host: 'db',
    user: 'mesh',
    password: { secret: kplus.Secret.fromSecretName(chart, 'secret', 'db'), key: 'password' },
  });

function agents(props: object, build: (agent: MeshAgent, chart: Chart) => void = () => {}): Manifest[] {
  const chart = meshChart();
  build(new MeshAgent(chart, 'a', { registry: new MeshRegistry(chart, 'registry'), image, ...props }), chart);
  return synth(chart);
}

const budgets = (objects: Manifest[]) => objects.filter(({ kind }) => kind === 'PodDisruptionBudget');
const spreadOf = (objects: Manifest[]) => pod(find(objects, 'Deployment', 'mcp-mesh-a')).topologySpreadConstraints;

describe('from two replicas on', () => {
  test('an agent has a budget of one limit, and is spread over nodes and zones', () => {
    const objects = agents({ replicas: 2 });
    expect(find(objects, 'PodDisruptionBudget')).toEqual({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: {
        name: 'mcp-mesh-a',
        namespace: 'mesh',
        labels: { ...AGENT, 'app.kubernetes.io/part-of': 'mcp-mesh-registry.mesh' },
      },
      spec: { maxUnavailable: 1, selector: { matchLabels: AGENT }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    });
    expect(spreadOf(objects)).toEqual(SPREAD);
  });

  test.each([{}, { replicas: 1 }])('and before, neither: %j', (props) => {
    const objects = agents(props);
    expect(budgets(objects)).toEqual([]);
    expect(spreadOf(objects)).toBeUndefined();
  });

  test('both can be replaced, and left out', () => {
    expect(budgets(agents({ replicas: 3, disruptionBudget: MeshDisruptionBudget.none() }))).toEqual([]);
    const { spec } = find(
      agents({ replicas: 3, disruptionBudget: MeshDisruptionBudget.minAvailable(2) }),
      'PodDisruptionBudget',
    );
    expect(spec).toEqual({ minAvailable: 2, selector: expect.anything(), unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    expect(spreadOf(agents({ replicas: 3, topologySpreadConstraints: [] }))).toEqual([]);
  });

  test('a registry and a headless agent have them too', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', { database: postgres(chart), replicas: 2 });
    const agent = new HeadlessMeshAgent(chart, 'h', { registry, image, replicas: 2 });
    const objects = synth(chart);
    expect(budgets(objects).map(({ metadata }) => metadata.name)).toEqual(['mcp-mesh-registry', 'mcp-mesh-h']);
    expect(pod(find(objects, 'StatefulSet')).topologySpreadConstraints).toHaveLength(2);
    expect(pod(find(objects, 'Deployment')).topologySpreadConstraints).toHaveLength(2);
    expect([registry, agent].map(({ disruptionBudget }) => disruptionBudget?.kind)).toEqual([
      'PodDisruptionBudget',
      'PodDisruptionBudget',
    ]);
  });
});

describe('with an autoscaler', () => {
  const scaler = (target: kplus.IScalable, chart: Chart) =>
    new kplus.HorizontalPodAutoscaler(chart, 'scaler', { target, maxReplicas: 5 });

  test('an agent has a budget and is spread', () => {
    const objects = agents({}, scaler);
    expect(find(objects, 'PodDisruptionBudget').spec.maxUnavailable).toBe(1);
    expect(spreadOf(objects)).toEqual(SPREAD);
  });

  test("a registry on Postgres is a target, and its pods' names are not limited by replicas", () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', { database: postgres(chart), headless: true });
    scaler(registry, chart);
    const objects = synth(chart);
    expect(find(objects, 'HorizontalPodAutoscaler').spec.scaleTargetRef).toEqual({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      name: 'mcp-mesh-registry',
    });
    expect(budgets(objects)).toHaveLength(1);
    expect(registry.podHost(3)).toContain('mcp-mesh-registry-3.');
  });

  test('a registry on SQLite is none', () => {
    const chart = meshChart();
    expect(() => scaler(new MeshRegistry(chart, 'registry'), chart)).toThrow(
      '[test/registry] an autoscaler on SQLite: each replica would have a file of its own, and registries that do not share a database know different agents. Give a database that they share, RegistryDatabase.postgres({ … }), or run one replica.',
    );
  });

  test('an agent on a claim of one node is none', () => {
    expect(() => agents({ storage: MeshStorage.claim(Size.gibibytes(1)) }, scaler)).toThrow(
      '[test/a] an autoscaler on a claim that one node mounts (ReadWriteOnce): a pod on another node waits for the volume for ever. Run one replica, use HeadlessMeshAgent, which has a claim for each, or say shared: true if several nodes can mount the volume.',
    );
  });
});

describe('storage of an agent that is a Deployment', () => {
  test('is a claim with labels, and the old pod ends before the new one starts', () => {
    const objects = agents({
      storage: MeshStorage.claim(Size.gibibytes(1), 'fast', {
        labels: { backup: 'daily' },
        annotations: { note: 'a' },
      }),
      labels: { team: 'a' },
    });
    const { metadata, spec } = find(objects, 'PersistentVolumeClaim');
    expect(metadata).toEqual({
      name: 'mcp-mesh-a-data',
      namespace: 'mesh',
      labels: { ...AGENT, backup: 'daily', team: 'a' },
      annotations: { note: 'a' },
    });
    expect(spec.accessModes).toEqual(['ReadWriteOnce']);
    const deployment = find(objects, 'Deployment', 'mcp-mesh-a');
    expect(deployment.spec.strategy).toEqual({ type: 'Recreate' });
    expect(pod(deployment).volumes).toContainEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: 'mcp-mesh-a-data' },
    });
    expect(pod(deployment).containers[0].volumeMounts).toContainEqual({ name: 'data', mountPath: '/data' });
  });

  test('is shared by replicas on request', () => {
    const objects = agents({ storage: MeshStorage.claim(Size.gibibytes(1), undefined, { shared: true }), replicas: 3 });
    expect(find(objects, 'PersistentVolumeClaim').spec.accessModes).toEqual(['ReadWriteMany']);
    expect(find(objects, 'Deployment', 'mcp-mesh-a').spec.strategy).toBeUndefined();
  });

  test('is a claim that exists, of the app or not', () => {
    const chart = meshChart();
    const claim = kplus.PersistentVolumeClaim.fromClaimName(chart, 'claim', 'notes');
    const registry = new MeshRegistry(chart, 'registry', {
      database: RegistryDatabase.sqlite(MeshStorage.existingClaim(claim)),
    });
    new MeshAgent(chart, 'a', { registry, image, storage: MeshStorage.existingClaim(claim), storagePath: '/notes' });
    new HeadlessMeshAgent(chart, 'h', {
      registry,
      image,
      replicas: 2,
      storage: MeshStorage.existingClaim(claim, true),
    });
    const objects = synth(chart);
    expect(objects.filter(({ kind }) => kind === 'PersistentVolumeClaim')).toEqual([]);
    const volume = { name: 'data', persistentVolumeClaim: { claimName: 'notes' } };
    for (const workload of objects.filter(({ kind }) => ['Deployment', 'StatefulSet'].includes(kind))) {
      expect(pod(workload).volumes).toContainEqual(volume);
      expect(workload.spec.volumeClaimTemplates).toBeUndefined();
    }
  });

  test('is gone with the pod', () => {
    const { spec } = find(agents({ storage: MeshStorage.ephemeral(), replicas: 2 }), 'Deployment', 'mcp-mesh-a');
    expect(spec.template.spec.volumes).toContainEqual({ name: 'data', emptyDir: {} });
    expect(spec.strategy).toBeUndefined();
  });
});

test('claims of a StatefulSet have the labels that were asked for, and no others', () => {
  const chart = meshChart();
  const storage = MeshStorage.claim(Size.gibibytes(1), undefined, { labels: { backup: 'daily' } });
  new HeadlessMeshAgent(chart, 'h', {
    registry: new MeshRegistry(chart, 'registry'),
    image,
    storage,
    labels: { team: 'a' },
  });
  expect(find(synth(chart), 'StatefulSet').spec.volumeClaimTemplates[0].metadata).toEqual({
    name: 'data',
    labels: { backup: 'daily' },
  });
});

describe('budgets that would keep a drain waiting', () => {
  const problemOf = (build: (chart: Chart, registry: MeshRegistry) => void, props: MeshRegistryProps = {}) => {
    const chart = meshChart();
    build(chart, new MeshRegistry(chart, 'registry', props));
    try {
      synth(chart);
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };

  test('all replicas must be there', () => {
    expect(
      problemOf((chart, registry) => {
        new MeshAgent(chart, 'a', {
          registry,
          image,
          replicas: 2,
          disruptionBudget: MeshDisruptionBudget.minAvailable(2),
        });
      }),
    ).toContain(
      '[test/a] disruptionBudget minAvailable 2 with 2 replicas: no pod can be evicted, so draining a node never finishes. Give MeshDisruptionBudget.maxUnavailable(1), or more replicas.',
    );
  });

  test('two budgets select the same pods', () => {
    const second = (selector: object | undefined) =>
      problemOf((chart, registry) => {
        new MeshAgent(chart, 'a', { registry, image, replicas: 2 });
        new ApiObject(chart, 'own', {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { name: 'own' },
          spec: { minAvailable: 1, selector },
        });
      });
    const problem =
      "[test/a] PodDisruptionBudget test/own, which selects pods that the library gives a budget: Kubernetes evicts no pod that two budgets select, and draining a node fails. Leave it out, or the library's: disruptionBudget: MeshDisruptionBudget.none().";
    expect(second({ matchLabels: { 'app.kubernetes.io/component': 'agent' } })).toContain(problem);
    expect(second({})).toContain(problem);
    expect(second({ matchLabels: { app: 'other' } })).toBeUndefined();
    expect(second(undefined)).toBeUndefined();
  });
});

test("a patch of the budget's selector is refused", () => {
  expect(() =>
    agents({ replicas: 2 }, (agent) => {
      agent.disruptionBudget!.addJsonPatch(JsonPatch.replace('/spec/selector/matchLabels', {}));
    }),
  ).toThrow('a JSON patch makes spec.selector of PodDisruptionBudget "mcp-mesh-a"');
});
