import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { INTERVAL, waitContainer, waitSeconds } from './wait-loop';
import { refuse } from '../base/problem';
import { HEALTH_PATH, WAIT_IMAGE } from '../contract/contract';
import { withoutBrackets } from '../kubernetes/host';

/** How an agent's pod waits for its registry. */
export interface WaitForRegistryOptions {
  /**
   * After this time the init container fails, so that you see it in the pod's status; the kubelet then tries again.
   *
   * @default - it waits without an end, as in the guide
   */
  readonly timeout?: Duration;
  /**
   * Image with a POSIX shell, and `nc` or `wget` with the options of busybox.
   *
   * @default - `toolsImage` of the registry's `agentDefaults`, or "busybox:1.35"
   */
  readonly image?: string;
  /**
   * Requests and limits of the init container, as a whole; `{}` means none.
   *
   * @default - requests 10m CPU, 16Mi memory, 16Mi ephemeral storage; limits 100m CPU, 64Mi memory, 64Mi ephemeral storage
   */
  readonly resources?: k8s.ResourceRequirements;
}

/** The registry's address, as the waiting pod resolves it. */
export interface WaitTarget {
  readonly scheme: string;
  /** As in a URL. */
  readonly host: string;
  readonly port: number;
  /** Whether MCP Mesh's own TLS is on. */
  readonly hasMeshTls?: boolean;
}

/**
 * The init container that delays an agent until its registry answers.
 *
 * Without it, callers find agents that start before their registry only 12 to 24 seconds after it is ready, because
 * the agents back off. With it, it takes about 3 seconds.
 */
export class WaitForRegistry {
  /**
   * Waits until the registry's port accepts a connection, as in MCP Mesh's guide.
   *
   * With an Istio sidecar, this succeeds immediately or never, because the proxy answers instead of the registry: use
   * `http` there.
   *
   * @param options timeout and image
   */
  public static tcp(options: WaitForRegistryOptions = {}): WaitForRegistry {
    return new WaitForRegistry(options, ({ host, port }, timeout) =>
      [`nc -z`, ...(timeout === undefined ? [] : [`-w ${INTERVAL}`]), withoutBrackets(host), port].join(' '),
    );
  }

  /**
   * Waits until the registry answers `GET /health`.
   *
   * @param options timeout and image
   */
  public static http(options: WaitForRegistryOptions = {}): WaitForRegistry {
    return new WaitForRegistry(
      options,
      ({ scheme, host, port }) => `wget -q -T ${INTERVAL} -O /dev/null ${scheme}://${host}:${port}${HEALTH_PATH}`,
      true,
    );
  }

  /** Does not wait. Agents retry with a back-off of up to 30 seconds. */
  public static none(): WaitForRegistry {
    return new WaitForRegistry({});
  }

  private constructor(
    private readonly options: WaitForRegistryOptions,
    /** The shell command that succeeds once the registry answers. Without it there is no wait. */
    private readonly probe?: (target: WaitTarget, timeout?: number) => string,
    /** Whether that command sends a request. */
    private readonly asks: boolean = false,
  ) {}

  /** The image that it was given. @internal */
  public get _image(): string | undefined {
    return this.options.image;
  }

  /** @internal */
  public _container(scope: IConstruct, target: WaitTarget, toolsImage = WAIT_IMAGE): k8s.Container | undefined {
    if (!this.probe) {
      return undefined;
    }
    if (this.asks && target.hasMeshTls) {
      refuse(scope, {
        given: 'waitForRegistry by HTTP, with a registry under tls',
        rule: "busybox' wget shows no certificate, and gets no answer of a registry under MCP Mesh's own TLS",
        fix: 'Give WaitForRegistry.tcp(), or leave waitForRegistry out',
      });
    }
    const timeout = waitSeconds(scope, 'waitForRegistry', this.options.timeout);
    const { image = toolsImage, resources } = this.options;
    return waitContainer(scope, {
      name: 'wait-for-registry',
      prop: 'waitForRegistry',
      image,
      resources,
      probe: this.probe(target, timeout),
      waiting: 'Waiting for registry...',
      bound:
        timeout === undefined
          ? undefined
          : { timeout, failure: `Registry ${target.host}:${target.port} did not answer within ${timeout} s` },
    });
  }
}
