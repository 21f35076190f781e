import { RULE } from '../../src/rules/image-not-pinned';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const faults = (...objects: Manifest[]) => said(RULE, objects);

test('an image without a tag', () => {
  expect(faults(deployment({ image: 'localhost:5000/weather-agent' }))).toEqual([
    'Deployment mesh/weather-agent: container "agent": image "localhost:5000/weather-agent" without a tag: that means "latest", the image that was pushed last, ' +
      'so replicas and restarts may run different code. Name a release (localhost:5000/weather-agent:<release>) or a digest (localhost:5000/weather-agent@sha256:…).',
  ]);
});

test('the latest, in an init container', () => {
  expect(faults(deployment({}, { pod: { initContainers: [{ name: 'wait', image: 'busybox:latest' }] } }))).toEqual([
    'Deployment mesh/weather-agent: init container "wait": image "busybox:latest": "latest" is the image that was pushed last, so replicas and restarts may run different ' +
      'code. Name a release (busybox:<release>) or a digest (busybox@sha256:…).',
  ]);
});

test('of a Job', () => {
  const { spec } = deployment({ image: 'busybox' });
  expect(faults(object('batch/v1', 'Job', 'once', { spec: { template: spec.template } }))).toHaveLength(1);
});

test.each([
  'nginx',
  'nginx:latest',
  'nginx:',
  'registry.example.com/team/agent',
  'registry.example.com:5000/team/agent:latest',
  'host:5000/x',
])('%s', (image) => {
  expect(faults(deployment({ image }))).toHaveLength(1);
});

test.each([
  'nginx:1.27.0',
  'nginx:latest-alpine',
  'host:5000/x:1',
  `nginx@sha256:${'0'.repeat(64)}`,
  `host:5000/x:latest@sha256:${'0'.repeat(64)}`,
  'auto',
  ' ',
  '',
  '${IMAGE}',
  '$(params.image)',
  '{{ .Values.image }}',
  '$IMAGE',
  'registry.example.com/$NAME',
  '<YOUR_IMAGE>',
  undefined,
])('not %s', (image) => {
  expect(faults(deployment({ image }))).toEqual([]);
});

test('odd input is passed over', () => {
  expect(
    faults(deployment({ image: 7 }), deployment({}, { name: 'two', pod: { initContainers: [null, {}, 'x'] } })),
  ).toEqual([]);
});
