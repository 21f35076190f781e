import { At, Refusal } from './at';
import { Check, dnsLabel, dnsName, fields, text } from './checks';
import { configMap, secret } from './data';
import { ingress } from './ingresses';
import { metadata } from './metadata';
import { networkPolicy } from './network-policies';
import { podSpec } from './pod-spec';
import { autoscaler, disruptionBudget } from './scaling';
import { service } from './services';
import { claimSpec } from './volumes';
import { cronJob, daemonSet, deployment, job, replicaSet, statefulSet } from './workloads';
import { KubernetesObject } from '../api/kubernetes-object';
import { isDnsLabel, isServiceName, STATEFUL_SET_NAME_MAX } from '../kubernetes/checks';

/** How an API server validates a kind: its name, and the object as a whole. */
interface Validation {
  readonly name: Check;
  readonly object: Check;
}

function withSpec(check: Check, name: Check = dnsName): Validation {
  return { name, object: fields({ spec: check }) };
}

const serviceName = text(
  isServiceName,
  "the name of a Service has at most 63 lower-case letters, digits and '-', with a letter in front (a digit from Kubernetes 1.36 on)",
  'Rename it',
);

/** Pods have the name as a part of their host names, and with a hash of ten as a label. */
const statefulSetName = text(
  (name) => name.length <= STATEFUL_SET_NAME_MAX && isDnsLabel(name),
  `the name of a StatefulSet has at most ${STATEFUL_SET_NAME_MAX} lower-case letters, digits and '-', because its pods are named and labelled by it`,
  'Shorten or respell it',
);

/** A CronJob's Jobs have eleven more characters. */
const cronJobName = text(
  (name) => name.length <= 52 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name),
  "the name of a CronJob has at most 52 lower-case letters, digits, '-' and '.'",
  'Shorten it',
);

/** By the group and version, and the kind. Of other kinds, labels and annotations are known only. */
const VALIDATIONS: { readonly [kind: string]: Validation } = {
  'v1 Pod': withSpec((spec) => podSpec(spec)),
  'apps/v1 Deployment': withSpec(deployment),
  'apps/v1 StatefulSet': withSpec(statefulSet, statefulSetName),
  'apps/v1 DaemonSet': withSpec(daemonSet),
  'apps/v1 ReplicaSet': withSpec(replicaSet),
  'batch/v1 Job': withSpec(job),
  'batch/v1 CronJob': withSpec(cronJob, cronJobName),
  'v1 Service': withSpec(service, serviceName),
  'v1 ConfigMap': { name: dnsName, object: configMap },
  'v1 Secret': { name: dnsName, object: secret },
  'v1 Namespace': { name: dnsLabel, object: () => {} },
  'v1 ServiceAccount': { name: dnsName, object: () => {} },
  'v1 PersistentVolumeClaim': withSpec(claimSpec),
  'networking.k8s.io/v1 NetworkPolicy': withSpec(networkPolicy),
  'networking.k8s.io/v1 Ingress': withSpec(ingress),
  'policy/v1 PodDisruptionBudget': withSpec(disruptionBudget),
  'autoscaling/v1 HorizontalPodAutoscaler': withSpec(autoscaler, () => {}),
  'autoscaling/v2 HorizontalPodAutoscaler': withSpec(autoscaler, () => {}),
};

/** What an API server refuses of an object, whatever else is on the cluster (the `validation` packages of kubernetes/pkg/apis). */
export function refusalsOf(object: KubernetesObject): Refusal[] {
  const found: Refusal[] = [];
  const at = At.object(object, found);
  const key = `${object.apiVersion} ${object.kind}`;
  const validation = Object.hasOwn(VALIDATIONS, key) ? VALIDATIONS[key] : undefined;
  validation?.name(at.field('metadata', 'name'));
  dnsLabel(at.field('metadata', 'namespace'));
  metadata(at.field('metadata'));
  validation?.object(at);
  return found;
}
