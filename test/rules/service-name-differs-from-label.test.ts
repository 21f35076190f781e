import { MeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/service-name-differs-from-label';
import { Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const service = (selector: Manifest | undefined, more: Manifest = {}, name: string = 'weather-agent') =>
  object('v1', 'Service', name, { metadata: more.metadata, spec: { selector, ports: [{ port: 8080 }], ...more.spec } });

describe('service-name-differs-from-label', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const NAME = 'app.kubernetes.io/name';
  const fromLabel = (label: string = NAME) => ({
    name: 'SERVICE_NAME',
    valueFrom: { fieldRef: { fieldPath: `metadata.labels['${label}']` } },
  });
  const host = (value: string) => ({ name: 'MCP_MESH_HTTP_HOST', value });
  const labels = { [NAME]: 'weather', 'app.kubernetes.io/component': 'agent' };
  const agent = (env: Manifest[], more: Manifest = {}) =>
    deployment({ env: [{ name: 'MCP_MESH_AGENT_NAME', value: 'weather' }, ...env] }, { labels, ...more });
  const by = (name: string, selector: Manifest = labels) => service(selector, {}, name);

  test('an agent that reads its name from the label', () => {
    expect(faults(agent([fromLabel()]), by('weather-agent'))).toEqual([
      'Deployment mesh/weather-agent: SERVICE_NAME "weather", from the label app.kubernetes.io/name: the agent takes it for the name of its Service, but there is ' +
        'no Service of that name, and its pods are behind Service "weather-agent": the address that it gives to others does not lead to it. Call the Service ' +
        '"weather", or set the label to "weather-agent" on the pods, and in the selectors that use it.',
    ]);
  });

  test('a label that no Service can be called by: only the label is to be changed', () => {
    const shouted = { ...labels, [NAME]: 'Weather_Agent' };
    expect(faults(agent([fromLabel()], { labels: shouted }), by('weather-agent', shouted))).toEqual([
      'Deployment mesh/weather-agent: SERVICE_NAME "Weather_Agent", from the label app.kubernetes.io/name: the agent takes it for the name of its Service, but no ' +
        'Service can have that name, and its pods are behind Service "weather-agent": the address that it gives to others does not lead to it. Set the label to ' +
        '"weather-agent" on the pods, and in the selectors that use it.',
    ]);
  });

  test('a Service of the name, but of other pods', () => {
    expect(faults(agent([fromLabel()]), by('weather-agent'), by('weather', { app: 'other' }))).toEqual([
      expect.stringContaining(
        'but the Service of that name selects other pods, and its pods are behind Service "weather-agent": ',
      ),
    ]);
  });

  test("the guide's labels, without a variable", () => {
    expect(faults(agent([]), by('weather-agent'))).toEqual([
      expect.stringContaining(
        'Deployment mesh/weather-agent: label app.kubernetes.io/name "weather": the agent takes it for the name of its Service',
      ),
    ]);
  });

  test.each<[string, Manifest[]]>([
    ['a host composed of the name', [agent([fromLabel(), host('$(SERVICE_NAME).mesh')]), by('weather-agent')]],
    ['a headless companion alone', [agent([fromLabel()]), by('weather-headless')]],
    [
      'another label',
      [agent([fromLabel('app')], { labels: { app: 'weather' } }), by('weather-agent', { app: 'weather' })],
    ],
    ['a StatefulSet', [agent([fromLabel()], { kind: 'StatefulSet' }), by('weather-agent')]],
  ])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(1));

  test.each<[string, Manifest[]]>([
    ['the name that the label gives', [agent([fromLabel()]), by('weather')]],
    ['a headless companion beside the right one', [agent([fromLabel()]), by('weather-headless'), by('weather')]],
    [
      "no Service that selects the agent: it may be somebody else's",
      [agent([fromLabel()]), by('other', { app: 'other' })],
    ],
    [
      'a host that somebody chose, as Helm charts do',
      [agent([fromLabel(), host('weather-agent.mesh')]), by('weather-agent')],
    ],
    [
      "the pod's own address",
      [
        agent([fromLabel(), { name: 'MCP_MESH_HTTP_HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }]),
        by('weather-agent'),
      ],
    ],
    [
      'a host from a ConfigMap',
      [
        object('v1', 'ConfigMap', 'settings', { data: { MCP_MESH_HTTP_HOST: 'weather-agent.mesh' } }),
        deployment(
          {
            env: [{ name: 'MCP_MESH_AGENT_NAME', value: 'weather' }, fromLabel()],
            envFrom: [{ configMapRef: { name: 'settings' } }],
          },
          { labels },
        ),
        by('weather-agent'),
      ],
    ],
    ['a name that is written down', [agent([{ name: 'SERVICE_NAME', value: 'weather-agent' }]), by('weather-agent')]],
    [
      "a label that the pods lack, which is another rule's business",
      [agent([fromLabel('nothing')]), by('weather-agent')],
    ],
    ['what is no agent', [deployment({ env: [fromLabel()] }, { labels }), by('weather-agent')]],
    [
      'an alias',
      [
        agent([fromLabel()]),
        object('v1', 'Service', 'alias', {
          spec: { type: 'ExternalName', externalName: 'a.example.com', selector: labels },
        }),
      ],
    ],
    [
      "labels of one's own, without the variable",
      [agent([], { labels: { [NAME]: 'weather' } }), by('weather-agent', { [NAME]: 'weather' })],
    ],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

  test('an agent of ours, whose Service is renamed behind its back', () => {
    const chart = meshChart();
    new MeshAgent(chart, 'weather', {
      registry: new MeshRegistry(chart, 'registry'),
      image: 'registry.example.com/weather-agent:1.4.2',
    });
    const objects = synth(chart);
    expect(faults(...objects)).toEqual([]);
    objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'mcp-mesh-weather')!.metadata.name =
      'weather';
    expect(faults(...objects)).toEqual([
      expect.stringContaining('Deployment mesh/mcp-mesh-weather: SERVICE_NAME "mcp-mesh-weather", from the label'),
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
