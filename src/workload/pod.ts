import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { HTTP_PORT_NAME } from '../contract/contract';
import { checkAnnotations, checkImage } from '../kubernetes/checks';
import { checkResources } from '../kubernetes/quantity';
import { RegistryMembers } from '../membership/registry-members';
import { envFromSources } from '../pod/env';
import { MeshProbe, ProbeRole } from '../pod/mesh-probe';
import { MeshWorkloadProps } from '../pod/pod-options';
import { checkPodParts, plainPath } from '../pod/pod-parts';
import {
  containerSecurityContext,
  DEFAULT_RESOURCES,
  podSecurityContext,
  restricted,
  unlessEmpty,
} from '../pod/pod-security';
import { ServiceMesh } from '../service-mesh/service-mesh';

/** What a mesh pod is made of, once the constructs have decided their parts. */
export interface PodPlan {
  /** The construct that errors name. */
  readonly scope: IConstruct;
  readonly labels: { [key: string]: string };
  /** Annotations of the wiring; a user's may not replace them. */
  readonly annotations?: { [key: string]: string };
  readonly serviceMesh: ServiceMesh;
  readonly members: RegistryMembers;
  readonly props: MeshWorkloadProps;
  readonly containerName: string;
  readonly image: string;
  readonly args?: string[];
  readonly port: number;
  readonly serviceAccountName: string;
  /** Whether the pods need the account's token, where the user does not say; asked when they are rendered. */
  readonly needsToken?: () => boolean;
  /** All variables, in the order in which they are written. */
  readonly env: k8s.EnvVar[];
  /** ConfigMaps of the wiring. They come after the user's, because the last one wins. */
  readonly wiringConfigMaps?: string[];
  readonly probes: { [role in ProbeRole]?: MeshProbe };
  /** The library's own init containers; the user's follow. */
  readonly initContainers?: k8s.Container[];
  /** The library's own volumes. */
  readonly volumes?: OwnVolume[];
}

/** A volume of the library's own and the place where the container mounts it. */
export interface OwnVolume {
  readonly name: string;
  readonly mountPath: string;
  /** What it is, or nothing where a volumeClaimTemplate of this name brings it. */
  readonly source?: {
    readonly emptyDir?: k8s.EmptyDirVolumeSource;
    readonly persistentVolumeClaim?: k8s.PersistentVolumeClaimVolumeSource;
  };
}

/** A pod template, as typed L1 structs. */
export function podTemplate(plan: PodPlan): k8s.PodTemplateSpec {
  const needs = { wildcardHosts: () => plan.members.wildcardHosts };
  const wired = { ...plan.annotations, ...plan.serviceMesh._implementation.podAnnotations(needs) };
  const annotations = { ...podAnnotations(plan.scope, plan.props.podAnnotations, Object.keys(wired)), ...wired };
  return {
    metadata: {
      labels: { ...plan.labels, ...meshLabels(plan) },
      annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
    },
    spec: podSpec(plan),
  };
}

/** Labels that the service mesh reads; it is declared on the registry, for all of its pods alike. */
function meshLabels({ scope, labels, serviceMesh }: PodPlan): { [key: string]: string } {
  const wired = serviceMesh._implementation.podLabels;
  const taken = Object.keys(wired).find((key) => key in labels);
  if (taken !== undefined) {
    refuse(scope, {
      given: `labels["${taken}"] ${show(labels[taken])}`,
      rule: "this label is part of the service mesh's wiring, which the registry declares for all of its agents",
      fix: 'Leave it out; a pod that must stay out of the mesh belongs to a registry without serviceMesh',
    });
  }
  return wired;
}

function podSpec(plan: PodPlan): k8s.PodSpec {
  const { props } = plan;
  const tmp: OwnVolume[] = mountsTmp([...(plan.volumes ?? []), ...(props.volumeMounts ?? [])])
    ? []
    : [{ name: 'tmp', mountPath: '/tmp', source: { emptyDir: {} } }];
  const own = [...(plan.volumes ?? []), ...tmp];
  const initContainers = [...(plan.initContainers ?? []), ...(props.initContainers ?? []).map(restricted)];
  const containers = [mainContainer(plan, own), ...(props.sidecars ?? []).map(restricted)];
  const names = [...initContainers, ...containers].map(({ name }) => name);
  [...(props.initContainers ?? []), ...(props.sidecars ?? [])].forEach(({ name, image }) =>
    checkImage(plan.scope, `image of container ${show(name)}`, image!),
  );
  checkPodParts(plan.scope, props, own, names, [
    plan.containerName,
    ...(plan.initContainers ?? []).map(({ name }) => name),
  ]);
  return {
    automountServiceAccountToken: props.automountServiceAccountToken ?? tokenIfNeeded(plan),
    serviceAccountName: plan.serviceAccountName,
    // A Service named mcp-mesh-registry would inject MCP_MESH_REGISTRY_PORT=tcp://… into every later pod.
    enableServiceLinks: false,
    securityContext: podSecurityContext(props.podSecurityContext),
    initContainers: orNone(initContainers),
    containers,
    volumes: orNone([
      ...own.filter(({ source }) => source).map(({ name, source }) => ({ name, ...source })),
      ...(props.volumes ?? []),
    ]),
    // A list by name on the server, which refuses one twice.
    imagePullSecrets:
      props.imagePullSecrets && [...new Set(props.imagePullSecrets.map(({ name }) => name))].map((name) => ({ name })),
    dnsPolicy: props.dnsPolicy,
    dnsConfig: props.dnsConfig,
    nodeSelector: props.nodeSelector,
    tolerations: props.tolerations,
    affinity: props.affinity,
    topologySpreadConstraints: props.topologySpreadConstraints,
    priorityClassName: props.priorityClassName,
    terminationGracePeriodSeconds: props.terminationGracePeriodSeconds,
  };
}

function tokenIfNeeded({ needsToken }: PodPlan): boolean {
  return needsToken ? (Lazy.any({ produce: needsToken }) as unknown as boolean) : false;
}

function mainContainer(plan: PodPlan, own: OwnVolume[]): k8s.Container {
  const { scope, props, probes } = plan;
  const resources = props.resources ? checkResources(scope, props.resources) : DEFAULT_RESOURCES;
  return {
    name: plan.containerName,
    image: checkImage(scope, 'image', plan.image),
    imagePullPolicy: props.imagePullPolicy,
    command: props.command,
    args: plan.args ?? props.args,
    ports: [{ name: HTTP_PORT_NAME, containerPort: plan.port, protocol: 'TCP' }],
    env: plan.env,
    envFrom: orNone([
      ...envFromSources(props.envFrom),
      ...(plan.wiringConfigMaps ?? []).map((name) => ({ configMapRef: { name } })),
    ]),
    livenessProbe: (props.liveness ?? probes.liveness)?._render(scope, 'liveness'),
    readinessProbe: (props.readiness ?? probes.readiness)?._render(scope, 'readiness'),
    startupProbe: (props.startup ?? probes.startup)?._render(scope, 'startup'),
    resources: unlessEmpty(resources),
    securityContext: containerSecurityContext(props.securityContext),
    volumeMounts: orNone([...own.map(({ name, mountPath }) => ({ name, mountPath })), ...(props.volumeMounts ?? [])]),
  };
}

function mountsTmp(mounts: { readonly mountPath: string }[]): boolean {
  return mounts.some(({ mountPath }) => plainPath(mountPath) === '/tmp');
}

/** A list as it is, or nothing where it is empty: an empty list is noise in a manifest. */
function orNone<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

/** Pod annotations of a user that keep clear of the wiring's. */
function podAnnotations(
  scope: IConstruct,
  own: { [key: string]: string } = {},
  wired: string[],
): { [key: string]: string } {
  const taken = wired.find((key) => key in own);
  if (taken !== undefined) {
    refuse(scope, {
      given: `podAnnotations["${taken}"]`,
      rule: "this annotation is part of the mesh's wiring",
      fix: 'Leave it out; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…)',
    });
  }
  return checkAnnotations(scope, 'podAnnotations', own);
}
