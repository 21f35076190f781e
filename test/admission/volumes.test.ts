import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'dep',
    [
      [
        'spec/template/spec/volumes',
        [
          { name: 'data', emptyDir: {} },
          { name: 'data', emptyDir: {} },
        ],
      ],
    ],
    [
      'spec.template.spec.volumes[1].name "data" for the second time: no two volumes of a pod have one name. Remove one of the two, or change it.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/volumes/0/name', 'Data_1']],
    [
      'spec.template.spec.volumes[0].name "Data_1": it is a DNS-1123 label: at most 63 lower-case letters, digits and \'-\', with a letter or digit at both ends. Rename it.',
      'spec.template.spec.containers[0].volumeMounts[0].name "data": the pod has no volume of this name, and a mount names one of its volumes. Declare the volume under volumes, or correct the name.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/volumes/0/configMap', { name: 'a' }]],
    ['volume "data" has emptyDir and configMap: a volume has one source. Keep one of emptyDir and configMap.'],
  ],
  [
    'dep',
    [['spec/template/spec/volumes/0', { name: 'data', configMap: {} }]],
    ['no spec.template.spec.volumes[0].configMap.name: a volume of a ConfigMap names it. Name it.'],
  ],
  [
    'dep',
    [['spec/template/spec/volumes/0', { name: 'data', secret: { name: 'a' } }]],
    ['no spec.template.spec.volumes[0].secret.secretName: a volume of a Secret names it by secretName. Name it.'],
  ],
  [
    'dep',
    [['spec/template/spec/volumes/0', { name: 'data', persistentVolumeClaim: {} }]],
    ['no spec.template.spec.volumes[0].persistentVolumeClaim.claimName: a volume names its claim. Give claimName.'],
  ],
  [
    'dep',
    [['spec/template/spec/volumes/0', { name: 'data', configMap: { name: 'a', items: [{ key: 'a' }] } }]],
    [
      'no spec.template.spec.volumes[0].configMap.items[0].path: an item has a path. Give the path of the file in the volume.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/volumes/0', { emptyDir: {} }]],
    [
      'no spec.template.spec.volumes[0].name: a volume has a name. Name it.',
      'spec.template.spec.containers[0].volumeMounts[0].name "data": the pod has no volume of this name, and a mount names one of its volumes. Declare the volume under volumes, or correct the name.',
    ],
  ],
  [
    'sts',
    [['spec/volumeClaimTemplates/0/spec/accessModes', undefined]],
    [
      'no spec.volumeClaimTemplates[0].spec.accessModes: a claim has an access mode. Write accessModes: [ReadWriteOnce].',
    ],
  ],
  [
    'sts',
    [['spec/volumeClaimTemplates/0/spec/resources', undefined]],
    [
      'no spec.volumeClaimTemplates[0].spec.resources.requests.storage: a claim asks for storage. Give resources.requests.storage.',
    ],
  ],
  [
    'sts',
    [['spec/volumeClaimTemplates/0/spec/accessModes', ['RWO']]],
    [
      'spec.volumeClaimTemplates[0].spec.accessModes[0] "RWO": an access mode must be ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod. Write ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod.',
    ],
  ],
  [
    'pvc',
    [['spec/accessModes', undefined]],
    ['no spec.accessModes: a claim has an access mode. Write accessModes: [ReadWriteOnce].'],
  ],
  [
    'pvc',
    [['spec/accessModes', ['RWO']]],
    [
      'spec.accessModes[0] "RWO": an access mode must be ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod. Write ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod.',
    ],
  ],
  [
    'pvc',
    [['spec/resources', undefined]],
    ['no spec.resources.requests.storage: a claim asks for storage. Give resources.requests.storage.'],
  ],
  [
    'pvc',
    [['spec/resources/requests/storage', '1GB']],
    [
      'spec.resources.requests.storage "1GB": a quantity is a number of zero or more with one of the suffixes m, k, M, G, T, Ki, Mi, Gi, Ti, without a space or a B. Write one such as "500m" of CPU or "512Mi" of memory.',
    ],
  ],
  [
    'pvc',
    [['spec/resources/requests/storage', '0']],
    ['spec.resources.requests.storage "0": a claim asks for more than nothing. Give a size such as "1Gi".'],
  ],
  [
    'pvc',
    [['spec/accessModes', ['ReadWriteOncePod', 'ReadWriteOnce']]],
    [
      'spec.accessModes[0] "ReadWriteOncePod": ReadWriteOncePod is the only access mode of its claim. Remove the others.',
    ],
  ],
  [
    'pvc',
    [['spec/volumeMode', 'File']],
    ['spec.volumeMode "File": volumeMode must be Filesystem or Block. Write Filesystem or Block.'],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([['dep', [['spec/template/spec/volumes/0', { name: 'data' }]]]])(
  '%s with %j is taken',
  (object, edits) => expect(refused(PLAIN[object], ...edits)).toEqual([]),
);
