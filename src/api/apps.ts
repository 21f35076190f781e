import { fields } from './field-types';
import { LABEL_SELECTOR } from './metadata';
import { POD_TEMPLATE } from './pod-spec';

/** A Deployment, StatefulSet, DaemonSet or ReplicaSet: what they have in common, and what some of them have. */
export const WORKLOAD = fields({
  spec: { replicas: 'integer', selector: LABEL_SELECTOR, template: POD_TEMPLATE, serviceName: 'string' },
});
