import { fields, listOf, mapOf, ValueOf } from './field-types';

const TEXTS = listOf('string');

const WORKLOAD_SELECTOR = fields({ matchLabels: mapOf('string') });

const TARGET_REFERENCES = listOf({ group: 'string', kind: 'string', name: 'string', namespace: 'string' });

const SOURCE = fields({
  principals: TEXTS,
  notPrincipals: TEXTS,
  requestPrincipals: TEXTS,
  notRequestPrincipals: TEXTS,
  namespaces: TEXTS,
  notNamespaces: TEXTS,
  serviceAccounts: TEXTS,
  notServiceAccounts: TEXTS,
  ipBlocks: TEXTS,
  notIpBlocks: TEXTS,
  remoteIpBlocks: TEXTS,
  notRemoteIpBlocks: TEXTS,
});
export type AuthorizationSource = ValueOf<typeof SOURCE>;

const OPERATION = fields({
  hosts: TEXTS,
  notHosts: TEXTS,
  ports: TEXTS,
  notPorts: TEXTS,
  methods: TEXTS,
  notMethods: TEXTS,
  paths: TEXTS,
  notPaths: TEXTS,
});
export type AuthorizationOperation = ValueOf<typeof OPERATION>;

const CONDITION = fields({ key: 'string', values: TEXTS, notValues: TEXTS });
export type AuthorizationCondition = ValueOf<typeof CONDITION>;

const AUTHORIZATION_RULE = fields({
  from: listOf({ source: SOURCE }),
  to: listOf({ operation: OPERATION }),
  when: listOf(CONDITION),
});
export type AuthorizationRule = ValueOf<typeof AUTHORIZATION_RULE>;

export const AUTHORIZATION_POLICY = fields({
  spec: {
    selector: WORKLOAD_SELECTOR,
    targetRef: TARGET_REFERENCES.element,
    targetRefs: TARGET_REFERENCES,
    action: 'string',
    rules: listOf(AUTHORIZATION_RULE),
  },
});

export const PEER_AUTHENTICATION = fields({
  spec: {
    selector: WORKLOAD_SELECTOR,
    mtls: { mode: 'string' },
    portLevelMtls: mapOf({ mode: 'string' }),
  },
});
