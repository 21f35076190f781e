import { k8s } from 'cdk8s-plus-28';
import { MeshAgentProps } from './agent-props';
import { definedFields } from '../base/defined-fields';
import { MeshAgentDefaults } from '../membership/registry-options';
import { mountPoint } from '../pod/container-checks';
import { laidOverResources } from '../pod/pod-security';

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
    podLabels: { ...defaults.podLabels, ...props.podLabels },
    moreResources: moreResources(defaults, props),
    nodeSelector:
      defaults.nodeSelector || props.nodeSelector ? { ...defaults.nodeSelector, ...props.nodeSelector } : undefined,
    volumes: mergedBy(byName, defaults.volumes, props.volumes),
    volumeMounts: mergedBy(byPath, defaults.volumeMounts, props.volumeMounts),
    initContainers: mergedBy(byName, defaults.initContainers, props.initContainers),
    sidecars: mergedBy(byName, defaults.sidecars, props.sidecars),
  };
}

/** An agent's `resources` replace what is shared; what is laid over them stays. */
function moreResources(defaults: MeshAgentDefaults, props: MeshAgentProps): k8s.ResourceRequirements | undefined {
  return defaults.moreResources && props.moreResources
    ? laidOverResources(defaults.moreResources, props.moreResources)
    : (props.moreResources ?? defaults.moreResources);
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
