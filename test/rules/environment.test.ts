import { JsonPatch } from 'cdk8s';
import { MeshAgent, MeshRegistry } from '../../src';
import { FIELD_REF_TO_MISSING_LABEL, VARIABLE_BEFORE_DEFINITION } from '../../src/rules/environment';
import { container, find, Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const fieldRef = (fieldPath: string, name: string = 'SERVICE_NAME') => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});

describe('field-ref-to-missing-label', () => {
  const faults = (...objects: Manifest[]) => said(FIELD_REF_TO_MISSING_LABEL, objects);

  test('a label that the template lacks', () => {
    expect(faults(deployment({ env: [fieldRef("metadata.labels['app.kubernetes.io/name']")] }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": env SERVICE_NAME reads the label "app.kubernetes.io/name": the pod has no such label, and the ' +
        'variable is then an empty string, without any error. Add the label to spec.template.metadata.labels, or read one that is there.',
    ]);
  });

  test('a label that the template nearly has', () => {
    expect(
      faults(
        deployment(
          { env: [fieldRef("metadata.labels['app.kubernetes.io/Name']")] },
          { labels: { 'app.kubernetes.io/name': 'x' } },
        ),
      ),
    ).toEqual([
      'Deployment mesh/weather-agent: container "agent": env SERVICE_NAME reads the label "app.kubernetes.io/Name": the pod has no such label (did you ' +
        'mean "app.kubernetes.io/name"?), and the variable is then an empty string, without any error. Add the label to spec.template.metadata.labels, ' +
        'or read one that is there.',
    ]);
  });

  test('a label that only the workload has', () => {
    const labels = { 'app.kubernetes.io/name': 'weather-agent' };
    expect(
      faults(deployment({ env: [fieldRef("metadata.labels['app.kubernetes.io/name']")] }, { metadata: { labels } })),
    ).toEqual([
      'Deployment mesh/weather-agent: container "agent": env SERVICE_NAME reads the label "app.kubernetes.io/name": the pod has no such label (what is ' +
        'on the Deployment itself is not on its pods), and the variable is then an empty string, without any error. Add the label to ' +
        'spec.template.metadata.labels, or read one that is there.',
    ]);
  });

  test('an annotation, in an init container of a CronJob', () => {
    const { spec } = deployment(
      {},
      {
        pod: {
          initContainers: [
            { name: 'setup', image: 'busybox:1.35', env: [fieldRef("metadata.annotations['team']", 'TEAM')] },
          ],
        },
      },
    );
    expect(
      faults(
        object('batch/v1', 'CronJob', 'nightly', { spec: { jobTemplate: { spec: { template: spec.template } } } }),
      ),
    ).toEqual([
      'CronJob mesh/nightly: init container "setup": env TEAM reads the annotation "team": the pod has no such annotation, and the variable is then an ' +
        'empty string, without any error. Add the annotation to spec.jobTemplate.spec.template.metadata.annotations, or read one that is there.',
    ]);
  });

  test('a bare Pod', () => {
    const { spec } = deployment({ env: [fieldRef("metadata.labels['app']")] }).spec.template;
    expect(faults(object('v1', 'Pod', 'debug', { spec }))).toEqual([
      'Pod mesh/debug: container "agent": env SERVICE_NAME reads the label "app": the pod has no such label, and the variable is then an empty string, ' +
        'without any error. Add the label to metadata.labels, or read one that is there.',
    ]);
    expect(faults(object('v1', 'Pod', 'debug', { spec, metadata: { labels: { app: 'debug' } } }))).toEqual([]);
  });

  test("the ordinal, which only a StatefulSet's pods have", () => {
    const ordinal = { env: [fieldRef("metadata.labels['apps.kubernetes.io/pod-index']", 'ORDINAL')] };
    expect(faults(deployment(ordinal))).toEqual([
      'Deployment mesh/weather-agent: container "agent": env ORDINAL reads the label "apps.kubernetes.io/pod-index": Kubernetes sets it on pods of a ' +
        'StatefulSet only; here it is missing, and the variable is an empty string, without any error. Make the workload a StatefulSet, or read another ' +
        'field, such as metadata.name.',
    ]);
    expect(faults(deployment(ordinal, { kind: 'StatefulSet' }))).toEqual([]);
  });

  test.each([
    ['Deployment', 'pod-template-hash'],
    ['DaemonSet', 'controller-revision-hash'],
    ['StatefulSet', 'controller-revision-hash'],
    ['StatefulSet', 'statefulset.kubernetes.io/pod-name'],
    ['Deployment', 'topology.kubernetes.io/zone'],
    ['Job', 'job-name'],
    ['Job', 'batch.kubernetes.io/job-completion-index'],
    ['Deployment', 'app'],
    ['Deployment', 'empty'],
  ])('of a %s, %s is there', (kind, label) => {
    expect(
      faults(deployment({ env: [fieldRef(`metadata.labels['${label}']`)] }, { kind, labels: { app: 'x', empty: '' } })),
    ).toEqual([]);
  });

  test.each([['metadata.namespace'], ['status.podIP'], ['metadata.labels'], ['metadata.labels[app]']])(
    '%s is no single label',
    (path) => {
      expect(faults(deployment({ env: [fieldRef(path)] }))).toEqual([]);
    },
  );

  test('an agent of ours whose label a patch takes away', () => {
    const chart = meshChart();
    const agent = new MeshAgent(chart, 'weather', {
      registry: new MeshRegistry(chart, 'registry'),
      image: 'registry.example.com/weather-agent:1.4.2',
    });
    const objects = synth(chart);
    expect(faults(...objects)).toEqual([]);
    const i = container(find(objects, 'Deployment', 'mcp-mesh-weather')).env.findIndex(
      ({ name }: Manifest) => name === 'SERVICE_NAME',
    );
    agent.workload.addJsonPatch(
      JsonPatch.replace(
        `/spec/template/spec/containers/0/env/${i}/valueFrom/fieldRef/fieldPath`,
        "metadata.labels['name']",
      ),
    );
    expect(faults(...synth(chart))).toEqual([
      expect.stringContaining('env SERVICE_NAME reads the label "name": the pod has no such label'),
    ]);
  });
});

describe('variable-before-definition', () => {
  const faults = (...objects: Manifest[]) => said(VARIABLE_BEFORE_DEFINITION, objects);
  const host = { name: 'MCP_MESH_HTTP_HOST', value: '$(SERVICE_NAME).$(NAMESPACE).svc.cluster.local' };
  const serviceName = fieldRef("metadata.labels['app']");
  const namespace = fieldRef('metadata.namespace', 'NAMESPACE');

  test('a host above one of its parts', () => {
    expect(faults(deployment({ env: [serviceName, host, namespace] }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": env MCP_MESH_HTTP_HOST refers to $(NAMESPACE), which is defined further down: the kubelet ' +
        'expands only what is defined above, so the value keeps the text $(NAMESPACE) as it stands. Move NAMESPACE above MCP_MESH_HTTP_HOST, or write ' +
        '$$(NAMESPACE) if that text is what you want.',
    ]);
  });

  test('each variable once, in init containers too', () => {
    const initContainers = [
      {
        name: 'wait',
        image: 'busybox:1.35',
        env: [
          { name: 'URL', value: '$(A)$(A)' },
          { name: 'A', value: 'a' },
        ],
      },
    ];
    expect(faults(deployment({}, { pod: { initContainers } }))).toEqual([
      'Deployment mesh/weather-agent: init container "wait": env URL refers to $(A), which is defined further down: the kubelet expands only what is ' +
        'defined above, so the value keeps the text $(A) as it stands. Move A above URL, or write $$(A) if that text is what you want.',
    ]);
  });

  test.each([
    ['in order', { env: [serviceName, namespace, host] }],
    ['defined above and again below', { env: [serviceName, namespace, host, namespace] }],
    [
      'an escape',
      {
        env: [
          { name: 'A', value: '$$(B)' },
          { name: 'B', value: 'b' },
        ],
      },
    ],
    ['a variable that nobody defines', { env: [{ name: 'A', value: '$(B)' }] }],
    ['the variable itself, which is not below', { env: [{ name: 'PATH', value: '/app:$(PATH)' }] }],
    ['args see all variables', { args: ['--host', '$(A)'], command: ['$(A)'], env: [{ name: 'A', value: 'a' }] }],
    ['a name of every object', { env: [{ name: 'A', value: '$(toString)' }] }],
  ])('%s', (_, given) => {
    expect(faults(deployment(given))).toEqual([]);
  });

  describe('defined by envFrom', () => {
    const env = [
      { name: 'URL', value: 'http://$(MESH_HOST)' },
      { name: 'MESH_HOST', value: 'registry' },
    ];

    test.each([
      [
        'a ConfigMap',
        object('v1', 'ConfigMap', 'map', { data: { HOST: 'other' } }),
        { configMapRef: { name: 'map' }, prefix: 'MESH_' },
      ],
      ['a Secret', object('v1', 'Secret', 'map', { data: { MESH_HOST: 'b3RoZXI=' } }), { secretRef: { name: 'map' } }],
      [
        'a Secret in plain text',
        object('v1', 'Secret', 'map', { stringData: { MESH_HOST: 'other' } }),
        { secretRef: { name: 'map' } },
      ],
    ])('%s', (_, map, from) => {
      expect(faults(map, deployment({ envFrom: [from], env }))).toEqual([]);
      expect(faults(map, deployment({ envFrom: [{ ...from, prefix: 'OTHER_' }], env }))).toHaveLength(1);
    });

    test('a map that is not there does not excuse it', () => {
      expect(faults(deployment({ envFrom: [{ secretRef: { name: 'keys' } }, {}], env }))).toHaveLength(1);
    });
  });

  test('the wiring of an agent of ours, turned round', () => {
    const chart = meshChart();
    new MeshAgent(chart, 'weather', {
      registry: new MeshRegistry(chart, 'registry'),
      image: 'registry.example.com/weather-agent:1.4.2',
    });
    const objects = synth(chart);
    expect(faults(...objects)).toEqual([]);
    container(find(objects, 'Deployment', 'mcp-mesh-weather')).env.reverse();
    expect(faults(...objects).map((line) => /env (\S+) refers to (\S+),/.exec(line)!.slice(1))).toEqual([
      ['MCP_MESH_HTTP_HOST', '$(SERVICE_NAME)'],
      ['MCP_MESH_HTTP_HOST', '$(NAMESPACE)'],
    ]);
  });
});

test('odd input is passed over', () => {
  const odd = [
    deployment({
      env: [{}, { name: 'A' }, { value: '$(A)' }, { name: 'B', valueFrom: {} }, { name: 'C', value: 7 }, null],
    }),
    deployment(
      { env: 'none', envFrom: [null, {}, { configMapRef: {} }] },
      { name: 'two', pod: { initContainers: 'none' } },
    ),
    object('v1', 'Pod', 'hollow', { spec: {} }),
  ];
  expect([...said(FIELD_REF_TO_MISSING_LABEL, odd), ...said(VARIABLE_BEFORE_DEFINITION, odd)]).toEqual([]);
});
