export * from './agent';
export { MeshAgentBase } from './agent-base';
export * from './agent-props';
export { AgentRuntime } from './agent-runtime';
export { type MeshCapabilityOptions, type MeshRequirementOptions } from './capabilities';
export * from './discovery-test';
export { DnsProfile } from './dns-profile';
export * from './headless-agent';
export * from './istio-authorization';
export * from './istio-routing';
export * from './mesh-checks';
export { MeshProbe, type MeshProbeTiming } from './mesh-probe';
export { MeshValidation } from './mesh-validation';
export { MeshDns, type MeshDnsOptions } from './naming';
export * from './network-policy';
export * from './network-policy-props';
export * from './pod-options';
export { type MeshPeer, MeshPeers } from './policy-peers';
export * from './registry';
export { type PostgresOptions, PostgresSslMode, RegistryDatabase } from './registry-database';
export {
  type IMeshRegistry, type MeshAgentDefaults, type MeshAgentOptions, type MeshRegistryEndpoint, type MeshRegistryOptions,
} from './registry-options';
export { type MeshServiceDiscoveryOptions } from './service-discovery';
export { IstioDataPlane, type IstioOptions, ServiceMesh } from './service-mesh';
export { MeshStorage } from './storage';
export { WaitForRegistry, type WaitForRegistryOptions } from './wait-for-registry';
