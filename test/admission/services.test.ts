import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'svc',
    [['spec/ports', undefined]],
    ['no spec.ports: a Service has a port, unless it is headless. Write its ports.'],
  ],
  ['svc', [['spec/ports', []]], ['no spec.ports: a Service has a port, unless it is headless. Write its ports.']],
  [
    'svc',
    [['spec/ports', [{ port: 80 }, { port: 81 }]]],
    [
      'no spec.ports[0].name: each of several ports of a Service has a name. Name the ports.',
      'no spec.ports[1].name: each of several ports of a Service has a name. Name the ports.',
    ],
  ],
  [
    'svc',
    [
      [
        'spec/ports',
        [
          { name: 'a', port: 80 },
          { name: 'a', port: 81 },
        ],
      ],
    ],
    [
      'spec.ports[1].name "a" for the second time: no two ports of a Service have one name. Remove one of the two, or change it.',
    ],
  ],
  [
    'svc',
    [
      [
        'spec/ports',
        [
          { name: 'a', port: 80 },
          { name: 'b', port: 80 },
        ],
      ],
    ],
    [
      'spec.ports[1].port 80 for the second time: no two ports of a Service have one number and protocol. Remove one of the two, or change it.',
    ],
  ],
  [
    'svc',
    [['spec/ports/0/port', 0]],
    [
      'spec.ports[0].port 0: a port is a number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
  ],
  [
    'svc',
    [['spec/ports/0/port', 70000]],
    [
      'spec.ports[0].port 70000: a port is a number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
  ],
  ['svc', [['spec/ports/0/port', undefined]], ['no spec.ports[0].port: a port of a Service has a number. Give port.']],
  [
    'svc',
    [['spec/ports/0/targetPort', 70000]],
    [
      'spec.ports[0].targetPort 70000: a port is a number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
  ],
  [
    'svc',
    [['spec/ports/0/targetPort', 'averyveryverylongname']],
    [
      'spec.ports[0].targetPort "averyveryverylongname": the name of a port has at most 15 lower-case letters, digits and single \'-\', and a letter among them. Give the name that the container gives it.',
    ],
  ],
  [
    'svc',
    [['spec/ports/0/name', 'HTTP']],
    [
      'spec.ports[0].name "HTTP": it is a DNS-1123 label: at most 63 lower-case letters, digits and \'-\', with a letter or digit at both ends. Rename it.',
    ],
  ],
  [
    'svc',
    [['spec/ports/0/name', 'a_b']],
    [
      'spec.ports[0].name "a_b": it is a DNS-1123 label: at most 63 lower-case letters, digits and \'-\', with a letter or digit at both ends. Rename it.',
    ],
  ],
  [
    'svc',
    [['spec/ports/0/protocol', 'HTTP']],
    ['spec.ports[0].protocol "HTTP": a protocol must be TCP, UDP or SCTP. Write TCP, UDP or SCTP.'],
  ],
  [
    'svc',
    [['spec/ports/0/nodePort', 30080]],
    [
      'spec.ports[0].nodePort 30080: a Service of type ClusterIP has no nodePort. Remove nodePort, or write type: NodePort.',
    ],
  ],
  [
    'svc',
    [['spec/type', 'LoadBalanced']],
    [
      'spec.type "LoadBalanced": the type of a Service must be ClusterIP, NodePort, LoadBalancer or ExternalName. Write ClusterIP, NodePort, LoadBalancer or ExternalName.',
    ],
  ],
  [
    'svc',
    [['spec/type', 'clusterip']],
    [
      'spec.type "clusterip": the type of a Service must be ClusterIP, NodePort, LoadBalancer or ExternalName. Write ClusterIP, NodePort, LoadBalancer or ExternalName.',
    ],
  ],
  [
    'svc',
    [['spec/clusterIP', 'none']],
    [
      'spec.clusterIP "none": clusterIP is an address of the cluster, or None for a headless Service. Write None with a capital N, or remove it.',
    ],
  ],
  [
    'svc',
    [['spec/clusterIP', '10.1']],
    [
      'spec.clusterIP "10.1": clusterIP is an address of the cluster, or None for a headless Service. Write None with a capital N, or remove it.',
    ],
  ],
  [
    'svc',
    [['spec/selector', { a: 'b c' }]],
    [
      "spec.selector.a \"b c\": the value of a label has at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell it; free text belongs into an annotation.",
    ],
  ],
  [
    'svc',
    [['spec/sessionAffinity', 'client']],
    ['spec.sessionAffinity "client": sessionAffinity must be None or ClientIP. Write None or ClientIP.'],
  ],
  [
    'svc',
    [['spec/externalTrafficPolicy', 'Local']],
    ['spec.externalTrafficPolicy "Local": externalTrafficPolicy is for types NodePort and LoadBalancer. Remove it.'],
  ],
  [
    'svc',
    [['spec/loadBalancerSourceRanges', ['10.0.0.0/8']]],
    [
      'spec.loadBalancerSourceRanges ["10.0.0.0/8"]: loadBalancerSourceRanges is for type LoadBalancer. Remove it, and use a NetworkPolicy.',
    ],
  ],
  [
    'svc',
    [['spec/externalIPs', ['x']]],
    ['spec.externalIPs[0] "x": it is an IP address. Write the address, not a name.'],
  ],
  [
    'svc',
    [['spec/ports/0/appProtocol', 'a b']],
    ['spec.ports[0].appProtocol "a b": it is a name such as http or kubernetes.io/h2c. Respell it.'],
  ],
  [
    'svc',
    [
      ['spec/type', 'NodePort'],
      ['spec/ports/0/nodePort', 80],
    ],
    [
      'spec.ports[0].nodePort 80: a nodePort is a number from 30000 to 32767, if the API server has no other --service-node-port-range. Give such a number, or leave it to the API server.',
    ],
  ],
  [
    'svc',
    [
      ['spec/type', 'NodePort'],
      ['spec/clusterIP', 'None'],
    ],
    ['clusterIP: None with type NodePort: a Service of type NodePort is not headless. Remove clusterIP, or the type.'],
  ],
  [
    'svc',
    [
      ['spec/type', 'LoadBalancer'],
      ['spec/loadBalancerSourceRanges', ['10.0.0.0']],
    ],
    [
      'spec.loadBalancerSourceRanges[0] "10.0.0.0": it is a range of addresses, with the number of its bits behind the address. Write one such as "10.0.0.0/8", and "10.1.2.3/32" for one address.',
    ],
  ],
  [
    'svc',
    [['spec/type', 'ExternalName']],
    ['no spec.externalName: a Service of type ExternalName has a name. Give externalName.'],
  ],
  [
    'svc',
    [
      ['spec/type', 'ExternalName'],
      ['spec/externalName', 'http://x.com'],
    ],
    [
      'spec.externalName "http://x.com": externalName is a host name, without scheme, port or path. Write the name alone.',
    ],
  ],
  [
    'svc',
    [
      ['spec/type', 'ExternalName'],
      ['spec/externalName', 'x.com'],
      ['spec/clusterIP', 'None'],
    ],
    ['spec.clusterIP "None": a Service of type ExternalName has no clusterIP. Remove clusterIP.'],
  ],
  [
    'svc',
    [
      ['spec/type', 'NodePort'],
      [
        'spec/ports',
        [
          { name: 'a', port: 80, nodePort: 30080 },
          { name: 'b', port: 81, nodePort: 30080 },
        ],
      ],
    ],
    [
      'spec.ports[1].nodePort 30080 for the second time: no two ports of a Service have one nodePort. Remove one of the two, or change it.',
    ],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([
  [
    'svc',
    [
      [
        'spec/ports',
        [
          { name: 'a', port: 53 },
          { name: 'b', port: 53, protocol: 'UDP' },
        ],
      ],
    ],
  ],
  ['svc', [['spec/ports/0/targetPort', 0]]],
  ['svc', [['spec/ports/0/name', 'averyveryverylongname']]],
  [
    'svc',
    [
      ['spec/clusterIP', 'None'],
      ['spec/ports', undefined],
    ],
  ],
  [
    'svc',
    [
      ['spec/clusterIP', 'None'],
      ['spec/ports/0/targetPort', 9090],
    ],
  ],
])('%s with %j is taken', (object, edits) => expect(refused(PLAIN[object], ...edits)).toEqual([]));
