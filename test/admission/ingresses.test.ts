import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  ['ing', [['spec/rules', undefined]], ['no spec.rules: an Ingress has rules or a defaultBackend. Write one of them.']],
  [
    'ing',
    [['spec/rules/0/http/paths/0/pathType', undefined]],
    ['no spec.rules[0].http.paths[0].pathType: a path of an Ingress has a pathType. Write pathType: Prefix.'],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths/0/pathType', 'prefix']],
    [
      'spec.rules[0].http.paths[0].pathType "prefix": pathType must be Exact, Prefix or ImplementationSpecific. Write Exact, Prefix or ImplementationSpecific.',
    ],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths/0/path', 'api']],
    [
      "spec.rules[0].http.paths[0].path \"api\": a path of pathType Prefix begins with '/', and has neither '//', '/./', '/../' nor '%2f'. Respell it.",
    ],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths/0/path', undefined]],
    [
      "no spec.rules[0].http.paths[0].path: a path of pathType Prefix begins with '/', and has neither '//', '/./', '/../' nor '%2f'. Write path: /.",
    ],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths/0/path', '/a//b']],
    [
      "spec.rules[0].http.paths[0].path \"/a//b\": a path of pathType Prefix begins with '/', and has neither '//', '/./', '/../' nor '%2f'. Respell it.",
    ],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths/0/backend', undefined]],
    ['no spec.rules[0].http.paths[0].backend: a path of an Ingress has a backend. Name the Service.'],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths/0/backend', { serviceName: 'a', servicePort: 80 }]],
    [
      'spec.rules[0].http.paths[0].backend {"serviceName":"a","servicePort":80}: a backend has service or resource. Write one of service, resource.',
    ],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths/0/backend/service/name', undefined]],
    ['no spec.rules[0].http.paths[0].backend.service.name: a backend names a Service. Name it.'],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths/0/backend/service/port', undefined]],
    [
      'no spec.rules[0].http.paths[0].backend.service.port: the port of a backend has number or name. Write one of number, name.',
    ],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths/0/backend/service/port', { number: 80, name: 'http' }]],
    [
      'number and name in spec.rules[0].http.paths[0].backend.service.port: the port of a backend is one of them. Keep one of number and name.',
    ],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths/0/backend/service/port', { number: 70000 }]],
    [
      'spec.rules[0].http.paths[0].backend.service.port.number 70000: a port is a number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
  ],
  [
    'ing',
    [['spec/rules/0/host', 'A.example.com']],
    [
      'spec.rules[0].host "A.example.com": a host is a DNS name in lower case, with \'*.\' in front at most, without scheme and port. Write the name alone; without host, the rule is for all.',
    ],
  ],
  [
    'ing',
    [['spec/rules/0/host', 'http://a.example.com']],
    [
      'spec.rules[0].host "http://a.example.com": a host is a DNS name in lower case, with \'*.\' in front at most, without scheme and port. Write the name alone; without host, the rule is for all.',
    ],
  ],
  [
    'ing',
    [['spec/rules/0/host', '10.0.0.1']],
    [
      'spec.rules[0].host "10.0.0.1": a host is a DNS name in lower case, with \'*.\' in front at most, without scheme and port. Write the name alone; without host, the rule is for all.',
    ],
  ],
  [
    'ing',
    [['spec/rules/0/host', '*']],
    [
      'spec.rules[0].host "*": a host is a DNS name in lower case, with \'*.\' in front at most, without scheme and port. Write the name alone; without host, the rule is for all.',
    ],
  ],
  [
    'ing',
    [['spec/rules/0/host', 'a.*.com']],
    [
      'spec.rules[0].host "a.*.com": a host is a DNS name in lower case, with \'*.\' in front at most, without scheme and port. Write the name alone; without host, the rule is for all.',
    ],
  ],
  [
    'ing',
    [['spec/rules/0/host', 'a.example.com:80']],
    [
      'spec.rules[0].host "a.example.com:80": a host is a DNS name in lower case, with \'*.\' in front at most, without scheme and port. Write the name alone; without host, the rule is for all.',
    ],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths', []]],
    ['no spec.rules[0].http.paths: the rule of an Ingress has paths. Write one.'],
  ],
  [
    'ing',
    [['spec/tls', [{ hosts: ['a b'] }]]],
    [
      'spec.tls[0].hosts[0] "a b": a host is a DNS name in lower case, with \'*.\' in front at most, without scheme and port. Write the name alone; without host, the rule is for all.',
    ],
  ],
  [
    'ing',
    [['spec/ingressClassName', 'My Class']],
    [
      "spec.ingressClassName \"My Class\": it is a DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part. Rename it.",
    ],
  ],
  [
    'ing',
    [['spec/rules/0/http/paths/0/backend/service/name', 'My_Svc']],
    [
      'spec.rules[0].http.paths[0].backend.service.name "My_Svc": it is a DNS-1123 label: at most 63 lower-case letters, digits and \'-\', with a letter or digit at both ends. Rename it.',
    ],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([
  ['ing', [['spec/rules/0/host', '*.example.com']]],
  ['ing', [['spec/rules/0', { host: 'a.example.com' }]]],
  ['ing', [['spec/rules/0/http/paths/0/path', '/a/*']]],
])('%s with %j is taken', (object, edits) => expect(refused(PLAIN[object], ...edits)).toEqual([]));
