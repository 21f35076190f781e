import { Fault, Repair, Rule } from './rule';
import { ServicePort } from '../api/core';
import { fieldOf } from '../api/field-path';
import { show } from '../base/problem';
import { declaredPorts, portByName, runningContainers, opensPort } from '../cluster/container-ports';
import { Pod } from '../cluster/pods';
import { Service } from '../cluster/services';
import { Mesh } from '../mesh/mesh';
import {
  servicePortText,
  missingPortFix,
  isQuotedNumber,
  missingPortText,
  portOfOtherProtocol,
  protocolOf,
} from '../mesh/port-messages';
import { withContainer } from '../mesh/repairs';

/*
 * A container may open ports that it does not declare: CoreDNS, ingress-nginx and SPIRE are probed on such ports. So a
 * name must be declared, but a number is checked only if it is known what the container opens: for agents and
 * registries.
 */

export const RULE: Rule = {
  id: 'service-port-no-pod-has',
  title: "A Service's targetPort matches no port of its pods",
  severity: 'error',
  find: (mesh) => {
    const known = knownPods(mesh);
    return mesh.cluster.services
      .filter(({ pods, manifest }) => pods.length > 0 && manifest.spec?.type !== 'ExternalName')
      .flatMap((service) => service.ports.flatMap((port) => closedTarget(service, port, known)));
  },
};

function knownPods({ agents, registries }: Mesh): Set<Pod> {
  return new Set<Pod>([...agents, ...registries]);
}

function closedTarget({ manifest, pods, clusterIp }: Service, port: ServicePort, known: Set<Pod>): Fault[] {
  const target = port.targetPort || port.port;
  // The API server refuses a port without a number, and another rule reports it.
  if (port.port === undefined || target === undefined || pods.some((pod) => mayHave(pod, target, port, known))) {
    return [];
  }
  const has = declaredPorts(pods[0]);
  const other = portOfOtherProtocol(target, has, protocolOf(port));
  return [
    {
      object: manifest,
      field: fieldOf(manifest, port, other && port.protocol ? 'protocol' : port.targetPort ? 'targetPort' : 'port'),
      given: `port ${servicePortText(port)}: ${port.targetPort ? 'targetPort' : 'no targetPort, which means'} ${show(target)}`,
      rule: `${missingPortText(target, has, 'the pods that the Service selects have', protocolOf(port))}, so ${
        clusterIp === undefined && typeof target === 'string'
          ? 'the Service leaves this port out'
          : 'calls to this port are refused'
      }`,
      fix: isQuotedNumber(target)
        ? 'Write the number without quotes'
        : other
          ? `Set protocol to ${protocolOf(other)}, or declare the container's port for ${protocolOf(port)}`
          : missingPortFix(has, 'targetPort'),
      repair:
        other === undefined && has.length === 1 && typeof target === 'string'
          ? () => pods.flatMap((pod) => portNamed(pod, target))
          : undefined,
    },
  ];
}

/** A pod's workload whose one port has a name. */
function portNamed({ owner, spec }: Pod, name: string): Repair[] {
  return spec.containers
    .filter(({ ports }) => ports?.length)
    .flatMap((container): Repair[] => {
      const by = withContainer(owner, container.name, (each) => ({
        ...each,
        ports: (each.ports ?? []).map((port) => ({ ...port, name })),
      }));
      return by ? [{ object: owner, by }] : [];
    });
}

/**
 * Whether a pod may have a port. A container that declares no ports may open any. A number leads to the port whatever protocol it is
 * declared for, but agents and registries answer on TCP.
 */
function mayHave(pod: Pod, target: number | string, port: ServicePort, known: Set<Pod>): boolean {
  if (typeof target === 'string') {
    return portByName(pod, target, protocolOf(port)) !== undefined;
  }
  const declared = declaredPorts(pod).filter(({ containerPort }) => containerPort === target);
  const isOfTcp = declared.length > 0 && declared.every((each) => protocolOf(each) === 'TCP');
  return (
    !known.has(pod) ||
    (!(isOfTcp && protocolOf(port) !== 'TCP') &&
      runningContainers(pod).some(({ container }) => !container.ports?.length || opensPort(container, target)))
  );
}
