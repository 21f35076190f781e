import { HeadlessMeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/headless-service-missing';
import { find, Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

/** Somebody uses the name of a pod. */
const FIRST = [{ name: 'FIRST', value: 'processor-0' }];

const set = (
  serviceName: unknown = 'processor-headless',
  container: Manifest = { ports: [{ name: 'http', containerPort: 8080 }], env: FIRST },
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

describe('headless-service-missing', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);

  test('no such Service', () => {
    expect(faults(set(), service('other', { selector: { app: 'other' } }))).toEqual([
      'StatefulSet mesh/processor: serviceName "processor-headless": there is no such Service in namespace "mesh", so that no pod has a name of its own ' +
        '(processor-0.processor-headless). Add a Service "processor-headless" with clusterIP: None and the pods\' labels as its selector.',
    ]);
  });

  test('nothing, where nobody uses the names of the pods', () => {
    const other = service('other', { selector: { app: 'other' } });
    expect(faults(set('processor-headless', {}), other)).toEqual([]);
    expect(faults(set('processor', {}), service('processor'))).toEqual([]);
    const agent = { env: [{ name: 'MCP_MESH_AGENT_NAME', value: 'processor' }] };
    expect(faults(set('processor-headless', agent), other)).toHaveLength(1);
    const settings = object('v1', 'ConfigMap', 'settings', { data: { PEERS: 'http://processor-0.processor:8080' } });
    expect(faults(set('processor', {}), service('processor'), settings)).toHaveLength(1);
  });

  test('another name for the one that is there', () => {
    expect(faults(set('processor-headles'), headless())).toEqual([
      'StatefulSet mesh/processor: serviceName "processor-headles": there is no such Service in namespace "mesh" (did you mean "processor-headless"?), so that no ' +
        'pod has a name of its own (processor-0.processor-headles). Set serviceName to processor-headless, which is headless and selects the pods.',
    ]);
  });

  test('the one that selects the pods is meant, whatever it is called', () => {
    expect(faults(set('pods'), headless())).toEqual([
      expect.stringContaining('there is no such Service in namespace "mesh" (did you mean "processor-headless"?)'),
    ]);
  });

  test('a Service with an address of its own', () => {
    expect(faults(set('processor'), service('processor'))).toEqual([
      'StatefulSet mesh/processor: serviceName "processor": that Service has a clusterIP, and Kubernetes gives pods names of their own (processor-0.processor) ' +
        'below a headless one only. Add a headless Service beside it (clusterIP: None, the same selector), and let serviceName be its name.',
    ]);
  });

  test('the companion without the headless one', () => {
    expect(faults(set('processor'), service('processor'), headless())).toEqual([
      expect.stringContaining(
        'below a headless one only. Set serviceName to processor-headless, which is headless and selects the pods.',
      ),
    ]);
  });

  test('an alias', () => {
    expect(
      faults(set(), service('processor-headless', { type: 'ExternalName', externalName: 'a.example.com' })),
    ).toEqual([
      expect.stringContaining(
        'that Service is an alias of type ExternalName, and Kubernetes gives pods names of their own',
      ),
    ]);
  });

  test('a Service of other pods', () => {
    expect(faults(set(), headless(undefined, { selector: { app: 'other' } }))).toEqual([
      'StatefulSet mesh/processor: serviceName "processor-headless": that Service does not select the pods of this StatefulSet, so that no pod has a name of its ' +
        'own (processor-0.processor-headless). Make the selector of Service "processor-headless" the same as the labels in spec.template.metadata.labels.',
    ]);
  });

  test('a Service in another namespace', () => {
    expect(faults(set(), service('other'), headless(undefined, {}, { namespace: 'other' }))).toHaveLength(1);
  });

  test.each<[string, Manifest[]]>([
    ['its own headless Service', [set(), headless()]],
    ['one that publishes pods before they are ready', [set(), headless(undefined, { publishNotReadyAddresses: true })]],
    ['one that several share', [set(), { ...set(), metadata: { name: 'other', namespace: 'mesh' } }, headless()]],
    ['a namespace of which no Service is shown', [set(), headless(undefined, {}, { namespace: 'other' })]],
    ['no serviceName: nobody asks for names', [set(''), set(null), service('other')]],
    ['endpoints by hand', [set(), headless(undefined, { selector: undefined })]],
    [
      'a StatefulSet that sleeps',
      [set(undefined, undefined, { spec: { serviceName: 'processor-headless', replicas: 0 } }), headless()],
    ],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

  test('a headless agent of ours', () => {
    const objects = ours();
    expect(faults(...objects)).toEqual([]);
    find(objects, 'Service', 'mcp-mesh-processor-headless').metadata.name = 'processor-headless';
    expect(faults(...objects)).toEqual([
      expect.stringContaining(
        'StatefulSet mesh/mcp-mesh-processor: serviceName "mcp-mesh-processor-headless": there is no such',
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
