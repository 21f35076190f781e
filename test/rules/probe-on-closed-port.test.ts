import { JsonPatch } from 'cdk8s';
import { MeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/probe-on-closed-port';
import { Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const AGENT = { env: [{ name: 'MCP_MESH_AGENT_NAME', value: 'weather' }] };

const http = { name: 'http', containerPort: 8080 };

const service = (ports: Manifest[], spec: Manifest = {}, name: string = 'weather-agent') =>
  object('v1', 'Service', name, { spec: { selector: { app: 'weather-agent' }, ports, ...spec } });

const withSidecar = (workload: Manifest, container: Manifest, list: 'containers' | 'initContainers' = 'containers') => {
  const { spec } = workload.spec.template;
  spec[list] = [...(spec[list] ?? []), { name: 'proxy', image: 'registry.example.com/proxy:1.0.0', ...container }];
  return workload;
};

describe('probe-on-closed-port', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const on = (port: unknown, more: Manifest = {}) => ({ httpGet: { path: '/health', port, ...more } });
  const agent = (container: Manifest) => deployment({ ...AGENT, ports: [http], ...container });

  test('a name that the container does not have: the kubelet throws the result away', () => {
    expect(faults(agent({ livenessProbe: on('htpp'), readinessProbe: on('htpp') }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": livenessProbe, readinessProbe on port "htpp": the container has no port of this name (did you mean ' +
        '"http"?), only "http" (8080); a container that hangs is never restarted, and the pod never gets ready. Set port of the probes to http, or declare the ' +
        "port under the container's ports.",
    ]);
  });

  test('a number that an agent does not open: the probe fails', () => {
    expect(faults(agent({ livenessProbe: on(8081), readinessProbe: on('http') }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": livenessProbe on port 8081: the container has no port 8081, only "http" (8080); the kubelet restarts the ' +
        "container again and again. Set port of the probe to http, or declare the port under the container's ports.",
    ]);
  });

  test("Helm's agent without HTTP: names, and no ports", () => {
    expect(faults(deployment({ ...AGENT, startupProbe: on('http') }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": startupProbe on port "http": the container declares no ports, so none has a name; the pod never gets ' +
        "ready. Declare the port under the container's ports, with its name, or give port of the probe a number.",
    ]);
  });

  test('a number in quotes', () => {
    expect(faults(agent({ readinessProbe: on('8080') }))).toEqual([
      'Deployment mesh/weather-agent: container "agent": readinessProbe on port "8080": a value in quotes is the name of a port, and a name must contain a letter; the pod never gets ready. Write the number without quotes.',
    ]);
  });

  test("cdk8s-plus' 80 where the container opens another port, agent or not", () => {
    const probe = { tcpSocket: { port: 80 } };
    expect(
      faults(deployment({ ports: [{ containerPort: 3000 }], startupProbe: probe, readinessProbe: probe })),
    ).toEqual([
      'Deployment mesh/weather-agent: container "agent": readinessProbe, startupProbe on port 80: the container has no port 80, only 3000; the kubelet restarts ' +
        "the container again and again, and the pod never gets ready. Set port of the probes to 3000, or declare the port under the container's ports.",
    ]);
  });

  test.each<[string, Manifest[]]>([
    ['tcpSocket', [agent({ livenessProbe: { tcpSocket: { port: 9 } } })]],
    ['grpc', [agent({ livenessProbe: { grpc: { port: 9 } } })]],
    [
      'a registry',
      [deployment({ image: 'mcpmesh/registry:3.7.1', ports: [{ containerPort: 8000 }], livenessProbe: on(8080) })],
    ],
    [
      'a Job',
      [object('batch/v1', 'Job', 'a', { spec: { template: deployment({ livenessProbe: on('x') }).spec.template } })],
    ],
    ['a name, where another host is asked', [agent({ livenessProbe: on('x', { host: '10.0.0.1' }) })]],
    [
      'a name of the container beside it',
      [withSidecar(agent({ livenessProbe: on('admin') }), { ports: [{ name: 'admin', containerPort: 9 }] })],
    ],
    [
      'a sidecar among the init containers',
      [withSidecar(agent({}), { restartPolicy: 'Always', startupProbe: on('x') }, 'initContainers')],
    ],
  ])('%s', (_, objects) => expect(faults(...objects)).toHaveLength(1));

  test.each<[string, Manifest[]]>([
    ['the right name', [agent({ livenessProbe: on('http') })]],
    [
      'the right number',
      [
        agent({
          livenessProbe: on(8080),
          readinessProbe: { tcpSocket: { port: 8080 } },
          startupProbe: { grpc: { port: 8080 } },
        }),
      ],
    ],
    ['a command', [agent({ livenessProbe: { exec: { command: ['true'] } } })]],
    ['a number of another host', [agent({ livenessProbe: on(9, { host: '10.0.0.1' }) })]],
    [
      'a number that the container beside it opens',
      [withSidecar(agent({ livenessProbe: on(9) }), { ports: [{ containerPort: 9 }] })],
    ],
    ['an agent that declares no ports', [deployment({ ...AGENT, livenessProbe: on(9) })]],
    ['a number in an argument', [agent({ args: ['--health-probe-bind-address=:8081'], livenessProbe: on(8081) })]],
    [
      'the port that the agent is told',
      [agent({ env: [{ name: 'MCP_MESH_HTTP_PORT', value: '8081' }], livenessProbe: on(8081) })],
    ],
    ["Istio's proxy", [agent({ readinessProbe: on(15021) })]],
    [
      'CoreDNS, which is probed on ports that it does not declare',
      [deployment({ ports: [{ name: 'dns', containerPort: 53 }], livenessProbe: on(8080) })],
    ],
    ['an init container that ends', [withSidecar(agent({}), { startupProbe: on('x') }, 'initContainers')]],
  ])('not %s', (_, objects) => expect(faults(...objects)).toEqual([]));

  test('an agent of ours, patched', () => {
    const chart = meshChart();
    const agentOfOurs = new MeshAgent(chart, 'weather', {
      registry: new MeshRegistry(chart, 'registry'),
      image: 'registry.example.com/weather-agent:1.4.2',
    });
    expect(faults(...synth(chart))).toEqual([]);
    agentOfOurs.workload.addJsonPatch(
      JsonPatch.replace('/spec/template/spec/containers/0/livenessProbe/httpGet/port', 8000),
    );
    expect(faults(...synth(chart))).toEqual([
      expect.stringContaining(
        'container "agent": livenessProbe on port 8000: the container has no port 8000, only "http" (8080)',
      ),
    ]);
  });
});

test('odd input is passed over', () => {
  const odd = [
    deployment({
      ...AGENT,
      ports: [null, {}],
      livenessProbe: {},
      readinessProbe: { httpGet: null },
      startupProbe: 'x',
    }),
    deployment({
      env: [
        { name: 'MCP_MESH_HTTP_HOST', value: 'weather-agent' },
        { name: 'MCP_MESH_HTTP_PORT', value: '8080' },
      ],
      ports: [{ containerPort: '8080' }],
      livenessProbe: { tcpSocket: { port: 8080 } },
    }),
    service([{}, null, { targetPort: 0 }, { port: '8080', targetPort: 'x' }, { targetPort: 'y' }] as Manifest[]),
    service('x' as unknown as Manifest[], {}, 'b'),
  ];
  expect(said(RULE, odd)).toEqual([]);
});
