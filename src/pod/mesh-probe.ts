import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { checkProbe, ProbeRole } from './probe-check';
import { checkStruct } from './struct-fields';
import { definedFields } from '../base/defined-fields';
import { HTTP_PORT_NAME } from '../contract/contract';

/** When the kubelet probes a container. */
export interface MeshProbeTiming {
  /**
   * Seconds from the container's start to the first probe.
   *
   * @default - the guide's: 15 for liveness, 10 for readiness; 5 for startup
   */
  readonly initialDelaySeconds?: number;
  /**
   * Seconds between probes.
   *
   * @default - the guide's: 10 for liveness, 5 for readiness; 10 for startup
   */
  readonly periodSeconds?: number;
  /**
   * Seconds until a probe without an answer fails.
   *
   * @default - Kubernetes' own, 1
   */
  readonly timeoutSeconds?: number;
  /**
   * Number of consecutive failures after which the probe has failed.
   *
   * @default - Kubernetes' own, 3; 30 for startup
   */
  readonly failureThreshold?: number;
}

/** Liveness and readiness as in the guide, startup as in the official charts. */
const TIMINGS: { [role in ProbeRole]: MeshProbeTiming } = {
  liveness: { initialDelaySeconds: 15, periodSeconds: 10 },
  readiness: { initialDelaySeconds: 10, periodSeconds: 5 },
  startup: { initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 30 },
};

/** A probe of the kubelet. All functions except `of` use the container's only port. */
export class MeshProbe {
  /**
   * An HTTP GET that must answer 200 to 399.
   *
   * @param path the path, such as `/health`
   * @param timing when to probe; the defaults are those of MCP Mesh's guide
   */
  public static httpGet(path: string, timing: MeshProbeTiming = {}): MeshProbe {
    return new MeshProbe((role, port) => ({
      httpGet: { path, port: k8s.IntOrString.fromString(port) },
      ...TIMINGS[role],
      ...definedFields(timing),
    }));
  }

  /**
   * An HTTPS GET that must answer 200 to 399. The kubelet verifies no certificate, and presents none.
   *
   * @param path the path, such as `/health`
   * @param timing when to probe; the defaults are those of MCP Mesh's guide
   */
  public static httpsGet(path: string, timing: MeshProbeTiming = {}): MeshProbe {
    return new MeshProbe((role, port) => ({
      httpGet: { path, port: k8s.IntOrString.fromString(port), scheme: 'HTTPS' },
      ...TIMINGS[role],
      ...definedFields(timing),
    }));
  }

  /**
   * A TCP connection that must be accepted. Use it for containers that require client certificates, which the kubelet
   * does not have.
   *
   * @param timing when to probe; the defaults are those of MCP Mesh's guide
   */
  public static tcp(timing: MeshProbeTiming = {}): MeshProbe {
    return new MeshProbe((role, port) => ({
      tcpSocket: { port: k8s.IntOrString.fromString(port) },
      ...TIMINGS[role],
      ...definedFields(timing),
    }));
  }

  /**
   * Any probe of Kubernetes, unchanged.
   *
   * @param probe the complete probe
   */
  public static of(probe: k8s.Probe): MeshProbe {
    return new MeshProbe(() => probe);
  }

  /** No probe. */
  public static none(): MeshProbe {
    return new MeshProbe(() => undefined);
  }

  private constructor(private readonly render: (role: ProbeRole, portName: string) => k8s.Probe | undefined) {}

  /**
   * @param portName the name of the container's port
   * @internal
   */
  public _render(scope: IConstruct, role: ProbeRole, portName = HTTP_PORT_NAME): k8s.Probe | undefined {
    const probe = this.render(role, portName);
    if (probe) {
      checkStruct(scope, role, probe, k8s.toJson_Probe);
      checkProbe(scope, role, probe, [portName]);
    }
    return probe;
  }
}
