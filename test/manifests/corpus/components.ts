import { Manifest } from '../../support/manifests';

/** How a project writes its manifests: the labels that it selects by, and how it names ports. */
export type Style = 'app' | 'name' | 'k8s-app' | 'helm' | 'kustomize' | 'kubectl-create';

/** What is repetitive in an application: what runs, and the objects beside it that its project always writes. */
export interface Application {
  /** Project, path or chart, and version. */
  readonly seen: string;
  readonly style: Style;
  readonly namespace?: string;
  readonly components: Component[];
}

export interface Component {
  readonly name: string;
  readonly image: string;
  readonly kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicationController';
  /** What the container listens on, by the port's name. */
  readonly ports?: { readonly [name: string]: number };
  /** The Service's ports, if they differ: its number for each name. */
  readonly exposed?: { readonly [name: string]: number };
  /** None, or beside it for a StatefulSet: a headless Service. */
  readonly service?: 'none' | 'headless' | 'both' | 'NodePort' | 'LoadBalancer';
  /** By its value, or by the Secret and the key that it is read from. */
  readonly env?: { readonly [name: string]: string | [secret: string, key: string] };
  readonly args?: string[];
  /** The StatefulSet's `serviceName`, if it is not its own. */
  readonly governedBy?: string;
  readonly replicas?: number;
  /** A path, a port's name for TCP, or "grpc". */
  readonly probe?: string;
  /** Hosts with ports that an init container waits for. */
  readonly waits?: string[];
  readonly account?: boolean;
  readonly scaled?: [number, number];
  readonly budget?: Manifest;
  readonly storage?: string;
  readonly pod?: Manifest;
}

export function objectsOf({ style, namespace, components }: Application): Manifest[] {
  return components.flatMap((component) =>
    new Writer(style, namespace ? { namespace } : {}, component).objects().map(plain),
  );
}

class Writer {
  private readonly labels: { [key: string]: string };
  private readonly ports: [string, number][];

  constructor(
    private readonly style: Style,
    private readonly place: Manifest,
    private readonly component: Component,
  ) {
    const { name, ports = {} } = component;
    this.ports = Object.entries(ports);
    this.labels = {
      app: { app: name },
      name: { name },
      'k8s-app': { 'k8s-app': name },
      helm: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'my-release' },
      kustomize: { 'app.kubernetes.io/component': name, 'app.kubernetes.io/part-of': 'app' },
      'kubectl-create': { app: name },
    }[style];
  }

  public objects(): Manifest[] {
    const { account, scaled, budget, service = this.ports.length > 0 ? 'ClusterIP' : 'none', name } = this.component;
    return [
      ...(account ? [this.object('v1', 'ServiceAccount', name, {})] : []),
      this.workload(),
      ...(service === 'none' ? [] : [this.service(name, service)]),
      ...(service === 'both' ? [this.service(`${name}-headless`, 'headless')] : []),
      ...(scaled ? [this.scaler(scaled)] : []),
      ...(budget
        ? [
            this.object('policy/v1', 'PodDisruptionBudget', name, {
              spec: { ...budget, selector: { matchLabels: this.labels } },
            }),
          ]
        : []),
    ];
  }

  private object(apiVersion: string, kind: string, name: string, more: Manifest): Manifest {
    const extra = { helm: { 'app.kubernetes.io/managed-by': 'Helm', 'helm.sh/chart': `${this.component.name}-0.1.0` } };
    const labels = { ...this.labels, ...(this.style === 'helm' ? extra.helm : {}) };
    const created = this.style === 'kubectl-create' ? { creationTimestamp: null } : {};
    return { apiVersion, kind, metadata: { ...created, name, ...this.place, labels }, ...more };
  }

  private workload(): Manifest {
    const { name, kind = 'Deployment', replicas, storage, scaled, account, waits, pod } = this.component;
    const isOld = kind === 'ReplicationController';
    return this.object(isOld ? 'v1' : 'apps/v1', kind, name, {
      spec: {
        replicas: kind === 'DaemonSet' || scaled ? undefined : (replicas ?? 1),
        serviceName: kind === 'StatefulSet' ? this.governor() : undefined,
        selector: isOld ? this.labels : { matchLabels: this.labels },
        template: {
          metadata: { labels: this.labels },
          spec: {
            serviceAccountName: account ? name : undefined,
            initContainers: waits?.map((address, i) => ({
              name: `wait-${i}`,
              image: 'busybox:1.37.0',
              command: ['sh', '-c', `until nc -z ${address.replace(':', ' ')}; do sleep 2; done`],
            })),
            containers: [this.container()],
            ...pod,
          },
        },
        volumeClaimTemplates:
          storage && kind === 'StatefulSet'
            ? [
                {
                  metadata: { name: 'data' },
                  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
                },
              ]
            : undefined,
      },
      ...(this.style === 'kubectl-create' ? { status: {} } : {}),
    });
  }

  private governor(): string {
    const { name, governedBy, service } = this.component;
    return governedBy ?? (service === 'both' ? `${name}-headless` : name);
  }

  private container(): Manifest {
    const { name, image, env, args, scaled, storage } = this.component;
    const probe = this.probe();
    return {
      name,
      image,
      args,
      env: env && Object.entries(env).map(([key, value]) => variable(key, value)),
      ports:
        this.ports.length === 0
          ? undefined
          : this.ports.map(([port, containerPort]) => ({ ...(this.isNamed() ? { name: port } : {}), containerPort })),
      resources: scaled ? { requests: { cpu: '100m', memory: '128Mi' } } : undefined,
      readinessProbe: probe,
      livenessProbe: probe,
      volumeMounts: storage ? [{ name: 'data', mountPath: '/data' }] : undefined,
    };
  }

  private probe(): Manifest | undefined {
    const { probe } = this.component;
    if (probe === undefined) {
      return undefined;
    }
    const [[first, number]] = this.ports;
    const port = this.isNamed() ? first : number;
    if (probe === 'grpc') {
      return { grpc: { port: number } };
    }
    return probe.startsWith('/') ? { httpGet: { path: probe, port } } : { tcpSocket: { port } };
  }

  private service(name: string, type: string): Manifest {
    const { exposed = {} } = this.component;
    const isHeadless = type === 'headless';
    return this.object('v1', 'Service', name, {
      spec: {
        ...(isHeadless ? { clusterIP: 'None' } : { type: type === 'both' ? 'ClusterIP' : type }),
        selector: this.labels,
        ports: this.ports.map(([port, number]) => ({
          name: this.ports.length > 1 || this.isNamed() ? port : undefined,
          port: isHeadless ? number : (exposed[port] ?? number),
          targetPort: this.isNamed() ? port : number,
        })),
      },
      ...(this.style === 'kubectl-create' ? { status: { loadBalancer: {} } } : {}),
    });
  }

  private scaler([minReplicas, maxReplicas]: [number, number]): Manifest {
    const { name, kind = 'Deployment' } = this.component;
    return this.object('autoscaling/v2', 'HorizontalPodAutoscaler', name, {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind, name },
        minReplicas,
        maxReplicas,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
        ],
      },
    });
  }

  /** Charts and Kustomize bases name their ports; many examples do not. */
  private isNamed(): boolean {
    return this.style === 'helm' || this.style === 'kustomize' || this.style === 'k8s-app';
  }
}

function variable(name: string, value: string | string[]): Manifest {
  return typeof value === 'string'
    ? { name, value }
    : { name, valueFrom: { secretKeyRef: { name: value[0], key: value[1] } } };
}

/** As it would be read from a file: without what is undefined. */
function plain(object: Manifest): Manifest {
  return JSON.parse(JSON.stringify(object));
}
