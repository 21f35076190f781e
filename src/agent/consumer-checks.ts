import { IConstruct } from 'constructs';
import { MeshConsumerProps } from './consumer-props';
import { refuse, show } from '../base/problem';
import { AUTO_RUN_OFF_SINCE, isAtLeast, parseRelease } from '../contract/runtimes';
import { AgentRuntime } from '../membership/agent-runtime';
import { ProbeRole } from '../pod/probe-check';
import { SourceRecord } from '../source/source-json';

const ROLES: ProbeRole[] = ['liveness', 'readiness', 'startup'];

/** Refuses what a workload that nobody connects to cannot have. */
export function checkConsumer(scope: IConstruct, props: MeshConsumerProps): void {
  if (!props.registry?._members) {
    refuse(scope, {
      given: 'no registry',
      rule: 'a consumer registers with a registry, and finds agents through it',
      fix: 'Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for an existing registry',
    });
  }
  if (props.connectReplicas !== undefined) {
    refuse(scope, {
      given: `connectReplicas ${show(props.connectReplicas)}`,
      rule: 'no pod connects to a consumer, not even its own replicas',
      fix: 'Leave it out, or make it a MeshAgent',
    });
  }
}

/** The kubelet reaches no port of a consumer, so a probe that connects to one restarts the pod for ever. */
export function checkConsumerProbes(scope: IConstruct, props: MeshConsumerProps): void {
  for (const role of ROLES) {
    const probe = props[role]?._render(scope, role);
    const connects = probe && (['httpGet', 'tcpSocket', 'grpc'] as const).find((how) => probe[how] !== undefined);
    if (connects) {
      refuse(scope, {
        given: `${role} by ${connects}`,
        rule: 'a consumer listens on no port, so the probe would always fail',
        fix: 'Give a command, such as MeshProbe.of({ exec: { command: ["test", "-f", "/tmp/alive"] } }), or leave it out',
      });
    }
  }
}

/** Other runtimes start a server of their own, or register nothing without it. */
export function checkConsumerRuntime(scope: IConstruct, runtime: AgentRuntime | undefined): void {
  const name = runtime?._name(scope);
  if (name === undefined) {
    return;
  }
  const [language, release] = name.split(' ');
  if (language !== 'python' || !isAtLeast(parseRelease(release)!, AUTO_RUN_OFF_SINCE)) {
    refuse(scope, {
      given: `runtime ${show(name)}`,
      rule: `only Python's runtime registers without a server of its own (MCP_MESH_AUTO_RUN), from ${AUTO_RUN_OFF_SINCE.join('.')} on`,
      fix: `Give runtime: AgentRuntime.python(${show(AUTO_RUN_OFF_SINCE.join('.'))}) or later, or make it a MeshAgent`,
    });
  }
}

/** What the code declares without the capabilities, which nobody may call: Python's runtime wants one on each function that calls. */
export function sourceOf(scope: IConstruct, { source }: MeshConsumerProps): SourceRecord | undefined {
  const record = source?._use(scope);
  if (record === undefined) {
    return undefined;
  }
  if (record.facts.isGateway) {
    refuse(scope, {
      given: `source ${show(record.path)}, which has routes and no agent`,
      rule: 'no caller could connect to the routes, because a consumer has no port and no Service',
      fix: 'Make it a MeshAgent, whose source says that it is a gateway',
    });
  }
  return { ...record, facts: { ...record.facts, capabilities: [], port: undefined } };
}
