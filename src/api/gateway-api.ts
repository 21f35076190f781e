import { fields, listOf, ValueOf } from './field-types';
import { LABEL_SELECTOR } from './metadata';

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

const PARENT_REFERENCE = fields({
  group: 'string',
  kind: 'string',
  name: 'string',
  namespace: 'string',
  sectionName: 'string',
  port: 'integer',
});
export type ParentReference = ValueOf<typeof PARENT_REFERENCE>;

const ROUTE_FILTERS = listOf({ type: 'string', requestMirror: { backendRef: OBJECT_REFERENCE } });

export const HTTP_ROUTE = fields({
  spec: {
    parentRefs: listOf(PARENT_REFERENCE),
    hostnames: listOf('string'),
    rules: listOf({
      matches: listOf(HTTP_ROUTE_MATCH),
      filters: ROUTE_FILTERS,
      backendRefs: listOf(OBJECT_REFERENCE),
    }),
  },
});

/** Routes of gRPC, TLS and TCP: what of them is read is alike. */
export const OTHER_ROUTE = fields({
  spec: {
    parentRefs: listOf(PARENT_REFERENCE),
    hostnames: listOf('string'),
    rules: listOf({ filters: ROUTE_FILTERS, backendRefs: listOf(OBJECT_REFERENCE) }),
  },
});

const LISTENER = fields({
  name: 'string',
  hostname: 'string',
  port: 'integer',
  protocol: 'string',
  allowedRoutes: {
    namespaces: { from: 'string', selector: LABEL_SELECTOR },
    kinds: listOf({ group: 'string', kind: 'string' }),
  },
});
export type Listener = ValueOf<typeof LISTENER>;

export const GATEWAY = fields({ spec: { gatewayClassName: 'string', listeners: listOf(LISTENER) } });

export const REFERENCE_GRANT = fields({
  spec: {
    from: listOf({ group: 'string', kind: 'string', namespace: 'string' }),
    to: listOf({ group: 'string', kind: 'string', name: 'string' }),
  },
});
