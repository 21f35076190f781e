import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { containerPorts, MeshPort } from './extra-port';
import { WorkloadIdentity } from './service';
import { refuse, show } from '../base/problem';
import { checkAnnotations, checkImage } from '../kubernetes/checks';
import { withImageRegistry } from '../membership/app-defaults';
import { RegistryMembers } from '../membership/registry-members';
import { checkClosedValues } from '../pod/closed-values';
import { mountPoint } from '../pod/container-checks';
import { envFromSources } from '../pod/env';
import { MeshProbe } from '../pod/mesh-probe';
import { OwnVolume } from '../pod/own-volume';
import { checkPodExtras, placementOf, podLabels } from '../pod/pod-extras';
import { MeshWorkloadProps } from '../pod/pod-options';
import { checkPodParts } from '../pod/pod-parts';
import {
  containerSecurityContext,
  podSecurityContext,
  resourcesOf,
  resourcesUnlessEmpty,
  withSecurityContext,
} from '../pod/pod-security';
import { ProbeRole } from '../pod/probe-check';
import { checkStructProps } from '../pod/struct-props';
import { ServiceMesh } from '../service-mesh/service-mesh';
import { lazily } from '../synthesis/plain-json';

/** Whom a container under TLS answers. */
export type TlsAnswers = 'everybody' | 'with certificates';

/** Everything that decides a pod template of the mesh. */
export interface PodPlan {
  /** The construct that errors name. */
  readonly scope: IConstruct;
  readonly identity: WorkloadIdentity;
  /** Annotations of the library's own. Users' annotations may not replace them. */
  readonly annotations?: { [key: string]: string };
  readonly serviceMesh: ServiceMesh;
  readonly members: RegistryMembers;
  readonly props: MeshWorkloadProps;
  readonly containerName: string;
  readonly image: string;
  readonly args?: string[];
  readonly extraPorts?: MeshPort[];
  /** Whether nobody connects to the pods: their container then has no port. */
  readonly isClosed?: boolean;
  /** Whether there may be a second pod; asked when the pods are rendered. */
  readonly severalPods: () => boolean;
  /** Who answers the kubelet: a container under TLS that demands certificates answers no probe by HTTP. */
  readonly tls?: TlsAnswers;
  readonly serviceAccountName: string;
  /** Whether the pods need the account's token, if the user did not decide it. Asked when they are rendered. */
  readonly needsToken?: () => boolean;
  /** All variables, in the order in which they are written. */
  readonly env: k8s.EnvVar[];
  /** ConfigMaps of the library's own. They come after the user's, because the last one wins. */
  readonly ownConfigMaps?: string[];
  /** ConfigMaps that have a checksum of their own among the annotations. */
  readonly withChecksum?: (string | undefined)[];
  readonly probes: { [role in ProbeRole]?: MeshProbe };
  /** The library's own init containers; the user's follow. */
  readonly initContainers?: k8s.Container[];
  /** The library's own volumes. */
  readonly volumes?: OwnVolume[];
}

/** A pod template, as typed L1 structs. */
export function podTemplate(plan: PodPlan): k8s.PodTemplateSpec {
  const needs = { wildcardHosts: () => plan.members.wildcardHosts };
  const own = { ...plan.annotations, ...plan.serviceMesh._implementation.podAnnotations(needs) };
  const annotations = { ...userAnnotations(plan.scope, plan.props.podAnnotations, Object.keys(own)), ...own };
  return withImageRegistry(plan.scope, {
    metadata: {
      labels: podLabels(plan.scope, plan.props.podLabels, plan.identity.labels, serviceMeshLabels(plan)),
      annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
    },
    spec: podSpec(plan),
  });
}

/** Labels that the service mesh reads. The mesh is declared on the registry, for all pods of the registry and its agents. */
function serviceMeshLabels({ scope, identity: { labels }, serviceMesh }: PodPlan): { [key: string]: string } {
  const own = serviceMesh._implementation.podLabels;
  const reserved = Object.keys(own).find((key) => key in labels);
  if (reserved !== undefined) {
    refuse(scope, {
      given: `labels["${reserved}"] ${show(labels[reserved])}`,
      rule: "this label is part of the service mesh's wiring, which the registry declares for all of its agents",
      fix: 'Leave it out; a pod that must stay out of the mesh belongs to a registry without serviceMesh',
    });
  }
  return own;
}

function podSpec(plan: PodPlan): k8s.PodSpec {
  const { props } = plan;
  const own = ownVolumes(plan);
  checkStructProps(plan.scope, props);
  checkClosedValues(plan.scope, props);
  checkPodExtras(plan.scope, props);
  const initContainers = [...(plan.initContainers ?? []), ...(props.initContainers ?? []).map(withSecurityContext)];
  const containers = [mainContainer(plan, own), ...(props.sidecars ?? []).map(withSecurityContext)];
  [...(props.initContainers ?? []), ...(props.sidecars ?? [])].forEach(({ name, image }) =>
    checkImage(plan.scope, `image of container ${show(name)}`, image!),
  );
  checkPodParts(plan.scope, props, {
    volumes: own,
    initContainers,
    containers,
    ownContainers: [plan.containerName, ...(plan.initContainers ?? []).map(({ name }) => name)],
  });
  return {
    automountServiceAccountToken: props.automountServiceAccountToken ?? tokenIfNeeded(plan),
    serviceAccountName: plan.serviceAccountName,
    // A Service named mcp-mesh-registry would inject MCP_MESH_REGISTRY_PORT=tcp://… into every later pod.
    enableServiceLinks: props.enableServiceLinks ?? false,
    securityContext: podSecurityContext(props.podSecurityContext),
    initContainers: unlessEmpty(initContainers),
    containers,
    volumes: unlessEmpty([
      ...own.filter(({ source }) => source).map(({ name, source }) => ({ name, ...source })),
      ...(props.volumes ?? []),
    ]),
    ...placementOf(props),
    hostAliases: props.hostAliases,
    affinity: props.affinity,
    topologySpreadConstraints: props.topologySpreadConstraints,
    terminationGracePeriodSeconds: props.terminationGracePeriodSeconds,
  };
}

/** The library's volumes: those of the plan, and an emptyDir at /tmp unless something else is mounted there. */
function ownVolumes({ volumes = [], props }: PodPlan): OwnVolume[] {
  const mounts = [...volumes, ...(props.volumeMounts ?? [])];
  return mounts.some(({ mountPath }) => mountPoint(mountPath) === '/tmp')
    ? volumes
    : [...volumes, { name: 'tmp', mountPath: '/tmp', source: { emptyDir: {} } }];
}

function tokenIfNeeded({ needsToken }: PodPlan): boolean {
  return needsToken ? lazily(needsToken) : false;
}

function mainContainer(plan: PodPlan, own: OwnVolume[]): k8s.Container {
  const { scope, props, probes } = plan;
  return {
    name: plan.containerName,
    image: checkImage(scope, 'image', plan.image),
    imagePullPolicy: props.imagePullPolicy,
    command: props.command,
    args: plan.args ?? props.args,
    workingDir: props.workingDir,
    ports: unlessEmpty([
      ...(plan.isClosed ? [] : [{ name: plan.identity.portName, containerPort: plan.identity.port, protocol: 'TCP' }]),
      ...containerPorts(plan.extraPorts, props),
    ]),
    env: plan.env,
    envFrom: unlessEmpty([
      ...envFromSources(props.envFrom),
      ...(plan.ownConfigMaps ?? []).map((name) => ({ configMapRef: { name } })),
    ]),
    livenessProbe: probe(plan, 'liveness', props.liveness ?? probes.liveness),
    readinessProbe: probe(plan, 'readiness', props.readiness ?? probes.readiness),
    startupProbe: probe(plan, 'startup', props.startup ?? probes.startup),
    resources: resourcesUnlessEmpty(resourcesOf(props)),
    lifecycle: props.lifecycle,
    securityContext: containerSecurityContext(props.securityContext),
    volumeMounts: unlessEmpty([
      ...own.map(({ name, mountPath, readOnly }) => ({ name, mountPath, readOnly })),
      ...(props.volumeMounts ?? []),
    ]),
  };
}

/** A probe, refused if a container under TLS cannot answer it. */
function probe(plan: PodPlan, role: ProbeRole, wanted: MeshProbe | undefined): k8s.Probe | undefined {
  const {
    scope,
    identity: { port, portName },
    tls,
  } = plan;
  const rendered = wanted?._render(scope, role, portName);
  const { httpGet } = rendered ?? {};
  if (tls && httpGet && [portName, port].includes(httpGet.port.value)) {
    const isPlain = (httpGet.scheme ?? 'HTTP') === 'HTTP';
    if (isPlain || tls === 'with certificates') {
      refuse(scope, {
        given: `${role} by ${isPlain ? 'HTTP' : 'HTTPS'} under tls`,
        rule: isPlain
          ? 'a container under TLS answers plain HTTP with 400'
          : 'the container demands a certificate, and the kubelet has none',
        fix: `Leave ${role} out, or give MeshProbe.tcp()`,
      });
    }
  }
  return rendered;
}

/** A list, or nothing if it is empty, so that it is not in the manifest. */
function unlessEmpty<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

/** A user's annotations, refused if they would replace one of the library's own. */
function userAnnotations(
  scope: IConstruct,
  annotations: { [key: string]: string } = {},
  reservedKeys: string[],
): { [key: string]: string } {
  const reserved = reservedKeys.find((key) => key in annotations);
  if (reserved !== undefined) {
    refuse(scope, {
      given: `podAnnotations["${reserved}"]`,
      rule: "this annotation is part of the mesh's wiring",
      fix: 'Leave it out; if you must replace it, patch the workload: ApiObject.of(construct).addJsonPatch(…)',
    });
  }
  return checkAnnotations(scope, 'podAnnotations', annotations);
}
