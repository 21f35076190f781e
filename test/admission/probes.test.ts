import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'dep',
    [['spec/template/spec/containers/0/readinessProbe', {}]],
    [
      'spec.template.spec.containers[0].readinessProbe {}: a probe has exactly one handler: it has exec, httpGet, tcpSocket or grpc. Write one of exec, httpGet, tcpSocket, grpc.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/readinessProbe', { periodSeconds: 5 }]],
    [
      'spec.template.spec.containers[0].readinessProbe {"periodSeconds":5}: a probe has exactly one handler: it has exec, httpGet, tcpSocket or grpc. Write one of exec, httpGet, tcpSocket, grpc.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/readinessProbe/tcpSocket', { port: 8080 }]],
    [
      'httpGet and tcpSocket in spec.template.spec.containers[0].readinessProbe: a probe has exactly one handler: it is one of them. Keep one of httpGet and tcpSocket.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/readinessProbe/httpGet', { path: '/' }]],
    [
      'no spec.template.spec.containers[0].readinessProbe.httpGet.port: a request needs a port. Give the port that the container listens on.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/readinessProbe/httpGet/port', 0]],
    [
      'spec.template.spec.containers[0].readinessProbe.httpGet.port 0: a port is a number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/readinessProbe/httpGet/port', 99999]],
    [
      'spec.template.spec.containers[0].readinessProbe.httpGet.port 99999: a port is a number from 1 to 65535. Give the port that the container listens on, such as 8080.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/readinessProbe/httpGet/port', 'a_b']],
    [
      'spec.template.spec.containers[0].readinessProbe.httpGet.port "a_b": the name of a port has at most 15 lower-case letters, digits and single \'-\', and a letter among them. Give the name that the container gives it.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/readinessProbe/httpGet/scheme', 'https']],
    [
      'spec.template.spec.containers[0].readinessProbe.httpGet.scheme "https": the scheme must be HTTP or HTTPS. Write HTTP or HTTPS.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/readinessProbe/periodSeconds', -1]],
    [
      'spec.template.spec.containers[0].readinessProbe.periodSeconds -1: the number must be 0 or more. Give a number 0 or more.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/readinessProbe/exec', {}]],
    [
      'exec and httpGet in spec.template.spec.containers[0].readinessProbe: a probe has exactly one handler: it is one of them. Keep one of exec and httpGet.',
      'no spec.template.spec.containers[0].readinessProbe.exec.command: an exec action runs a command. Give the command, a list of words.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/livenessProbe/successThreshold', 2]],
    [
      'spec.template.spec.containers[0].livenessProbe.successThreshold 2: successThreshold of a liveness or startup probe is 1. Remove it.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/startupProbe', { tcpSocket: {} }]],
    [
      'no spec.template.spec.containers[0].startupProbe.tcpSocket.port: a request needs a port. Give the port that the container listens on.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/readinessProbe/terminationGracePeriodSeconds', 10]],
    [
      'spec.template.spec.containers[0].readinessProbe.terminationGracePeriodSeconds 10: a readiness probe ends no container, and has no terminationGracePeriodSeconds. Remove it.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/initContainers/0/readinessProbe', { tcpSocket: { port: 1 } }]],
    [
      'readinessProbe of an init container: an init container ends before the pod runs, and has neither probes nor hooks. Remove it, or make the container a sidecar by restartPolicy: Always.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/initContainers/0/lifecycle', { preStop: { exec: { command: ['x'] } } }]],
    [
      'lifecycle of an init container: an init container ends before the pod runs, and has neither probes nor hooks. Remove it, or make the container a sidecar by restartPolicy: Always.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/lifecycle', { preStop: {} }]],
    [
      'spec.template.spec.containers[0].lifecycle.preStop {}: a hook does one thing: it has exec, httpGet, tcpSocket or sleep. Write one of exec, httpGet, tcpSocket, sleep.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/lifecycle', { preStop: { exec: {} } }]],
    [
      'no spec.template.spec.containers[0].lifecycle.preStop.exec.command: an exec action runs a command. Give the command, a list of words.',
    ],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));
