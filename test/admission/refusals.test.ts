import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'dep',
    [['metadata/name', 'Weather_Agent']],
    [
      "metadata.name \"Weather_Agent\": it is a DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part. Rename it.",
    ],
  ],
  [
    'dep',
    [['metadata/name', 'a'.repeat(254)]],
    [
      "metadata.name \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…: it is a DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part. Rename it.",
    ],
  ],
  [
    'dep',
    [['metadata/namespace', 'my.mesh']],
    [
      'metadata.namespace "my.mesh": it is a DNS-1123 label: at most 63 lower-case letters, digits and \'-\', with a letter or digit at both ends. Rename it.',
    ],
  ],
  [
    'sts',
    [['metadata/name', 'weather.agent']],
    [
      'metadata.name "weather.agent": the name of a StatefulSet has at most 52 lower-case letters, digits and \'-\', because its pods are named and labelled by it. Shorten or respell it.',
    ],
  ],
  [
    'sts',
    [['metadata/name', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']],
    [
      'metadata.name "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": the name of a StatefulSet has at most 52 lower-case letters, digits and \'-\', because its pods are named and labelled by it. Shorten or respell it.',
    ],
  ],
  [
    'cron',
    [['metadata/name', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']],
    [
      "metadata.name \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": the name of a CronJob has at most 52 lower-case letters, digits, '-' and '.'. Shorten it.",
    ],
  ],
  [
    'svc',
    [['metadata/name', 'Weather']],
    [
      'metadata.name "Weather": the name of a Service has at most 63 lower-case letters, digits and \'-\', with a letter in front (a digit from Kubernetes 1.36 on). Rename it.',
    ],
  ],
  [
    'svc',
    [['metadata/name', 'weather.agent']],
    [
      'metadata.name "weather.agent": the name of a Service has at most 63 lower-case letters, digits and \'-\', with a letter in front (a digit from Kubernetes 1.36 on). Rename it.',
    ],
  ],
  [
    'svc',
    [['metadata/name', '1weather']],
    [
      'metadata.name "1weather": the name of a Service has at most 63 lower-case letters, digits and \'-\', with a letter in front (a digit from Kubernetes 1.36 on). Rename it.',
    ],
  ],
  [
    'svc',
    [['metadata/name', 'weather_agent']],
    [
      'metadata.name "weather_agent": the name of a Service has at most 63 lower-case letters, digits and \'-\', with a letter in front (a digit from Kubernetes 1.36 on). Rename it.',
    ],
  ],
  [
    'svc',
    [['metadata/name', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']],
    [
      'metadata.name "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": the name of a Service has at most 63 lower-case letters, digits and \'-\', with a letter in front (a digit from Kubernetes 1.36 on). Rename it.',
    ],
  ],
  [
    'pdb',
    [['metadata/name', 'B_1']],
    [
      "metadata.name \"B_1\": it is a DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part. Rename it.",
    ],
  ],
  [
    'cm',
    [['metadata/name', 'my_cfg']],
    [
      "metadata.name \"my_cfg\": it is a DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part. Rename it.",
    ],
  ],
  [
    'pod',
    [['metadata/name', 'a_b']],
    [
      "metadata.name \"a_b\": it is a DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part. Rename it.",
    ],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([
  ['dep', []],
  ['sts', []],
  ['ds', []],
  ['job', []],
  ['cron', []],
  ['svc', []],
  ['np', []],
  ['pdb', []],
  ['hpa', []],
  ['cm', []],
  ['sec', []],
  ['ing', []],
  ['pvc', []],
  ['pod', []],
  ['dep', [['metadata/name', 'weather.agent']]],
  // Only names that are labels by themselves are shorter than DNS1123SubdomainMaxLength.
  ['dep', [['metadata/name', 'a'.repeat(100)]]],
  ['cm', [['metadata/labels', { [`${'a'.repeat(100)}.example.com/team`]: 'a' }]]],
  ['ing', [['spec/rules/0/host', `*.${'a'.repeat(100)}.example.com`]]],
  ['hpa', [['metadata/name', 'H_1']]],
])('%s with %j is taken', (object, edits) => expect(refused(PLAIN[object], ...edits)).toEqual([]));
