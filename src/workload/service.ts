import { k8s, ServiceType } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { MeshPort } from './extra-port';
import { refuse, show } from '../base/problem';
import { checkAnnotations, checkPort } from '../kubernetes/checks';
import { headlessName } from '../kubernetes/naming';
import { checkClosedValue } from '../pod/closed-values';
import { checkAppProtocol, familyFields, MeshServiceOptions, serviceFields } from '../pod/service-options';
import { MeshObject } from '../synthesis/mesh-object';

/** The names and labels that all objects of one workload have in common. */
export interface WorkloadIdentity {
  readonly name: string;
  readonly namespace?: string;
  /** Name, component and the user's own labels. */
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
  /** The mesh that the objects belong to, as the part-of label has it. */
  readonly partOf: string | undefined;
  /** The labels that select the pods. */
  readonly selector: { [key: string]: string };
  readonly port: number;
  /** The name of that port, on the container and the Service. */
  readonly portName: string;
  /** What a user does about a second workload of this name, for the message. */
  readonly onDuplicate: string;
}

/** Options of a Service. */
export interface ServiceOptions {
  readonly serviceType?: ServiceType;
  readonly nodePort?: number;
  readonly serviceAnnotations?: { [key: string]: string };
  readonly service?: MeshServiceOptions;
  readonly extraPorts?: MeshPort[];
}

/** The Service with the workload's name. It has the container's port, because agents advertise the port that they listen on. */
export function clusterService(scope: Construct, identity: WorkloadIdentity, options: ServiceOptions): MeshObject {
  checkAnnotations(scope, 'serviceAnnotations', options.serviceAnnotations);
  const type = checkServiceType(scope, options);
  return service(scope, identity, {
    id: 'Service',
    name: identity.name,
    annotations: options.serviceAnnotations,
    spec: {
      type,
      ports: [
        { ...port(scope, identity, options), nodePort: options.nodePort },
        ...(options.extraPorts ?? []).map((each) => each._servicePort()),
      ],
      selector: identity.selector,
      ...serviceFields(scope, type, options.service),
    },
  });
}

function checkServiceType(scope: Construct, options: ServiceOptions): ServiceType {
  const type = options.serviceType ?? ServiceType.CLUSTER_IP;
  if (type === ServiceType.EXTERNAL_NAME) {
    refuse(scope, {
      given: 'serviceType ExternalName',
      rule: 'an ExternalName Service has no endpoints, so not every way of discovery works with it, and policies and meshes do not see it',
      fix: 'Use ClusterIP for agents of your own, and MeshRegistry.fromEndpoint for a registry outside the cluster',
    });
  }
  checkClosedValue(scope, 'serviceType', type, ['ClusterIP', 'NodePort', 'LoadBalancer']);
  if (options.nodePort !== undefined) {
    checkPort(scope, 'nodePort', options.nodePort);
    if (type === ServiceType.CLUSTER_IP) {
      refuse(scope, {
        given: `nodePort ${show(options.nodePort)} on a Service of type ClusterIP`,
        rule: 'only Services of type NodePort and LoadBalancer have a port on the nodes',
        fix: 'Set serviceType: ServiceType.NODE_PORT, or leave nodePort out',
      });
    }
  }
  return type;
}

/** The headless Service that gives each pod of a StatefulSet a DNS name. Callers of those names use the container's port. */
export function governingService(
  scope: Construct,
  identity: WorkloadIdentity,
  options: ServiceOptions & { readonly publishNotReadyAddresses?: boolean },
): MeshObject {
  return service(scope, identity, {
    id: 'HeadlessService',
    name: headlessName(identity.name),
    spec: {
      clusterIp: 'None',
      publishNotReadyAddresses: options.publishNotReadyAddresses,
      ports: [port(scope, identity, options)],
      selector: identity.selector,
      ...familyFields(scope, options.service),
    },
  });
}

function port(scope: Construct, identity: WorkloadIdentity, { service: fields }: ServiceOptions): k8s.ServicePort {
  return {
    name: identity.portName,
    port: identity.port,
    targetPort: k8s.IntOrString.fromString(identity.portName),
    protocol: 'TCP',
    appProtocol: checkAppProtocol(scope, 'service.appProtocol', fields?.appProtocol),
  };
}

/** One of a workload's Services. */
interface ServicePlan {
  readonly id: string;
  readonly name: string;
  readonly annotations?: { [key: string]: string };
  readonly spec: k8s.ServiceSpec;
}

function service(scope: Construct, identity: WorkloadIdentity, plan: ServicePlan): MeshObject {
  return new MeshObject(scope, plan.id, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: plan.name,
      namespace: identity.namespace,
      labels: identity.labels,
      annotations: { ...identity.annotations, ...plan.annotations },
    },
    body: { spec: k8s.toJson_ServiceSpec(plan.spec) },
    partOf: identity.partOf,
    onDuplicate: identity.onDuplicate,
  });
}

/** The account that a workload's pods run as if the user gave none. Its token is not mounted. */
export function ownServiceAccount(scope: Construct, identity: WorkloadIdentity): MeshObject {
  return new MeshObject(scope, 'ServiceAccount', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: identity.name,
      namespace: identity.namespace,
      labels: identity.labels,
      annotations: identity.annotations,
    },
    body: { automountServiceAccountToken: false },
    partOf: identity.partOf,
    onDuplicate: `${identity.onDuplicate}, or pass the account that exists as serviceAccount`,
  });
}
