import { EnvValue } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { AgentSource } from './agent-source';
import { refuse, show } from '../base/problem';
import { CodeVolume } from '../code/code-volume';
import { CodeMount, MeshCode } from '../code/mesh-code';
import { SourceCode } from '../code/source-code';
import { NEWEST_RUNTIME } from '../contract/contract';
import { AgentRuntime } from '../membership/agent-runtime';
import { MeshAgentOptions } from '../membership/registry-options';
import { MeshWorkloadProps } from '../pod/pod-options';
import { placeText } from '../source/place';
import { WorkloadIdentity } from '../workload/service';

/** The props that decide what runs in an agent's container. */
export interface CodeProps extends MeshWorkloadProps, MeshAgentOptions {
  readonly image?: string;
  readonly code?: MeshCode;
  readonly source?: AgentSource;
}

/** What an agent's container runs: an image with the code in it, or mounted code on MCP Mesh's image. */
export class AgentCode<P extends CodeProps> {
  /** The agent's props, with what mounted code makes of them. */
  public readonly props: P & { readonly image: string };
  private readonly mount?: CodeMount;

  /**
   * @param scope the agent, which errors name
   * @param props the agent's own over its registry's defaults
   * @param ownRuntime the runtime that the agent itself names, not its registry's default
   * @param isConsumer whether nobody calls the tools of the code, so that it needs no server
   */
  constructor(
    private readonly scope: Construct,
    props: P,
    ownRuntime?: AgentRuntime,
    isConsumer: boolean = false,
  ) {
    const { code, image } = props;
    if (code === undefined) {
      this.props = { ...props, image: image ?? this.refuseNothingToRun() };
      return;
    }
    const source = this.sourceCode(props);
    const mount = code._mount(scope, isConsumer ? { ...source, offers: false } : source, image !== undefined);
    const release = this.releaseOf(code, source, props.runtime, ownRuntime);
    this.mount = mount;
    this.props = {
      ...props,
      image: image ?? `${mount.image.name}:${release}`,
      runtime: this.runtimeOf(source, release, props.runtime),
      ...this.commandLine(props, mount, source),
      env: { ...valuesOf(mount.image.env), ...props.env },
    };
  }

  /** The ConfigMap with the code, as a volume. Nothing if the image has the code. */
  public volume({ name, namespace, labels, annotations, partOf }: WorkloadIdentity): CodeVolume | undefined {
    return (
      this.mount &&
      new CodeVolume(
        this.scope,
        { name: `${name}-code`, namespace, labels, annotations },
        { mount: this.mount, partOf },
      )
    );
  }

  private refuseNothingToRun(): never {
    refuse(this.scope, {
      given: 'neither image nor code',
      rule: 'an agent runs an image with its code in it, or its code mounted into the image of MCP Mesh',
      fix: 'Give image, or source with code: MeshCode.mounted(); look where image comes from, if that is a variable that may be unset',
    });
  }

  private sourceCode({ source }: CodeProps): SourceCode {
    return (
      source?._code ??
      refuse(this.scope, {
        given: source ? 'code beside a source from JSON' : 'code without a source',
        rule: 'the files that are mounted are those of the source',
        fix: 'Give source: AgentSource.fromFile(…) or .fromDirectory(…)',
      })
    );
  }

  /** The release that code, runtime or Dockerfile name, in this order. Two that differ are refused. */
  private releaseOf(
    code: MeshCode,
    { language }: SourceCode,
    runtime?: AgentRuntime,
    ownRuntime?: AgentRuntime,
  ): string {
    const [named, release] = runtime?._name(this.scope)?.split(' ') ?? [];
    const [ownLanguage] = ownRuntime?._name(this.scope)?.split(' ') ?? [];
    if (ownLanguage !== undefined && ownLanguage !== language) {
      refuse(this.scope, {
        given: `runtime ${show(ownRuntime!._name(this.scope))} of code in ${language}`,
        rule: 'the code runs on the image of its language',
        fix: `Leave runtime out, or give AgentRuntime.${language}(…)`,
      });
    }
    const said = named === language ? release : undefined;
    if (code._release !== undefined && said !== undefined && code._release !== said) {
      refuse(this.scope, {
        given: `MeshCode release ${show(code._release)} beside runtime ${show(`${named} ${release}`)}`,
        rule: 'the runtime is that of the image',
        fix: 'Leave one of the two out',
      });
    }
    return code._release ?? said ?? NEWEST_RUNTIME;
  }

  /** A runtime that names no release, as the guide's, stays: its probes suit every image. */
  private runtimeOf({ language }: SourceCode, release: string, given?: AgentRuntime): AgentRuntime {
    const name = given?._name(this.scope);
    return given !== undefined && (name === undefined || name.startsWith(`${language} `))
      ? given
      : AgentRuntime[language](release);
  }

  /** A command or arguments of the user's own replace ours. */
  private commandLine(
    { command, args, code }: CodeProps,
    mount: CodeMount,
    source: SourceCode,
  ): Pick<CodeProps, 'command' | 'args'> {
    if (command === undefined && args === undefined) {
      if (source.startedBy) {
        refuse(this.scope, {
          given: `code without a command, which a server starts (${placeText(source.startedBy)})`,
          rule: `MCP Mesh's image runs ${show(source.entry)} as a program, and a program that only defines an app ends at once`,
          fix: 'Give the command of the Dockerfile as command, or start the server in the code',
        });
      }
      return { command: mount.command, args: mount.args };
    }
    if (code!._hasArgs) {
      refuse(this.scope, {
        given: `MeshCode.mounted({ args }) beside ${command === undefined ? 'args' : 'command'}`,
        rule: "the arguments follow the file that MCP Mesh's entrypoint starts, which this replaces",
        fix: 'Say all of the command line in one place',
      });
    }
    return { command, args };
  }
}

function valuesOf(variables: { [name: string]: string }): { [name: string]: EnvValue } {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, EnvValue.fromValue(value)]));
}
