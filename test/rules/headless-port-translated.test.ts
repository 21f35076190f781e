import { HeadlessMeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/headless-port-translated';
import { find, Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const set = (
  serviceName: unknown = 'processor-headless',
  container: Manifest = { ports: [{ name: 'http', containerPort: 8080 }] },
  more: Manifest = {},
) => deployment(container, { kind: 'StatefulSet', name: 'processor', spec: { serviceName }, ...more });

const service = (name: string, spec: Manifest = {}, metadata: Manifest = {}) =>
  object('v1', 'Service', name, {
    metadata,
    spec: { selector: { app: 'processor' }, ports: [{ port: 8080 }], ...spec },
  });

const headless = (name: string = 'processor-headless', spec: Manifest = {}, metadata: Manifest = {}) =>
  service(name, { clusterIP: 'None', ...spec }, metadata);

function ours(): Manifest[] {
  const chart = meshChart();
  new HeadlessMeshAgent(chart, 'processor', {
    registry: new MeshRegistry(chart, 'registry'),
    image: 'registry.example.com/processor:2.0.1',
  });
  return synth(chart);
}

describe('headless-port-translated', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);

  test('a number', () => {
    expect(faults(set(), headless(undefined, { ports: [{ port: 80, targetPort: 8080 }] }))).toEqual([
      'Service mesh/processor-headless: port 80 with targetPort 8080: a headless Service translates nothing: its names lead to the pods themselves, where clients ' +
        'ask for 80 and 8080 is open. Set port to 8080.',
    ]);
  });

  test('a name', () => {
    expect(faults(set(), headless(undefined, { ports: [{ port: 80, targetPort: 'http' }, { port: 8080 }] }))).toEqual([
      'Service mesh/processor-headless: port 80 with targetPort "http" (8080): a headless Service translates nothing: its names lead to the pods themselves, where ' +
        'clients ask for 80 and 8080 is open. Set port to 8080.',
    ]);
  });

  test('whether or not its pods are shown', () => {
    expect(faults(headless(undefined, { ports: [{ port: 80, targetPort: 8080 }] }))).toHaveLength(1);
  });

  test.each<[string, Manifest[]]>([
    ['the same number', [set(), headless(undefined, { ports: [{ port: 8080, targetPort: 8080 }] })]],
    ['the same number by its name', [set(), headless(undefined, { ports: [{ port: 8080, targetPort: 'http' }] })]],
    ['no targetPort', [set(), headless()]],
    [
      'a Service with an address, which translates',
      [set(), service('processor', { ports: [{ port: 80, targetPort: 8080 }] })],
    ],
    [
      "a name that no pod has, which is another rule's business",
      [set(), headless(undefined, { ports: [{ port: 80, targetPort: 'web' }] })],
    ],
    ['a name whose pods are not shown', [headless(undefined, { ports: [{ port: 80, targetPort: 'http' }] })]],
    ['endpoints by hand', [headless(undefined, { selector: undefined, ports: [{ port: 80, targetPort: 8080 }] })]],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

  test('a headless agent of ours', () => {
    const objects = ours();
    expect(faults(...objects)).toEqual([]);
    find(objects, 'Service', 'mcp-mesh-processor-headless').spec.ports[0].port = 80;
    expect(faults(...objects)).toEqual([
      expect.stringContaining(
        'Service mesh/mcp-mesh-processor-headless: port 80 with targetPort "http" (8080): a headless',
      ),
    ]);
  });
});

test('odd input is passed over', () => {
  const odd = [
    object('apps/v1', 'StatefulSet', 'a'),
    object('apps/v1', 'StatefulSet', 'b', { spec: 'x' }),
    object('apps/v1', 'StatefulSet', 'c', { spec: { serviceName: {} } }),
    object('apps.kruise.io/v1beta1', 'StatefulSet', 'f', { spec: { serviceName: {} } }),
    headless('d', { ports: [null, {}, { targetPort: 'x' }, { port: 80, targetPort: '' }] }),
    object('v1', 'Service', 'e', { spec: { clusterIP: 'None', selector: 'x', ports: {} } }),
  ];
  expect(said(RULE, odd)).toEqual([]);
});
