import { k8s, ServiceType } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { refuse, show } from '../base/problem';
import { HTTP_PORT_NAME } from '../contract/contract';
import { checkAnnotations, checkPort } from '../kubernetes/checks';
import { headlessName } from '../kubernetes/naming';
import { MeshObject } from '../synthesis/mesh-object';

/** The names and labels that all objects of one workload carry. */
export interface WorkloadIdentity {
  readonly name: string;
  readonly namespace?: string;
  /** Name, component and the user's own labels. */
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
  /** What pods are selected by. */
  readonly selector: { [key: string]: string };
  readonly port: number;
  /** How a user resolves a second workload of this name. */
  readonly onDuplicate: string;
}

/** What users can say of a Service. */
export interface ServiceOptions {
  readonly serviceType?: ServiceType;
  readonly nodePort?: number;
  readonly serviceAnnotations?: { [key: string]: string };
}

/** The Service that carries a workload's name. One port for all: agents advertise the port that they listen on. */
export function clusterService(scope: Construct, identity: WorkloadIdentity, options: ServiceOptions): MeshObject {
  checkAnnotations(scope, 'serviceAnnotations', options.serviceAnnotations);
  const type = options.serviceType ?? ServiceType.CLUSTER_IP;
  if (type === ServiceType.EXTERNAL_NAME) {
    refuse(scope, {
      given: 'serviceType ExternalName',
      rule: 'an ExternalName Service has no endpoints, so not every way of discovery works with it, and policies and meshes do not see it',
      fix: 'Use ClusterIP for agents of your own, and MeshRegistry.fromEndpoint for a registry outside the cluster',
    });
  }
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
  return service(scope, 'Service', identity, identity.name, options.serviceAnnotations, {
    type,
    ports: [{ ...port(identity), nodePort: options.nodePort }],
    selector: identity.selector,
  });
}

/** The headless Service that gives each pod of a StatefulSet a name. Its port is the container's: nothing translates it. */
export function governingService(
  scope: Construct,
  identity: WorkloadIdentity,
  publishNotReadyAddresses?: boolean,
): MeshObject {
  return service(
    scope,
    'HeadlessService',
    identity,
    headlessName(identity.name),
    {},
    {
      clusterIp: 'None',
      publishNotReadyAddresses,
      ports: [port(identity)],
      selector: identity.selector,
    },
  );
}

function port(identity: WorkloadIdentity): k8s.ServicePort {
  return {
    name: HTTP_PORT_NAME,
    port: identity.port,
    targetPort: k8s.IntOrString.fromString(HTTP_PORT_NAME),
    protocol: 'TCP',
  };
}

function service(
  scope: Construct,
  id: string,
  identity: WorkloadIdentity,
  name: string,
  annotations: { [key: string]: string } = {},
  spec: k8s.ServiceSpec,
): MeshObject {
  return new MeshObject(scope, id, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: identity.namespace,
      labels: identity.labels,
      annotations: { ...identity.annotations, ...annotations },
    },
    body: { spec: k8s.toJson_ServiceSpec(spec) },
    onDuplicate: identity.onDuplicate,
  });
}

/** The account that a workload's pods run as: its own, without a token, unless the user brought one. */
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
    onDuplicate: `${identity.onDuplicate}, or pass the account that exists as serviceAccount`,
  });
}
