import { JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { MeshAgent, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/agent-cpu-limit-too-low';
import { Manifest, meshChart, synth } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

describe('agent-cpu-limit-too-low', () => {
  const faults = (...objects: Manifest[]) => said(RULE, objects);
  const agent = (cpu: unknown, more: Manifest = {}) =>
    deployment({
      env: [{ name: 'MCP_MESH_AGENT_NAME', value: 'weather' }],
      resources: { limits: { cpu }, requests: { cpu: '100m' } },
      ...more,
    });

  test('an agent that is slowed down', () => {
    expect(faults(agent('100m'))).toEqual([
      'Deployment mesh/weather-agent: container "agent": CPU limit "100m": if it starts that slowly, a Python agent may register a port that it does not serve. Its probes pass, and it logs nothing. Set resources.limits.cpu to 500m or more, or leave the limit out and keep the request.',
    ]);
  });

  test.each(['499m', '0.25', 0.25, '200m', '499999u'])('%j is too low', (cpu) =>
    expect(faults(agent(cpu))).toHaveLength(1),
  );
  test.each(['500m', '0.5', 1, '2', '0', 0, 'much', undefined])('%j is not', (cpu) =>
    expect(faults(agent(cpu))).toEqual([]),
  );

  test('containers beside the agent, and what is no agent, may be slow', () => {
    const slow = { name: 'proxy', image: 'envoyproxy/envoy:v1.31.0', resources: { limits: { cpu: '100m' } } };
    const workload = agent('1');
    workload.spec.template.spec.containers.push(slow);
    workload.spec.template.spec.initContainers = [slow];
    expect(faults(workload, deployment({ resources: slow.resources }, { name: 'web' }))).toEqual([]);
  });

  test('an agent of ours', () => {
    const chart = meshChart();
    const registry = new MeshRegistry(chart, 'registry', {
      resources: { limits: { cpu: k8s.Quantity.fromString('100m') } },
    });
    const made = new MeshAgent(chart, 'weather', { registry, image: 'registry.example.com/weather-agent:1.4.2' });
    expect(faults(...synth(chart))).toEqual([]);
    made.workload.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/resources/limits/cpu', '100m'));
    expect(faults(...synth(chart))).toEqual([expect.stringContaining('Deployment mesh/mcp-mesh-weather: ')]);
  });
});

test('odd input is passed over', () => {
  const odd = [
    deployment({ image: 'mcpmesh/registry:3.7.1', env: [null, {}], envFrom: [null, {}] }, { spec: { replicas: '3' } }),
    deployment({ env: [{ name: 'MCP_MESH_AGENT_NAME' }], resources: 'none' }, { name: 'two' }),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'a'),
    object('keda.sh/v1alpha1', 'ScaledObject', 'b', {
      spec: { scaleTargetRef: { name: 'weather-agent' }, maxReplicaCount: 'many' },
    }),
  ];
  expect(said(RULE, odd)).toEqual([]);
});
