import { fields, listOf, mapOf, ValueOf } from './field-types';
import { METADATA } from './metadata';

/** A ConfigMap or Secret by its name, and one key of it. */
const KEY_REFERENCE = fields({ name: 'string', key: 'string', optional: 'boolean' });

const NAME_REFERENCE = fields({ name: 'string', optional: 'boolean' });

const RESOURCE_FIELD_REF = fields({ containerName: 'string', resource: 'string', divisor: 'int-or-string' });
export type ResourceFieldRef = ValueOf<typeof RESOURCE_FIELD_REF>;

const ENV_VAR = fields({
  name: 'string',
  value: 'string',
  valueFrom: {
    fieldRef: { fieldPath: 'string' },
    resourceFieldRef: RESOURCE_FIELD_REF,
    configMapKeyRef: KEY_REFERENCE,
    secretKeyRef: KEY_REFERENCE,
  },
});
export type EnvVar = ValueOf<typeof ENV_VAR>;

const ENV_FROM = fields({ prefix: 'string', configMapRef: NAME_REFERENCE, secretRef: NAME_REFERENCE });
export type EnvFrom = ValueOf<typeof ENV_FROM>;

const CONTAINER_PORT = fields({ name: 'string', containerPort: 'integer', protocol: 'string' });
export type ContainerPort = ValueOf<typeof CONTAINER_PORT>;

const PROBE = fields({
  httpGet: { port: 'int-or-string', path: 'string', host: 'string', scheme: 'string' },
  tcpSocket: { port: 'int-or-string', host: 'string' },
  grpc: { port: 'integer' },
  exec: { command: listOf('string') },
});

const LIFECYCLE_HANDLER = fields({ exec: { command: listOf('string') } });

const POD_SECURITY_CONTEXT = fields({ runAsUser: 'integer', runAsGroup: 'integer' });

const SECURITY_CONTEXT = fields({
  runAsUser: 'integer',
  runAsGroup: 'integer',
  capabilities: { add: listOf('string'), drop: listOf('string') },
});

const CONTAINER = fields({
  name: 'string',
  image: 'string',
  command: listOf('string'),
  args: listOf('string'),
  env: listOf(ENV_VAR),
  envFrom: listOf(ENV_FROM),
  ports: listOf(CONTAINER_PORT),
  livenessProbe: PROBE,
  readinessProbe: PROBE,
  startupProbe: PROBE,
  lifecycle: { postStart: LIFECYCLE_HANDLER, preStop: LIFECYCLE_HANDLER },
  resources: { limits: mapOf('int-or-string'), requests: mapOf('int-or-string') },
  restartPolicy: 'string',
  securityContext: SECURITY_CONTEXT,
  volumeMounts: listOf({ name: 'string', mountPath: 'string', subPath: 'string' }),
});
export type Container = ValueOf<typeof CONTAINER>;

/** The keys that become files. Without them, each key does. */
const ITEMS = listOf({ key: 'string', path: 'string' });

const MAP_SOURCE = fields({ name: 'string', optional: 'boolean', items: ITEMS });

const VOLUME = fields({
  name: 'string',
  configMap: { name: 'string', optional: 'boolean', items: ITEMS },
  secret: { secretName: 'string', optional: 'boolean', items: ITEMS },
  persistentVolumeClaim: { claimName: 'string' },
  projected: {
    sources: listOf({ configMap: MAP_SOURCE, secret: MAP_SOURCE }),
  },
});
export type Volume = ValueOf<typeof VOLUME>;

export const POD_SPEC = fields({
  containers: listOf(CONTAINER),
  initContainers: listOf(CONTAINER),
  volumes: listOf(VOLUME),
  imagePullSecrets: listOf({ name: 'string' }),
  securityContext: POD_SECURITY_CONTEXT,
  hostname: 'string',
  subdomain: 'string',
  serviceAccountName: 'string',
  enableServiceLinks: 'boolean',
  dnsPolicy: 'string',
  dnsConfig: {
    options: listOf({ name: 'string', value: 'int-or-string' }),
    searches: listOf('string'),
    nameservers: listOf('string'),
  },
  hostNetwork: 'boolean',
  hostAliases: listOf({ ip: 'string', hostnames: listOf('string') }),
});
export type PodSpec = ValueOf<typeof POD_SPEC>;

export const POD_TEMPLATE = fields({ metadata: METADATA, spec: POD_SPEC });
export type PodTemplate = ValueOf<typeof POD_TEMPLATE>;
