import { IConstruct } from 'constructs';
import { MeshAgentProps } from './agent-props';
import { refuse, show } from '../base/problem';
import { AGENT_NAME_RULE, isAgentName, legalAgentName } from '../contract/agent-names';
import { AGENT_SERVICE_NAME_PREFIX } from '../contract/contract';
import { checkAnnotations, checkLabels, checkServiceName } from '../kubernetes/checks';
import { selectorLabels } from '../kubernetes/naming';
import { WorkloadIdentity } from '../workload/service';

/** Refuses an agent without a registry, which untyped languages allow. */
export function checkRegistry(scope: IConstruct, { registry }: MeshAgentProps): void {
  if (!registry?._members) {
    refuse(scope, {
      given: 'no registry',
      rule: 'an agent registers with a registry, and finds others through it',
      fix: 'Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for one that somebody else runs',
    });
  }
}

/** The logical name of an agent: what was given, or the construct's id. */
export function agentNameOf(scope: IConstruct, { agentName = scope.node.id }: MeshAgentProps): string {
  if (!isAgentName(agentName)) {
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
  { labels, annotations }: MeshAgentProps,
  { serviceName, namespace, port }: { serviceName: string; namespace?: string; port: number },
): WorkloadIdentity {
  const selector = selectorLabels(serviceName, 'agent');
  return {
    name: serviceName,
    namespace,
    selector,
    labels: { ...checkLabels(scope, 'labels', labels), ...selector },
    annotations: checkAnnotations(scope, 'annotations', annotations),
    port,
    onDuplicate: 'Give one of them another serviceName or namespace; objects for another cluster belong in another App',
  };
}

/** A service that has routes and no agent registers no capability, so nobody would ever be sent to it. */
export function refuseCapabilityOfGateway(scope: IConstruct, { gateway }: MeshAgentProps, capability: string): void {
  if (gateway) {
    refuse(scope, {
      given: `capability ${show(capability)} of a gateway`,
      rule: 'a service that has routes and no agent in its code registers no capability, so the registry sends nobody to it',
      fix: 'Leave out the capability, or gateway if the code declares an agent',
    });
  }
}
