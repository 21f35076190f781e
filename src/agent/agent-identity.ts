import { EnvValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { MeshAgentProps } from './agent-props';
import { Problem, refuse, show } from '../base/problem';
import { AGENT_NAME_RULE, isAgentName, legalAgentName } from '../contract/agent-names';
import { AGENT_SERVICE_NAME_PREFIX, HTTP_PORT_NAME, HTTPS_PORT_NAME, Variable } from '../contract/contract';
import { checkAnnotations, checkLabels, checkServiceName } from '../kubernetes/checks';
import { Component, selectorLabels } from '../kubernetes/naming';
import { locationText, SourceRecord } from '../source/source-json';
import { WorkloadIdentity } from '../workload/service';

/** Refuses an agent without a registry, which untyped languages allow. */
export function checkRegistry(scope: IConstruct, { registry }: MeshAgentProps): void {
  if (!registry?._members) {
    refuse(scope, {
      given: 'no registry',
      rule: 'an agent registers with a registry, and finds others through it',
      fix: 'Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for an existing registry',
    });
  }
}

/** The logical name of an agent: what was given or is in the code, or the construct's id. */
export function agentNameOf(
  scope: IConstruct,
  { agentName = scope.node.id }: MeshAgentProps,
  source: SourceRecord | undefined,
): string {
  if (!isAgentName(agentName)) {
    const inCode = source?.facts.name;
    if (source && inCode?.value === agentName) {
      refuse(scope, {
        given: `name ${show(agentName)} in the code (${locationText(source, inCode.at)})`,
        rule: AGENT_NAME_RULE,
        fix: `Change the name in the code${suggestion(agentName)}`,
      });
    }
    refuse(scope, {
      given: `agentName ${show(agentName)}`,
      rule: AGENT_NAME_RULE,
      fix: `Give agentName, as the agent's code has it${suggestion(agentName)}; without it, it is the construct's id`,
    });
  }
  return agentName;
}

function suggestion(agentName: string): string {
  const legal = legalAgentName(agentName);
  return legal === undefined ? '' : `, such as ${show(legal)}`;
}

/**
 * The name of an agent's Service: what was given, or the registry's prefix and the agent's name.
 *
 * @param longest returns the longest name that the workload's kind allows; TypeScript lets no constructor read an abstract property
 */
export function serviceNameOf(
  scope: IConstruct,
  props: MeshAgentProps,
  agentName: string,
  longest: () => number,
): string {
  const prefix = props.registry.agentDefaults.serviceNamePrefix ?? AGENT_SERVICE_NAME_PREFIX;
  const prop = props.serviceName === undefined ? `Service name (${show(prefix)} and the agent's name)` : 'serviceName';
  return checkServiceName(scope, prop, props.serviceName ?? `${prefix}${agentName}`, longest());
}

/** The name, labels and selector that all objects of an agent have in common. */
export function identityOf(
  scope: IConstruct,
  { labels, annotations, registry }: MeshAgentProps,
  { serviceName, namespace, port }: { serviceName: string; namespace?: string; port: number },
  component: Component = 'agent',
): WorkloadIdentity {
  const selector = selectorLabels(serviceName, component);
  return {
    name: serviceName,
    namespace,
    selector,
    labels: { ...checkLabels(scope, 'labels', labels), ...selector },
    annotations: checkAnnotations(scope, 'annotations', annotations),
    port,
    portName: registry._members.facts.tls ? HTTPS_PORT_NAME : HTTP_PORT_NAME,
    partOf: registry.partOf,
    onDuplicate: 'Give one of them another serviceName or namespace; objects for another cluster belong in another App',
  };
}

/** A service that has routes and no agent registers no capability, so nobody would ever be sent to it. */
export function refuseCapabilityOfGateway(scope: IConstruct, { gateway }: MeshAgentProps, capability: string): void {
  if (gateway) {
    refuse(scope, {
      given: `capability ${show(capability)} of a gateway`,
      rule: 'a service that has routes and no agent in its code registers no capability, so callers do not find it',
      fix: 'Leave out the capability, or gateway if the code declares an agent',
    });
  }
}

/** Refuses one id for several agents or replicas. An autoscaler may come later, so `sharedAgentId` is asked again then. */
export function checkAgentId(scope: IConstruct, props: MeshAgentProps, hasSeveralPods: boolean): void {
  const { [Variable.AGENT_ID]: shared } = props.registry.agentDefaults.env ?? {};
  if (shared && isSameForAllPods(shared)) {
    refuse(scope, {
      given: `agentDefaults.env "${Variable.AGENT_ID}"`,
      rule: `it is the id of one agent, and ${AGENT_ID_RULE}`,
      fix: AGENT_ID_FIX,
    });
  }
  const problem = hasSeveralPods ? sharedAgentId(props) : undefined;
  if (problem) {
    refuse(scope, problem);
  }
}

const AGENT_ID_RULE =
  'the registry keeps one entry for each id, so agents or replicas with the same id overwrite each other';
const AGENT_ID_FIX = "Leave it out: each pod makes an id of its own from the agent's name";

/** The problem of an id that all replicas of an agent would have. */
export function sharedAgentId({ env }: MeshAgentProps): Problem | undefined {
  const id = env?.[Variable.AGENT_ID];
  return id && isSameForAllPods(id, env)
    ? { given: `env "${Variable.AGENT_ID}" of several replicas`, rule: AGENT_ID_RULE, fix: AGENT_ID_FIX }
    : undefined;
}

/** Fields of the pod differ from pod to pod, and so may variables that are not the user's. */
function isSameForAllPods({ value, valueFrom }: EnvValue, env: { [name: string]: EnvValue } = {}): boolean {
  if (typeof value !== 'string') {
    return !valueFrom?.fieldRef;
  }
  const { [Variable.AGENT_ID]: _, ...others } = env;
  return [...value.matchAll(/\$\$|\$\(([^)]*)\)/g)].every(
    ([, name]) =>
      name === undefined ||
      SAME_FOR_ALL_PODS.includes(name) ||
      (Object.hasOwn(others, name) && isSameForAllPods(others[name], others)),
  );
}

/** The wiring of an agent that all of its pods have in common. */
const SAME_FOR_ALL_PODS: string[] = [
  Variable.AGENT_NAME,
  Variable.SERVICE_NAME,
  Variable.NAMESPACE,
  Variable.HTTP_PORT,
];
