import { At } from './at';
import { all, Check, dataKey, eachOf, fields, ifSet, oneFieldOf, reference, required, text } from './checks';

/** IsRelaxedEnvVarName of apimachinery, from Kubernetes 1.32 on; before, less was taken. */
const NAME = text(
  (name) => /^[ -<>-~]+$/.test(name),
  "a variable's name has printable ASCII characters without '='",
  'Rename the variable',
);

const KEY = required('a reference names a key', 'Name the key', dataKey);

const FIELDS = new Set([
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]);

const FIELD_PATH = text(
  (path) => FIELDS.has(path) || /^metadata\.(labels|annotations)\['[^']+'\]$/.test(path),
  `a variable reads ${[...FIELDS].join(', ')}, metadata.labels['…'] or metadata.annotations['…']`,
  'Read one of these fields',
);

const RESOURCE = text(
  (resource) => /^((limits|requests)\.(cpu|memory|ephemeral-storage)|(limits|requests)\.hugepages-.+)$/.test(resource),
  'a variable reads limits or requests of cpu, memory, ephemeral-storage or huge pages',
  'Write one such as "limits.cpu"',
);

function valueFrom(at: At): void {
  const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
  oneFieldOf(sources, 'valueFrom')(at);
  fields({
    fieldRef: ifSet(fields({ fieldPath: required('fieldRef names a field of the pod', 'Give fieldPath', FIELD_PATH) })),
    resourceFieldRef: ifSet(
      fields({ resource: required('resourceFieldRef names a resource', 'Give resource', RESOURCE) }),
    ),
    configMapKeyRef: ifSet(fields({ name: reference('configMapKeyRef names a ConfigMap'), key: KEY })),
    secretKeyRef: ifSet(fields({ name: reference('secretKeyRef names a Secret'), key: KEY })),
  })(at);
}

function oneValue(at: At): void {
  if (at.field('value').text && at.field('valueFrom').isSet) {
    at.field('valueFrom').refuse(
      'a variable has a value or reads one',
      'Keep value or valueFrom',
      `value and valueFrom of variable ${JSON.stringify(at.field('name').value)}`,
    );
  }
}

const VARIABLE = all(
  fields({ name: required('a variable has a name', 'Name it', NAME), valueFrom: ifSet(valueFrom) }),
  oneValue,
);

const SOURCE = all(
  oneFieldOf(['configMapRef', 'secretRef'], 'an entry of envFrom'),
  fields({
    prefix: text(
      (prefix) => prefix === '' || /^[ -<>-~]+$/.test(prefix),
      "a prefix has printable ASCII characters without '='",
      'Respell it',
    ),
    configMapRef: ifSet(fields({ name: reference('configMapRef names a ConfigMap') })),
    secretRef: ifSet(fields({ name: reference('secretRef names a Secret') })),
  }),
);

/** Variables of a container. */
export const variables: Check = fields({ env: eachOf(VARIABLE), envFrom: eachOf(SOURCE) });
