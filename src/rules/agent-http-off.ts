import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { containerTitle } from '../cluster/containers';
import { Variable } from '../contract/contract';
import { isGateway, runtimeOf } from '../mesh/agent-runtimes';
import { Mesh, MeshPod } from '../mesh/mesh';
import { shownVariable } from '../mesh/mesh-variables';

/** fastapiserver_setup.py of the runtime: without its server there is no task that sends heartbeats. */
export const RULE: Rule = {
  id: 'agent-http-off',
  title: 'MCP_MESH_HTTP_ENABLED=false keeps an agent from registering',
  severity: 'warning',
  find: (mesh) => mesh.agents.filter((agent) => isOff(mesh, agent)).map(httpOff),
};

/** Other runtimes read no such variable, gateways start their own server, and MCP_MESH_AUTO_RUN=false registers without one. */
function isOff(mesh: Mesh, agent: MeshPod): boolean {
  return (
    isFalse(agent.env[Variable.HTTP_ENABLED]) &&
    !isGateway(agent.owner) &&
    (runtimeOf(agent)?.language ?? 'python') === 'python' &&
    isAutoRun(shownVariable(mesh, agent, Variable.AUTO_RUN))
  );
}

function isFalse(value: string = ''): boolean {
  return /^(false|0|no|off)$/i.test(value.trim());
}

function isAutoRun(value: string | undefined): boolean {
  return value !== undefined && !isFalse(value);
}

function httpOff({ owner, main, env }: MeshPod): Fault {
  const { [Variable.HTTP_ENABLED]: value } = env;
  return {
    object: owner,
    field: variableField(owner, main, Variable.HTTP_ENABLED),
    given: `${containerTitle(main)}: ${Variable.HTTP_ENABLED} ${show(value)}`,
    rule: "an agent of Python's runtime then starts no server, and without its server it never registers: no caller finds it, and its port stays closed",
    fix: `Remove it. For a program that only calls agents, set ${Variable.AUTO_RUN}: "false", from 3.8 on`,
  };
}
