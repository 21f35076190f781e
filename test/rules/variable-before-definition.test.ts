import { MeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/variable-before-definition';
import { container, find, Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const fieldRef = (fieldPath: string, name: string = 'SERVICE_NAME') => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});

describe('variable-before-definition', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const host = { name: 'MCP_MESH_HTTP_HOST', value: '$(SERVICE_NAME).$(NAMESPACE).svc.cluster.local' };
  const serviceName = fieldRef("metadata.labels['app']");
  const namespace = fieldRef('metadata.namespace', 'NAMESPACE');

  test('a host above one of its parts', () => {
    expect(faults(deployment({ env: [serviceName, host, namespace] }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": env MCP_MESH_HTTP_HOST refers to $(NAMESPACE), which is defined further down: the kubelet ' +
        'expands only what is defined above, so the value contains the literal text $(NAMESPACE). Move NAMESPACE above MCP_MESH_HTTP_HOST, or write ' +
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
        'defined above, so the value contains the literal text $(A). Move A above URL, or write $$(A) if that text is what you want.',
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
  expect(said(RULE, odd)).toEqual([]);
});
