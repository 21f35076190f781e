import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { BIND_ADDRESS, DATA_VOLUME, HEALTH_PATH, REGISTRY_IMAGE, SQLITE_DIRECTORY } from '../contract/contract';
import { RegistryDatabase } from '../endpoints/registry-database';
import { headlessName } from '../kubernetes/naming';
import { RegistryMembers } from '../membership/registry-members';
import { userEnv } from '../pod/env';
import { MeshProbe } from '../pod/mesh-probe';
import { MeshWorkloadProps } from '../pod/pod-options';
import { MeshStorage } from '../pod/storage';
import { ServiceMesh } from '../service-mesh/service-mesh';
import { MeshObject } from '../synthesis/mesh-object';
import { OwnVolume, podTemplate } from '../workload/pod';
import { WorkloadIdentity } from '../workload/service';

/** What a registry's workload is made of. */
export interface RegistryPlan {
  readonly scope: Construct;
  readonly identity: WorkloadIdentity;
  readonly props: MeshWorkloadProps & { readonly image?: string; readonly headless?: boolean };
  /** Name of the ServiceAccount. */
  readonly account: string;
  readonly database: RegistryDatabase;
  readonly serviceMesh: ServiceMesh;
  readonly members: RegistryMembers;
}

/** The Deployment of a registry (with the claim that its SQLite asks for), or its StatefulSet. */
export function registryWorkload(plan: RegistryPlan): MeshObject {
  return plan.props.headless ? statefulSet(plan) : deployment(plan);
}

function deployment(plan: RegistryPlan): MeshObject {
  const { props, identity } = plan;
  const sqlite = plan.database._sqlite;
  const spec = k8s.toJson_DeploymentSpec({
    replicas: props.replicas,
    selector: { matchLabels: identity.selector },
    // Two registries on one file corrupt it, and on two files disagree: the old pod goes before the new one comes.
    strategy: sqlite ? { type: 'Recreate' } : undefined,
    template: template(
      plan,
      sqlite?._isClaim ? { persistentVolumeClaim: { claimName: claim(plan, sqlite).name } } : undefined,
    ),
  });
  return object(plan, 'Resource', 'apps/v1', 'Deployment', identity.name, spec);
}

function statefulSet(plan: RegistryPlan): MeshObject {
  const { props, identity } = plan;
  const sqlite = plan.database._sqlite;
  const spec = k8s.toJson_StatefulSetSpec({
    replicas: props.replicas,
    serviceName: headlessName(identity.name),
    selector: { matchLabels: identity.selector },
    template: template(plan),
    volumeClaimTemplates: sqlite?._isClaim
      ? [{ metadata: { name: DATA_VOLUME }, spec: sqlite._claimSpec() }]
      : undefined,
  });
  return object(plan, 'Resource', 'apps/v1', 'StatefulSet', identity.name, spec);
}

function claim(plan: RegistryPlan, sqlite: MeshStorage): MeshObject {
  const spec = k8s.toJson_PersistentVolumeClaimSpec(sqlite._claimSpec());
  return object(plan, 'Claim', 'v1', 'PersistentVolumeClaim', `${plan.identity.name}-${DATA_VOLUME}`, spec);
}

function object(
  { scope, identity }: RegistryPlan,
  id: string,
  apiVersion: string,
  kind: string,
  name: string,
  spec: unknown,
): MeshObject {
  return new MeshObject(scope, id, {
    apiVersion,
    kind,
    metadata: { name, namespace: identity.namespace, labels: identity.labels, annotations: identity.annotations },
    body: { spec },
    onDuplicate: identity.onDuplicate,
  });
}

function template(plan: RegistryPlan, claimed?: OwnVolume['source']): k8s.PodTemplateSpec {
  const { scope, props, identity, database } = plan;
  const sqlite = database._sqlite;
  sqlite?._check(scope, 'database');
  const wiring = database._env(scope);
  return podTemplate({
    scope,
    props,
    labels: identity.labels,
    serviceMesh: plan.serviceMesh,
    members: plan.members,
    serviceAccountName: plan.account,
    containerName: 'registry',
    image: props.image ?? REGISTRY_IMAGE,
    // The image's own CMD says the same for port 8000. Flags win over HOST and PORT, so another port needs them.
    args: props.args ?? (props.command ? undefined : ['--host', BIND_ADDRESS, '--port', String(identity.port)]),
    port: identity.port,
    env: [
      ...wiring,
      ...userEnv(
        scope,
        props.env,
        wiring.map(({ name }) => name),
      ),
    ],
    probes: { liveness: MeshProbe.httpGet(HEALTH_PATH), readiness: MeshProbe.httpGet(HEALTH_PATH) },
    volumes: sqlite
      ? [
          {
            name: DATA_VOLUME,
            mountPath: SQLITE_DIRECTORY,
            source: sqlite._isClaim ? claimed : { emptyDir: sqlite._emptyDir() },
          },
        ]
      : [],
  });
}
