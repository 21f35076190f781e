import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { MeshWorkloadProps } from './pod-options';
import { resourcesOf } from './pod-security';
import { checkStruct, checkStructs } from './struct-fields';
import { checkResources } from '../kubernetes/quantity';

/** Refuses typed structs in a workload's props of which something would not be written. */
export function checkStructProps(scope: IConstruct, props: MeshWorkloadProps): void {
  checkResourcesStruct(scope, 'resources', props.resources);
  checkResourcesStruct(scope, 'moreResources', props.moreResources);
  checkResources(scope, resourcesOf(props));
  checkStructs(scope, 'hostAliases', props.hostAliases, k8s.toJson_HostAlias);
  checkStruct(scope, 'lifecycle', props.lifecycle, k8s.toJson_Lifecycle);
  checkStruct(scope, 'securityContext', props.securityContext, k8s.toJson_SecurityContext);
  checkStruct(scope, 'podSecurityContext', props.podSecurityContext, k8s.toJson_PodSecurityContext);
  checkStruct(scope, 'dnsConfig', props.dnsConfig, k8s.toJson_PodDnsConfig);
  checkStruct(scope, 'affinity', props.affinity, k8s.toJson_Affinity);
  checkStructs(scope, 'tolerations', props.tolerations, k8s.toJson_Toleration);
  checkStructs(
    scope,
    'topologySpreadConstraints',
    props.topologySpreadConstraints,
    k8s.toJson_TopologySpreadConstraint,
  );
  checkStructs(scope, 'volumes', props.volumes, k8s.toJson_Volume);
  checkStructs(scope, 'volumeMounts', props.volumeMounts, k8s.toJson_VolumeMount);
  checkStructs(scope, 'initContainers', props.initContainers, k8s.toJson_Container);
  checkStructs(scope, 'sidecars', props.sidecars, k8s.toJson_Container);
}

/** Refuses resources that would not be written, or that the API server would refuse. */
export function checkResourcesStruct(scope: IConstruct, prop: string, resources?: k8s.ResourceRequirements): void {
  if (resources) {
    checkResources(scope, resources); // its messages explain quantities
  }
  checkStruct(scope, prop, resources, k8s.toJson_ResourceRequirements);
}
