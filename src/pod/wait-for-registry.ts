import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { quantities, resourcesUnlessEmpty } from './pod-security';
import { refuse, show } from '../base/problem';
import { HEALTH_PATH, WAIT_IMAGE } from '../contract/contract';
import { checkImage } from '../kubernetes/checks';
import { checkResources } from '../kubernetes/quantity';

/** Seconds between two tries, as in the guide. */
const INTERVAL = 2;

/** Less than the agent's own, so that the wait never makes a pod harder to schedule. */
const DEFAULT_RESOURCES: k8s.ResourceRequirements = {
  requests: quantities({ cpu: '10m', memory: '16Mi', 'ephemeral-storage': '16Mi' }),
  limits: quantities({ cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' }),
};

/** How an agent's pod waits until its registry answers. */
export interface WaitForRegistryOptions {
  /**
   * After this time the init container fails, so that the wait shows up in the pod's status; the kubelet then tries again.
   *
   * @default - it waits without an end, as in the guide
   */
  readonly timeout?: Duration;
  /**
   * Image with a POSIX shell and, as busybox has them, `nc` or `wget`.
   *
   * @default "busybox:1.35"
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
  readonly host: string;
  readonly port: number;
}

/**
 * The init container that holds an agent back until its registry answers.
 *
 * It pays: agents that start before their registry are found 12 to 24 seconds after it is ready (they back off),
 * with the wait some 3 seconds.
 */
export class WaitForRegistry {
  /**
   * Waits until the registry's port accepts a connection, as the guide does.
   *
   * Under an Istio sidecar this passes at once or never, because the proxy answers in the registry's place: use `http` there.
   *
   * @param options bounds and image
   */
  public static tcp(options: WaitForRegistryOptions = {}): WaitForRegistry {
    return new WaitForRegistry(options, ({ host, port }, timeout) =>
      timeout === undefined ? `nc -z ${host} ${port}` : `nc -z -w ${INTERVAL} ${host} ${port}`,
    );
  }

  /**
   * Waits until the registry answers `GET /health`.
   *
   * @param options bounds and image
   */
  public static http(options: WaitForRegistryOptions = {}): WaitForRegistry {
    return new WaitForRegistry(
      options,
      ({ scheme, host, port }) => `wget -q -T ${INTERVAL} -O /dev/null ${scheme}://${host}:${port}${HEALTH_PATH}`,
    );
  }

  /** Does not wait. Agents retry by themselves, with a back-off of up to 30 seconds. */
  public static none(): WaitForRegistry {
    return new WaitForRegistry({});
  }

  private constructor(
    private readonly options: WaitForRegistryOptions,
    /** The shell command that succeeds once the registry answers. Without it there is no wait. */
    private readonly probe?: (target: WaitTarget, timeout?: number) => string,
  ) {}

  /** @internal */
  public _container(scope: IConstruct, target: WaitTarget): k8s.Container | undefined {
    if (!this.probe) {
      return undefined;
    }
    const timeout = this.options.timeout?.toSeconds({ integral: false });
    if (timeout !== undefined && (timeout < 1 || !Number.isInteger(timeout))) {
      refuse(scope, {
        given: `waitForRegistry timeout ${show(timeout)} seconds`,
        rule: 'a bounded wait lasts a whole number of seconds, one or more',
        fix: 'Give a timeout such as Duration.minutes(5), or none to wait without an end',
      });
    }
    const probe = this.probe(target, timeout);
    return {
      name: 'wait-for-registry',
      image: checkImage(scope, 'waitForRegistry image', this.options.image ?? WAIT_IMAGE),
      command: ['sh', '-c'],
      args: [timeout === undefined ? waitLoop(probe) : boundedWaitLoop(probe, target, timeout)],
      resources: this.options.resources
        ? resourcesUnlessEmpty(checkResources(scope, this.options.resources))
        : DEFAULT_RESOURCES,
    };
  }
}

function waitLoop(probe: string): string {
  return [`until ${probe}; do`, '  echo "Waiting for registry..."', `  sleep ${INTERVAL}`, 'done', ''].join('\n');
}

function boundedWaitLoop(probe: string, { host, port }: WaitTarget, timeout: number): string {
  return [
    `deadline=$(($(date +%s) + ${timeout}))`,
    `until ${probe}; do`,
    '  if [ "$(date +%s)" -ge "$deadline" ]; then',
    `    echo "Registry ${host}:${port} did not answer within ${timeout} s"`,
    '    exit 1',
    '  fi',
    '  echo "Waiting for registry..."',
    `  sleep ${INTERVAL}`,
    'done',
    '',
  ].join('\n');
}
