import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { isAtLeast, PATHS_THAT_SAY_WHAT_OTHERS_DO, probePaths, RESTARTS_FOR_OTHERS_SINCE } from '../contract/runtimes';
import { httpProbesOf, isGateway, probeText, runtimeOf, runtimeText } from '../mesh/agent-runtimes';

export const RULE: Rule = {
  id: 'restart-probe-asks-health',
  title: 'A liveness or startup probe checks more than whether the process is alive',
  severity: 'warning',
  // A gateway's own code may serve any path.
  find: (mesh) =>
    mesh.agents
      .filter(({ owner }) => !isGateway(owner))
      .flatMap((agent): Fault[] => {
        const runtime = runtimeOf(agent);
        if (runtime === undefined || !isAtLeast(runtime.release, RESTARTS_FOR_OTHERS_SINCE)) {
          return [];
        }
        const { startup, liveness } = probePaths(runtime, false)!;
        return httpProbesOf(agent.main, mesh.portOf(agent))
          .filter(({ probe, path }) => probe !== 'readinessProbe' && PATHS_THAT_SAY_WHAT_OTHERS_DO.includes(path))
          .map((asked) => ({
            object: agent.owner,
            field: fieldOf(agent.owner, agent.main[asked.probe]?.httpGet, 'path'),
            given: probeText(agent.main, asked),
            rule:
              `of ${runtimeText(runtime)} this path answers 503 while the agent's own check fails or the mesh is not up, ` +
              'and the kubelet then restarts the container, which does not end an outage elsewhere',
            fix: `Ask ${asked.probe === 'startupProbe' ? startup : liveness}`,
          }));
      }),
};
