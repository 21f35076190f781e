import { fields, mapOf } from './field-types';
import { LABEL_SELECTOR } from './metadata';
import { POD_TEMPLATE } from './pod-spec';

/** A Deployment, StatefulSet, DaemonSet or ReplicaSet: what they have in common, and what some of them have. */
export const WORKLOAD = fields({
  spec: {
    replicas: 'integer',
    selector: LABEL_SELECTOR,
    template: POD_TEMPLATE,
    serviceName: 'string',
    strategy: { type: 'string', rollingUpdate: { maxSurge: 'int-or-string', maxUnavailable: 'int-or-string' } },
  },
});

/** A ReplicationController, or OpenShift's DeploymentConfig: its selector is a map of labels. */
export const REPLICATION_CONTROLLER = fields({
  spec: { replicas: 'integer', selector: mapOf('string'), template: POD_TEMPLATE },
});

/** A Service of Knative, which makes pods and the Services in front of them. */
export const KNATIVE_SERVICE = fields({ spec: { template: POD_TEMPLATE } });
