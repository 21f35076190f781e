// Generated from the files in this folder by `npm run rules:list`. Do not edit.

import { RULE as addressOfMissingService } from './address-of-missing-service';
import { RULE as addressWithMissingPort } from './address-with-missing-port';
import { RULE as advertisedHostLeadsElsewhere } from './advertised-host-leads-elsewhere';
import { RULE as advertisedPortDiffers } from './advertised-port-differs';
import { RULE as agentCpuLimitTooLow } from './agent-cpu-limit-too-low';
import { RULE as agentHttpOff } from './agent-http-off';
import { RULE as agentIdShared } from './agent-id-shared';
import { RULE as agentListensOnLoopback } from './agent-listens-on-loopback';
import { RULE as agentNameRefused } from './agent-name-refused';
import { RULE as agentWithoutRegistry } from './agent-without-registry';
import { RULE as annotationNotUnderstood } from './annotation-not-understood';
import { RULE as apiServerRefuses } from './api-server-refuses';
import { RULE as authorizationPolicyCutsCaller } from './authorization-policy-cuts-caller';
import { RULE as authorizationPolicyCutsEntrance } from './authorization-policy-cuts-entrance';
import { RULE as authorizationPolicyOpensMore } from './authorization-policy-opens-more';
import { RULE as autoscalerBesideReplicas } from './autoscaler-beside-replicas';
import { RULE as autoscalerCannotScale } from './autoscaler-cannot-scale';
import { RULE as claimOfOneNode } from './claim-of-one-node';
import { RULE as dashboardWithoutDatabase } from './dashboard-without-database';
import { RULE as databaseUrlNotUnderstood } from './database-url-not-understood';
import { RULE as databaseWithoutTls } from './database-without-tls';
import { RULE as destinationRuleWithoutEffect } from './destination-rule-without-effect';
import { RULE as disruptionBudgetBlocksDrains } from './disruption-budget-blocks-drains';
import { RULE as disruptionBudgetWithTwoLimits } from './disruption-budget-with-two-limits';
import { RULE as duplicateIdentity } from './duplicate-identity';
import { RULE as endpointsOfNoService } from './endpoints-of-no-service';
import { RULE as externalHostNotRegistered } from './external-host-not-registered';
import { RULE as externalNameForMesh } from './external-name-for-mesh';
import { RULE as externalNameLeadsNowhere } from './external-name-leads-nowhere';
import { RULE as fieldOfAnotherType } from './field-of-another-type';
import { RULE as fieldRefToMissingLabel } from './field-ref-to-missing-label';
import { RULE as headlessPortTranslated } from './headless-port-translated';
import { RULE as headlessServiceMissing } from './headless-service-missing';
import { RULE as heartbeatTooSlow } from './heartbeat-too-slow';
import { RULE as hostRoutedTwice } from './host-routed-twice';
import { RULE as httpRouteOnTcpPort } from './http-route-on-tcp-port';
import { RULE as ignoredWithoutReason } from './ignored-without-reason';
import { RULE as imageFromDockerHub } from './image-from-docker-hub';
import { RULE as imageNotPinned } from './image-not-pinned';
import { RULE as imageOutsideMirror } from './image-outside-mirror';
import { RULE as ingressBackendMissing } from './ingress-backend-missing';
import { RULE as istioObjectRefused } from './istio-object-refused';
import { RULE as istioPolicyWithoutEffect } from './istio-policy-without-effect';
import { RULE as keyNotInMap } from './key-not-in-map';
import { RULE as keyWrittenTwice } from './key-written-twice';
import { RULE as meshVariableInvalid } from './mesh-variable-invalid';
import { RULE as meshVariableUnknown } from './mesh-variable-unknown';
import { RULE as monitorOfNothing } from './monitor-of-nothing';
import { RULE as mutualTlsCutsCaller } from './mutual-tls-cuts-caller';
import { RULE as namespaceMissing } from './namespace-missing';
import { RULE as podAsksOtherDns } from './pod-asks-other-dns';
import { RULE as podWaitsForOwnName } from './pod-waits-for-own-name';
import { RULE as podWithTwoDisruptionBudgets } from './pod-with-two-disruption-budgets';
import { RULE as policyCutsDatabase } from './policy-cuts-database';
import { RULE as policyCutsDns } from './policy-cuts-dns';
import { RULE as policyCutsEntrance } from './policy-cuts-entrance';
import { RULE as policyCutsMeshProxy } from './policy-cuts-mesh-proxy';
import { RULE as policyCutsProvider } from './policy-cuts-provider';
import { RULE as policyCutsRegistry } from './policy-cuts-registry';
import { RULE as policyCutsReplicas } from './policy-cuts-replicas';
import { RULE as policyCutsToldAddress } from './policy-cuts-told-address';
import { RULE as policyOpensEverything } from './policy-opens-everything';
import { RULE as policyPeersInTwoItems } from './policy-peers-in-two-items';
import { RULE as policyRulesWithoutType } from './policy-rules-without-type';
import { RULE as policySelectsHostNetwork } from './policy-selects-host-network';
import { RULE as policySelectsNothing } from './policy-selects-nothing';
import { RULE as probeAsksElsewhere } from './probe-asks-elsewhere';
import { RULE as probeOnClosedPort } from './probe-on-closed-port';
import { RULE as probePathNotServed } from './probe-path-not-served';
import { RULE as referenceAcrossNamespaces } from './reference-across-namespaces';
import { RULE as referenceToMissingObject } from './reference-to-missing-object';
import { RULE as registryExposed } from './registry-exposed';
import { RULE as registryListensElsewhere } from './registry-listens-elsewhere';
import { RULE as registryServicePublic } from './registry-service-public';
import { RULE as registryUrlLeadsNowhere } from './registry-url-leads-nowhere';
import { RULE as requirementUnmet } from './requirement-unmet';
import { RULE as restartProbeAsksHealth } from './restart-probe-asks-health';
import { RULE as routeBackendNotGranted } from './route-backend-not-granted';
import { RULE as routeNotAttached } from './route-not-attached';
import { RULE as routeShadowed } from './route-shadowed';
import { RULE as routeToUnknownHost } from './route-to-unknown-host';
import { RULE as routeToUnknownPort } from './route-to-unknown-port';
import { RULE as routeToUnknownSubset } from './route-to-unknown-subset';
import { RULE as routeWithoutDefault } from './route-without-default';
import { Rule } from './rule';
import { RULE as secretAsLiteral } from './secret-as-literal';
import { RULE as serviceEntryRefused } from './service-entry-refused';
import { RULE as serviceLinkSetsVariable } from './service-link-sets-variable';
import { RULE as serviceNameDiffersFromLabel } from './service-name-differs-from-label';
import { RULE as serviceOverTwoWorkloads } from './service-over-two-workloads';
import { RULE as servicePortNoPodHas } from './service-port-no-pod-has';
import { RULE as serviceSelectsNoPod } from './service-selects-no-pod';
import { RULE as sharedPolicyBesideStrict } from './shared-policy-beside-strict';
import { RULE as sidecarHidesService } from './sidecar-hides-service';
import { RULE as sourceAgentMissing } from './source-agent-missing';
import { RULE as sourceCapabilityDiffers } from './source-capability-differs';
import { RULE as sourceCodeMissing } from './source-code-missing';
import { RULE as sourceDependencyDiffers } from './source-dependency-differs';
import { RULE as sourceLlmDiffers } from './source-llm-differs';
import { RULE as sourceNameDiffers } from './source-name-differs';
import { RULE as sourcePolicyCutsTool } from './source-policy-cuts-tool';
import { RULE as sourcePortClosed } from './source-port-closed';
import { RULE as sourceReleaseDiffers } from './source-release-differs';
import { RULE as sqliteWithReplicas } from './sqlite-with-replicas';
import { RULE as tlsWithoutCertificate } from './tls-without-certificate';
import { RULE as traceReadersShareGroup } from './trace-readers-share-group';
import { RULE as tracingWithoutRedis } from './tracing-without-redis';
import { RULE as variableBeforeDefinition } from './variable-before-definition';
import { RULE as variableNotExpanded } from './variable-not-expanded';
import { RULE as waitByTcpUnderSidecar } from './wait-by-tcp-under-sidecar';
import { RULE as workloadSelectorDiffers } from './workload-selector-differs';
import { RULE as workloadsOfOneName } from './workloads-of-one-name';

/** All rules, by id. */
export const ALL_RULES: Rule[] = [
  addressOfMissingService,
  addressWithMissingPort,
  advertisedHostLeadsElsewhere,
  advertisedPortDiffers,
  agentCpuLimitTooLow,
  agentHttpOff,
  agentIdShared,
  agentListensOnLoopback,
  agentNameRefused,
  agentWithoutRegistry,
  annotationNotUnderstood,
  apiServerRefuses,
  authorizationPolicyCutsCaller,
  authorizationPolicyCutsEntrance,
  authorizationPolicyOpensMore,
  autoscalerBesideReplicas,
  autoscalerCannotScale,
  claimOfOneNode,
  dashboardWithoutDatabase,
  databaseUrlNotUnderstood,
  databaseWithoutTls,
  destinationRuleWithoutEffect,
  disruptionBudgetBlocksDrains,
  disruptionBudgetWithTwoLimits,
  duplicateIdentity,
  endpointsOfNoService,
  externalHostNotRegistered,
  externalNameForMesh,
  externalNameLeadsNowhere,
  fieldOfAnotherType,
  fieldRefToMissingLabel,
  headlessPortTranslated,
  headlessServiceMissing,
  heartbeatTooSlow,
  hostRoutedTwice,
  httpRouteOnTcpPort,
  ignoredWithoutReason,
  imageFromDockerHub,
  imageNotPinned,
  imageOutsideMirror,
  ingressBackendMissing,
  istioObjectRefused,
  istioPolicyWithoutEffect,
  keyNotInMap,
  keyWrittenTwice,
  meshVariableInvalid,
  meshVariableUnknown,
  monitorOfNothing,
  mutualTlsCutsCaller,
  namespaceMissing,
  podAsksOtherDns,
  podWaitsForOwnName,
  podWithTwoDisruptionBudgets,
  policyCutsDatabase,
  policyCutsDns,
  policyCutsEntrance,
  policyCutsMeshProxy,
  policyCutsProvider,
  policyCutsRegistry,
  policyCutsReplicas,
  policyCutsToldAddress,
  policyOpensEverything,
  policyPeersInTwoItems,
  policyRulesWithoutType,
  policySelectsHostNetwork,
  policySelectsNothing,
  probeAsksElsewhere,
  probeOnClosedPort,
  probePathNotServed,
  referenceAcrossNamespaces,
  referenceToMissingObject,
  registryExposed,
  registryListensElsewhere,
  registryServicePublic,
  registryUrlLeadsNowhere,
  requirementUnmet,
  restartProbeAsksHealth,
  routeBackendNotGranted,
  routeNotAttached,
  routeShadowed,
  routeToUnknownHost,
  routeToUnknownPort,
  routeToUnknownSubset,
  routeWithoutDefault,
  secretAsLiteral,
  serviceEntryRefused,
  serviceLinkSetsVariable,
  serviceNameDiffersFromLabel,
  serviceOverTwoWorkloads,
  servicePortNoPodHas,
  serviceSelectsNoPod,
  sharedPolicyBesideStrict,
  sidecarHidesService,
  sourceAgentMissing,
  sourceCapabilityDiffers,
  sourceCodeMissing,
  sourceDependencyDiffers,
  sourceLlmDiffers,
  sourceNameDiffers,
  sourcePolicyCutsTool,
  sourcePortClosed,
  sourceReleaseDiffers,
  sqliteWithReplicas,
  tlsWithoutCertificate,
  traceReadersShareGroup,
  tracingWithoutRedis,
  variableBeforeDefinition,
  variableNotExpanded,
  waitByTcpUnderSidecar,
  workloadSelectorDiffers,
  workloadsOfOneName,
];
