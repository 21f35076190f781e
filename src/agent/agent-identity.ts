import { IConstruct } from 'constructs';
import { MeshAgentProps } from './agent-props';
import { refuse, show } from '../base/problem';
import { AGENT_SERVICE_NAME_PREFIX } from '../contract/contract';
import { checkAnnotations, checkLabels, checkServiceName } from '../kubernetes/checks';
import { selectorLabels } from '../kubernetes/naming';
import { WorkloadIdentity } from '../workload/service';

/** A name that reads the same in a variable (no `$`), an id and a log. */
const AGENT_NAME = /^[A-Za-z0-9][-A-Za-z0-9_.]*$/;

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

/** The name of an agent's Service: what was given, or the registry's prefix and the agent's name. */
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

/** What all objects of an agent share: names, labels and selector. */
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

/** The agent's own props over those that its registry gives all agents: maps key by key, everything else as a whole. */
export function withDefaults(props: MeshAgentProps): MeshAgentProps {
  const { serviceNamePrefix, ...defaults } = props.registry.agentDefaults;
  const given = Object.fromEntries(
    Object.entries(props).filter(([, value]) => value !== undefined),
  ) as unknown as MeshAgentProps;
  return {
    ...defaults,
    ...given,
    env: { ...defaults.env, ...props.env },
    labels: { ...defaults.labels, ...props.labels },
    annotations: { ...defaults.annotations, ...props.annotations },
    podAnnotations: { ...defaults.podAnnotations, ...props.podAnnotations },
    nodeSelector:
      defaults.nodeSelector || props.nodeSelector ? { ...defaults.nodeSelector, ...props.nodeSelector } : undefined,
  };
}

/** Variables of the agent and its sidecars whose values are known as text. */
export function literalVariables({ env = {}, sidecars = [] }: MeshAgentProps): { name: string; value: string }[] {
  const own = Object.entries(env).map(([name, { value }]) => ({ name, value }));
  const others = sidecars.flatMap((sidecar) => sidecar.env ?? []);
  return [...own, ...others].flatMap(({ name, value }) => (typeof value === 'string' ? [{ name, value }] : []));
}

/** Whether props ask for more than one replica. A number that is known at synthesis only may be any. */
export function asksForReplicas({ replicas }: MeshAgentProps): boolean {
  return replicas !== undefined && (typeof replicas !== 'number' || replicas > 1);
}
