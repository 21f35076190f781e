import { IConstruct } from 'constructs';
import { MeshAgentProps } from './agent-props';
import { refuse, show } from '../base/problem';
import { AGENT_SERVICE_NAME_PREFIX } from '../contract/contract';
import { checkAnnotations, checkLabels, checkServiceName } from '../kubernetes/checks';
import { selectorLabels } from '../kubernetes/naming';
import { WorkloadIdentity } from '../workload/service';

/** Names that need no escaping in a variable (no `$`), an id and a log. */
const AGENT_NAME = /^[A-Za-z0-9][-A-Za-z0-9_.]*$/;

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
  if (!AGENT_NAME.test(agentName)) {
    refuse(scope, {
      given: `agentName ${show(agentName)}`,
      rule: "the registry lists an agent by its name, of letters, digits, '-', '_' and '.', with a letter or digit in front",
      fix: "Give agentName, as the agent's code has it; without it, it is the construct's id",
    });
  }
  return agentName;
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
