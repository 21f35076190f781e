import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { HEALTH_PATH, NEWEST_RUNTIME } from '../contract/contract';
import { literal } from '../pod/env';
import { MeshProbe } from '../pod/mesh-probe';

/**
 * Which runtime of MCP Mesh an agent is built on, where that changes the manifest: its probe paths, and
 * what its image needs under a read-only root.
 */
export class AgentRuntime {
  /**
   * The guide's probes, `/health` for both, which every release answers.
   *
   * From 0.6.1 on `/health` answers 503 while the agent's own check is unhealthy, so that a liveness probe on
   * it can restart a pod for somebody else's outage. Name the runtime to get the probes of its release.
   */
  public static readonly GUIDE = new AgentRuntime(() => HEALTH_ONLY);

  /**
   * An agent on the Python runtime.
   *
   * @param release release of MCP Mesh in the image, as `major.minor.patch`, such as `3.8.0`
   */
  public static python(release: string): AgentRuntime {
    return new AgentRuntime((version) => factsSince(version, LIVEZ_SINCE.python), release);
  }

  /**
   * An agent on the TypeScript runtime. HOME is `/tmp`, because `npx` writes there and the root is read-only.
   *
   * @param release release of MCP Mesh in the image, as `major.minor.patch`, such as `3.8.0`
   */
  public static typescript(release: string): AgentRuntime {
    return new AgentRuntime(
      (version) => ({ ...factsSince(version, LIVEZ_SINCE.typescript), env: [literal('HOME', '/tmp')] }),
      release,
    );
  }

  /**
   * An agent on the Java runtime. It reads `MCP_MESH_HTTP_PORT` only with `@MeshAgent` on its main class.
   *
   * @param release release of MCP Mesh in the image, as `major.minor.patch`, such as `3.8.0`
   */
  public static java(release: string): AgentRuntime {
    return new AgentRuntime((version) => factsSince(version, LIVEZ_SINCE.java), release);
  }

  private constructor(
    private readonly facts: (version: number[]) => RuntimeFacts,
    private readonly release?: string,
  ) {}

  /** @internal */
  public _facts(scope: IConstruct): RuntimeFacts {
    return this.facts(this.release === undefined ? [] : parseRelease(scope, this.release));
  }
}

/** What a runtime decides in a manifest. */
export interface RuntimeFacts {
  readonly liveness: MeshProbe;
  readonly readiness: MeshProbe;
  readonly startup?: MeshProbe;
  /** Defaults that a user's env may replace. */
  readonly env?: k8s.EnvVar[];
}

/** `/health` for liveness and readiness, as in the guide. */
const HEALTH_ONLY: RuntimeFacts = {
  liveness: MeshProbe.httpGet(HEALTH_PATH),
  readiness: MeshProbe.httpGet(HEALTH_PATH),
};

/** 3.6 and later: a path for each probe. The timeouts are those of the official charts. */
const THREE_PATHS: RuntimeFacts = {
  startup: MeshProbe.httpGet('/startupz', { timeoutSeconds: 5 }),
  liveness: MeshProbe.httpGet('/livez', { timeoutSeconds: 5 }),
  readiness: MeshProbe.httpGet('/ready', { timeoutSeconds: 3 }),
};

/** Before 3.6 there is no path for startup, so liveness is used for it. */
const LIVEZ_AND_READY: RuntimeFacts = { ...THREE_PATHS, startup: MeshProbe.httpGet('/livez', { timeoutSeconds: 5 }) };

/** The first release of each runtime that serves `/livez` and `/ready`. Earlier ones serve `/health` alone. */
const LIVEZ_SINCE = { python: [0, 6, 1], typescript: [3, 5, 1], java: [3, 5, 1] };

/** The probes of a release, given the first release of its runtime that serves `/livez` and `/ready`. */
function factsSince(version: number[], firstWithLivez: number[]): RuntimeFacts {
  if (atLeast(version, [3, 6, 0])) {
    return THREE_PATHS;
  }
  return atLeast(version, firstWithLivez) ? LIVEZ_AND_READY : HEALTH_ONLY;
}

function parseRelease(scope: IConstruct, release: string): number[] {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+.].*)?$/.exec(release);
  if (!match) {
    refuse(scope, {
      given: `runtime release ${show(release)}`,
      rule: 'the release of MCP Mesh in the image decides which probe paths an agent answers',
      fix: `Give it as major.minor.patch, such as ${show(NEWEST_RUNTIME)}`,
    });
  }
  return match.slice(1, 4).map(Number);
}

function atLeast(version: number[], minimum: number[]): boolean {
  const firstDifference = version.findIndex((part, i) => part !== minimum[i]);
  return firstDifference < 0 || version[firstDifference] > minimum[firstDifference];
}
