import { Chart, Testing } from 'cdk8s';
import { MeshAgent, MeshNetworkPolicy, MeshRegistry } from '../../src';
import { Mesh } from '../../src/mesh/mesh';
import { RULE } from '../../src/rules/namespace-missing';
import { Manifest, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

describe('namespace-missing', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const NONE = { namespace: undefined };
  const nowhere = (each: Manifest) => ({ ...each, metadata: { ...each.metadata, namespace: undefined } });
  const service = (name: string, selector: Manifest = { app: name }, metadata: Manifest = {}) =>
    object('v1', 'Service', name, { metadata, spec: { selector } });
  const agent = (name: string, url: string, more: Manifest = {}) =>
    deployment({ env: [{ name: 'MCP_MESH_REGISTRY_URL', value: url }], ...more }, { name });
  const registry = [deployment({ image: 'mcpmesh/registry:3.7.1' }, { name: 'reg' }), service('reg')];

  test('a Service that names one, and pods that name none', () => {
    expect(faults(service('processor'), nowhere(deployment({}, { name: 'processor', kind: 'StatefulSet' })))).toEqual([
      'StatefulSet processor: no metadata.namespace, while Service mesh/processor belongs with it: kubectl puts it into the namespace of its context, ' +
        '"default" unless you set another, where they do not find each other. Set metadata.namespace to mesh.',
    ]);
  });

  test('a whole agent: what belongs to the mesh by way of others is named as well', () => {
    expect(
      faults(...registry, nowhere(agent('weather', 'http://reg:8000')), service('weather', undefined, NONE)),
    ).toEqual([
      expect.stringContaining('Deployment weather: no metadata.namespace, while Service mesh/reg belongs with it: '),
      'Service weather: no metadata.namespace, while Service mesh/reg is of the same mesh: kubectl puts it into the namespace of its context, ' +
        '"default" unless you set another, where they do not find each other. Set metadata.namespace to mesh.',
    ]);
  });

  const policy = (kind: string, apiVersion: string, spec: Manifest, metadata: Manifest = NONE) =>
    object(apiVersion, kind, 'it', { metadata, spec });

  test.each<[string, Manifest[]]>([
    [
      'a ConfigMap that an agent reads',
      [
        agent('a', 'http://x', { envFrom: [{ configMapRef: { name: 'it' } }] }),
        object('v1', 'ConfigMap', 'it', { metadata: NONE }),
      ],
    ],
    [
      'a Secret that an agent mounts',
      [
        deployment({}, { pod: { volumes: [{ name: 'a', secret: { secretName: 'it' } }] } }),
        object('v1', 'Secret', 'it', { metadata: NONE }),
      ],
    ],
    [
      'the ServiceAccount',
      [deployment({}, { pod: { serviceAccountName: 'it' } }), object('v1', 'ServiceAccount', 'it', { metadata: NONE })],
    ],
    [
      'a policy',
      [
        deployment({}, { name: 'a' }),
        policy('NetworkPolicy', 'networking.k8s.io/v1', { podSelector: { matchLabels: { app: 'a' } } }),
      ],
    ],
    [
      'a budget',
      [
        deployment({}, { name: 'a' }),
        policy('PodDisruptionBudget', 'policy/v1', { selector: { matchLabels: { app: 'a' } } }),
      ],
    ],
    [
      'an autoscaler',
      [
        deployment({}, { name: 'a' }),
        policy('HorizontalPodAutoscaler', 'autoscaling/v2', { scaleTargetRef: { kind: 'Deployment', name: 'a' } }),
      ],
    ],
    [
      'an Ingress',
      [
        service('a'),
        policy('Ingress', 'networking.k8s.io/v1', {
          rules: [{ http: { paths: [{ backend: { service: { name: 'a' } } }] } }],
        }),
      ],
    ],
    [
      "an Ingress' default",
      [service('a'), policy('Ingress', 'networking.k8s.io/v1', { defaultBackend: { service: { name: 'a' } } })],
    ],
    [
      'a StatefulSet by its serviceName',
      [service('a', { app: 'x' }), nowhere(deployment({}, { kind: 'StatefulSet', spec: { serviceName: 'a' } }))],
    ],
    [
      'the registry of agents, by a whole name',
      [nowhere(registry[0]), nowhere(registry[1]), agent('a', 'http://reg.mesh.svc.cluster.local:8000')].slice(1),
    ],
    [
      'an agent of a registry elsewhere, beside its mates',
      [agent('a', 'https://registry.example.com'), nowhere(agent('b', 'https://registry.example.com'))],
    ],
  ])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(1));

  test.each<[string, Manifest[]]>([
    ['objects that all name one', [...registry, agent('a', 'http://reg:8000')]],
    ['objects of which none does', [...registry, agent('a', 'http://reg:8000')].map(nowhere)],
    [
      'two meshes, one with and one without',
      [
        ...registry,
        agent('a', 'http://reg:8000'),
        ...[
          deployment({ image: 'mcpmesh/registry:3.7.1' }, { name: 'other' }),
          service('other'),
          agent('b', 'http://other:8000'),
        ].map(nowhere),
      ],
    ],
    [
      'the same once with and once without',
      [...registry, agent('a', 'http://reg:8000'), ...[...registry, agent('a', 'http://reg:8000')].map(nowhere)],
    ],
    [
      'what is in the namespace that kubectl takes anyway',
      [service('a', undefined, { namespace: 'default' }), nowhere(deployment({}, { name: 'a' }))],
    ],
    [
      'an optional ConfigMap, which may be missing',
      [
        deployment({ envFrom: [{ configMapRef: { name: 'it', optional: true } }] }),
        object('v1', 'ConfigMap', 'it', { metadata: NONE }),
      ],
    ],
    [
      'kinds above namespaces',
      [
        deployment({}),
        object('v1', 'Namespace', 'mesh', { metadata: NONE }),
        object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'a', { metadata: NONE }),
      ],
    ],
    [
      'kinds that nobody knows',
      [
        deployment({}, { name: 'a' }),
        object('example.com/v1', 'Thing', 'a', { metadata: NONE, spec: { selector: { app: 'a' } } }),
      ],
    ],
    [
      'kinds that are called like others',
      [agent('a', 'http://reg:8000'), nowhere({ ...service('reg'), apiVersion: 'serving.knative.dev/v1' })],
    ],
    ['a policy of all pods', [deployment({}), policy('NetworkPolicy', 'networking.k8s.io/v1', { podSelector: {} })]],
    [
      "a host outside whose first word is a Service's",
      [...registry.map(nowhere), agent('a', 'https://reg.example.com')],
    ],
    [
      'an empty namespace, which is none',
      [{ ...service('a'), metadata: { name: 'a', namespace: '' } }, nowhere(deployment({}, { name: 'a' }))],
    ],
    ['an unknown registry', [agent('a', '$(URL)'), nowhere(agent('b', '$(URL)'))]],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

  test('kubectl is told the namespace: nothing parts', () => {
    const objects = [service('a'), nowhere(deployment({}, { name: 'a' }))];
    expect(RULE.find(new Mesh(objects, { defaultNamespace: 'mesh' }))).toEqual([]);
    expect(RULE.find(new Mesh(objects, { defaultNamespace: 'other' }))).toEqual([
      expect.objectContaining({ object: objects[1] }),
    ]);
  });

  test('a URL says the namespace, and not the agent that has it', () => {
    const objects = [
      ...registry.map(nowhere),
      { ...agent('b', 'http://reg.core.svc.cluster.local:8000'), metadata: { name: 'b', namespace: 'apps' } },
      { ...agent('a', 'http://reg.core:8000'), metadata: { name: 'a', namespace: 'apps' } },
    ];
    const context = 'kubectl puts it into the namespace of its context, "default" unless you set another';
    const split = 'where they do not find each other. Set metadata.namespace to core.';
    const expected = [
      `Deployment reg: no metadata.namespace, while Deployment apps/a is of the same mesh: ${context}, ${split}`,
      `Service reg: no metadata.namespace, while Deployment apps/a asks for "reg.core": ${context}, ${split}`,
    ];
    expect(faults(...objects)).toEqual(expected);
    expect(faults(...[...objects].reverse()).sort()).toEqual(expected);
    const into = (defaultNamespace: string) => RULE.find(new Mesh(objects, { defaultNamespace }));
    expect(into('core')).toEqual([]);
    expect(into('apps')).toEqual([
      expect.objectContaining({
        rule: expect.stringContaining('kubectl puts it into namespace "apps", which you gave'),
      }),
      expect.objectContaining({ fix: 'Set metadata.namespace to core' }),
    ]);
  });

  test('a mesh of ours, one of whose charts has lost its namespace', () => {
    const app = Testing.app();
    const [one, two] = ['one', 'two'].map((id) => new Chart(app, id, { namespace: 'mesh' }));
    const made = new MeshRegistry(one, 'registry');
    new MeshAgent(two, 'weather', { registry: made, image: 'registry.example.com/weather-agent:1.4.2' });
    new MeshNetworkPolicy(one, 'policy', { registry: made });
    const [first, second] = [synth(one), synth(two)];
    expect(faults(...first, ...second)).toEqual([]);
    expect(faults(...first, ...second.map(nowhere)).map((each) => each.split(':')[0])).toEqual([
      'ServiceAccount mcp-mesh-weather',
      'Deployment mcp-mesh-weather',
      'Service mcp-mesh-weather',
    ]);
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
