import * as kplus from 'cdk8s-plus-28';
import { HeadlessMeshAgent, MeshAgent, MeshAgentProps, MeshRegistry } from '../../src';
import { envOf, find, meshChart, pod, synth } from '../support/manifests';

/* What users bring from cdk8s-plus-28, and what they point at our constructs. */

const image = 'registry.example.com/agent:1.0.0';

function mesh(props: Partial<MeshAgentProps> = {}) {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  return { chart, registry, agent: new MeshAgent(chart, 'a', { registry, image, ...props }) };
}

describe('from cdk8s-plus-28', () => {
  test('a Secret and a ConfigMap in our variables', () => {
    const chart = meshChart();
    const secret = new kplus.Secret(chart, 'keys', { metadata: { name: 'llm-keys' } });
    const map = kplus.ConfigMap.fromConfigMapName(chart, 'settings', 'settings');
    new MeshAgent(chart, 'a', {
      registry: new MeshRegistry(chart, 'registry'),
      image,
      env: {
        API_KEY: kplus.EnvValue.fromSecretValue({ secret, key: 'api-key' }, { optional: true }),
        CPU: kplus.EnvValue.fromResource(kplus.ResourceFieldPaths.CPU_LIMIT, { divisor: '1m' }),
      },
      envFrom: [new kplus.EnvFrom(map, 'APP_'), kplus.Env.fromSecret(secret)],
    });
    const deployment = find(synth(chart), 'Deployment', 'mcp-mesh-a');
    expect(envOf(deployment)).toMatchObject({
      API_KEY: { secretKeyRef: { name: 'llm-keys', key: 'api-key', optional: true } },
      CPU: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } },
    });
    // The wiring comes last: of two sources of one key, the last one wins.
    expect(pod(deployment).containers[0].envFrom).toEqual([
      { configMapRef: { name: 'settings' }, prefix: 'APP_' },
      { secretRef: { name: 'llm-keys' } },
      { configMapRef: { name: 'mcp-agent-config' } },
    ]);
  });

  test('a ServiceAccount and pull secrets on our pods', () => {
    const chart = meshChart();
    new MeshAgent(chart, 'a', {
      registry: new MeshRegistry(chart, 'registry'),
      image,
      serviceAccount: new kplus.ServiceAccount(chart, 'account', { metadata: { name: 'robot' } }),
      automountServiceAccountToken: true,
      imagePullSecrets: [kplus.Secret.fromSecretName(chart, 'pull', 'registry-login')],
    });
    const objects = synth(chart);
    expect(pod(find(objects, 'Deployment', 'mcp-mesh-a'))).toMatchObject({
      serviceAccountName: 'robot',
      automountServiceAccountToken: true,
      imagePullSecrets: [{ name: 'registry-login' }],
    });
    expect(objects.filter(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === 'mcp-mesh-a')).toEqual(
      [],
    );
  });
});

describe('pointed at an agent', () => {
  test('an Ingress', () => {
    const { chart, agent } = mesh({ port: 8081 });
    new kplus.Ingress(chart, 'ingress', {
      rules: [{ host: 'a.example.com', path: '/', backend: agent.toIngressBackend() }],
    });
    const [rule] = find(synth(chart), 'Ingress').spec.rules;
    expect(rule.http.paths[0].backend).toEqual({ service: { name: 'mcp-mesh-a', port: { number: 8081 } } });
  });

  test.each([
    ['Deployment', MeshAgent],
    ['StatefulSet', HeadlessMeshAgent],
  ])('a HorizontalPodAutoscaler on a %s', (kind, Agent) => {
    const chart = meshChart();
    const agent = new Agent(chart, 'a', { registry: new MeshRegistry(chart, 'registry'), image });
    new kplus.HorizontalPodAutoscaler(chart, 'scaler', {
      target: agent,
      maxReplicas: 5,
      metrics: [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(70))],
    });
    const objects = synth(chart);
    expect(find(objects, 'HorizontalPodAutoscaler').spec.scaleTargetRef).toEqual({
      apiVersion: 'apps/v1',
      kind,
      name: 'mcp-mesh-a',
    });
    expect(find(objects, kind, 'mcp-mesh-a').spec).not.toHaveProperty('replicas');
    expect(agent.hasAutoscaler).toBe(true);
  });

  test('a HorizontalPodAutoscaler, which refuses fixed replicas and missing requests, as for its own', () => {
    const scaled = (props: Partial<MeshAgentProps>) => {
      const { chart, agent } = mesh(props);
      new kplus.HorizontalPodAutoscaler(chart, 'scaler', { target: agent, maxReplicas: 5 });
      return () => synth(chart);
    };
    expect(scaled({ replicas: 3 })).toThrow(/replicas/);
    expect(scaled({ resources: {} })).toThrow(/resource/i);
    expect(scaled({})).not.toThrow();
  });

  test("a RoleBinding, to its own account or the user's", () => {
    const { chart, registry, agent } = mesh();
    const other = new MeshAgent(chart, 'b', {
      registry,
      image,
      serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'account', 'robot', { namespaceName: 'mesh' }),
    });
    const role = new kplus.Role(chart, 'role');
    role.allowRead(kplus.ApiResource.PODS);
    role.bind(agent, other);
    expect(find(synth(chart), 'RoleBinding').subjects).toEqual([
      { kind: 'ServiceAccount', name: 'mcp-mesh-a', namespace: 'mesh' },
      expect.objectContaining({ kind: 'ServiceAccount', name: 'robot' }),
    ]);
  });

  test('a Service and a NetworkPolicy', () => {
    const { chart, registry, agent } = mesh();
    new kplus.Service(chart, 'service', { selector: agent, ports: [{ port: 80, targetPort: 8080 }] });
    new kplus.NetworkPolicy(chart, 'policy', {
      selector: agent,
      ingress: { rules: [{ peer: registry, ports: [kplus.NetworkPolicyPort.tcp(8080)] }] },
    });
    const objects = synth(chart);
    const labels = { 'app.kubernetes.io/name': 'mcp-mesh-a', 'app.kubernetes.io/component': 'agent' };
    expect(objects.filter(({ kind }) => kind === 'Service').at(-1).spec.selector).toEqual(labels);
    const { spec } = find(objects, 'NetworkPolicy');
    expect(spec.podSelector.matchLabels).toEqual(labels);
    expect(spec.ingress[0].from[0].podSelector.matchLabels).toEqual({
      'app.kubernetes.io/name': 'mcp-mesh-registry',
      'app.kubernetes.io/component': 'registry',
    });
  });

  test('a Deployment of cdk8s-plus that calls it', () => {
    const { chart, agent } = mesh();
    const caller = new kplus.Deployment(chart, 'caller', {
      containers: [{ image: 'caller:1', envVariables: { AGENT_URL: kplus.EnvValue.fromValue(agent.url) } }],
    });
    caller.connections.allowTo(agent);
    const selected = synth(chart)
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .flatMap(({ spec }) => spec.egress ?? [])
      .flatMap(({ to }) => to);
    expect(selected.map(({ podSelector }) => podSelector.matchLabels['app.kubernetes.io/name'])).toEqual([
      'mcp-mesh-a',
    ]);
  });
});
