import { fields } from './field-types';
import { POD_TEMPLATE } from './pod-spec';

export const JOB = fields({ spec: { parallelism: 'integer', template: POD_TEMPLATE } });

export const CRON_JOB = fields({ spec: { jobTemplate: { spec: { template: POD_TEMPLATE } } } });
