import { fields } from './field-types';
import { LABEL_SELECTOR } from './metadata';

export const POD_DISRUPTION_BUDGET = fields({
  spec: {
    minAvailable: 'int-or-string',
    maxUnavailable: 'int-or-string',
    selector: LABEL_SELECTOR,
    unhealthyPodEvictionPolicy: 'string',
  },
});
