import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { MeshAgent, MeshAgentProps, MeshRegistry } from '../../src';
import { find, meshChart, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';
const ANNOTATION = 'cdk8s-mcp-mesh/config-maps-checksum';

/** The checksum on an agent's pods, of ConfigMaps with this content. */
function checksum(
  props: (map: kplus.IConfigMap) => Partial<MeshAgentProps>,
  data = { LEVEL: 'info' },
  prepare?: Prepare,
) {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  const map = new kplus.ConfigMap(chart, 'map', { metadata: { name: 'settings' }, data });
  new MeshAgent(chart, 'a', { registry, image, ...props(map) });
  prepare?.(map, chart);
  return find(synth(chart), 'Deployment', 'mcp-mesh-a').spec.template.metadata.annotations[ANNOTATION];
}

type Prepare = (map: kplus.ConfigMap, chart: Chart) => void;

const value = (map: kplus.IConfigMap) => kplus.EnvValue.fromConfigMap(map, 'LEVEL');
const references: [string, (map: kplus.IConfigMap) => Partial<MeshAgentProps>][] = [
  ['env', (map) => ({ env: { LEVEL: value(map) } })],
  ['envFrom', (map) => ({ envFrom: [kplus.Env.fromConfigMap(map)] })],
  ['volumes', ({ name }) => ({ volumes: [{ name: 'v', configMap: { name } }] })],
  [
    'projected volumes',
    ({ name }) => ({ volumes: [{ name: 'v', projected: { sources: [{ configMap: { name } }] } }] }),
  ],
  ['a sidecar', ({ name }) => ({ sidecars: [{ name: 's', image, envFrom: [{ configMapRef: { name } }] }] })],
  [
    'an init container',
    ({ name }) => ({
      initContainers: [
        { name: 's', image, env: [{ name: 'X', valueFrom: { configMapKeyRef: { name, key: 'LEVEL' } } }] },
      ],
    }),
  ],
];

describe.each(references)('a ConfigMap of the app in %s', (_, props) => {
  test('rolls the pods when it changes', () => {
    const before = checksum(props);
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(checksum(props)).toBe(before);
    expect(checksum(props, { LEVEL: 'debug' })).not.toBe(before);
  });
});

test('data that is added later, and patches, count', () => {
  const [, props] = references[1];
  const before = checksum(props);
  expect(checksum(props, undefined, (map) => map.addData('MORE', 'x'))).not.toBe(before);
  const patch: Prepare = (map) => ApiObject.of(map).addJsonPatch(JsonPatch.add('/binaryData', { FILE: 'eA==' }));
  expect(checksum(props, undefined, patch)).not.toBe(before);
});

test('the order in which data was written does not count', () => {
  const [, props] = references[1];
  expect(checksum(props, { A: '1', B: '2' } as any)).toBe(checksum(props, { B: '2', A: '1' } as any));
});

test('a ConfigMap of somebody else, or of another namespace, leaves no trace', () => {
  expect(checksum(() => ({ volumes: [{ name: 'v', configMap: { name: 'theirs' } }] }))).toBeUndefined();
  const elsewhere: Prepare = (_, chart) =>
    void new kplus.ConfigMap(chart, 'other', { metadata: { name: 'theirs', namespace: 'other' }, data: { A: '1' } });
  expect(
    checksum(() => ({ volumes: [{ name: 'v', configMap: { name: 'theirs' } }] }), undefined, elsewhere),
  ).toBeUndefined();
});

test('a registry has it too, and no annotations without', () => {
  const annotations = (name: string) => {
    const chart = meshChart();
    new kplus.ConfigMap(chart, 'map', { metadata: { name: 'settings' }, data: { A: '1' } });
    new MeshRegistry(chart, 'registry', { volumes: [{ name: 'v', configMap: { name } }] });
    return find(synth(chart), 'Deployment').spec.template.metadata.annotations;
  };
  expect(annotations('settings')).toEqual({ [ANNOTATION]: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(annotations('theirs')).toBeUndefined();
});
