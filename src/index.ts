export * from './agent/agent';
export { MeshAgentBase } from './agent/agent-base';
export * from './agent/agent-props';
export { AgentRuntime } from './membership/agent-runtime';
export { type MeshCapabilityOptions, type MeshRequirementOptions } from './contract/capabilities';
export * from './discovery-test/discovery-test';
export { DnsProfile } from './peers/dns-profile';
export * from './agent/headless-agent';
export * from './istio/istio-authorization';
export * from './istio/istio-routing';
export * from './validation/mesh-checks';
export { MeshProbe, type MeshProbeTiming } from './pod/mesh-probe';
export { MeshValidation } from './validation/mesh-validation';
export { MeshDns, type MeshDnsOptions } from './kubernetes/naming';
export * from './network-policy/network-policy';
export * from './network-policy/network-policy-props';
export * from './pod/pod-options';
export { type MeshPeer, MeshPeers } from './peers/policy-peers';
export * from './registry/registry';
export { type PostgresOptions, PostgresSslMode, RegistryDatabase } from './endpoints/registry-database';
export {
  type IMeshRegistry,
  type MeshAgentDefaults,
  type MeshAgentOptions,
  type MeshRegistryEndpoint,
  type MeshRegistryOptions,
} from './membership/registry-options';
export { type MeshServiceDiscoveryOptions } from './agent/service-discovery';
export { IstioDataPlane, type IstioOptions } from './service-mesh/istio/istio-options';
export { ServiceMesh } from './service-mesh/service-mesh';
export { MeshStorage } from './pod/storage';
export { WaitForRegistry, type WaitForRegistryOptions } from './pod/wait-for-registry';
