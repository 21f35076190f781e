export * from './agent/agent';
export { MeshAgentBase } from './agent/agent-base';
export * from './agent/agent-props';
export { AgentSource } from './agent/agent-source';
export * from './agent/consumer';
export * from './agent/consumer-props';
export * from './agent/headless-agent';
export { type MeshServiceDiscoveryOptions } from './agent/service-discovery';
export { type AgentSourceCompletion } from './agent/source-completion';
export {
  MeshCapability,
  type MeshCapabilityOptions,
  MeshRequirement,
  type MeshRequirementOptions,
} from './contract/capabilities';
export { MeshLogLevel } from './contract/log-level';
export { MeshCode, type MountedCodeOptions } from './code/mesh-code';
export { type MeshLlmOptions, type MeshLlmProvider, type MeshLlmTool } from './contract/llm';
export { MeshDashboard } from './dashboard/dashboard';
export { type MeshDashboardProps } from './dashboard/dashboard-props';
export * from './discovery-test/discovery-test';
export * from './discovery-test/discovery-test-props';
export { PostgresCertificateAuthority } from './endpoints/postgres-certificate-authority';
export * from './endpoints/postgres-options';
export { RedisEndpoint } from './endpoints/redis-endpoint';
export * from './endpoints/redis-options';
export { RegistryDatabase } from './endpoints/registry-database';
export * from './endpoints/tracing-options';
export { type MeshEntranceOptions } from './entrance/entrance-options';
export * from './entrance/http-route';
export * from './entrance/http-route-props';
export * from './entrance/ingress';
export { type MeshIngressCertificateOptions, MeshIngressTls } from './entrance/ingress-tls';
export { MeshRequestTimeout } from './entrance/request-timeout';
export * from './istio/istio-authorization';
export * from './istio/istio-authorization-props';
export * from './istio/istio-routing';
export * from './istio/istio-routing-props';
export { MeshDns, type MeshDnsOptions } from './kubernetes/naming';
export * from './membership/mesh-defaults';
export { AgentRuntime } from './membership/agent-runtime';
export { type IMeshBackend } from './workload/mesh-backend';
export {
  type IMeshRegistry,
  type MeshAgentDefaults,
  type MeshAgentOptions,
  type MeshRegistryEndpoint,
  type MeshRegistryOptions,
} from './membership/registry-options';
export * from './network-policy/network-policy';
export * from './network-policy/network-policy-props';
export { DnsProfile } from './peers/dns-profile';
export { MeshPeer } from './peers/mesh-peer';
export { MeshDnsConfig } from './pod/dns-config';
export { MeshProbe, type MeshProbeTiming } from './pod/mesh-probe';
export * from './pod/pod-options';
export {
  MeshIpFamily,
  MeshIpFamilyPolicy,
  type MeshServiceOptions,
  MeshSessionAffinity,
  MeshTrafficPolicy,
} from './pod/service-options';
export { type MeshClaimOptions, MeshStorage } from './pod/storage';
export { WaitForRegistry, type WaitForRegistryOptions } from './pod/wait-for-registry';
export * from './registry/registry';
export { IstioDataPlane, type IstioIdentity, type IstioOptions } from './service-mesh/istio/istio-options';
export { ServiceMesh } from './service-mesh/service-mesh';
export { DevelopmentPostgres, type DevelopmentPostgresProps } from './stores/development-postgres';
export { DevelopmentRedis, type DevelopmentRedisProps } from './stores/development-redis';
export { DevelopmentStore } from './stores/development-store';
export { type DevelopmentStoreProps } from './stores/development-store-props';
export { MeshCertificateAuthority } from './tls/certificate-authority';
export { MeshTls } from './tls/mesh-tls';
export * from './tls/tls-options';
export * from './validation/mesh-checks';
export { MeshChecksConfig } from './validation/mesh-checks-config';
export { MeshValidation } from './validation/mesh-validation';
export { MeshDisruptionBudget } from './workload/disruption-budget';
export { type MeshMetricsOptions, MeshPort, type MeshPortOptions } from './workload/extra-port';
