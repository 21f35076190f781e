import { fields } from './field-types';

const SCALE_TARGET = fields({ kind: 'string', name: 'string' });

export const HORIZONTAL_POD_AUTOSCALER = fields({
  spec: { minReplicas: 'integer', maxReplicas: 'integer', scaleTargetRef: SCALE_TARGET },
});

/** KEDA's autoscaler, which has names of its own for the same. */
export const SCALED_OBJECT = fields({
  spec: { minReplicaCount: 'integer', maxReplicaCount: 'integer', scaleTargetRef: SCALE_TARGET },
});
