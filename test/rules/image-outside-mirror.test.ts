import { App, Chart, Testing } from 'cdk8s';
import { MeshAgent, MeshDefaults, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/image-outside-mirror';
import { synth } from '../support/manifests';
import { said } from '../support/workload-manifests';

const MIRROR = 'registry.example.com/mirror';

const workload = (registry: string | undefined, image: string, wait = `${MIRROR}/busybox:1.35`) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'weather-agent', namespace: 'mesh' },
  spec: {
    selector: { matchLabels: { app: 'a' } },
    template: {
      metadata: {
        labels: { app: 'a' },
        ...(registry === undefined ? {} : { annotations: { 'cdk8s-mcp-mesh/image-registry': registry } }),
      },
      spec: { initContainers: [{ name: 'wait', image: wait }], containers: [{ name: 'agent', image }] },
    },
  },
});

const finding = (container: string, image: string) =>
  `Deployment mesh/weather-agent: ${container}: image "${image}": the images of this pod must come from ${MIRROR} (annotation cdk8s-mcp-mesh/image-registry), and if the nodes can reach no other registry, the pod does not start. Copy the image to ${MIRROR}, and use the copy.`;

test.each(['ghcr.io/acme/agent:1.0.0', 'agent:1.0.0', 'registry.example.com/mirrored/agent:1.0.0'])(
  'an image from elsewhere: %s',
  (image) => {
    expect(said(RULE, [workload(MIRROR, image)])).toEqual([finding('container "agent"', image)]);
  },
);

test('an init container counts, and a slash at the end does not', () => {
  expect(said(RULE, [workload(`${MIRROR}/`, `${MIRROR}/agent:1.0.0`, 'busybox:1.35')])).toEqual([
    finding('init container "wait"', 'busybox:1.35'),
  ]);
});

test.each([
  ['all images are there', workload(MIRROR, `${MIRROR}/acme/agent:1.0.0`)],
  ['the pod names no registry', workload(undefined, 'agent:1.0.0')],
  ['the annotation is empty', workload('', 'agent:1.0.0')],
])('nothing if %s', (_, manifest) => expect(said(RULE, [manifest])).toEqual([]));

test('with constructs, an image that names a registry of its own is found', () => {
  const app: App = Testing.app();
  MeshDefaults.of(app, { imageRegistry: MIRROR });
  const chart = new Chart(app, 'mesh', { namespace: 'mesh' });
  const registry = new MeshRegistry(chart, 'registry');
  new MeshAgent(chart, 'a', { registry, image: 'acme/agent:1.0.0' });
  new MeshAgent(chart, 'b', { registry, image: 'ghcr.io/acme/agent:1.0.0' });
  expect(said(RULE, synth(chart))).toEqual([expect.stringContaining('Deployment mesh/mcp-mesh-b: container "agent"')]);
});
