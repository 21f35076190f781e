import { fields, listOf, ValueOf } from './field-types';

const OBJECT_REFERENCE = fields({
  group: 'string',
  kind: 'string',
  name: 'string',
  namespace: 'string',
  port: 'integer',
  weight: 'integer',
});
export type ObjectReference = ValueOf<typeof OBJECT_REFERENCE>;

const NAMED_MATCH = fields({ type: 'string', name: 'string', value: 'string' });
export type NamedMatch = ValueOf<typeof NAMED_MATCH>;

const HTTP_ROUTE_MATCH = fields({
  path: { type: 'string', value: 'string' },
  method: 'string',
  headers: listOf(NAMED_MATCH),
  queryParams: listOf(NAMED_MATCH),
});
export type HttpRouteMatch = ValueOf<typeof HTTP_ROUTE_MATCH>;

export const HTTP_ROUTE = fields({
  spec: {
    parentRefs: listOf(OBJECT_REFERENCE),
    hostnames: listOf('string'),
    rules: listOf({
      matches: listOf(HTTP_ROUTE_MATCH),
      filters: listOf({ type: 'string', requestMirror: { backendRef: OBJECT_REFERENCE } }),
      backendRefs: listOf(OBJECT_REFERENCE),
    }),
  },
});
