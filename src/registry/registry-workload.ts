import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkListenPort } from './listen-port';
import {
  BIND_ADDRESS,
  DATA_VOLUME,
  HEALTH_PATH,
  REGISTRY_BIND_ADDRESS_IPV6,
  REGISTRY_IMAGE,
  SQLITE_DIRECTORY,
} from '../contract/contract';
import { RegistryDatabase } from '../endpoints/registry-database';
import { registryTracingVariables } from '../endpoints/tracing-variables';
import { headlessName, partOfValue } from '../kubernetes/naming';
import { RegistryMembers } from '../membership/registry-members';
import { userEnv } from '../pod/env';
import { MeshProbe } from '../pod/mesh-probe';
import { checkMeshVariables } from '../pod/mesh-variables';
import { OwnVolume } from '../pod/own-volume';
import { MeshWorkloadProps } from '../pod/pod-options';
import { MeshStorage } from '../pod/storage';
import { ServiceMesh } from '../service-mesh/service-mesh';
import { MeshObject } from '../synthesis/mesh-object';
import { podTemplate } from '../workload/pod';
import { WorkloadIdentity } from '../workload/service';

/** Everything that decides a registry's workload. */
export interface RegistryPlan {
  readonly scope: Construct;
  readonly identity: WorkloadIdentity;
  readonly props: MeshWorkloadProps & { readonly image?: string; readonly headless?: boolean };
  /** Name of the ServiceAccount. */
  readonly account: string;
  readonly database: RegistryDatabase;
  readonly serviceMesh: ServiceMesh;
  /** The image of all waits, if the user named one. */
  readonly toolsImage?: string;
  readonly members: RegistryMembers;
}

/** The StatefulSet of a headless registry; otherwise its Deployment, with a claim if SQLite is kept on one. */
export function registryWorkload(plan: RegistryPlan): MeshObject {
  return plan.props.headless ? statefulSet(plan) : deployment(plan);
}

function deployment(plan: RegistryPlan): MeshObject {
  const { props, identity } = plan;
  const sqlite = plan.database._sqlite;
  const spec = k8s.toJson_DeploymentSpec({
    replicas: props.replicas,
    selector: { matchLabels: identity.selector },
    // Two registries on one file corrupt it, and on two files they disagree, so the old pod ends before the new one starts.
    strategy: sqlite ? { type: 'Recreate' } : undefined,
    template: template(plan, sqlite && deploymentVolume(plan, sqlite)),
  });
  return object(plan, { id: 'Resource', apiVersion: 'apps/v1', kind: 'Deployment', name: identity.name, spec });
}

function statefulSet(plan: RegistryPlan): MeshObject {
  const { props, identity } = plan;
  const sqlite = plan.database._sqlite;
  const spec = k8s.toJson_StatefulSetSpec({
    replicas: props.replicas,
    serviceName: headlessName(identity.name),
    selector: { matchLabels: identity.selector },
    template: template(plan, sqlite && statefulSetVolume(sqlite)),
    volumeClaimTemplates: sqlite?._isClaim
      ? [{ metadata: { name: DATA_VOLUME }, spec: sqlite._claimSpec() }]
      : undefined,
  });
  return object(plan, { id: 'Resource', apiVersion: 'apps/v1', kind: 'StatefulSet', name: identity.name, spec });
}

/** The volume for SQLite in a Deployment, which needs a claim of its own. */
function deploymentVolume(plan: RegistryPlan, sqlite: MeshStorage): OwnVolume {
  return dataVolume(
    sqlite._isClaim
      ? { persistentVolumeClaim: { claimName: claim(plan, sqlite).name } }
      : { emptyDir: sqlite._emptyDir() },
  );
}

/** The volume for SQLite in a StatefulSet, which makes the claims itself. */
function statefulSetVolume(sqlite: MeshStorage): OwnVolume {
  return dataVolume(sqlite._isClaim ? undefined : { emptyDir: sqlite._emptyDir() });
}

function dataVolume(source: OwnVolume['source']): OwnVolume {
  return { name: DATA_VOLUME, mountPath: SQLITE_DIRECTORY, source };
}

function claim(plan: RegistryPlan, sqlite: MeshStorage): MeshObject {
  return object(plan, {
    id: 'Claim',
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    name: `${plan.identity.name}-${DATA_VOLUME}`,
    spec: k8s.toJson_PersistentVolumeClaimSpec(sqlite._claimSpec()),
  });
}

/** One of the registry's objects. */
interface ObjectPlan {
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly spec: unknown;
}

function object({ scope, identity }: RegistryPlan, { id, name, spec, ...type }: ObjectPlan): MeshObject {
  const { namespace, labels, annotations } = identity;
  return new MeshObject(scope, id, {
    ...type,
    metadata: { name, namespace, labels, annotations },
    body: { spec },
    partOf: type.kind === 'PersistentVolumeClaim' ? undefined : identity.partOf, // to prune a claim is to delete its data
    onDuplicate: identity.onDuplicate,
  });
}

function template(plan: RegistryPlan, volume?: OwnVolume): k8s.PodTemplateSpec {
  const { scope, props, identity, database } = plan;
  database._sqlite?._check(scope, 'database');
  checkMeshVariables(scope, 'registry', props.env);
  const { env, volumes, initContainers } = database._podParts(scope, plan);
  const tracing = registryTracingVariables(
    scope,
    plan.members.facts.tracing,
    partOfValue(identity.name, identity.namespace),
  );
  const reserved = [...database._reservedVariables, ...tracing.map(({ name }) => name)];
  return podTemplate({
    scope,
    props,
    labels: identity.labels,
    serviceMesh: plan.serviceMesh,
    members: plan.members,
    serviceAccountName: plan.account,
    containerName: 'registry',
    image: props.image ?? REGISTRY_IMAGE,
    args: listenArguments(plan),
    port: identity.port,
    env: [...env, ...tracing, ...userEnv(scope, props.env, reserved)],
    probes: { liveness: MeshProbe.httpGet(HEALTH_PATH), readiness: MeshProbe.httpGet(HEALTH_PATH) },
    initContainers: initContainers.map((each) => ({ ...each, imagePullPolicy: props.imagePullPolicy })),
    volumes: volume ? [volume, ...volumes] : volumes,
  });
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
