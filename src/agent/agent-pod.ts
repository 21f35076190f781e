import { EnvValue, k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { refuse, show } from '../base/problem';
import { CodeVolume } from '../code/code-volume';
import { BIND_ADDRESS, BIND_ADDRESS_IPV6, ConfigKey, TlsVariable, Variable } from '../contract/contract';
import { ANNOTATION_PREFIX, NAME_LABEL } from '../kubernetes/naming';
import { AgentConfigMap } from '../membership/agent-config-map';
import { AgentRuntime, RuntimeFacts } from '../membership/agent-runtime';
import { IMeshRegistry, MeshAgentOptions } from '../membership/registry-options';
import { agentSettings, settingsEnv } from '../membership/settings';
import { configMapKey, field, literal, userEnv } from '../pod/env';
import { MeshProbe } from '../pod/mesh-probe';
import { checkMeshVariables } from '../pod/mesh-variables';
import { OwnVolume } from '../pod/own-volume';
import { MeshWorkloadProps } from '../pod/pod-options';
import { containerSecurityContext } from '../pod/pod-security';
import { ProbeRole } from '../pod/probe-check';
import { lazily } from '../synthesis/plain-json';
import { TlsParts } from '../tls/tls-files';
import { MeshPort } from '../workload/extra-port';
import { PodPlan } from '../workload/pod';
import { WorkloadIdentity } from '../workload/service';

/** Rolls the pods when the ConfigMap changes: variables are read once, at the container's start. */
const CONFIG_CHECKSUM_ANNOTATION = `${ANNOTATION_PREFIX}/agent-config-checksum`;

/** Rolls the pods when the mounted code changes: a process reads it once. */
const CODE_CHECKSUM_ANNOTATION = `${ANNOTATION_PREFIX}/code-checksum`;

/** What one agent's pod is made of. */
export interface AgentPodPlan {
  readonly scope: Construct;
  readonly agentName: string;
  readonly image: string;
  readonly identity: WorkloadIdentity;
  readonly registry: IMeshRegistry;
  readonly configMap: AgentConfigMap;
  /** The agent's own options over its registry's defaults. */
  readonly props: MeshWorkloadProps &
    MeshAgentOptions & { readonly gateway?: boolean; readonly extraPorts?: MeshPort[] };
  readonly account: string;
  /** Whether it only calls others: its code owns the process, and nobody connects to it. */
  readonly isConsumer?: boolean;
  /** Whether the pods need the account's token; asked when they are rendered. */
  readonly needsToken?: () => boolean;
  /** Whether there may be a second pod; asked when the pods are rendered. */
  readonly severalPods: () => boolean;
  /** Variables of the workload's kind, before the user's. */
  readonly moreEnv?: k8s.EnvVar[];
  readonly volumes?: OwnVolume[];
  /** The variables of the Redis that the agent uses, and of tracing. */
  readonly redisEnv: k8s.EnvVar[];
  /** What TLS adds to the pods, if it is on. */
  readonly tls?: TlsParts;
  /** The agent's code, if it is mounted. */
  readonly code?: CodeVolume;
}

/** The pods of an agent: the shared pod with MCP Mesh's wiring in it. */
export function agentPod(plan: AgentPodPlan): PodPlan {
  const { scope, props, registry, identity, code, tls } = plan;
  const runtime = (props.runtime ?? AgentRuntime.GUIDE)._facts(scope, props.gateway ?? false);
  const wiring = [...wiredEnv(plan), ...(tls?.env ?? []), ...(plan.moreEnv ?? []), ...plan.redisEnv];
  checkMeshVariables(scope, 'agent', props.env);
  checkHttp(plan);
  const settings = settingsEnv(scope, agentSettings(scope, props, registry._members.facts.unhealthyAfter), props.env);
  const wiredNames = [
    ...wiring.map(({ name }) => name),
    ...Object.values(ConfigKey),
    ...(tls ? Object.values(TlsVariable) : []),
  ];
  return {
    scope,
    props,
    identity,
    extraPorts: props.extraPorts,
    severalPods: plan.severalPods,
    annotations: {
      [CONFIG_CHECKSUM_ANNOTATION]: lazily(() => plan.configMap.checksum()),
      ...(code ? { [CODE_CHECKSUM_ANNOTATION]: lazily(() => code.checksum()) } : {}),
    },
    serviceMesh: registry.serviceMesh,
    members: registry._members,
    serviceAccountName: plan.account,
    needsToken: plan.needsToken,
    containerName: 'agent',
    image: plan.image,
    tls: tls && 'with certificates', // in both modes
    env: [...wiring, ...settings, ...userEnv(scope, withRuntimeDefaults(runtime.env, props.env), wiredNames)],
    ownConfigMaps: [registry.configMapName],
    withChecksum: [registry.configMapName, code?.volume.source?.configMap?.name],
    isClosed: plan.isConsumer,
    probes: plan.isConsumer ? {} : tls ? byTcp(runtime) : runtime,
    initContainers: waitContainer(plan),
    volumes: [...(plan.volumes ?? []), ...(code ? [code.volume] : []), ...(tls?.volumes ?? [])],
  };
}

/** Python's runtime registers from its server. Others do not read the variable, and a gateway and a consumer have no such server. */
function checkHttp({ scope, props, isConsumer }: AgentPodPlan): void {
  const value: unknown = props.env?.[Variable.HTTP_ENABLED]?.value;
  const isOff = typeof value === 'string' && /^(false|0|no|off)$/i.test(value.trim());
  const [language] = (props.runtime?._name(scope) ?? 'python').split(' ');
  if (isOff && !isConsumer && !props.gateway && language === 'python') {
    refuse(scope, {
      given: `env "${Variable.HTTP_ENABLED}" ${show(value)}`,
      rule: "Python's runtime then starts no server, and without its server an agent never registers",
      fix: 'Leave it out, or make it a MeshConsumer if it only calls others',
    });
  }
}

/** The probes of a runtime, by TCP: an agent under TLS answers only those that show a certificate. */
function byTcp({ startup }: RuntimeFacts): Pick<RuntimeFacts, ProbeRole> {
  return { liveness: MeshProbe.tcp(), readiness: MeshProbe.tcp(), startup: startup && MeshProbe.tcp() };
}

/** Whether an agent's pods wait for their registry before the agent starts. */
export function waitsForRegistry(plan: AgentPodPlan): boolean {
  return waitContainer(plan).length > 0;
}

/** The guide's variables in the guide's order, then what runtimes read. Each `$(X)` follows X, or it would stay literal. */
function wiredEnv(plan: AgentPodPlan): k8s.EnvVar[] {
  const { agentName, registry, identity } = plan;
  if (plan.isConsumer) {
    return consumerEnv(plan);
  }
  return [
    configMapKey(Variable.REGISTRY_HOST, registry.configMapName, ConfigKey.REGISTRY_HOST),
    configMapKey(Variable.REGISTRY_PORT, registry.configMapName, ConfigKey.REGISTRY_PORT),
    literal(Variable.HOST, registry._members.facts.listenOnIpv6 ? BIND_ADDRESS_IPV6 : BIND_ADDRESS),
    field(Variable.SERVICE_NAME, `metadata.labels['${NAME_LABEL}']`),
    field(Variable.NAMESPACE, 'metadata.namespace'),
    literal(Variable.AGENT_NAME, agentName),
    field(Variable.POD_IP, 'status.podIP'),
    literal(Variable.HTTP_PORT, String(identity.port)),
    // What the agent advertises: its detected name, whole, so that it resolves from every namespace with any ndots.
    literal(Variable.HTTP_HOST, `$(${Variable.SERVICE_NAME}).$(${Variable.NAMESPACE}).svc.${registry.clusterDomain}`),
  ];
}

/** Without the host and port that agents advertise: the runtime registers, and starts no server. */
function consumerEnv({ agentName, registry: { configMapName } }: AgentPodPlan): k8s.EnvVar[] {
  return [
    configMapKey(Variable.REGISTRY_HOST, configMapName, ConfigKey.REGISTRY_HOST),
    configMapKey(Variable.REGISTRY_PORT, configMapName, ConfigKey.REGISTRY_PORT),
    field(Variable.SERVICE_NAME, `metadata.labels['${NAME_LABEL}']`),
    field(Variable.NAMESPACE, 'metadata.namespace'),
    literal(Variable.AGENT_NAME, agentName),
    field(Variable.POD_IP, 'status.podIP'),
    literal(Variable.AUTO_RUN, 'false'),
  ];
}

function withRuntimeDefaults(
  defaults: k8s.EnvVar[] = [],
  env: { [name: string]: EnvValue } = {},
): { [name: string]: EnvValue } {
  return { ...Object.fromEntries(defaults.map(({ name, value }) => [name, EnvValue.fromValue(value!)])), ...env };
}

function waitContainer({ scope, props, registry, identity }: AgentPodPlan): k8s.Container[] {
  const target = registry._members.facts.addressFrom(scope, identity.namespace);
  const { registryWait, initContainers } = registry.serviceMesh._implementation;
  const { toolsImage } = registry.agentDefaults;
  const wait = (props.waitForRegistry ?? registryWait)._container(scope, target, toolsImage);
  const securityContext = containerSecurityContext(initContainers.securityContext);
  return wait ? [{ ...wait, imagePullPolicy: props.imagePullPolicy, securityContext }] : [];
}
