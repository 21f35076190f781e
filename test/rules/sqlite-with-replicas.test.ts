import { JsonPatch } from 'cdk8s';
import { Secret } from 'cdk8s-plus-28';
import { MeshRegistry, RegistryDatabase } from '../../src';
import { RULE } from '../../src/rules/sqlite-with-replicas';
import { Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

describe('sqlite-with-replicas', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const image = 'mcpmesh/registry:3.7.1';
  const registry = (container: Manifest = {}, replicas: unknown = 3, kind?: string) =>
    deployment({ image, ...container }, { name: 'mcp-mesh-registry', kind, spec: { replicas } });
  const url = (value: string) => ({ env: [{ name: 'DATABASE_URL', value }] });
  const scaler = (maxReplicas: number, more: Manifest = {}) =>
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'registry', {
      spec: {
        minReplicas: 1,
        maxReplicas,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'mcp-mesh-registry' },
      },
      ...more,
    });

  test("the image's own database", () => {
    expect(faults(registry())).toEqual([
      'Deployment mesh/mcp-mesh-registry: 3 replicas without DATABASE_URL: the registry then keeps its agents in a SQLite file; if each replica has its own file, the replicas know different agents. If they share one file, they corrupt it. Set replicas: 1, or give DATABASE_URL a postgres:// URL, which all replicas share.',
    ]);
  });

  test('a file, and an autoscaler', () => {
    expect(faults(registry(url('/data/mesh.db'), 1), scaler(5))).toEqual([
      'Deployment mesh/mcp-mesh-registry: up to 5 replicas by HorizontalPodAutoscaler "registry" with a DATABASE_URL that is not postgres://: the registry then ' +
        'keeps its agents in a SQLite file; if each replica has its own file, the replicas know different agents. If they share one file, they corrupt it. Take the HorizontalPodAutoscaler ' +
        'away, or give DATABASE_URL a postgres:// URL, which all replicas share.',
    ]);
  });

  const map = object('v1', 'ConfigMap', 'settings', { data: { DATABASE_URL: 'mysql://db', db: '/data/mesh.db' } });

  test.each<[string, Manifest[]]>([
    ['a StatefulSet', [registry({}, 2, 'StatefulSet')]],
    ['MySQL, which there is none of', [registry(url('mysql://mesh@db/mesh'))]],
    ['an empty URL, which is none', [registry(url(''))]],
    ['a URL by envFrom', [map, registry({ envFrom: [{ configMapRef: { name: 'settings' } }] })]],
    [
      'a URL by key',
      [
        map,
        registry({ env: [{ name: 'DATABASE_URL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'db' } } }] }),
      ],
    ],
    ['a Secret of other variables', [registry({ envFrom: [{ secretRef: { name: 'keys' }, prefix: 'LLM_' }] })]],
    [
      'a URL of known parts',
      [
        registry({
          env: [
            { name: 'DIR', value: '/data' },
            { name: 'DATABASE_URL', value: '$(DIR)/mesh.db' },
          ],
        }),
      ],
    ],
    [
      'KEDA',
      [
        registry({}, null),
        object('keda.sh/v1alpha1', 'ScaledObject', 'x', {
          spec: { maxReplicaCount: 4, scaleTargetRef: { name: 'mcp-mesh-registry' } },
        }),
      ],
    ],
    [
      'a registry by its label',
      [
        deployment(
          { image: 'registry.example.com/discovery:1', env: [{ name: 'MCP_MESH_LOG_LEVEL', value: 'INFO' }] },
          { spec: { replicas: 2 }, labels: { 'app.kubernetes.io/component': 'registry' } },
        ),
      ],
    ],
    [
      'a registry by its label and name',
      [
        deployment(
          { image: 'registry.example.com/discovery:1', ...url('sqlite:///data/a.db') },
          { name: 'mcp-mesh-registry', spec: { replicas: 2 }, labels: { 'app.kubernetes.io/component': 'registry' } },
        ),
      ],
    ],
  ])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(1));

  test.each<[string, Manifest[]]>([
    ['one replica', [registry({}, 1)]],
    ['no number, which is one', [registry({}, null)]],
    ['none, which is one later', [registry({}, 0)]],
    ['Postgres', [registry(url('postgres://mesh@db/mesh'))]],
    ['Postgres by its long name', [registry(url('postgresql://mesh@db/mesh'))]],
    ['Postgres with a password from elsewhere', [registry(url('postgres://mesh:$(PASSWORD)@db/mesh'))]],
    [
      'a URL from a Secret of somebody else',
      [registry({ env: [{ name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 'db', key: 'url' } } }] })],
    ],
    ['variables from a Secret of somebody else', [registry({ envFrom: [{ secretRef: { name: 'db' } }] })]],
    [
      'variables from a Secret that a controller fills',
      [
        object('v1', 'Secret', 'db', { type: 'example.com/db' }),
        registry({ envFrom: [{ secretRef: { name: 'db' } }] }),
      ],
    ],
    [
      'a URL that is another variable',
      [
        registry({
          env: [
            { name: 'URL', valueFrom: { secretKeyRef: { name: 'db', key: 'url' } } },
            { name: 'DATABASE_URL', value: '$(URL)' },
          ],
        }),
      ],
    ],
    ['an autoscaler that keeps it at one', [registry({}, null), scaler(1)]],
    ['an autoscaler of another namespace', [registry({}, null), scaler(5, { metadata: { namespace: 'other' } })]],
    [
      'a registry of something else',
      [
        deployment(
          { image: 'registry.example.com/modules:1', ...url('mysql://db/modules') },
          {
            name: 'module-registry',
            spec: { replicas: 3 },
            labels: { 'app.kubernetes.io/component': 'registry', 'app.kubernetes.io/name': 'modules' },
          },
        ),
      ],
    ],
    ['something else than a registry', [deployment({}, { spec: { replicas: 3 } })]],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

  test('the message shows nothing of the URL', () => {
    expect(faults(registry(url('mysql://mesh:q7Wc9xKd2@db/mesh')))).toEqual([expect.not.stringContaining('q7Wc9xKd2')]);
  });

  test('registries of ours', () => {
    const chart = meshChart();
    const sqlite = new MeshRegistry(chart, 'sqlite');
    new MeshRegistry(chart, 'postgres', {
      serviceName: 'shared-registry',
      configMapName: 'shared-config',
      replicas: 3,
      database: RegistryDatabase.postgres({
        host: 'db',
        user: 'mesh',
        password: { secret: Secret.fromSecretName(chart, 'password', 'db'), key: 'password' },
      }),
    });
    expect(faults(...synth(chart))).toEqual([]);
    sqlite.workload.addJsonPatch(JsonPatch.replace('/spec/replicas', 2));
    expect(faults(...synth(chart))).toEqual([
      expect.stringContaining('Deployment mesh/mcp-mesh-registry: 2 replicas with'),
    ]);
  });
});

test('odd input is passed over', () => {
  const odd = [
    deployment({ image: 'mcpmesh/registry:3.7.1', env: [null, {}], envFrom: [null, {}] }, { spec: { replicas: '3' } }),
    deployment({ env: [{ name: 'MCP_MESH_AGENT_NAME' }], resources: 'none' }, { name: 'two' }),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'a'),
    object('keda.sh/v1alpha1', 'ScaledObject', 'b', {
      spec: { scaleTargetRef: { name: 'weather-agent' }, maxReplicaCount: 'many' },
    }),
  ];
  expect(said(RULE, odd)).toEqual([]);
});
