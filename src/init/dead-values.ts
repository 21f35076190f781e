/*
 * Keys of MCP Mesh's agent chart that have no place in an app, and why. Established by changing every leaf of the values of the charts of
 * 3.6.0, and reading what reads the result.
 */

const DEAD = 'no template of the chart reads it';
const INERT = 'the chart renders it, and no agent reads it';
const FROM_CODE = 'the source says it';
const FROM_REGISTRY = 'the registry is a construct, and agents get its address from it';
const DERIVED = 'it is derived: one name for Service, label and workload';

/** By path; a path stands for all below it. */
const REASONS: { readonly [path: string]: string } = {
  'mesh.enabled': DEAD,
  'mesh.registryUrl': DEAD,
  'mesh.tracingEnabled': DEAD,
  'mesh.metricsEnabled': DEAD,
  'agent.port': DEAD,
  'agent.version': DEAD,
  'agent.description': DEAD,
  'agent.capabilities': `${DEAD}, and ${FROM_CODE}`,
  'agent.dependencies': `${DEAD}, and ${FROM_CODE}`,
  'agent.healthCheck': DEAD,
  'agent.retry': DEAD,
  'agent.performance': DEAD,
  'agent.http.host': DEAD,
  'agent.http.cors': DEAD,
  'agent.observability.telemetryEndpoint': INERT,
  'agent.observability': `${DEAD}, but for the addresses of Redis; give these as env`,
  'agent.runtime': FROM_CODE,
  'agent.logLevel': DEAD,
  'service.targetPort': DEAD,
  'agentCode.scriptPath': 'the chart reads files inside of the chart alone',
  agentCode: 'code: MeshCode.mounted() makes the ConfigMap of the code',
  podMonitor: DEAD,
  serviceMonitor: 'it scrapes /metrics of the agent, which serves none',
  'registry.host': FROM_REGISTRY,
  'registry.port': FROM_REGISTRY,
  registry: FROM_REGISTRY,
  'global.coreReleaseName': FROM_REGISTRY,
  nameOverride: DERIVED,
  fullnameOverride: DERIVED,
  'mesh.tls': 'TLS between agents and registry has no prop; a service mesh gives mTLS',
  'mesh.debug': 'the library sets INFO; give MCP_MESH_LOG_LEVEL in env',
  'mesh.logLevel': 'the library sets INFO; give MCP_MESH_LOG_LEVEL in env',
  secrets: 'they are secrets in plain text; make a Secret, and read it by EnvValue.fromSecretValue',
  existingSecret: 'give envFrom: [Env.fromSecret(Secret.fromSecretName(chart, …))]',
  networkPolicy: 'MeshNetworkPolicy writes the policies from what agents declare',
  ingress: 'make an Ingress of cdk8s-plus-28 in front of agent.service, and allowIngress(…) for its controller',
  autoscaling: 'make a HorizontalPodAutoscaler of cdk8s-plus-28, and leave replicas out',
  podDisruptionBudget: 'make a PodDisruptionBudget (k8s.KubePodDisruptionBudget)',
  persistence: 'HeadlessMeshAgent makes a claim for each replica',
  livenessProbe: 'probes follow from the release of the runtime; liveness replaces one',
  readinessProbe: 'probes follow from the release of the runtime; readiness replaces one',
  startupProbe: 'probes follow from the release of the runtime; startup replaces one',
  podSecurityContext: 'pods pass Pod Security "restricted"; podSecurityContext replaces that',
  securityContext: 'pods pass Pod Security "restricted"; securityContext replaces that',
  serviceAccount: 'an agent gets an account without a token; serviceAccount gives another',
  'service.port': 'Service and agent have one port',
};

/** Why a key is not taken. */
export function reasonOf(path: readonly string[]): string {
  for (let length = path.length; length > 0; length--) {
    const key = path.slice(0, length).join('.');
    if (Object.hasOwn(REASONS, key)) {
      return REASONS[key];
    }
  }
  return 'no prop is known for it';
}
