import { Chart } from 'cdk8s';
import { MeshPeer, PostgresOptions, PostgresSslMode } from 'cdk8s-mcp-mesh';
import { INetworkPolicyPeer, k8s, Secret } from 'cdk8s-plus-28';

/** Where the mesh keeps its data. Managed stores come in the same form: hosts, and what policies know them by. */
export interface DataStores {
  readonly postgres: PostgresOptions;
  readonly redis: { readonly host: string; readonly port: number; readonly peer: INetworkPolicyPeer };
}

/** One small Postgres and one small Redis, without backup or failover. Their policies admit those who use them. */
export function dataStores(chart: Chart): DataStores {
  const namespace = chart.namespace!;
  const password = {
    secret: Secret.fromSecretName(chart, 'postgres-password', 'trip-planner-postgres'),
    key: 'password',
  };

  store(chart, {
    name: 'postgres',
    port: 5432,
    image: 'postgres:16.10',
    client: 'mcp-mesh-registry',
    env: [
      { name: 'POSTGRES_USER', value: 'mcp_mesh' },
      { name: 'POSTGRES_DB', value: 'mcp_mesh' },
      { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name: password.secret.name, key: password.key } } },
      { name: 'PGDATA', value: '/data/postgres' },
    ],
    scratch: ['/tmp', '/var/run/postgresql'],
    probe: ['pg_isready', '-U', 'mcp_mesh', '-d', 'mcp_mesh'],
  });
  store(chart, {
    name: 'redis',
    port: 6379,
    image: 'redis:7.4.5',
    client: 'chat-history-agent',
    args: ['--appendonly', 'yes', '--dir', '/data'],
    scratch: ['/tmp'],
    probe: ['redis-cli', 'ping'],
  });

  return {
    postgres: {
      host: 'postgres',
      user: 'mcp_mesh',
      password,
      // The image postgres speaks no TLS as it comes; the connection stays within the namespace.
      sslMode: PostgresSslMode.DISABLE,
      peer: MeshPeer.pods(namespace, labelsOf('postgres')).peer,
    },
    redis: { host: 'redis', port: 6379, peer: MeshPeer.pods(namespace, labelsOf('redis')).peer },
  };
}

interface Store {
  readonly name: string;
  readonly port: number;
  readonly image: string;
  /** The one workload that may call it. */
  readonly client: string;
  readonly args?: string[];
  readonly env?: k8s.EnvVar[];
  /** Where it writes beside its data. */
  readonly scratch: string[];
  readonly probe: string[];
}

/** Both images run as any user that owns their data. */
const USER = 10001;

function labelsOf(name: string): { [key: string]: string } {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'data-store' };
}

function store(chart: Chart, { name, port, image, client, args, env, scratch, probe }: Store): void {
  const labels = labelsOf(name);
  const portName = `tcp-${name}`; // with the protocol in front, as service meshes read it
  const quantity = k8s.Quantity.fromString;
  new k8s.KubeServiceAccount(chart, `${name}-account`, {
    metadata: { name, labels },
    automountServiceAccountToken: false,
  });
  new k8s.KubeService(chart, `${name}-service`, {
    metadata: { name, labels },
    spec: {
      clusterIp: 'None',
      ports: [{ name: portName, port, targetPort: k8s.IntOrString.fromString(portName), protocol: 'TCP' }],
      selector: labels,
    },
  });
  new k8s.KubeStatefulSet(chart, name, {
    metadata: { name, labels },
    spec: {
      serviceName: name,
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          serviceAccountName: name,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            fsGroup: USER,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name,
              image,
              args,
              env,
              ports: [{ name: portName, containerPort: port, protocol: 'TCP' }],
              readinessProbe: { exec: { command: probe }, periodSeconds: 10, timeoutSeconds: 5 },
              livenessProbe: {
                tcpSocket: { port: k8s.IntOrString.fromString(portName) },
                initialDelaySeconds: 30,
                periodSeconds: 10,
              },
              resources: {
                requests: { cpu: quantity('100m'), memory: quantity('128Mi'), 'ephemeral-storage': quantity('64Mi') },
                limits: { cpu: quantity('1'), memory: quantity('512Mi'), 'ephemeral-storage': quantity('1Gi') },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                readOnlyRootFilesystem: true,
              },
              volumeMounts: [
                { name: 'data', mountPath: '/data' },
                ...scratch.map((mountPath, i) => ({ name: `scratch-${i}`, mountPath })),
              ],
            },
          ],
          volumes: scratch.map((_, i) => ({ name: `scratch-${i}`, emptyDir: {} })),
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: quantity('1Gi') } } },
        },
      ],
    },
  });
  new k8s.KubeNetworkPolicy(chart, `${name}-policy`, {
    metadata: { name, labels },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': client } } }],
          ports: [{ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }],
        },
      ],
    },
  });
}
