import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { detachmentsOf } from '../routes/gateway-attachments';
import { istioDetachmentsOf } from '../routes/istio-gateways';

export const RULE: Rule = {
  id: 'route-not-attached',
  title: 'A gateway or a Service does not accept a route that names it',
  severity: 'error',
  find: ({ cluster }): Fault[] => [
    ...detachmentsOf(cluster).map(({ route, part, field, parent, ...problem }) => ({
      ...problem,
      object: route,
      field: field.length === 0 ? ['spec', 'hostnames'] : fieldOf(route, part, ...field),
      related: parent === undefined ? [] : [{ object: parent, field: ['spec', 'listeners'] }],
    })),
    ...istioDetachmentsOf(cluster).map(({ route, parent, ...problem }) => ({
      ...problem,
      object: route,
      related: parent === undefined ? [] : [{ object: parent, field: ['spec', 'servers'] }],
    })),
  ],
};
