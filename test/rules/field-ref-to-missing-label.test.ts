import { JsonPatch } from 'cdk8s';
import { MeshAgent, MeshRegistry } from '../../src';
import { Mesh } from '../../src/mesh/mesh';
import { RULE } from '../../src/rules/field-ref-to-missing-label';
import { container, find, Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const fieldRef = (fieldPath: string, name: string = 'SERVICE_NAME') => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});

describe('field-ref-to-missing-label', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);

  test('a label that the template lacks', () => {
    expect(faults(deployment({ env: [fieldRef("metadata.labels['app.kubernetes.io/name']")] }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": env SERVICE_NAME reads the label "app.kubernetes.io/name": the pod has no such label, and the ' +
        'variable is then an empty string, without any error. Add the label to spec.template.metadata.labels, or read an existing one.',
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
        'or read an existing one.',
    ]);
  });

  test('a label that only the workload has', () => {
    const labels = { 'app.kubernetes.io/name': 'weather-agent' };
    expect(
      faults(deployment({ env: [fieldRef("metadata.labels['app.kubernetes.io/name']")] }, { metadata: { labels } })),
    ).toEqual([
      'Deployment mesh/weather-agent: container "agent": env SERVICE_NAME reads the label "app.kubernetes.io/name": the pod has no such label (what is ' +
        'on the Deployment itself is not on its pods), and the variable is then an empty string, without any error. Add the label to ' +
        'spec.template.metadata.labels, or read an existing one.',
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
        'empty string, without any error. Add the annotation to spec.jobTemplate.spec.template.metadata.annotations, or read an existing one.',
    ]);
  });

  test('a bare Pod', () => {
    const { spec } = deployment({ env: [fieldRef("metadata.labels['app']")] }).spec.template;
    expect(faults(object('v1', 'Pod', 'debug', { spec }))).toEqual([
      'Pod mesh/debug: container "agent": env SERVICE_NAME reads the label "app": the pod has no such label, and the variable is then an empty string, ' +
        'without any error. Add the label to metadata.labels, or read an existing one.',
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

  test.each([
    ['apps.kubernetes.io/pod-index', 'StatefulSet'],
    ['statefulset.kubernetes.io/pod-name', 'StatefulSet'],
    ['controller-revision-hash', 'StatefulSet', 'DaemonSet'],
    ['pod-template-generation', 'DaemonSet'],
    ['pod-template-hash', 'Deployment'],
    ['job-name', 'Job', 'CronJob'],
    ['controller-uid', 'Job', 'CronJob'],
    ['batch.kubernetes.io/job-name', 'Job', 'CronJob'],
    ['batch.kubernetes.io/controller-uid', 'Job', 'CronJob'],
    ['batch.kubernetes.io/job-completion-index', 'Job', 'CronJob'],
  ])('%s is set by these controllers only: %s', (label, ...controllers) => {
    const saidOf = (kind: string) => {
      const { spec } = deployment({ env: [fieldRef(`metadata.labels['${label}']`)] }, { kind });
      const cronJob = { jobTemplate: { spec: { template: spec.template } } };
      return faults(object('apps/v1', kind, 'a', { spec: kind === 'CronJob' ? cronJob : spec }));
    };
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']) {
      expect([kind, saidOf(kind)]).toEqual([
        kind,
        controllers.includes(kind)
          ? []
          : [
              expect.stringContaining(
                `Kubernetes sets it on pods of a ${controllers.join(' or ')} only; here it is missing, and the variable is an empty string, without any error. Make the workload a ${controllers[0]}, or`,
              ),
            ],
      ]);
    }
  });

  test("what is repaired is the label that names the pod's Service", () => {
    const repairs = (path: string, ...services: Manifest[]) =>
      RULE.find(new Mesh([deployment({ env: [fieldRef(path)] }), ...services])).map(({ repair }) =>
        repair?.().map(({ by }) => (by as Manifest).spec.template.metadata.labels),
      );
    const service = object('v1', 'Service', 'weather', { spec: { selector: { app: 'weather-agent' } } });
    const [label, annotation] = ['labels', 'annotations'].map((map) => `metadata.${map}['name']`);
    expect(repairs(label, service)).toEqual([[{ app: 'weather-agent', name: 'weather' }]]);
    expect(repairs(label)).toEqual([undefined]);
    expect(repairs(annotation, service)).toEqual([undefined]);
  });

  test.each([
    ['metadata.namespace'],
    ["spec.metadata.labels['a']"],
    ["metadata.labels['a'] "],
    ['status.podIP'],
    ['metadata.labels'],
    ['metadata.labels[app]'],
  ])('%s is no single label', (path) => {
    expect(faults(deployment({ env: [fieldRef(path)] }))).toEqual([]);
  });

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
  expect(said(RULE, odd)).toEqual([]);
});
