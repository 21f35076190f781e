/*
 * Keys of MCP Mesh's agent chart that have no place in an app, and why. Established by changing every leaf of the values of the charts of
 * 3.6.0, and reading what reads the result.
 */

const DEAD = 'no template of the chart reads it';
const INERT = 'the chart renders it, and no agent reads it';
const FROM_CODE = 'the source says it';
const FROM_REGISTRY = 'the registry is a construct, and agents get its address from it';
const DERIVED = 'it is derived: one name for Service, label and workload';
const PROBES = 'probes follow from the release of the runtime';
const RESTRICTED = 'pods pass Pod Security "restricted"';

/** By path; a path stands for all below it. What is to be written stands between backquotes. */
export const REASONS: { readonly [path: string]: string } = {
  'mesh.enabled': DEAD,
  'mesh.registryUrl': DEAD,
  'mesh.tracingEnabled': DEAD,
  'mesh.metricsEnabled': DEAD,
  'agent.port': DEAD,
  'agent.version': DEAD,
  'agent.description': DEAD,
  'agent.capabilities': `${DEAD}, and ${FROM_CODE}`,
  'agent.dependencies': `${DEAD}, and ${FROM_CODE}`,
  'agent.healthCheck': `${DEAD}; \`heartbeatInterval\` says how often the agent reports to the registry`,
  'agent.retry': DEAD,
  'agent.performance': `${DEAD}; \`callTimeout\` limits the time of a call`,
  'agent.http.host': DEAD,
  'agent.http.cors': DEAD,
  'agent.advertisedHost': 'it is derived: the whole name of the Service',
  'agent.command': 'the image, or `code`, says what runs; `command` and `args` replace it',
  'agent.observability.distributedTracing':
    'declare it once, on the registry: `tracing`: { `redis`: `RedisEndpoint.of`(…) }',
  'agent.observability.telemetryEndpoint': INERT,
  'agent.observability': DEAD,
  'agent.runtime': FROM_CODE,
  'agent.logLevel': DEAD,
  'service.targetPort': DEAD,
  'agentCode.scriptPath': 'the chart reads files inside of the chart alone',
  agentCode: '`MeshCode.mounted`() makes the ConfigMap of the code',
  podMonitor: DEAD,
  serviceMonitor:
    'it scrapes /metrics of the agent, which serves none; if the code serves metrics on another port, give `extraPorts`: [`MeshPort.metrics`(…)]',
  'registry.host': FROM_REGISTRY,
  'registry.port': FROM_REGISTRY,
  registry: FROM_REGISTRY,
  'global.coreReleaseName': FROM_REGISTRY,
  nameOverride: DERIVED,
  fullnameOverride: DERIVED,
  'mesh.tls.spire': 'its socket is a hostPath, which Pod Security "restricted" refuses',
  'mesh.tls':
    'declare it once, on the registry: `tls`: `MeshTls.certManager`(…), `MeshTls.secrets`(…) or `MeshTls.vault`(…)',
  'mesh.debug': 'give `logLevel`: `MeshLogLevel.DEBUG`',
  'mesh.logLevel': 'give `logLevel`: `MeshLogLevel.INFO`, or another of its levels',
  imagePullSecrets:
    'give `imagePullSecrets` in `agentDefaults` of the registry, or in `MeshDefaults.of`(app, …) for all of the app',
  secrets: 'they are secrets in plain text; make a Secret, and read it by EnvValue.fromSecretValue',
  envFrom: 'give `envFrom`: [Env.fromSecret(…)] or [Env.fromConfigMap(…)] of cdk8s-plus-28',
  existingSecret: 'give `envFrom`: [Env.fromSecret(Secret.fromSecretName(chart, …))]',
  networkPolicy: '`MeshNetworkPolicy` writes the policies from what agents declare',
  ingress: 'make a `MeshIngress` or a `MeshHttpRoute`, which also opens the policies to its controller',
  autoscaling: 'make a HorizontalPodAutoscaler of cdk8s-plus-28 with the agent as its target, and leave `replicas` out',
  podDisruptionBudget: 'there is one from two replicas on; `disruptionBudget` changes it',
  persistence:
    'give `storage`: `MeshStorage.claim`(…) or `MeshStorage.existingClaim`(…), and its path as `storagePath`',
  strategy: '`strategy` sets it; with a claim of one node it is set by itself',
  dnsPolicy: '`dnsPolicy` sets it, to a DnsPolicy of cdk8s-plus-28',
  dnsConfig: "`dnsConfig` sets it; `MeshDnsConfig.guide`() is what MCP Mesh's guide advises",
  extraVolumes: '`volumes` adds them',
  extraVolumeMounts: '`volumeMounts` adds them',
  initContainers: '`initContainers` adds them; one that waits for the registry is there by itself',
  sidecarContainers: '`sidecars` adds them',
  livenessProbe: `${PROBES}; \`liveness\` replaces one`,
  readinessProbe: `${PROBES}; \`readiness\` replaces one`,
  startupProbe: `${PROBES}; \`startup\` replaces one`,
  podSecurityContext: `${RESTRICTED}; \`podSecurityContext\` replaces that`,
  securityContext: `${RESTRICTED}; \`securityContext\` changes fields of it`,
  serviceAccount: 'an agent gets an account without a token; `serviceAccount` gives another',
  'service.port': 'Service and agent have one port',
};

/** Why a key is not taken. */
export function reasonOf(path: readonly string[]): string {
  for (let length = path.length; length > 0; length--) {
    const key = path.slice(0, length).join('.');
    if (Object.hasOwn(REASONS, key)) {
      return REASONS[key].replaceAll('`', '');
    }
  }
  return 'no prop is known for it';
}
