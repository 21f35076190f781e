import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { HEALTH_PATH, NEWEST_RUNTIME } from '../contract/contract';
import { parseRelease, probePaths, Runtime, RUNTIME_ANNOTATION, RuntimeLanguage } from '../contract/runtimes';
import { literal } from '../pod/env';
import { MeshProbe } from '../pod/mesh-probe';

/**
 * The runtime of MCP Mesh that an agent uses. It decides the probe paths, and what the image needs with a read-only
 * root file system. It is recorded on the workload, so that checks can compare the probes with it.
 */
export class AgentRuntime {
  /**
   * The probes of MCP Mesh's guide: `/health` for both, which every release serves. A gateway gets TCP probes.
   *
   * From 0.6.1 on, `/health` answers 503 while the agent's own check is unhealthy, so a liveness probe on it can
   * restart a pod because of an outage elsewhere. Name the runtime to get the probes of its release.
   */
  public static readonly GUIDE = new AgentRuntime();

  /**
   * An agent on the Python runtime.
   *
   * @param release release of MCP Mesh in the image, as `major.minor.patch`, such as `3.8.0`
   */
  public static python(release: string): AgentRuntime {
    return new AgentRuntime({ language: 'python', release });
  }

  /**
   * An agent on the TypeScript runtime. HOME is `/tmp`, because `npx` writes there and the root file system is
   * read-only.
   *
   * @param release release of MCP Mesh in the image, as `major.minor.patch`, such as `3.8.0`
   */
  public static typescript(release: string): AgentRuntime {
    return new AgentRuntime({ language: 'typescript', release });
  }

  /**
   * An agent on the Java runtime. It reads `MCP_MESH_HTTP_PORT` only with `@MeshAgent` on its main class.
   *
   * @param release release of MCP Mesh in the image, as `major.minor.patch`, such as `3.8.0`
   */
  public static java(release: string): AgentRuntime {
    return new AgentRuntime({ language: 'java', release });
  }

  private constructor(private readonly named?: { readonly language: RuntimeLanguage; readonly release: string }) {}

  /** @internal */
  public _facts(scope: IConstruct, isGateway: boolean): RuntimeFacts {
    const runtime = this.runtime(scope);
    if (runtime === undefined) {
      return isGateway ? BY_TCP : HEALTH_ONLY;
    }
    return {
      ...probesOf(runtime, isGateway),
      env: runtime.language === 'typescript' ? [literal('HOME', '/tmp')] : undefined,
    };
  }

  /** The runtime and its release, such as "python 3.8.0"; nothing if none is named. @internal */
  public _name(scope: IConstruct): string | undefined {
    const runtime = this.runtime(scope);
    return runtime && `${runtime.language} ${runtime.release.join('.')}`;
  }

  /** The annotation that records the runtime on the workload, if it is named. @internal */
  public _annotations(scope: IConstruct): { [key: string]: string } {
    const name = this._name(scope);
    return name === undefined ? {} : { [RUNTIME_ANNOTATION]: name };
  }

  private runtime(scope: IConstruct): Runtime | undefined {
    return this.named && { language: this.named.language, release: checkRelease(scope, this.named.release) };
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

/** For a service that may serve no path of MCP Mesh. */
const BY_TCP: RuntimeFacts = { liveness: MeshProbe.tcp(), readiness: MeshProbe.tcp() };

/** Seconds until a probe fails, as in the official charts, which have these paths. */
const ANSWERS_WITHIN = { timeoutSeconds: 5 };
const READY_WITHIN = { timeoutSeconds: 3 };

/** The probes of a named runtime. Where it has a path for startup it also has the charts' timeouts. */
function probesOf(runtime: Runtime, isGateway: boolean): RuntimeFacts {
  const paths = probePaths(runtime, isGateway);
  if (paths === undefined) {
    return { ...BY_TCP, startup: MeshProbe.tcp() };
  }
  return paths.startup === undefined
    ? HEALTH_ONLY
    : {
        startup: MeshProbe.httpGet(paths.startup, ANSWERS_WITHIN),
        liveness: MeshProbe.httpGet(paths.liveness, ANSWERS_WITHIN),
        readiness: MeshProbe.httpGet(paths.readiness, READY_WITHIN),
      };
}

function checkRelease(scope: IConstruct, text: string): number[] {
  const release = parseRelease(text);
  if (release === undefined) {
    refuse(scope, {
      given: `runtime release ${show(text)}`,
      rule: 'the release of MCP Mesh in the image decides which probe paths an agent answers',
      fix: `Give it as major.minor.patch, such as ${show(NEWEST_RUNTIME)}`,
    });
  }
  return release;
}
