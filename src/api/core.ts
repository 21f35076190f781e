import { fields, listOf, mapOf, ValueOf } from './field-types';
import { POD_SPEC } from './pod-spec';

export const NAMESPACE = fields({});

export const POD = fields({ spec: POD_SPEC });

const SERVICE_PORT = fields({
  name: 'string',
  port: 'integer',
  targetPort: 'int-or-string',
  protocol: 'string',
  appProtocol: 'string',
  nodePort: 'integer',
});
export type ServicePort = ValueOf<typeof SERVICE_PORT>;

export const SERVICE = fields({
  spec: {
    type: 'string',
    loadBalancerSourceRanges: listOf('string'),
    externalIPs: listOf('string'),
    publishNotReadyAddresses: 'boolean',
    clusterIP: 'string',
    externalName: 'string',
    selector: mapOf('string'),
    ports: listOf(SERVICE_PORT),
  },
});

export const CONFIG_MAP = fields({ data: mapOf('string'), binaryData: mapOf('string') });

export const SECRET = fields({ data: mapOf('string'), stringData: mapOf('string'), type: 'string' });

export const PERSISTENT_VOLUME_CLAIM = fields({ spec: { accessModes: listOf('string') } });
