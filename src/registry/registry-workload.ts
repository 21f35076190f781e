import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkListenPort } from './listen-port';
import {
  BIND_ADDRESS,
  HEALTH_PATH,
  REGISTRY_BIND_ADDRESS_IPV6,
  REGISTRY_IMAGE,
  SQLITE_DIRECTORY,
  TlsVariable,
  Variable,
} from '../contract/contract';
import { poolSizeOf } from '../endpoints/postgres-server';
import { RegistryDatabase } from '../endpoints/registry-database';
import { registryTracingVariables } from '../endpoints/tracing-variables';
import { headlessName, partOfValue } from '../kubernetes/naming';
import { RegistryMembers } from '../membership/registry-members';
import { registrySettings, RegistrySettings, Setting, settingsEnv } from '../membership/settings';
import { userEnv } from '../pod/env';
import { MeshProbe } from '../pod/mesh-probe';
import { checkMeshVariables } from '../pod/mesh-variables';
import { OwnVolume } from '../pod/own-volume';
import { MeshWorkloadProps } from '../pod/pod-options';
import { ServiceMesh } from '../service-mesh/service-mesh';
import { MeshObject } from '../synthesis/mesh-object';
import { MeshTls } from '../tls/mesh-tls';
import { TlsSubject } from '../tls/tls-subject';
import { claimTemplates, deploymentVolume, statefulSetVolume } from '../workload/data-volume';
import { MeshPort } from '../workload/extra-port';
import { PodPlan } from '../workload/pod';
import { deploymentStrategy, OnePod, refuseOfOtherKind, statefulSetStrategy } from '../workload/rollout';
import { WorkloadIdentity } from '../workload/service';
import { deploymentSpec, statefulSetSpec } from '../workload/workload-spec';

/** Everything that decides a registry's workload. */
export interface RegistryPlan {
  readonly scope: Construct;
  readonly identity: WorkloadIdentity;
  readonly props: MeshWorkloadProps &
    RegistrySettings & {
      readonly image?: string;
      readonly headless?: boolean;
      readonly extraPorts?: MeshPort[];
      readonly strategy?: k8s.DeploymentStrategy;
      readonly updateStrategy?: k8s.StatefulSetUpdateStrategy;
    };
  /** Whether there may be a second pod; asked when the pods are rendered. */
  readonly severalPods: () => boolean;
  /** Name of the ServiceAccount. */
  readonly account: string;
  readonly database: RegistryDatabase;
  readonly serviceMesh: ServiceMesh;
  /** The image of all waits, if the user named one. */
  readonly toolsImage?: string;
  readonly members: RegistryMembers;
  readonly clusterDomain: string;
  readonly tls?: MeshTls;
}

/** The StatefulSet of a headless registry; otherwise its Deployment, with a claim if SQLite is kept on a new one. */
export function registryWorkload(plan: RegistryPlan): MeshObject {
  const { scope, identity, props } = plan;
  const { name, namespace, labels } = identity;
  const annotations = { ...identity.annotations, ...plan.tls?._annotations(subjectOf(plan)) };
  return new MeshObject(scope, 'Resource', {
    apiVersion: 'apps/v1',
    kind: props.headless ? 'StatefulSet' : 'Deployment',
    metadata: { name, namespace, labels, annotations },
    body: { spec: props.headless ? statefulSet(plan) : deployment(plan) },
    partOf: identity.partOf,
    onDuplicate: identity.onDuplicate,
  });
}

function deployment(plan: RegistryPlan): unknown {
  const { scope, props, identity } = plan;
  const sqlite = plan.database._sqlite;
  refuseOfOtherKind(scope, 'updateStrategy', props.updateStrategy, 'Deployment', 'Give strategy, or headless: true');
  return deploymentSpec(pods(plan, sqlite && deploymentVolume(scope, identity, sqlite, SQLITE_DIRECTORY)), {
    replicas: props.replicas,
    selector: { matchLabels: identity.selector },
    strategy: deploymentStrategy(scope, props.strategy, onePodOf(plan.database)),
  });
}

function statefulSet(plan: RegistryPlan): unknown {
  const { scope, props, identity } = plan;
  const sqlite = plan.database._sqlite;
  refuseOfOtherKind(scope, 'strategy', props.strategy, 'StatefulSet', 'Give updateStrategy');
  return statefulSetSpec(pods(plan, sqlite && statefulSetVolume(sqlite, SQLITE_DIRECTORY)), {
    replicas: props.replicas,
    serviceName: headlessName(identity.name),
    selector: { matchLabels: identity.selector },
    updateStrategy: statefulSetStrategy(scope, props.updateStrategy),
    volumeClaimTemplates: claimTemplates(sqlite),
  });
}

/** Two registries on one file corrupt it, and on two files they disagree, so the old pod ends before the new one starts. */
export function onePodOf(database: RegistryDatabase): OnePod | undefined {
  return database._sqlite
    ? {
        given: 'on SQLite',
        rule: 'each replica would have a file of its own, and registries that do not share a database know different agents',
        fix: 'Give a database that they share, RegistryDatabase.postgres({ … }), or run one replica',
        neverOverlaps: true,
      }
    : undefined;
}

/** The most connections to Postgres. */
function poolSetting(scope: Construct, { _postgres }: RegistryDatabase): Setting {
  const value = _postgres && poolSizeOf(scope, _postgres.options);
  return {
    prop: 'poolSize or connectionLimit of the database',
    variable: Variable.DB_MAX_OPEN_CONNECTIONS,
    value: value === undefined ? undefined : String(value),
  };
}

/** The most pods that run at a time while a Deployment is rolled out as Kubernetes does it by itself; nothing if it is not known. */
export function podsAtOnce({ replicas = 1, headless, strategy }: RegistryPlan['props']): number | undefined {
  const surge = headless || strategy ? 0 : Math.ceil(replicas / 4);
  return typeof replicas === 'number' ? replicas + surge : undefined;
}

function pods(plan: RegistryPlan, volume?: OwnVolume): PodPlan {
  const { scope, props, identity, database } = plan;
  database._sqlite?._check(scope, 'database');
  checkMeshVariables(scope, 'registry', props.env);
  const { env, volumes, initContainers } = database._podParts(scope, plan);
  const tracing = registryTracingVariables(
    scope,
    plan.members.facts.tracing,
    partOfValue(identity.name, identity.namespace),
  );
  const settings = settingsEnv(scope, [...registrySettings(scope, props), poolSetting(scope, database)], props.env);
  const reserved = [
    ...database._reservedVariables,
    ...tracing.map(({ name }) => name),
    ...(plan.tls ? Object.values(TlsVariable) : []),
  ];
  const tls = plan.tls?._registryParts(subjectOf(plan));
  return {
    scope,
    props,
    identity,
    extraPorts: props.extraPorts,
    severalPods: plan.severalPods,
    serviceMesh: plan.serviceMesh,
    members: plan.members,
    serviceAccountName: plan.account,
    containerName: 'registry',
    image: props.image ?? REGISTRY_IMAGE,
    args: listenArguments(plan),
    tls: plan.tls && (plan.tls._answersAnybody ? 'everybody' : 'with certificates'),
    env: [...env, ...(tls?.env ?? []), ...tracing, ...settings, ...userEnv(scope, props.env, reserved)],
    probes: { liveness: healthProbe(plan), readiness: healthProbe(plan) },
    initContainers: initContainers.map((each) => ({ ...each, imagePullPolicy: props.imagePullPolicy })),
    volumes: [...(volume ? [volume] : []), ...volumes, ...(tls?.volumes ?? [])],
  };
}

/** The kubelet has no certificate: it can ask a registry over HTTPS that answers everybody, and no other. */
function healthProbe({ tls }: RegistryPlan): MeshProbe {
  if (!tls) {
    return MeshProbe.httpGet(HEALTH_PATH);
  }
  return tls._answersAnybody ? MeshProbe.httpsGet(HEALTH_PATH) : MeshProbe.tcp();
}

function subjectOf({ scope, identity, props, clusterDomain }: RegistryPlan): TlsSubject {
  return { scope, ...identity, clusterDomain, hasPodNames: props.headless ?? false };
}

/** The image's CMD has these flags for port 8000. They win over HOST and PORT, so another port needs flags of its own. */
function listenArguments({ scope, props, members, identity: { port } }: RegistryPlan): string[] | undefined {
  if (props.command || props.args) {
    checkListenPort(scope, props, port);
    return props.args;
  }
  const host = members.facts.listenOnIpv6 ? REGISTRY_BIND_ADDRESS_IPV6 : BIND_ADDRESS;
  return ['--host', host, '--port', String(port)];
}
