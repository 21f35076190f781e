import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { DevelopmentStoreProps } from './development-store-props';
import { DATA_VOLUME } from '../contract/contract';
import { AppOptions, withImageRegistry } from '../membership/app-defaults';
import { placementOf } from '../pod/pod-extras';
import {
  containerSecurityContext,
  DEFAULT_RESOURCES,
  podSecurityContext,
  resourcesUnlessEmpty,
} from '../pod/pod-security';
import { MeshStorage } from '../pod/storage';
import { MeshObject } from '../synthesis/mesh-object';
import { lazily } from '../synthesis/plain-json';
import { claimTemplates, statefulSetVolume } from '../workload/data-volume';
import { WorkloadIdentity } from '../workload/service';

/** Where the data of a store is mounted. */
export const STORE_DIRECTORY = '/data';

/** What a store is made of. */
export interface StorePlan {
  readonly scope: Construct;
  readonly identity: WorkloadIdentity;
  /** The user's, over the defaults of the app. */
  readonly props: DevelopmentStoreProps & AppOptions;
  readonly image: string;
  readonly port: number;
  readonly portName: string;
  /** Name of the ServiceAccount. */
  readonly account: string;
  readonly storage: MeshStorage;
  /** Labels by which the service mesh of a user gives the pod no proxy. Users may come later. */
  readonly meshLabels: () => { [key: string]: string };
  /** Directories that the server writes to beside its data. */
  readonly scratch: string[];
  readonly container: {
    readonly args?: string[];
    readonly env?: k8s.EnvVar[];
    /** A command that succeeds if the server answers. */
    readonly probe: string[];
  };
}

/** A headless Service: there is one pod, and its name is stable. */
export function storeService(plan: StorePlan): MeshObject {
  const { identity, port } = plan;
  const spec: k8s.ServiceSpec = {
    clusterIp: 'None',
    ports: [{ name: plan.portName, port, targetPort: k8s.IntOrString.fromString(plan.portName), protocol: 'TCP' }],
    selector: identity.selector,
  };
  return object(plan, 'Service', 'v1', 'Service', k8s.toJson_ServiceSpec(spec));
}

/** One pod with a claim. A StatefulSet ends the old pod before it starts the new one, so two never share the data. */
export function storeStatefulSet(plan: StorePlan): MeshObject {
  const { identity, storage } = plan;
  const spec: k8s.StatefulSetSpec = {
    serviceName: identity.name,
    replicas: 1,
    selector: { matchLabels: identity.selector },
    template: withImageRegistry(plan.scope, { metadata: { labels: identity.labels }, spec: podSpec(plan) }),
    volumeClaimTemplates: claimTemplates(storage),
  };
  const json = k8s.toJson_StatefulSetSpec(spec)!;
  const { metadata } = json.template;
  const labelled = () => ({
    ...json,
    template: { ...json.template, metadata: { ...metadata, labels: { ...plan.meshLabels(), ...metadata.labels } } },
  });
  return object(plan, 'Resource', 'apps/v1', 'StatefulSet', lazily(labelled));
}

function podSpec(plan: StorePlan): k8s.PodSpec {
  const { identity, props, scratch, storage, container, port } = plan;
  const scratches = scratch.map((mountPath, i) => ({ name: `scratch-${i}`, mountPath }));
  const { source } = statefulSetVolume(storage, STORE_DIRECTORY);
  const data = source ? [{ name: DATA_VOLUME, ...source }] : [];
  return {
    automountServiceAccountToken: false,
    serviceAccountName: plan.account,
    enableServiceLinks: false,
    securityContext: podSecurityContext(props.podSecurityContext),
    ...placementOf(props),
    containers: [
      {
        name: identity.name,
        image: plan.image,
        imagePullPolicy: props.imagePullPolicy,
        args: container.args,
        env: container.env,
        ports: [{ name: plan.portName, containerPort: port, protocol: 'TCP' }],
        readinessProbe: { exec: { command: container.probe }, periodSeconds: 10, timeoutSeconds: 5 },
        livenessProbe: {
          tcpSocket: { port: k8s.IntOrString.fromString(plan.portName) },
          initialDelaySeconds: 30,
          periodSeconds: 10,
        },
        resources: resourcesUnlessEmpty(props.resources ?? DEFAULT_RESOURCES),
        securityContext: containerSecurityContext(),
        volumeMounts: [{ name: DATA_VOLUME, mountPath: STORE_DIRECTORY }, ...scratches],
      },
    ],
    volumes: [...data, ...scratches.map(({ name }) => ({ name, emptyDir: {} }))],
  };
}

function object(
  { scope, identity }: StorePlan,
  id: string,
  apiVersion: string,
  kind: string,
  spec: unknown,
): MeshObject {
  const { name, namespace, labels, annotations, partOf, onDuplicate } = identity;
  return new MeshObject(scope, id, {
    apiVersion,
    kind,
    metadata: { name, namespace, labels, annotations },
    body: { spec },
    partOf,
    onDuplicate,
  });
}
