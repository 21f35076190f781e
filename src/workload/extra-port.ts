import { Duration } from 'cdk8s';
import { INetworkPolicyPeer, k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { WorkloadIdentity } from './service';
import { refuse, show } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { HTTP_PORT_NAME } from '../contract/contract';
import { checkPlainLabels, checkPort } from '../kubernetes/checks';
import { MeshPeer } from '../peers/mesh-peer';
import { MeshWorkloadProps } from '../pod/pod-options';
import { checkAppProtocol } from '../pod/service-options';
import { IstioIdentity } from '../service-mesh/istio/istio-options';
import { MeshObject } from '../synthesis/mesh-object';

/** Options of a further port. */
export interface MeshPortOptions {
  /**
   * Who may connect, if a `MeshNetworkPolicy` or an `IstioAuthorization` covers the pods. Leave out the ports of
   * these peers: it is always this port.
   *
   * @default - nobody; required if a policy covers the pods
   */
  readonly from?: MeshPeer[];
  /**
   * The accounts that the pods of `from` run as. Istio does not know pods or namespaces by their labels, so under an
   * `IstioAuthorization` such callers need one in their namespace.
   *
   * @default - none
   */
  readonly identities?: IstioIdentity[];
  /**
   * The application protocol, for load balancers and service meshes that read it, such as "grpc".
   *
   * @default - not set
   */
  readonly appProtocol?: string;
}

/** Options of a port with metrics. */
export interface MeshMetricsOptions extends MeshPortOptions {
  /**
   * Name of the port, at most 15 lower-case letters, digits and '-'.
   *
   * @default "metrics"
   */
  readonly name?: string;
  /**
   * The path of the metrics.
   *
   * @default "/metrics"
   */
  readonly path?: string;
  /**
   * How often Prometheus reads them, in whole seconds.
   *
   * @default - Prometheus' own
   */
  readonly interval?: Duration;
  /**
   * Labels on the ServiceMonitor, by which Prometheus selects it, such as `release`.
   *
   * @default - those of the workload's other objects
   */
  readonly monitorLabels?: { [key: string]: string };
}

/**
 * A further port of a registry's or agent's pods: on the container, the Service, in policies, and for metrics in a
 * ServiceMonitor. The port is TCP, and has the same number on the container and the Service.
 */
export class MeshPort {
  /**
   * A port of the container, or of a sidecar.
   *
   * @param name name of the port, at most 15 lower-case letters, digits and '-'
   * @param port the number that a process in the pod listens on
   * @param options who may connect
   */
  public static of(name: string, port: number, options: MeshPortOptions = {}): MeshPort {
    return new MeshPort(name, port, options);
  }

  /**
   * A port on which the container or a sidecar serves metrics, with a ServiceMonitor for the Prometheus operator. MCP
   * Mesh itself serves no metrics in any release.
   *
   * @param port the number that a process in the pod listens on
   * @param options who may connect, and how the metrics are read
   */
  public static metrics(port: number, options: MeshMetricsOptions = {}): MeshPort {
    return new MeshPort(options.name ?? 'metrics', port, options, options);
  }

  private constructor(
    /** @internal */ public readonly _name: string,
    /** @internal */ public readonly _port: number,
    private readonly options: MeshPortOptions,
    private readonly metrics?: MeshMetricsOptions,
  ) {}

  /** Those who may connect, on this port. @internal */
  public get _peers(): MeshPeer[] {
    return (this.options.from ?? []).map(({ peer }) => MeshPeer.of(peer, [this._port]));
  }

  /** The accounts of those who may connect. @internal */
  public get _identities(): IstioIdentity[] {
    return this.options.identities ?? [];
  }

  /** @internal */
  public _servicePort(): k8s.ServicePort {
    return {
      name: this._name,
      port: this._port,
      targetPort: k8s.IntOrString.fromNumber(this._port),
      protocol: 'TCP',
      appProtocol: this.options.appProtocol,
    };
  }

  /** @internal */
  public _check(scope: Construct, path: string): void {
    checkPort(scope, `${path} port`, this._port);
    if (!/^(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/.test(this._name)) {
      refuse(scope, {
        given: `${path} name ${show(this._name)}`,
        rule: "the name of a port has at most 15 lower-case letters, digits and single '-', a letter among them, and no '-' at either end",
        fix: 'Give a name such as "metrics"',
      });
    }
    if (this._name === HTTP_PORT_NAME) {
      refuse(scope, {
        given: `${path} name ${show(this._name)}`,
        rule: 'the port that the mesh uses has this name',
        fix: 'Give another name, such as "metrics"',
      });
    }
    checkAppProtocol(scope, `${path} appProtocol`, this.options.appProtocol);
    const withPorts = (this.options.from ?? []).some(
      ({ ports, udpPorts, sctpPorts }) => ports ?? udpPorts ?? sctpPorts,
    );
    if (withPorts) {
      refuse(scope, {
        given: `${path} from a peer with ports`,
        rule: 'the peer may connect to this port, and no other',
        fix: 'Leave the ports of the peer out; allowIngress opens others',
      });
    }
    checkShapes(scope, { identities: this.options.identities }, { identities: 'list of maps' }, `${path} `);
    if (this._identities.length > 0 && this._peers.length === 0) {
      refuse(scope, {
        given: `${path} identities without from`,
        rule: 'they are the accounts of the pods in from, and without from nobody may connect',
        fix: 'Say who connects too, such as from: [MeshPeer.pods("monitoring", { app: "prometheus" })]',
      });
    }
    this.checkMetrics(scope, path);
  }

  /** Whether the port has metrics. @internal */
  public get _monitors(): boolean {
    return this.metrics !== undefined;
  }

  /** Makes the ServiceMonitor of a port with metrics. @internal */
  public _monitor(scope: Construct, identity: WorkloadIdentity, only: boolean): void {
    const { path, interval, monitorLabels } = this.metrics!;
    const seconds = interval?.toSeconds();
    new MeshObject(scope, `Monitor.${this._name}`, {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: {
        name: only ? identity.name : `${identity.name}-${this._name}`,
        namespace: identity.namespace,
        labels: { ...identity.labels, ...monitorLabels },
        annotations: identity.annotations,
      },
      body: {
        spec: {
          selector: { matchLabels: identity.selector },
          endpoints: [
            { port: this._name, path: path ?? '/metrics', interval: seconds === undefined ? undefined : `${seconds}s` },
          ],
        },
      },
      partOf: identity.partOf,
      onDuplicate: identity.onDuplicate,
    });
  }

  private checkMetrics(scope: Construct, prop: string): void {
    const { path, interval, monitorLabels } = this.metrics ?? {};
    if (path !== undefined && !path.startsWith('/')) {
      refuse(scope, {
        given: `${prop} path ${show(path)}`,
        rule: "the path of metrics starts with '/'",
        fix: 'Give a path such as "/metrics"',
      });
    }
    const seconds = interval?.toSeconds({ integral: false });
    if (seconds !== undefined && !(Number.isInteger(seconds) && seconds > 0)) {
      refuse(scope, {
        given: `${prop} interval ${seconds} seconds`,
        rule: 'metrics are read every so many whole seconds, one or more',
        fix: 'Give an interval such as Duration.seconds(30)',
      });
    }
    checkPlainLabels(scope, `${prop} monitorLabels`, monitorLabels);
  }
}

/** Checks a workload's further ports, and makes the ServiceMonitors of those with metrics. */
export function useExtraPorts(scope: Construct, identity: WorkloadIdentity, ports: MeshPort[] = []): void {
  ports.forEach((port, i) => port._check(scope, `extraPorts[${i}]`));
  ports.forEach((port, i) => {
    if (ports.slice(0, i).some(({ _name, _port }) => _name === port._name || _port === port._port)) {
      refuse(scope, {
        given: `extraPorts[${i}] ${show(port._name)} ${port._port}`,
        rule: 'the ports of a Service have different names and numbers',
        fix: 'Give it another name and number, or leave it out',
      });
    }
    if (port._port === identity.port) {
      refuse(scope, {
        given: `extraPorts[${i}] ${show(port._name)} ${port._port}`,
        rule: "it is the mesh's own port, which the container and the Service have already",
        fix: 'Leave it out',
      });
    }
  });
  const monitors = ports.filter(({ _monitors }) => _monitors);
  monitors.forEach((port) => port._monitor(scope, identity, monitors.length === 1));
}

/** What an agent or a consumer has, by which it is told from other peers. */
interface CallerOfMesh {
  readonly _declarations?: unknown;
  allowEgress?(peer: MeshPeer): void;
}

/** Lets those agents out that may connect to a port: policies close their way, too. Other peers have policies of their own. */
export function letCallersOut(ports: MeshPort[] = [], receiver: INetworkPolicyPeer): void {
  for (const { _peers, _port } of ports) {
    for (const { peer } of _peers) {
      const caller = peer as CallerOfMesh;
      if (caller._declarations && caller.allowEgress && peer !== receiver) {
        caller.allowEgress(MeshPeer.of(receiver, [_port]));
      }
    }
  }
}

/** The further ports that the main container has: those that no container of the user's declares. */
export function containerPorts(
  ports: MeshPort[] = [],
  { sidecars, initContainers }: MeshWorkloadProps,
): k8s.ContainerPort[] {
  const theirs = [...(sidecars ?? []), ...(initContainers ?? [])].flatMap(({ ports: own = [] }) =>
    own.map(({ containerPort }) => containerPort),
  );
  return ports
    .filter(({ _port }) => !theirs.includes(_port))
    .map(({ _name, _port }) => ({ name: _name, containerPort: _port, protocol: 'TCP' }));
}
