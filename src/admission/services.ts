import { isIP } from 'net';
import { isRange, range } from './addresses';
import { At } from './at';
import {
  all,
  Check,
  dnsLabel,
  eachOf,
  fields,
  isEmpty,
  oneOf,
  port,
  portOrName,
  protocol,
  required,
  text,
  unique,
  uniqueField,
} from './checks';
import { isQualifiedName, labels } from './metadata';
import { isDnsSubdomain } from '../kubernetes/checks';

/** Zero is none. */
function nodePort(at: At): void {
  if (at.number !== undefined && at.number !== 0 && !(at.number >= 30000 && at.number <= 32767)) {
    at.refuse(
      'a nodePort is a number from 30000 to 32767, if the API server has no other --service-node-port-range',
      'Give such a number, or leave it to the API server',
    );
  }
}

const PORT = fields({
  port: required('a port of a Service has a number', 'Give port', port),
  name: (at) => at.text !== '' && dnsLabel(at),
  // Zero is none.
  targetPort: (at) => at.value !== 0 && portOrName(at),
  nodePort,
  protocol,
  appProtocol: text(isQualifiedName, 'it is a name such as http or kubernetes.io/h2c', 'Respell it'),
});

function namedPorts(ports: At): void {
  if (ports.items().length > 1) {
    ports
      .items()
      .map((item) => item.field('name'))
      .filter(isEmpty)
      .forEach((name) => name.refuseMissing('each of several ports of a Service has a name', 'Name the ports'));
  }
}

const protocolOf = (at: At) => at.field('protocol').text || 'TCP';

function keyOf(field: string): (at: At) => string | undefined {
  return (at) => (at.field(field).number ? `${at.field(field).number} ${protocolOf(at)}` : undefined);
}

const PORTS = all(
  eachOf(PORT),
  namedPorts,
  uniqueField('ports of a Service have one name', 'name'),
  unique('ports of a Service have one number and protocol', keyOf('port'), 'port'),
  unique('ports of a Service have one nodePort', keyOf('nodePort'), 'nodePort'),
);

const OUTSIDE = ['NodePort', 'LoadBalancer'];

/** The fields that only some types have. */
function byType(spec: At): void {
  const type = spec.field('type').text || 'ClusterIP';
  const [clusterIP, ports, ranges] = ['clusterIP', 'ports', 'loadBalancerSourceRanges'].map((field) =>
    spec.field(field),
  );
  if (type === 'ExternalName') {
    required(
      'a Service of type ExternalName has a name',
      'Give externalName',
      text(
        (name) => isDnsSubdomain(name.replace(/\.$/, '')),
        'externalName is a host name, without scheme, port or path',
        'Write the name alone',
      ),
    )(spec.field('externalName'));
    if (clusterIP.text) {
      clusterIP.refuse('a Service of type ExternalName has no clusterIP', 'Remove clusterIP');
    }
    return;
  }
  if (isEmpty(ports) && clusterIP.text !== 'None') {
    ports.refuseMissing('a Service has a port, unless it is headless', 'Write its ports');
  }
  if (OUTSIDE.includes(type)) {
    if (clusterIP.text === 'None') {
      clusterIP.refuse(
        `a Service of type ${type} is not headless`,
        'Remove clusterIP, or the type',
        `clusterIP: None with type ${type}`,
      );
    }
  } else {
    for (const number of ports.items().map((item) => item.field('nodePort'))) {
      if (number.number) {
        number.refuse(`a Service of type ${type} has no nodePort`, 'Remove nodePort, or write type: NodePort');
      }
    }
    const traffic = spec.field('externalTrafficPolicy');
    if (traffic.text && isEmpty(spec.field('externalIPs'))) {
      traffic.refuse('externalTrafficPolicy is for types NodePort and LoadBalancer', 'Remove it');
    }
  }
  if (type !== 'LoadBalancer' && !isEmpty(ranges)) {
    ranges.refuse('loadBalancerSourceRanges is for type LoadBalancer', 'Remove it, and use a NetworkPolicy');
  }
}

export const service: Check = all(
  fields({
    type: oneOf('the type of a Service', 'ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
    ports: PORTS,
    selector: labels,
    clusterIP: text(
      (value) => value === '' || value === 'None' || isIP(value) > 0,
      'clusterIP is an address of the cluster, or None for a headless Service',
      'Write None with a capital N, or remove it',
    ),
    sessionAffinity: oneOf('sessionAffinity', 'None', 'ClientIP'),
    externalTrafficPolicy: oneOf('externalTrafficPolicy', 'Cluster', 'Local'),
    internalTrafficPolicy: oneOf('internalTrafficPolicy', 'Cluster', 'Local'),
    ipFamilyPolicy: oneOf('ipFamilyPolicy', 'SingleStack', 'PreferDualStack', 'RequireDualStack'),
    externalIPs: eachOf(text((value) => isIP(value) > 0, 'it is an IP address', 'Write the address, not a name')),
    loadBalancerSourceRanges: eachOf(text((value) => isRange(value.trim()), ...range)),
  }),
  byType,
);
