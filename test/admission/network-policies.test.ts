import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'np',
    [['spec/ingress/0/ports/0/protocol', 'http']],
    ['spec.ingress[0].ports[0].protocol "http": a protocol must be TCP, UDP or SCTP. Write TCP, UDP or SCTP.'],
  ],
  [
    'np',
    [['spec/ingress/0/ports/0/port', 0]],
    [
      'spec.ingress[0].ports[0].port 0: a port is a number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
  ],
  [
    'np',
    [['spec/ingress/0/ports/0/port', 70000]],
    [
      'spec.ingress[0].ports[0].port 70000: a port is a number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
  ],
  [
    'np',
    [['spec/ingress/0/ports/0/port', 'a_b']],
    [
      'spec.ingress[0].ports[0].port "a_b": the name of a port has at most 15 lower-case letters, digits and single \'-\', and a letter among them. Give a shorter name, such as "http".',
    ],
  ],
  [
    'np',
    [['spec/ingress/0/ports/0/port', 'averyveryverylongname']],
    [
      'spec.ingress[0].ports[0].port "averyveryverylongname": the name of a port has at most 15 lower-case letters, digits and single \'-\', and a letter among them. Give a shorter name, such as "http".',
    ],
  ],
  [
    'np',
    [['spec/ingress/0/ports/0/endPort', 8000]],
    ['endPort 8000 below port 8080: endPort is not below port. Swap the two.'],
  ],
  [
    'np',
    [['spec/ingress/0/ports/0', { endPort: 9 }]],
    [
      'endPort without port: endPort ends a range that begins with the number of a port. Give port as a number, or remove endPort.',
    ],
  ],
  [
    'np',
    [['spec/ingress/0/ports/0', { port: 'http', endPort: 9 }]],
    [
      'endPort beside port "http": endPort ends a range that begins with the number of a port. Give port as a number, or remove endPort.',
    ],
  ],
  [
    'np',
    [['spec/ingress/0/from/0', {}]],
    [
      'spec.ingress[0].from[0] {}: a peer has a podSelector, a namespaceSelector or an ipBlock. Write one of them; podSelector: {} means every pod of the namespace.',
    ],
  ],
  [
    'np',
    [['spec/ingress/0/from/0', { ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }]],
    ['an ipBlock beside a selector in one peer: a peer is a range of addresses or selects pods. Make two peers of it.'],
  ],
  [
    'np',
    [['spec/ingress/0/from/0/podSelector', { matchLabels: { a: 'b c' } }]],
    [
      "spec.ingress[0].from[0].podSelector.matchLabels.a \"b c\": the value of a label has at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell it; free text belongs into an annotation.",
    ],
  ],
  [
    'np',
    [['spec/ingress/0/from/0/podSelector', { matchExpressions: [{ key: 'a', operator: 'Equals', values: ['b'] }] }]],
    [
      'spec.ingress[0].from[0].podSelector.matchExpressions[0].operator "Equals": an operator is In, NotIn, Exists or DoesNotExist. Write one of these.',
    ],
  ],
  [
    'np',
    [['spec/egress/0/to/0/ipBlock/cidr', '10.0.0.0']],
    [
      'spec.egress[0].to[0].ipBlock.cidr "10.0.0.0": it is a range of addresses, with the number of its bits behind the address. Write one such as "10.0.0.0/8", and "10.1.2.3/32" for one address.',
    ],
  ],
  [
    'np',
    [['spec/egress/0/to/0/ipBlock/cidr', '10.0.0.0/33']],
    [
      'spec.egress[0].to[0].ipBlock.cidr "10.0.0.0/33": it is a range of addresses, with the number of its bits behind the address. Write one such as "10.0.0.0/8", and "10.1.2.3/32" for one address.',
    ],
  ],
  [
    'np',
    [['spec/egress/0/to/0/ipBlock/cidr', 'example.com']],
    [
      'spec.egress[0].to[0].ipBlock.cidr "example.com": it is a range of addresses, with the number of its bits behind the address. Write one such as "10.0.0.0/8", and "10.1.2.3/32" for one address.',
    ],
  ],
  [
    'np',
    [['spec/egress/0/to/0/ipBlock/cidr', undefined]],
    ['no spec.egress[0].to[0].ipBlock.cidr: an ipBlock has a range. Give cidr.'],
  ],
  [
    'np',
    [['spec/egress/0/to/0/ipBlock/except', ['192.168.0.0/16']]],
    [
      'spec.egress[0].to[0].ipBlock.except[0] "192.168.0.0/16": what is excluded is a smaller range within cidr, "10.0.0.0/8". Write a range within cidr, or remove it.',
    ],
  ],
  [
    'np',
    [['spec/egress/0/to/0/ipBlock/except', ['10.0.0.0/8']]],
    [
      'spec.egress[0].to[0].ipBlock.except[0] "10.0.0.0/8": what is excluded is a smaller range within cidr, "10.0.0.0/8". Write a range within cidr, or remove it.',
    ],
  ],
  [
    'np',
    [['spec/egress/0/to/0/ipBlock/except', ['10.1.2.3']]],
    [
      'spec.egress[0].to[0].ipBlock.except[0] "10.1.2.3": what is excluded is a smaller range within cidr, "10.0.0.0/8". Write a range within cidr, or remove it.',
    ],
  ],
  [
    'np',
    [['spec/policyTypes', ['ingress']]],
    ['spec.policyTypes[0] "ingress": a policy type must be Ingress or Egress. Write Ingress or Egress.'],
  ],
  [
    'np',
    [['spec/policyTypes', ['Ingress', 'Egress', 'Ingress']]],
    ['spec.policyTypes ["Ingress","Egress","Ingress"]: there are two policy types. Name each of them once.'],
  ],
  [
    'np',
    [['spec/egress/0/to/0/ipBlock', { cidr: '::/0', except: ['10.0.0.0/8'] }]],
    [
      'spec.egress[0].to[0].ipBlock.except[0] "10.0.0.0/8": what is excluded is a smaller range within cidr, "::/0". Write a range within cidr, or remove it.',
    ],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([
  ['np', [['spec/ingress/0/ports/0/endPort', 9000]]],
  ['np', [['spec/egress/0/to/0/ipBlock/cidr', '10.1.2.3/8']]],
  ['np', [['spec/policyTypes', ['Ingress', 'Ingress']]]],
  ['np', [['spec/podSelector', undefined]]],
  ['np', [['spec/policyTypes', ['Ingress']]]],
  ['np', [['spec/egress/0/to/0/ipBlock', { cidr: '::/0', except: ['fd00::/8'] }]]],
])('%s with %j is taken', (object, edits) => expect(refused(PLAIN[object], ...edits)).toEqual([]));
