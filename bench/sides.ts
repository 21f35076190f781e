import { App, Chart } from 'cdk8s';
import { MeshAgent, MeshChecks, MeshNetworkPolicy, MeshRegistry } from 'cdk8s-mcp-mesh';
import * as kplus from 'cdk8s-plus-28';
import { k8s } from 'cdk8s-plus-28';

/** The four sides of the benchmark: each makes a mesh of so many agents, in so many charts, and writes it. */
export type Side = 'mesh' | 'kube' | 'plus' | 'strict' | 'checked';

/** Makes and writes a mesh with one of the sides that use cdk8s. */
export function synthesise(side: Side, agents: number, charts: number, outdir: string): void {
  const app = new App({ outdir });
  if (side === 'strict' || side === 'checked') {
    strictMesh(app, agents, charts);
    if (side === 'checked') {
      MeshChecks.of(app);
    }
    app.synth();
    return;
  }
  for (let c = 0; c < charts; c++) {
    const chart = new Chart(app, `mesh-${c}`, { namespace: `mesh-${c}` });
    makers[side](
      chart,
      Array.from({ length: agents / charts }, (_, i) => `agent-${i}`),
    );
  }
  app.synth();
}

const image = (name: string) => `registry.example.com/${name}:1.0.0`;

/** One mesh whose agents depend on five others each, under policies that open exactly that. */
function strictMesh(app: App, agents: number, charts: number): void {
  const home = new Chart(app, 'home', { namespace: 'mesh' });
  const registry = new MeshRegistry(home, 'registry');
  new MeshNetworkPolicy(home, 'policy', { registry, strict: true });
  const chartOf = Array.from({ length: charts }, (_, c) =>
    charts === 1 ? home : new Chart(app, `mesh-${c}`, { namespace: 'mesh' }),
  );
  for (let i = 0; i < agents; i++) {
    new MeshAgent(chartOf[i % charts], `agent-${i}`, {
      registry,
      image: image(`agent-${i}`),
      capabilities: [`capability-${i}`],
      dependencies: Array.from({ length: 5 }, (_, k) => `capability-${(i + 7 * k + 1) % agents}`),
    });
  }
}

const makers: { [side in 'mesh' | 'kube' | 'plus']: (chart: Chart, names: string[]) => void } = {
  mesh(chart, names) {
    const registry = new MeshRegistry(chart, 'registry');
    names.forEach((name) => new MeshAgent(chart, name, { registry, image: image(name) }));
  },

  /** The same objects, by hand, with the generated classes; a test holds the two against each other. */
  kube(chart, names) {
    new k8s.KubeConfigMap(chart, 'config', {
      metadata: { name: 'mcp-agent-config', labels: partOf(chart) },
      data: {
        MCP_MESH_REGISTRY_URL: 'http://mcp-mesh-registry:8000',
        REGISTRY_HOST: 'mcp-mesh-registry',
        REGISTRY_PORT: '8000',
      },
    });
    kubeWorkload(
      chart,
      'mcp-mesh-registry',
      'registry',
      8000,
      {},
      {
        args: ['--host', '0.0.0.0', '--port', '8000'],
        env: [{ name: 'DATABASE_URL', value: '/data/mcp_mesh_registry.db' }],
        image: 'mcpmesh/registry:3.7.1',
        volumeMounts: [
          { name: 'data', mountPath: '/data' },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    );
    names.forEach((name) =>
      kubeWorkload(
        chart,
        `mcp-mesh-${name}`,
        'agent',
        8080,
        { checksum: '6e49fa4327149ba6' },
        {
          env: [
            {
              name: 'MCP_MESH_REGISTRY_HOST',
              valueFrom: { configMapKeyRef: { name: 'mcp-agent-config', key: 'REGISTRY_HOST' } },
            },
            {
              name: 'MCP_MESH_REGISTRY_PORT',
              valueFrom: { configMapKeyRef: { name: 'mcp-agent-config', key: 'REGISTRY_PORT' } },
            },
            { name: 'HOST', value: '0.0.0.0' },
            {
              name: 'SERVICE_NAME',
              valueFrom: { fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/name']" } },
            },
            { name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
            { name: 'MCP_MESH_AGENT_NAME', value: name },
            { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
            { name: 'MCP_MESH_HTTP_PORT', value: '8080' },
            { name: 'MCP_MESH_HTTP_HOST', value: '$(SERVICE_NAME).$(NAMESPACE).svc.cluster.local' },
          ],
          envFrom: [{ configMapRef: { name: 'mcp-agent-config' } }],
          image: image(name),
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        },
      ),
    );
  },

  /** What cdk8s-plus-28 itself makes of a Deployment and a Service, with its own defaults. */
  plus(chart, names) {
    for (const name of ['registry', ...names]) {
      const deployment = new kplus.Deployment(chart, name, {
        containers: [
          {
            image: image(name),
            portNumber: 8080,
            envVariables: {
              HOST: kplus.EnvValue.fromValue('0.0.0.0'),
              NAMESPACE: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_NAMESPACE),
              MCP_MESH_AGENT_NAME: kplus.EnvValue.fromValue(name),
            },
            liveness: kplus.Probe.fromHttpGet('/health'),
            readiness: kplus.Probe.fromHttpGet('/health'),
          },
        ],
      });
      deployment.exposeViaService();
    }
  },
};

const quantities = (values: { [name: string]: string }) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, k8s.Quantity.fromString(value)]));

const security = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true };

function probe(initialDelaySeconds: number, periodSeconds: number): k8s.Probe {
  return { httpGet: { path: '/health', port: k8s.IntOrString.fromString('http') }, initialDelaySeconds, periodSeconds };
}

function partOf({ namespace }: Chart): { [key: string]: string } {
  return { 'app.kubernetes.io/part-of': `mcp-mesh-registry.${namespace}` };
}

function kubeWorkload(
  chart: Chart,
  name: string,
  component: string,
  port: number,
  { checksum }: { checksum?: string },
  container: Omit<k8s.Container, 'name'>,
): void {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': component };
  const isAgent = component === 'agent';
  new k8s.KubeServiceAccount(chart, `${name}-account`, {
    metadata: { name, labels: { ...partOf(chart), ...labels } },
    automountServiceAccountToken: false,
  });
  new k8s.KubeDeployment(chart, `${name}-deployment`, {
    metadata: { name, labels: { ...partOf(chart), ...labels } },
    spec: {
      selector: { matchLabels: labels },
      strategy: isAgent ? undefined : { type: 'Recreate' },
      template: {
        metadata: { labels, annotations: checksum ? { 'cdk8s-mcp-mesh/agent-config-checksum': checksum } : undefined },
        spec: {
          automountServiceAccountToken: false,
          containers: [
            {
              ...container,
              name: component,
              ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
              livenessProbe: probe(15, 10),
              readinessProbe: probe(10, 5),
              resources: {
                requests: quantities({ cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' }),
                limits: quantities({ cpu: '1', memory: '512Mi', 'ephemeral-storage': '1Gi' }),
              },
              securityContext: security,
            },
          ],
          enableServiceLinks: false,
          initContainers: isAgent
            ? [
                {
                  name: 'wait-for-registry',
                  image: 'busybox:1.35',
                  command: ['sh', '-c'],
                  args: ['until nc -z mcp-mesh-registry 8000; do\n  echo "Waiting for registry..."\n  sleep 2\ndone\n'],
                  resources: {
                    requests: quantities({ cpu: '10m', memory: '16Mi', 'ephemeral-storage': '16Mi' }),
                    limits: quantities({ cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' }),
                  },
                  securityContext: security,
                },
              ]
            : undefined,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 10001,
            runAsGroup: 10001,
            fsGroup: 10001,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          serviceAccountName: name,
          volumes: [...(isAgent ? [] : [{ name: 'data', emptyDir: {} }]), { name: 'tmp', emptyDir: {} }],
        },
      },
    },
  });
  new k8s.KubeService(chart, `${name}-service`, {
    metadata: { name, labels: { ...partOf(chart), ...labels } },
    spec: {
      type: 'ClusterIP',
      ports: [{ name: 'http', port, targetPort: k8s.IntOrString.fromString('http'), protocol: 'TCP' }],
      selector: labels,
    },
  });
}
