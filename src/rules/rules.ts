import { AGENT_CPU_LIMIT_TOO_LOW, SQLITE_WITH_REPLICAS } from './availability';
import { DISRUPTION_BUDGET_BLOCKS_DRAINS } from './disruption';
import { FIELD_REF_TO_MISSING_LABEL, VARIABLE_BEFORE_DEFINITION } from './environment';
import { REGISTRY_EXPOSED, REGISTRY_SERVICE_PUBLIC } from './exposure';
import { IMAGE_NOT_PINNED } from './images';
import { ignoredWithReason, MISFIT } from './intake';
import { POLICY_CUTS_DNS, POLICY_CUTS_PROVIDER, POLICY_CUTS_REGISTRY, POLICY_OPENS_EVERYTHING } from './policies';
import { KEY_NOT_IN_MAP, REFERENCE_ACROSS_NAMESPACES } from './references';
import { AGENT_WITHOUT_REGISTRY, REGISTRY_URL_LEADS_NOWHERE } from './registration';
import { REQUIREMENT_UNMET } from './requirements';
import { ROUTE_TO_UNKNOWN_HOST, ROUTE_TO_UNKNOWN_PORT } from './route-destinations';
import { HOST_ROUTED_TWICE, ROUTE_SHADOWED, ROUTE_WITHOUT_DEFAULT } from './route-order';
import { Rule } from './rule';
import { SECRET_AS_LITERAL } from './secrets';
import { SERVICE_ENTRY_REFUSED } from './service-entries';
import { WAIT_BY_TCP_UNDER_SIDECAR } from './waiting';
import { IGNORE_ANNOTATION } from '../naming';

/** Every rule that looks at the mesh, in the order of reports. */
export const RULES: Rule[] = [
  AGENT_WITHOUT_REGISTRY,
  REGISTRY_URL_LEADS_NOWHERE,
  REQUIREMENT_UNMET,
  FIELD_REF_TO_MISSING_LABEL,
  VARIABLE_BEFORE_DEFINITION,
  KEY_NOT_IN_MAP,
  REFERENCE_ACROSS_NAMESPACES,
  POLICY_CUTS_REGISTRY,
  POLICY_CUTS_PROVIDER,
  POLICY_CUTS_DNS,
  POLICY_OPENS_EVERYTHING,
  ROUTE_TO_UNKNOWN_HOST,
  ROUTE_TO_UNKNOWN_PORT,
  ROUTE_WITHOUT_DEFAULT,
  ROUTE_SHADOWED,
  HOST_ROUTED_TWICE,
  SERVICE_ENTRY_REFUSED,
  REGISTRY_EXPOSED,
  REGISTRY_SERVICE_PUBLIC,
  SECRET_AS_LITERAL,
  AGENT_CPU_LIMIT_TOO_LOW,
  SQLITE_WITH_REPLICAS,
  DISRUPTION_BUDGET_BLOCKS_DRAINS,
  IMAGE_NOT_PINNED,
  WAIT_BY_TCP_UNDER_SIDECAR,
  ignoredWithReason(() => ALL_RULES.map(({ id }) => id), IGNORE_ANNOTATION),
];

/** With the one that looks at single fields, before the others. */
export const ALL_RULES: Rule[] = [MISFIT, ...RULES];
