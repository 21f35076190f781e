import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { isAtLeast, probePaths, Runtime, servedSince } from '../contract/runtimes';
import {
  AgentProbe,
  httpProbesOf,
  isGateway,
  probeText,
  releaseText,
  runtimeOf,
  runtimeText,
} from '../mesh/agent-runtimes';
import { Mesh, MeshPod } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'probe-path-not-served',
  title: "A probe uses a path that the agent's release does not serve",
  severity: 'error',
  // A gateway's own code may serve any path.
  find: (mesh) =>
    mesh.agents
      .filter(({ owner }) => !isGateway(owner))
      .flatMap((agent) => unservedProbes(mesh, agent, runtimeOf(agent))),
};

/** The probes of an agent that a runtime does not answer. */
export function unservedProbes(mesh: Mesh, agent: MeshPod, runtime: Runtime | undefined): Fault[] {
  if (runtime === undefined) {
    return [];
  }
  return httpProbesOf(agent.main, mesh.portOf(agent)).flatMap((asked): Fault[] => {
    const since = servedSince(runtime, asked.path);
    if (since === undefined || isAtLeast(runtime.release, since)) {
      return [];
    }
    return [
      {
        object: agent.owner,
        field: fieldOf(agent.owner, agent.main[asked.probe]?.httpGet, 'path'),
        given: probeText(agent.main, asked),
        rule: `${runtimeText(runtime)} answers 404 there, because agents serve it from ${releaseText(since)} on, so ${CONSEQUENCES[asked.probe]}`,
        fix: `Ask ${servedPath(asked, runtime)}, or use an image of ${releaseText(since)} or later`,
      },
    ];
  });
}

const RESTARTS = 'the kubelet restarts the container again and again';

const CONSEQUENCES: { [probe in AgentProbe['probe']]: string } = {
  startupProbe: RESTARTS,
  livenessProbe: RESTARTS,
  readinessProbe: 'the pod never gets ready',
};

/** The path that the release serves for the same probe. */
function servedPath({ probe }: AgentProbe, runtime: Parameters<typeof probePaths>[0]): string {
  const { startup, liveness, readiness } = probePaths(runtime, false)!;
  return { startupProbe: startup ?? liveness, livenessProbe: liveness, readinessProbe: readiness }[probe];
}
