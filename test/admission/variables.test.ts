import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'dep',
    [['spec/template/spec/containers/0/env/0/name', undefined]],
    ['no spec.template.spec.containers[0].env[0].name: a variable has a name. Name it.'],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/env/0/name', 'A=B']],
    [
      "spec.template.spec.containers[0].env[0].name \"A=B\": a variable's name has printable ASCII characters without '='. Rename the variable.",
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/env/0/name', 'é']],
    [
      "spec.template.spec.containers[0].env[0].name \"é\": a variable's name has printable ASCII characters without '='. Rename the variable.",
    ],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/containers/0/env/0',
        { name: 'A', value: '1', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
    ],
    ['value and valueFrom of variable "A": a variable has a value or reads one. Keep value or valueFrom.'],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/env/0', { name: 'A', valueFrom: {} }]],
    [
      'spec.template.spec.containers[0].env[0].valueFrom {}: valueFrom has fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef or fileKeyRef. Write one of fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef.',
    ],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/containers/0/env/0',
        { name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' }, secretKeyRef: { name: 'a', key: 'b' } } },
      ],
    ],
    [
      'fieldRef and secretKeyRef in spec.template.spec.containers[0].env[0].valueFrom: valueFrom is one of them. Keep one of fieldRef and secretKeyRef.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/env/0', { name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.podIp' } } }]],
    [
      "spec.template.spec.containers[0].env[0].valueFrom.fieldRef.fieldPath \"status.podIp\": a variable reads metadata.name, metadata.namespace, metadata.uid, spec.nodeName, spec.serviceAccountName, status.hostIP, status.hostIPs, status.podIP, status.podIPs, metadata.labels['…'] or metadata.annotations['…']. Read one of these fields.",
    ],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/containers/0/env/0',
        { name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.labels.app' } } },
      ],
    ],
    [
      "spec.template.spec.containers[0].env[0].valueFrom.fieldRef.fieldPath \"metadata.labels.app\": a variable reads metadata.name, metadata.namespace, metadata.uid, spec.nodeName, spec.serviceAccountName, status.hostIP, status.hostIPs, status.podIP, status.podIPs, metadata.labels['…'] or metadata.annotations['…']. Read one of these fields.",
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/env/0', { name: 'A', valueFrom: { secretKeyRef: { name: 'a' } } }]],
    ['no spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key: a reference names a key. Name the key.'],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/env/0', { name: 'A', valueFrom: { configMapKeyRef: { key: 'a' } } }]],
    [
      'no spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name: configMapKeyRef names a ConfigMap. Name it.',
    ],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/containers/0/env/0',
        { name: 'A', valueFrom: { configMapKeyRef: { name: 'A_B', key: 'a' } } },
      ],
    ],
    [
      "spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name \"A_B\": it is a DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part. Rename it.",
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/env/0', { name: 'A', valueFrom: { resourceFieldRef: { resource: 'cpu' } } }]],
    [
      'spec.template.spec.containers[0].env[0].valueFrom.resourceFieldRef.resource "cpu": a variable reads limits or requests of cpu, memory, ephemeral-storage or huge pages. Write one such as "limits.cpu".',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/envFrom', [{}]]],
    [
      'spec.template.spec.containers[0].envFrom[0] {}: an entry of envFrom has configMapRef or secretRef. Write one of configMapRef, secretRef.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/envFrom', [{ prefix: 'A' }]]],
    [
      'spec.template.spec.containers[0].envFrom[0] {"prefix":"A"}: an entry of envFrom has configMapRef or secretRef. Write one of configMapRef, secretRef.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/envFrom', [{ configMapRef: { name: 'a' }, secretRef: { name: 'b' } }]]],
    [
      'configMapRef and secretRef in spec.template.spec.containers[0].envFrom[0]: an entry of envFrom is one of them. Keep one of configMapRef and secretRef.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/envFrom', [{ configMapRef: {} }]]],
    ['no spec.template.spec.containers[0].envFrom[0].configMapRef.name: configMapRef names a ConfigMap. Name it.'],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([
  ['dep', [['spec/template/spec/containers/0/env/0/name', '1A']]],
  ['dep', [['spec/template/spec/containers/0/env/0/name', 'MY-VAR']]],
  ['dep', [['spec/template/spec/containers/0/env/0/name', 'A B']]],
  [
    'dep',
    [
      [
        'spec/template/spec/containers/0/env',
        [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      ],
    ],
  ],
])('%s with %j is taken', (object, edits) => expect(refused(PLAIN[object], ...edits)).toEqual([]));
