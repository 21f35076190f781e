import { IConstruct } from 'constructs';
import { MeshAgentProps } from './agent-props';
import { refuse, show } from '../base/problem';
import { AgentRuntime } from '../membership/agent-runtime';
import { Located } from '../source/agent-facts';
import { locationText, SourceRecord } from '../source/source-json';

/**
 * An agent's props with what its code says of the agent as a whole: its name, port, runtime, and whether it is a gateway.
 *
 * What is said twice must be the same. Capabilities, requirements and uses of LLMs are added by `AgentDeclarations`.
 */
export function withSource(scope: IConstruct, props: MeshAgentProps, record: SourceRecord | undefined): MeshAgentProps {
  if (!record) {
    return props;
  }
  const { facts } = record;
  checkVariables(scope, props, record);
  // MCP_MESH_AGENT_NAME beats a default. It does not change the name that Python's decorator registers, but the id.
  if (!facts.nameIsDefault) {
    checkSame(scope, 'agentName', props.agentName, facts.name, record, NAME_RULE);
  }
  checkSame(scope, 'port', props.port, facts.port, record, PORT_RULE);
  checkGateway(scope, props, record);
  return {
    ...props,
    agentName: props.agentName ?? facts.name?.value,
    port: props.port ?? facts.port?.value,
    runtime: runtimeOf(scope, props, record),
    ...(facts.isGateway ? { gateway: true } : {}),
  };
}

const NAME_RULE =
  'the code decides the name that is registered, and MCP_MESH_AGENT_NAME the id, so that one agent would have two names';
const PORT_RULE = 'the code binds its port by itself, and MCP_MESH_HTTP_PORT changes only what is registered';

function checkSame<T>(
  scope: IConstruct,
  prop: string,
  given: T | undefined,
  fact: Located<T> | undefined,
  record: SourceRecord,
  rule: string,
): void {
  if (given !== undefined && fact && given !== fact.value) {
    refuse(scope, {
      given: `${prop} ${show(given)}, and ${show(fact.value)} in the code (${locationText(record, fact.at)})`,
      rule,
      fix: `Leave ${prop} out, or change the code`,
    });
  }
}

function checkGateway(scope: IConstruct, { gateway }: MeshAgentProps, record: SourceRecord): void {
  const { isGateway, entry } = record.facts;
  if (gateway !== undefined && gateway !== isGateway) {
    refuse(scope, {
      given: `gateway ${show(gateway)}, and ${isGateway ? 'routes and no agent' : 'an agent'} in the code (${entry})`,
      rule: 'a gateway is a service that has routes and no agent',
      fix: 'Leave gateway out: the source says it',
    });
  }
}

function runtimeOf(scope: IConstruct, { runtime }: MeshAgentProps, record: SourceRecord): AgentRuntime | undefined {
  const { language, release } = record.facts;
  if (!release) {
    return runtime;
  }
  const own = AgentRuntime[language](release.value);
  const [given, said] = [runtime?._name(scope), own._name(scope)];
  if (given !== undefined && given !== said) {
    refuse(scope, {
      given: `runtime ${show(given)}, and ${show(said)} in the code (${locationText(record, release.at)})`,
      rule: 'an image has one runtime of MCP Mesh',
      fix: 'Leave runtime out, or change the image that the Dockerfile is built from',
    });
  }
  return runtime ?? own;
}

/** A default of a variable is a fact as long as nobody sets the variable. */
function checkVariables(scope: IConstruct, { env = {}, registry }: MeshAgentProps, record: SourceRecord): void {
  const set = { ...registry.agentDefaults.env, ...env };
  for (const { variable, value, at } of record.facts.variableDefaults) {
    if (variable in set && set[variable].value !== value) {
      refuse(scope, {
        given: `env ${show(variable)}, of which the code (${locationText(record, at)}) has the default ${show(value)}`,
        rule: 'what the code declares was read with the default, and the pods declare something else',
        fix: 'Leave the variable out, or make what it decides a constant in the code',
      });
    }
  }
}
