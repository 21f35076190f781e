import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'dep',
    [['spec/template/spec/containers', []]],
    ['no spec.template.spec.containers: a pod has a container. Write its containers.'],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/name', undefined]],
    ['no spec.template.spec.containers[0].name: a container has a name. Name it.'],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/name', 'My_Agent']],
    [
      'spec.template.spec.containers[0].name "My_Agent": it is a DNS-1123 label: at most 63 lower-case letters, digits and \'-\', with a letter or digit at both ends. Rename it.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/name', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']],
    [
      'spec.template.spec.containers[0].name "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": it is a DNS-1123 label: at most 63 lower-case letters, digits and \'-\', with a letter or digit at both ends. Rename it.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/image', undefined]],
    ['no spec.template.spec.containers[0].image: a container has an image. Give the image.'],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/imagePullPolicy', 'Sometimes']],
    [
      'spec.template.spec.containers[0].imagePullPolicy "Sometimes": imagePullPolicy must be Always, IfNotPresent or Never. Write Always, IfNotPresent or Never.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/ports/0/name', 'averyveryverylongname']],
    [
      'spec.template.spec.containers[0].ports[0].name "averyveryverylongname": the name of a port has at most 15 lower-case letters, digits and single \'-\', and a letter among them. Give a shorter name, such as "http".',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/ports/0/name', 'HTTP']],
    [
      'spec.template.spec.containers[0].ports[0].name "HTTP": the name of a port has at most 15 lower-case letters, digits and single \'-\', and a letter among them. Give a shorter name, such as "http".',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/ports/0/name', '8080']],
    [
      'spec.template.spec.containers[0].ports[0].name "8080": the name of a port has at most 15 lower-case letters, digits and single \'-\', and a letter among them. Give a shorter name, such as "http".',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/ports/0/name', 'a--b']],
    [
      'spec.template.spec.containers[0].ports[0].name "a--b": the name of a port has at most 15 lower-case letters, digits and single \'-\', and a letter among them. Give a shorter name, such as "http".',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/ports/0/containerPort', 0]],
    [
      'spec.template.spec.containers[0].ports[0].containerPort 0: a port is a number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/ports/0/containerPort', 70000]],
    [
      'spec.template.spec.containers[0].ports[0].containerPort 70000: a port is a number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/ports/0/containerPort', undefined]],
    [
      'no spec.template.spec.containers[0].ports[0].containerPort: a port of a container has a number. Give containerPort.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/ports/0/protocol', 'tcp']],
    [
      'spec.template.spec.containers[0].ports[0].protocol "tcp": a protocol must be TCP, UDP or SCTP. Write TCP, UDP or SCTP.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/ports/0/protocol', 'HTTP']],
    [
      'spec.template.spec.containers[0].ports[0].protocol "HTTP": a protocol must be TCP, UDP or SCTP. Write TCP, UDP or SCTP.',
    ],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/containers/0/ports',
        [
          { name: 'http', containerPort: 8080 },
          { name: 'http', containerPort: 8081 },
        ],
      ],
    ],
    [
      'spec.template.spec.containers[0].ports[1].name "http" for the second time: no two ports of a container have one name. Remove one of the two, or change it.',
    ],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/containers/0/ports',
        [
          { containerPort: 8080, hostPort: 80 },
          { containerPort: 8081, hostPort: 80 },
        ],
      ],
    ],
    [
      'spec.template.spec.containers[0].ports[1].hostPort 80: a port of the node is taken by one port of a pod. Remove one of them.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/initContainers/0/name', 'agent']],
    [
      'spec.template.spec.initContainers[0].name "agent": no two containers of a pod have one name. Rename one of them.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/initContainers/0/restartPolicy', 'Alwayz']],
    [
      'spec.template.spec.initContainers[0].restartPolicy "Alwayz": restartPolicy must be Always, OnFailure or Never. Write Always, OnFailure or Never.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/volumeMounts/0/name', 'dta']],
    [
      'spec.template.spec.containers[0].volumeMounts[0].name "dta": the pod has no volume of this name (did you mean "data"?), and a mount names one of its volumes. Declare the volume under volumes, or correct the name.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/volumeMounts/0/name', undefined]],
    ['no spec.template.spec.containers[0].volumeMounts[0].name: a mount names a volume. Name the volume.'],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/volumeMounts/0/mountPath', undefined]],
    ['no spec.template.spec.containers[0].volumeMounts[0].mountPath: a mount has a path. Give mountPath.'],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/containers/0/volumeMounts',
        [
          { name: 'data', mountPath: '/data' },
          { name: 'data', mountPath: '/data', subPath: 'a' },
        ],
      ],
    ],
    [
      'spec.template.spec.containers[0].volumeMounts[1].mountPath "/data" for the second time: no two mounts of a container are at one path. Remove one of the two, or change it.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/volumeMounts/0/subPath', '../x']],
    [
      'spec.template.spec.containers[0].volumeMounts[0].subPath "../x": the path is relative, without \'..\'. Write a path within the volume.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/volumeMounts/0/subPath', '/x']],
    [
      'spec.template.spec.containers[0].volumeMounts[0].subPath "/x": the path is relative, without \'..\'. Write a path within the volume.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/securityContext', { runAsUser: -1 }]],
    [
      'spec.template.spec.containers[0].securityContext.runAsUser -1: the number must be 0 or more. Give a number 0 or more.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/securityContext', { privileged: true, allowPrivilegeEscalation: false }]],
    [
      'allowPrivilegeEscalation: false beside privileged: true: a privileged container may raise its privileges. Remove privileged, or allowPrivilegeEscalation.',
    ],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/containers',
        [
          { name: 'a', image: 'b' },
          { name: 'a', image: 'c' },
        ],
      ],
    ],
    ['spec.template.spec.containers[1].name "a": no two containers of a pod have one name. Rename one of them.'],
  ],
  [
    'sts',
    [['spec/template/spec/containers/0/volumeMounts/0/name', 'dta']],
    [
      'spec.template.spec.containers[0].volumeMounts[0].name "dta": the pod has no volume of this name (did you mean "data"?), and a mount names one of its volumes. Declare the volume under volumes, or correct the name.',
    ],
  ],
  [
    'pod',
    [['spec/containers/0/ports/0/hostPort', 99999]],
    [
      'spec.containers[0].ports[0].hostPort 99999: a port is a number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([
  [
    'dep',
    [
      [
        'spec/template/spec/containers/0/ports',
        [
          { name: 'http', containerPort: 8080 },
          { name: 'web', containerPort: 8080 },
        ],
      ],
    ],
  ],
])('%s with %j is taken', (object, edits) => expect(refused(PLAIN[object], ...edits)).toEqual([]));
