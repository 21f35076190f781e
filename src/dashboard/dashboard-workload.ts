import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { MeshDashboardProps } from './dashboard-props';
import { ConfigKey, DASHBOARD_HEALTH_PATH, DASHBOARD_IMAGE, Variable } from '../contract/contract';
import { RegistryDatabase } from '../endpoints/registry-database';
import { retentionVariables, spanVariables, tempoVariables } from '../endpoints/tracing-variables';
import { partOfValue } from '../kubernetes/naming';
import { logLevelSetting, settingsEnv } from '../membership/settings';
import { literal, userEnv } from '../pod/env';
import { MeshProbe } from '../pod/mesh-probe';
import { MeshObject } from '../synthesis/mesh-object';
import { TlsSubject } from '../tls/tls-subject';
import { mayBeSeveral } from '../workload/disruption-budget';
import { PodPlan } from '../workload/pod';
import { WorkloadIdentity } from '../workload/service';
import { deploymentSpec } from '../workload/workload-spec';

/** Everything that decides a dashboard's workload. */
export interface DashboardPlan {
  readonly scope: Construct;
  readonly identity: WorkloadIdentity;
  readonly props: MeshDashboardProps;
  /** Name of the ServiceAccount. */
  readonly account: string;
  readonly database: RegistryDatabase;
  readonly basePath: string;
}

/** The dashboard's Deployment. */
export function dashboardWorkload(plan: DashboardPlan): MeshObject {
  const { scope, props, identity } = plan;
  const { name, namespace, labels } = identity;
  const { tls } = props.registry._members.facts;
  const annotations = { ...identity.annotations, ...tls?._annotations(tlsSubject(plan)) };
  const spec = deploymentSpec(pods(plan), {
    replicas: props.replicas,
    selector: { matchLabels: identity.selector },
  });
  return new MeshObject(scope, 'Resource', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels, annotations },
    body: { spec },
    partOf: identity.partOf,
    onDuplicate: identity.onDuplicate,
  });
}

function pods(plan: DashboardPlan): PodPlan {
  const { scope, props, identity, database, basePath } = plan;
  const { registry } = props;
  const { serviceMesh, agentDefaults, _members: members } = registry;
  const { env, volumes, initContainers } = database._podParts(scope, {
    serviceMesh,
    toolsImage: agentDefaults.toolsImage,
  });
  const tls = members.facts.tls?._dashboardParts(tlsSubject(plan));
  const wiring = [...registryVariables(plan), ...env, ...tracingVariables(plan), ...(tls?.env ?? [])];
  const settings = settingsEnv(scope, [logLevelSetting(scope, props.logLevel)], props.env);
  const reserved = [...wiring.map(({ name }) => name), ...database._reservedVariables];
  const health = MeshProbe.httpGet(`${basePath === '/' ? '' : basePath}${DASHBOARD_HEALTH_PATH}`);
  return {
    scope,
    props,
    identity,
    severalPods: () => mayBeSeveral(props.replicas),
    serviceMesh,
    members,
    serviceAccountName: plan.account,
    containerName: 'dashboard',
    image: props.image ?? DASHBOARD_IMAGE,
    args: props.args ?? (props.command ? undefined : ['--port', String(identity.port)]),
    env: [...wiring, ...settings, ...userEnv(scope, props.env, reserved)],
    probes: { liveness: health, readiness: health },
    initContainers: initContainers.map((each) => ({ ...each, imagePullPolicy: props.imagePullPolicy })),
    volumes: [...volumes, ...(tls?.volumes ?? [])],
  };
}

function tlsSubject({ scope, identity, props }: DashboardPlan): TlsSubject {
  return { scope, ...identity, clusterDomain: props.registry.clusterDomain, hasPodNames: false };
}

function registryVariables({ scope, props, identity, basePath }: DashboardPlan): k8s.EnvVar[] {
  const { scheme, host, port } = props.registry._members.facts.addressFrom(scope, identity.namespace);
  return [
    literal(ConfigKey.REGISTRY_URL, `${scheme}://${host}:${port}`),
    literal(Variable.UI_PORT, String(identity.port)),
    literal(Variable.UI_BASE_PATH, basePath),
  ];
}

/** Left out, the dashboard would look for a Redis on its own pod. */
function tracingVariables({ scope, props, identity }: DashboardPlan): k8s.EnvVar[] {
  const { tracing } = props.registry._members.facts;
  if (tracing === undefined) {
    return [literal(Variable.TRACING_ENABLED, 'false')];
  }
  const group = props.consumerGroup ?? partOfValue(identity.name, identity.namespace);
  return [
    ...spanVariables(scope, tracing),
    ...tempoVariables(scope, tracing),
    literal(Variable.UI_TRACE_CONSUMER_GROUP, group),
    ...retentionVariables(tracing),
  ];
}
