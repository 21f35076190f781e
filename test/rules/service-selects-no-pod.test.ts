import { ApiObject, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { MeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/service-selects-no-pod';
import { find, Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

/** Of one release with `news`, so that all of its pods are shown. */
const RELEASE = { labels: { 'app.kubernetes.io/instance': 'demo' } };

const service = (selector: Manifest | undefined, more: Manifest = {}, name: string = 'weather-agent') =>
  object('v1', 'Service', name, {
    metadata: { ...RELEASE, ...more.metadata },
    spec: { selector, ports: [{ port: 8080 }], ...more.spec },
  });

describe('service-selects-no-pod', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const news = deployment({}, { name: 'news-agent', metadata: RELEASE });

  test('a misspelt label', () => {
    expect(faults(deployment({}), news, service({ app: 'weather-agnet' }))).toEqual([
      'Service mesh/weather-agent: selector app=weather-agnet: no pod in namespace "mesh" has this label (did you mean those of Deployment mesh/weather-agent? ' +
        'Their app is "weather-agent"), so the Service leads nowhere. Make the selector the same as labels that the pods have, in one namespace.',
    ]);
  });

  test('one label of several: the pod that has most of them is meant', () => {
    const labels = { app: 'weather-agent', tier: 'agent' };
    const less = deployment({}, { name: 'less', labels: { app: 'weather-agent' } });
    expect(
      faults(
        news,
        less,
        deployment({}, { name: 'weather', labels }),
        service({ ...labels, release: 'a' }, {}, 'forecast'),
      ),
    ).toEqual([
      'Service mesh/forecast: selector app=weather-agent, tier=agent, release=a: no pod in namespace "mesh" has all of these labels (did you mean those of ' +
        'Deployment mesh/weather? They have no release), so the Service leads nowhere. Make the selector the same as labels that the pods have, in one namespace.',
    ]);
  });

  test("the value under another key, as in the guide's first Service", () => {
    const pods = deployment({}, { name: 'weather', labels: { 'app.kubernetes.io/name': 'weather-agent' } });
    expect(faults(pods, service({ app: 'weather-agent' }, {}, 'forecast'))).toEqual([
      expect.stringContaining('has this label (did you mean those of Deployment mesh/weather? They have no app), so'),
    ]);
  });

  test("the workload of the Service's own name, whatever its labels", () => {
    expect(faults(deployment({}, { labels: { a: 'b' } }), service({ app: 'x' }))).toEqual([
      expect.stringContaining('(did you mean those of Deployment mesh/weather-agent? They have no app)'),
    ]);
  });

  test('nothing near: no guess', () => {
    expect(faults(news, service({ app: 'postgres' }, {}, 'db'))).toEqual([
      'Service mesh/db: selector app=postgres: no pod in namespace "mesh" has this label, so the Service leads nowhere. ' +
        'Make the selector the same as labels that the pods have, in one namespace.',
    ]);
  });

  test('a namespace that others share: the pods of a Service of another release are not shown', () => {
    const db = (metadata: Manifest) => service({ app: 'postgres' }, { metadata }, 'db');
    expect(faults(news, db({ labels: { 'app.kubernetes.io/instance': 'billing' } }))).toEqual([]);
    expect(faults(news, db({ labels: undefined }))).toEqual([]);
    const chart = { labels: undefined, annotations: { 'meta.helm.sh/release-name': 'demo' } };
    expect(faults(deployment({}, { name: 'news-agent', metadata: chart }), db(chart))).toHaveLength(1);
    const elsewhere = deployment({}, { name: 'news-agent', metadata: { ...chart, namespace: 'other' } });
    expect(faults(deployment({}, { name: 'x' }), elsewhere, db(chart))).toEqual([]);
    // One that is nearly a pod's label is a slip, whoever it is of.
    expect(faults(news, service({ app: 'news-agnt' }, { metadata: { labels: undefined } }, 'db'))).toHaveLength(1);
  });

  test('another agent of the same component is not what is meant', () => {
    const labels = (name: string) => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'agent' });
    expect(
      faults(deployment({}, { name: 'news', labels: labels('news') }), service(labels('stocks'), {}, 'stocks')),
    ).toEqual([expect.not.stringContaining('did you mean')]);
  });

  test('pods of another namespace', () => {
    expect(
      faults(news, deployment({}, { metadata: { namespace: 'agents' } }), service({ app: 'weather-agent' })),
    ).toEqual([
      'Service mesh/weather-agent: selector app=weather-agent: no pod in namespace "mesh" has this label (those of Deployment agents/weather-agent have, but a ' +
        'Service selects pods of its own namespace only), so the Service leads nowhere. Make the selector the same as labels that the pods have, in one namespace.',
    ]);
  });

  const rollout = (name: string, labels: Manifest, kind: string = 'Rollout') =>
    object('argoproj.io/v1alpha1', kind, name, { spec: { template: { metadata: { labels }, spec: {} } } });

  test.each<[string, Manifest[]]>([
    ['a headless one', [service({ app: 'x' }, { spec: { clusterIP: 'None' } })]],
    [
      'one that publishes pods before they are ready',
      [service({ app: 'x' }, { spec: { publishNotReadyAddresses: true } })],
    ],
    [
      'the right label on the Deployment, and another on its pods',
      [
        deployment({}, { name: 'stocks', metadata: { labels: { app: 'x' } }, labels: { app: 'y' } }),
        service({ app: 'x' }),
      ],
    ],
    [
      'a role that the pods have otherwise',
      [deployment({}, { name: 'api', labels: { app: 'x', role: 'server' } }), service({ app: 'x', role: 'api' })],
    ],
    ['a Rollout of other pods', [rollout('y', { app: 'y' }), service({ app: 'x' })]],
    [
      'a Rollout of another namespace',
      [{ ...rollout('x', { app: 'x' }), metadata: { name: 'x', namespace: 'other' } }, service({ app: 'x' })],
    ],
    [
      'a VirtualService of the selected name',
      [object('networking.istio.io/v1', 'VirtualService', 'x', { spec: {} }), service({ app: 'x' })],
    ],
    [
      "an operator's object whose name the selected one only begins like",
      [object('postgresql.cnpg.io/v1', 'Cluster', 'd', { spec: { instances: 3 } }), service({ app: 'db' })],
    ],
    ['a label called like what JavaScript has', [service({ constructor: 'x' })]],
  ])('%s', (_, objects) => expect(faults(news, ...objects)).toHaveLength(1));

  test.each<[string, Manifest[]]>([
    ['a Service that selects pods', [deployment({}), service({ app: 'weather-agent' })]],
    [
      "one of a Job's pods",
      [
        object('batch/v1', 'Job', 'import', { spec: { template: deployment({}).spec.template } }),
        service({ app: 'weather-agent' }),
      ],
    ],
    ['one of a workload that sleeps', [deployment({}, { spec: { replicas: 0 } }), service({ app: 'weather-agent' })]],
    ["no selector: the endpoints are somebody's own work", [service(undefined)]],
    ['an empty selector', [service({})]],
    [
      'an alias, whose selector counts for nothing',
      [service({ app: 'x' }, { spec: { type: 'ExternalName', externalName: 'x.example.com' } })],
    ],
    ['a namespace of which no workload is shown', [service({ app: 'x' }, { metadata: { namespace: 'other' } })]],
    [
      'the namespace of everybody',
      [
        deployment({}, { metadata: { namespace: 'kube-system' } }),
        service({ 'k8s-app': 'kube-dns' }, { metadata: { namespace: 'kube-system' } }),
      ],
    ],
    [
      'one pod of a StatefulSet',
      [deployment({}, { kind: 'StatefulSet' }), service({ 'statefulset.kubernetes.io/pod-name': 'weather-agent-2' })],
    ],
    ['the pods of one Job', [service({ 'job-name': 'import' })]],
    ['nothing but a role', [service({ role: 'master' })]],
    ['the leader among pods', [deployment({}), service({ app: 'weather-agent', 'spilo-role': 'master' })]],
    ['a Rollout by its template', [rollout('y', { app: 'x', more: 'z' }), service({ app: 'x' })]],
    [
      "an operator's object by its name",
      [
        object('postgresql.cnpg.io/v1', 'Cluster', 'db', { spec: { instances: 3 } }),
        service({ 'cnpg.io/cluster': 'db', 'cnpg.io/instanceRole': 'primary' }),
      ],
    ],
    [
      "an operator's object whose kind ends with Server",
      [object('mcp.example.com/v1', 'MCPServer', 'db', {}), service({ app: 'db' })],
    ],
    [
      "an operator's object by what its name begins with",
      [object('kafka.strimzi.io/v1', 'Kafka', 'my-cluster', {}), service({ 'strimzi.io/name': 'my-cluster-kafka' })],
    ],
    [
      "an operator's object by its kind",
      [
        object('monitoring.coreos.com/v1', 'Prometheus', 'k8s', { spec: { replicas: 2 } }),
        service({ 'app.kubernetes.io/name': 'prometheus' }),
      ],
    ],
    [
      "an operator's object by podMetadata",
      [
        object('monitoring.coreos.com/v1', 'Alertmanager', 'main', {
          spec: { podMetadata: { labels: { app: 'x', tier: 'y' } } },
        }),
        service({ app: 'x' }),
      ],
    ],
    [
      "an operator's object by podTemplate",
      [
        object('kibana.k8s.elastic.co/v1', 'Kibana', 'main', {
          spec: { podTemplate: { metadata: { labels: { app: 'x' } } } },
        }),
        service({ app: 'x' }),
      ],
    ],
    ['the pods of a Gateway', [service({ 'gateway.networking.k8s.io/gateway-name': 'mesh-gateway' })]],
    [
      'a ReplicationController',
      [
        object('v1', 'ReplicationController', 'old', { spec: { template: { metadata: { labels: { app: 'x' } } } } }),
        service({ app: 'x' }),
      ],
    ],
    ["a Service of Knative's", [{ ...service({ app: 'x' }), apiVersion: 'serving.knative.dev/v1' }]],
  ])('not %s', (_, objects) => expect(faults(news, ...objects)).toEqual([]));

  /** A workload whose account may change pods, and what says so. */
  const labeler = (verbs: string[], kind: string = 'Role', labels: Manifest = { app: 'manager' }) => [
    deployment({}, { name: 'manager', labels, pod: { serviceAccountName: 'manager' } }),
    object('rbac.authorization.k8s.io/v1', kind, 'pods', {
      rules: [
        { apiGroups: ['apps'], resources: ['deployments'], verbs: ['*'] },
        { apiGroups: [''], resources: ['pods', 'services'], verbs },
      ],
    }),
    object('rbac.authorization.k8s.io/v1', `${kind}Binding`, 'pods', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: 'pods' },
      subjects: [{ kind: 'ServiceAccount', name: 'manager', namespace: 'mesh' }],
    }),
  ];
  const webhook = service({ 'longhorn.io/admission-webhook': 'here' });

  test.each([
    ['Role', ['*']],
    ['Role', ['get', 'patch']],
    ['ClusterRole', ['update']],
  ])('not a label that pods may set: by a %s that allows %s', (kind, verbs) => {
    expect(faults(news, ...labeler(verbs, kind), webhook)).toEqual([]);
  });

  test('a label that no pod may set', () => {
    expect(faults(news, ...labeler(['get', 'list', 'delete']), webhook)).toHaveLength(1);
    const [manager, role] = labeler(['*']);
    expect(faults(news, manager, role, webhook)).toHaveLength(1);
    expect(faults(news, role, labeler(['*'])[2], webhook)).toHaveLength(1);
    const other = { ...labeler(['*'])[2], metadata: { name: 'pods', namespace: 'other' } };
    expect(faults(news, manager, role, other, webhook)).toHaveLength(1);
  });

  test('a misspelt value of a label that pods have by their template', () => {
    expect(faults(...labeler(['*']), service({ app: 'manger' }))).toHaveLength(1);
    expect(faults(news, ...labeler(['*']), service({ app: 'manger', leads: 'yes' }))).toHaveLength(1);
    expect(faults(...labeler(['*']), service({ app: 'manager', leads: 'yes' }))).toEqual([]);
  });

  describe('a Service whose requests a route sends to others needs no pods', () => {
    const apex = service({ app: 'apex' }, {}, 'apex');
    const virtual = (host: string, spec: Manifest = {}) =>
      object('networking.istio.io/v1', 'VirtualService', 'routes', {
        spec: { hosts: ['apex'], http: [{ route: [{ destination: { host } }] }], ...spec },
      });
    const http = (name: string) =>
      object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'routes', {
        spec: {
          parentRefs: [{ group: '', kind: 'Service', name: 'apex' }],
          rules: [{ backendRefs: [{ name, port: 80 }] }],
        },
      });
    const split = (name: string) =>
      object('split.smi-spec.io/v1alpha1', 'TrafficSplit', 'split', {
        spec: { service: 'apex', backends: [{ service: name, weight: 1 }] },
      });

    test.each([
      ['VirtualService', virtual],
      ['HTTPRoute', http],
      ['TrafficSplit', split],
    ])('%s', (_, route) => {
      expect(faults(news, apex, route('news-agent'))).toEqual([]);
      expect(faults(news, apex, route('apex'))).toHaveLength(1);
    });

    test('but one that no route sends anywhere', () => {
      expect(faults(news, apex, virtual('news-agent', { hosts: ['other'] }))).toHaveLength(1);
      expect(faults(news, apex, virtual('news-agent', { http: [] }))).toHaveLength(1);
    });
  });

  test('a Job alone does not bring the workloads of its namespace', () => {
    const template = {
      metadata: { labels: { app: 'benchmark' } },
      spec: { containers: [{ name: 'main', image: 'x:1' }] },
    };
    const other = { metadata: { namespace: 'other' } };
    const batch = [
      object('batch/v1', 'Job', 'benchmark', { ...other, spec: { template } }),
      object('batch/v1', 'CronJob', 'nightly', { ...other, spec: { jobTemplate: { spec: { template } } } }),
    ];
    expect(faults(...batch, service({ app: 'model-server' }, other))).toEqual([]);
    expect(faults(...batch, deployment({}, other), service({ app: 'model-server' }, other))).toHaveLength(1);
  });

  test('a pod of ours, whose label is gone', () => {
    const chart = meshChart();
    new MeshRegistry(chart, 'registry');
    const objects = synth(chart);
    expect(faults(...objects)).toEqual([]);
    find(objects, 'Deployment').spec.template.metadata.labels['app.kubernetes.io/name'] = 'mesh-registry';
    expect(faults(...objects)).toEqual([
      'Service mesh/mcp-mesh-registry: selector app.kubernetes.io/component=registry, app.kubernetes.io/name=mcp-mesh-registry: no pod in namespace "mesh" has ' +
        'all of these labels (did you mean those of Deployment mesh/mcp-mesh-registry? Their app.kubernetes.io/name is "mesh-registry"), so the Service leads ' +
        'nowhere. Make the selector the same as labels that the pods have, in one namespace.',
    ]);
  });

  test('a Service by cdk8s-plus, patched', () => {
    const chart = meshChart();
    const agent = new MeshAgent(chart, 'weather', {
      registry: new MeshRegistry(chart, 'registry'),
      image: 'registry.example.com/weather-agent:1.4.2',
    });
    const made = new kplus.Service(chart, 'more', { selector: agent, ports: [{ port: 80, targetPort: 8080 }] });
    expect(faults(...synth(chart))).toEqual([]);
    ApiObject.of(made).addJsonPatch(JsonPatch.replace('/spec/selector/app.kubernetes.io~1name', 'weather'));
    expect(faults(...synth(chart))).toEqual([
      expect.stringContaining('selector app.kubernetes.io/component=agent, app.kubernetes.io/name=weather: no pod'),
    ]);
  });
});

test('odd input is passed over', () => {
  const odd = [
    deployment({ env: [null, {}, { name: 'MCP_MESH_HTTP_HOST' }] }, { labels: { a: 1 } as Manifest }),
    object('v1', 'Service', 'a'),
    object('v1', 'Service', 'b', { spec: 'x' }),
    object('v1', 'Service', 'c', { spec: { selector: 'x', ports: 'y' } }),
    object('v1', 'Service', 'd', { spec: { selector: { a: null } } }),
    object('x.example.com/v1', 'X', 'e', { spec: { template: { metadata: { labels: 'x' } } } }),
    object('v1', 'Service', 'weather-agent', { spec: { type: 'ExternalName' } }),
  ];
  expect(said(RULE, odd)).toEqual([]);
});
