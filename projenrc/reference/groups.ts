/* The pages of docs/reference/: one for each class that the library exports, in the order in which a reader meets them. */

export interface Group {
  readonly title: string;
  readonly classes: string[];
}

export const GROUPS: Group[] = [
  {
    title: 'Registry and agents',
    classes: ['MeshRegistry', 'MeshAgent', 'HeadlessMeshAgent', 'MeshConsumer', 'MeshDashboard', 'MeshAgentBase'],
  },
  {
    title: 'Policies and routes',
    classes: ['MeshNetworkPolicy', 'IstioAuthorization', 'IstioRouting', 'MeshIngress', 'MeshHttpRoute'],
  },
  {
    title: 'Tests and checks',
    classes: ['MeshDiscoveryTest', 'MeshChecks', 'MeshChecksConfig', 'MeshValidation'],
  },
  { title: 'Stores for development', classes: ['DevelopmentPostgres', 'DevelopmentRedis', 'DevelopmentStore'] },
  { title: 'The whole app', classes: ['MeshDefaults'] },
  {
    title: 'Agents: code, capabilities, pods',
    classes: [
      'AgentSource',
      'MeshCode',
      'AgentRuntime',
      'MeshCapability',
      'MeshRequirement',
      'MeshProbe',
      'WaitForRegistry',
      'MeshStorage',
      'MeshDisruptionBudget',
      'MeshPort',
      'MeshDnsConfig',
      'MeshDns',
    ],
  },
  {
    title: 'Servers, certificates and service meshes',
    classes: [
      'RegistryDatabase',
      'PostgresCertificateAuthority',
      'RedisEndpoint',
      'MeshTls',
      'MeshCertificateAuthority',
      'ServiceMesh',
    ],
  },
  { title: 'Peers and entrances', classes: ['MeshPeer', 'DnsProfile', 'MeshIngressTls', 'MeshRequestTimeout'] },
];
