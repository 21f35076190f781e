import { Testing } from 'cdk8s';
import { MeshRegistry } from '../../src';
import { Cluster } from '../../src/cluster/cluster';
import { Mesh } from '../../src/mesh/mesh';
import { RULE } from '../../src/rules/duplicate-identity';
import { Manifest, meshChart } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

describe('duplicate-identity', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const map = (name: string, metadata: Manifest = {}) => object('v1', 'ConfigMap', name, { metadata, data: {} });
  const cluster = (apiVersion: string, kind: string, namespace?: string) =>
    object(apiVersion, kind, 'a', { metadata: { namespace } });

  test('of several, the last one is what a cluster has', () => {
    const settings = (value: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a' },
      data: { value },
    });
    const applied = new Cluster([settings('first'), settings('last')]);
    expect(applied.find('ConfigMap', 'default', 'a')?.data).toEqual({ value: 'last' });
  });

  test('of several workloads, only the last one has pods, and of several Services only the last one leads anywhere', () => {
    const service = (app: string) =>
      object('v1', 'Service', 'a', { spec: { selector: { app }, ports: [{ port: 80 }] } });
    const applied = new Cluster([
      deployment({ image: 'a:1' }),
      service('weather-agent'),
      deployment({ image: 'a:2' }),
      service('other'),
    ]);
    expect(applied.pods.map(({ spec }) => spec.containers[0].image)).toEqual(['a:2']);
    expect(applied.services.map(({ selector }) => selector)).toEqual([{ app: 'other' }]);
    expect(applied.objects).toHaveLength(2);
  });

  test("a patch of Kustomize's does not replace what it is a part of, and hooks of Helm follow each other", () => {
    const patch = deployment({ image: undefined }, { spec: { selector: undefined } });
    const hook = (event: string) => deployment({}, { metadata: { annotations: { 'helm.sh/hook': event } } });
    expect(new Cluster([deployment({ image: 'a:1' }), patch]).pods[0].spec.containers[0].image).toBe('a:1');
    expect(new Cluster([patch, deployment({ image: 'a:1' })]).pods[0].spec.containers[0].image).toBe('a:1');
    expect(new Cluster([hook('pre-install'), hook('pre-upgrade')]).pods).toHaveLength(2);
  });

  test('the same name twice', () => {
    expect(faults(map('settings'), map('settings'))).toEqual([
      'ConfigMap mesh/settings: 2 objects of this kind and name in namespace "mesh": they define the same object on a cluster, and the one that is applied last replaces the others. Give each its own name, or merge them into one object.',
    ]);
  });

  test('versions of one group are one kind', () => {
    expect(
      faults(
        object('networking.istio.io/v1beta1', 'VirtualService', 'a'),
        object('networking.istio.io/v1', 'VirtualService', 'a'),
      ),
    ).toEqual([
      'VirtualService mesh/a: 2 objects of this kind and name in namespace "mesh", of apiVersion networking.istio.io/v1 and networking.istio.io/v1beta1: they define the same object on a cluster, and the one that is applied last replaces the others. Give each its own name, or merge them into one object.',
    ]);
  });

  test('each but the first is named', () => {
    const [first, second, third] = [map('a'), map('a'), map('a')];
    expect(RULE.find(new Mesh([first, second, third])).map((fault) => fault.object)).toEqual([second, third]);
  });

  test.each<[string, Manifest[]]>([
    [
      'kinds above namespaces, whatever namespace is stamped on them',
      [
        cluster('rbac.authorization.k8s.io/v1', 'ClusterRole', 'a'),
        cluster('rbac.authorization.k8s.io/v1', 'ClusterRole'),
      ],
    ],
    [
      'the namespace that kubectl takes, named once',
      [map('a', { namespace: 'default' }), map('a', { namespace: undefined })],
    ],
    ['custom kinds', [object('example.com/v1', 'Thing', 'a'), object('example.com/v1', 'Thing', 'a')]],
  ])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(1));

  test.each<[string, Manifest[]]>([
    ['other names', [map('a'), map('b')]],
    ['other kinds', [map('a'), object('v1', 'Secret', 'a')]],
    ['other namespaces', [map('a'), map('a', { namespace: 'other' })]],
    [
      'other groups',
      [object('networking.istio.io/v1', 'Gateway', 'a'), object('gateway.networking.k8s.io/v1', 'Gateway', 'a')],
    ],
    [
      'names that the API server makes up',
      [
        map(undefined as unknown as string, { generateName: 'a-' }),
        map(undefined as unknown as string, { generateName: 'a-' }),
      ],
    ],
    [
      'hooks of Helm, of which one follows the other',
      [
        map('a', { annotations: { 'helm.sh/hook': 'pre-install' } }),
        map('a', { annotations: { 'helm.sh/hook': 'pre-upgrade' } }),
      ],
    ],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

  test('two charts of ours', () => {
    const app = Testing.app();
    const objects = ['a', 'b'].flatMap((id) => {
      const chart = meshChart({ namespace: 'mesh' }, app, id);
      new MeshRegistry(chart, 'registry', { serviceName: `${id}-registry`, configMapName: `${id}-config` });
      return chart.toJson();
    });
    expect(faults(...objects)).toEqual([]);
    expect(faults(...objects, objects[0])).toHaveLength(1);
  });
});

test('odd input is passed over', () => {
  const odd = [
    deployment({}),
    object('v1', 'Service', 'a', { metadata: { namespace: undefined }, spec: 'x' }),
    object('networking.k8s.io/v1', 'NetworkPolicy', 'b', {
      metadata: { namespace: undefined },
      spec: { podSelector: { matchExpressions: [{ operator: 'Odd' }] } },
    }),
    object('networking.k8s.io/v1', 'Ingress', 'c', {
      metadata: { namespace: undefined },
      spec: { defaultBackend: [], rules: [null, { http: 'x' }] },
    }),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'd', { metadata: { namespace: null }, spec: null }),
    object('v1', 'List', 'e', { items: [] }),
  ];
  expect(said(RULE, odd)).toEqual([]);
});
