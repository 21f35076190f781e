import { MeshAgentProps } from './agent-props';
import { definedFields } from '../base/defined-fields';

/** An agent's own props over its registry's `agentDefaults`: maps are merged key by key, everything else is replaced. */
export function withAgentDefaults(props: MeshAgentProps): MeshAgentProps {
  const { serviceNamePrefix, toolsImage, ...defaults } = props.registry.agentDefaults;
  return {
    ...defaults,
    ...definedFields(props),
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

/** Whether props ask for more than one replica. A Lazy number may be any. */
export function asksForReplicas({ replicas }: MeshAgentProps): boolean {
  return replicas !== undefined && (typeof replicas !== 'number' || replicas > 1);
}
