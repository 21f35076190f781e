import { k8s } from 'cdk8s-plus-28';
import { PodPlan, podTemplate } from './pod';
import { checksumOf, referencedMaps } from './referenced-maps';
import { ANNOTATION_PREFIX } from '../kubernetes/naming';
import { rolloutFields } from '../pod/pod-extras';
import { lazily } from '../synthesis/plain-json';

/** Rolls the pods when a ConfigMap of the app that they refer to changes: variables are read once, at the start. */
const MAPS_CHECKSUM_ANNOTATION = `${ANNOTATION_PREFIX}/config-maps-checksum`;

/** The spec of a Deployment. */
export function deploymentSpec(plan: PodPlan, fields: Omit<k8s.DeploymentSpec, 'template'>): unknown {
  const own = { ...rolloutFields(plan.scope, 'Deployment', plan.props), ...fields };
  const template = podTemplate(plan);
  return withLateFields(plan, template, k8s.toJson_DeploymentSpec({ ...own, template }));
}

/** The spec of a StatefulSet. */
export function statefulSetSpec(plan: PodPlan, fields: Omit<k8s.StatefulSetSpec, 'template'>): unknown {
  const own = { ...rolloutFields(plan.scope, 'StatefulSet', plan.props), ...fields };
  const template = podTemplate(plan);
  return withLateFields(plan, template, k8s.toJson_StatefulSetSpec({ ...own, template }));
}

/** What is known of the pods only when they are rendered: what comes later in the app may decide it. */
function withLateFields(plan: PodPlan, template: k8s.PodTemplateSpec, json: any): unknown {
  const { scope, identity, props } = plan;
  const { metadata, spec } = json.template;
  const maps = referencedMaps(template.spec!, plan.withChecksum ?? []);
  if (maps.length > 0) {
    const { annotations } = metadata;
    metadata.annotations = lazily(() => {
      const checksum = checksumOf(scope, identity.namespace, maps);
      return checksum === undefined ? annotations : { ...annotations, [MAPS_CHECKSUM_ANNOTATION]: checksum };
    });
  }
  if (props.topologySpreadConstraints === undefined) {
    spec.topologySpreadConstraints = lazily(() => (plan.severalPods() ? softSpread(identity.selector) : undefined));
  }
  return json;
}

/** Over nodes and zones as far as possible: pods start all the same if there is one node. */
function softSpread(matchLabels: { [key: string]: string }) {
  return ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels },
  }));
}
