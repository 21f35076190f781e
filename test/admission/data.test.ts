import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'cm',
    [['data', { 'a b': 'c' }]],
    [
      "data has the key \"a b\": a key has at most 253 letters, digits, '-', '_' and '.', and no '..' in front. Respell the key; a path can be given where it is mounted, under items.",
    ],
  ],
  [
    'cm',
    [['data', { 'a/b': 'c' }]],
    [
      "data has the key \"a/b\": a key has at most 253 letters, digits, '-', '_' and '.', and no '..' in front. Respell the key; a path can be given where it is mounted, under items.",
    ],
  ],
  [
    'cm',
    [['data', { '..a': 'c' }]],
    [
      "data has the key \"..a\": a key has at most 253 letters, digits, '-', '_' and '.', and no '..' in front. Respell the key; a path can be given where it is mounted, under items.",
    ],
  ],
  [
    'cm',
    [['data', { a: 'x'.repeat(1048577) }]],
    ['1048577 bytes of data: all values together have at most 1 MiB. Split it, or mount a volume.'],
  ],
  [
    'cm',
    [['binaryData', { KEY: 'YQ==' }]],
    ['binaryData.KEY: no key is both in data and in binaryData. Remove one of the two.'],
  ],
  [
    'cm',
    [['binaryData', { B: '???' }]],
    [
      'binaryData.B: it is base64. Encode it, or use stringData (of a Secret) or data (of a ConfigMap), which take text.',
    ],
  ],
  [
    'sec',
    [['data', { a: 'not base64!' }]],
    ['data.a: it is base64. Encode it, or use stringData (of a Secret) or data (of a ConfigMap), which take text.'],
  ],
  [
    'sec',
    [['type', 'kubernetes.io/tls']],
    [
      'type "kubernetes.io/tls": a Secret of this type has the key tls.crt. Add tls.crt, or leave the type out.',
      'type "kubernetes.io/tls": a Secret of this type has the key tls.key. Add tls.key, or leave the type out.',
    ],
  ],
  [
    'sec',
    [['data', { 'a b': 'YQ==' }]],
    [
      "data has the key \"a b\": a key has at most 253 letters, digits, '-', '_' and '.', and no '..' in front. Respell the key; a path can be given where it is mounted, under items.",
    ],
  ],
  [
    'sec',
    [['type', 'kubernetes.io/basic-auth']],
    [
      'type "kubernetes.io/basic-auth": a Secret of this type has the key username or password. Add username or password, or leave the type out.',
    ],
  ],
  [
    'sec',
    [['type', 'kubernetes.io/dockerconfigjson']],
    [
      'type "kubernetes.io/dockerconfigjson": a Secret of this type has the key .dockerconfigjson. Add .dockerconfigjson, or leave the type out.',
    ],
  ],
  [
    'sec',
    [['data', { a: 'YQ' }]],
    ['data.a: it is base64. Encode it, or use stringData (of a Secret) or data (of a ConfigMap), which take text.'],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([['sec', [['data', { a: 'YQ==' }]]]])('%s with %j is taken', (object, edits) =>
  expect(refused(PLAIN[object], ...edits)).toEqual([]),
);
