import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'dep',
    [['metadata/labels', { 'bad key': 'x' }]],
    [
      "metadata.labels has the key \"bad key\": a key is an optional DNS prefix and '/', then at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends. Respell the key.",
    ],
  ],
  [
    'dep',
    [['metadata/labels', { k: 'has space' }]],
    [
      "metadata.labels.k \"has space\": the value of a label has at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell it; free text belongs into an annotation.",
    ],
  ],
  [
    'dep',
    [['metadata/labels', { k: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }]],
    [
      "metadata.labels.k \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": the value of a label has at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell it; free text belongs into an annotation.",
    ],
  ],
  [
    'dep',
    [['metadata/labels', { k: '-x' }]],
    [
      "metadata.labels.k \"-x\": the value of a label has at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell it; free text belongs into an annotation.",
    ],
  ],
  [
    'dep',
    [['metadata/labels', { 'Bad_Prefix/k': 'x' }]],
    [
      "metadata.labels has the key \"Bad_Prefix/k\": a key is an optional DNS prefix and '/', then at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends. Respell the key.",
    ],
  ],
  [
    'dep',
    [['metadata/annotations', { 'bad key': 'x' }]],
    [
      "metadata.annotations has the key \"bad key\": a key is an optional DNS prefix and '/', then at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends. Respell the key.",
    ],
  ],
  [
    'dep',
    [['metadata/annotations', { a: 'x'.repeat(262145) }]],
    ['metadata.annotations: all annotations of an object together have at most 256 KiB. Keep the data in a ConfigMap.'],
  ],
  [
    'dep',
    [['spec/selector/matchExpressions', [{ key: 'app', operator: 'in', values: ['weather-agent'] }]]],
    [
      'spec.selector.matchExpressions[0].operator "in": an operator is In, NotIn, Exists or DoesNotExist. Write one of these.',
    ],
  ],
  [
    'dep',
    [['spec/selector/matchExpressions', [{ key: 'app', operator: 'Exists', values: ['weather-agent'] }]]],
    [
      'spec.selector.matchExpressions[0].values ["weather-agent"]: operator Exists has no values. Remove the values, or write In.',
    ],
  ],
  [
    'dep',
    [['spec/template/metadata/labels', { app: 'weather-agent', v: 'a b' }]],
    [
      "spec.template.metadata.labels.v \"a b\": the value of a label has at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell it; free text belongs into an annotation.",
    ],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));
