import { fields, listOf } from './field-types';

const SCALE_TARGET = fields({ apiVersion: 'string', kind: 'string', name: 'string' });

const METRIC_TARGET = fields({ type: 'string', averageUtilization: 'integer' });
const RESOURCE_METRIC = fields({ name: 'string', target: METRIC_TARGET });
const CONTAINER_RESOURCE_METRIC = fields({ name: 'string', container: 'string', target: METRIC_TARGET });

export const HORIZONTAL_POD_AUTOSCALER = fields({
  spec: {
    minReplicas: 'integer',
    maxReplicas: 'integer',
    scaleTargetRef: SCALE_TARGET,
    targetCPUUtilizationPercentage: 'integer',
    metrics: listOf({ type: 'string', resource: RESOURCE_METRIC, containerResource: CONTAINER_RESOURCE_METRIC }),
  },
});

/** KEDA's autoscaler, which has names of its own for the same. */
export const SCALED_OBJECT = fields({
  spec: { minReplicaCount: 'integer', maxReplicaCount: 'integer', scaleTargetRef: SCALE_TARGET },
});
