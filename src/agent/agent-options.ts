import { k8s } from 'cdk8s-plus-28';
import { MeshAgentProps } from './agent-props';
import { definedFields } from '../base/defined-fields';
import { mountPoint } from '../pod/container-checks';

/**
 * An agent's own props over its registry's `agentDefaults`: maps are merged key by key, volumes and containers by their names,
 * mounts by their paths, and everything else is replaced.
 */
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
    volumes: mergedBy(byName, defaults.volumes, props.volumes),
    volumeMounts: mergedBy(byPath, defaults.volumeMounts, props.volumeMounts),
    initContainers: mergedBy(byName, defaults.initContainers, props.initContainers),
    sidecars: mergedBy(byName, defaults.sidecars, props.sidecars),
  };
}

const byName = ({ name }: { readonly name: string }) => name;
const byPath = ({ mountPath }: k8s.VolumeMount) => mountPoint(mountPath);

/**
 * The defaults, each replaced by the agent's own entry of its key, then the agent's other entries. An empty list of the agent's
 * takes none of the defaults.
 */
function mergedBy<T>(keyOf: (entry: T) => string, defaults: T[] = [], own?: T[]): T[] | undefined {
  if (own === undefined || own.length === 0 || defaults.length === 0) {
    return own ?? defaults;
  }
  const kept = defaults.map((entry) => own.find((each) => keyOf(each) === keyOf(entry)) ?? entry);
  return [...kept, ...own.filter((entry) => !kept.includes(entry))];
}

/** Whether props ask for more than one replica. A Lazy number may be any. */
export function asksForReplicas({ replicas }: MeshAgentProps): boolean {
  return replicas !== undefined && (typeof replicas !== 'number' || replicas > 1);
}
