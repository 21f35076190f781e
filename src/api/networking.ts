import { fields, listOf, ValueOf } from './field-types';
import { LABEL_SELECTOR } from './metadata';

const POLICY_PORT = fields({ port: 'int-or-string', endPort: 'integer', protocol: 'string' });
export type PolicyPort = ValueOf<typeof POLICY_PORT>;

const POLICY_PEER = fields({
  ipBlock: { cidr: 'string', except: listOf('string') },
  namespaceSelector: LABEL_SELECTOR,
  podSelector: LABEL_SELECTOR,
});
export type PolicyPeer = ValueOf<typeof POLICY_PEER>;

/** A rule of either direction: `from` of ingress, `to` of egress. */
export type PolicyRule = ValueOf<typeof INGRESS_RULE> & ValueOf<typeof EGRESS_RULE>;
const INGRESS_RULE = fields({ from: listOf(POLICY_PEER), ports: listOf(POLICY_PORT) });
const EGRESS_RULE = fields({ to: listOf(POLICY_PEER), ports: listOf(POLICY_PORT) });

export const NETWORK_POLICY = fields({
  spec: {
    podSelector: LABEL_SELECTOR,
    policyTypes: listOf('string'),
    ingress: listOf(INGRESS_RULE),
    egress: listOf(EGRESS_RULE),
  },
});

const INGRESS_BACKEND = fields({ service: { name: 'string', port: { number: 'integer', name: 'string' } } });
export type IngressBackend = ValueOf<typeof INGRESS_BACKEND>;

export const INGRESS = fields({
  spec: {
    defaultBackend: INGRESS_BACKEND,
    rules: listOf({ host: 'string', http: { paths: listOf({ path: 'string', backend: INGRESS_BACKEND }) } }),
  },
});
