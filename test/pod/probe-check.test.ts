import { k8s } from 'cdk8s-plus-28';
import { MeshProbe } from '../../src';
import { refusalOf } from '../support/agent-refusal';

const port = k8s.IntOrString.fromNumber;
const portName = k8s.IntOrString.fromString;

const refused: [string, 'liveness' | 'readiness' | 'startup', k8s.Probe, string][] = [
  [
    'without a handler',
    'liveness',
    { periodSeconds: 3 },
    'liveness probe with no handler: a probe has exactly one handler: httpGet, tcpSocket, grpc, exec. Give one of them, or MeshProbe.none() for no probe.',
  ],
  [
    'with two handlers',
    'readiness',
    { tcpSocket: { port: port(80) }, exec: { command: ['true'] } },
    'readiness probe with tcpSocket and exec: a probe has exactly one handler: httpGet, tcpSocket, grpc, exec. Give one of them, or MeshProbe.none() for no probe.',
  ],
  [
    'without a port',
    'startup',
    { httpGet: { path: '/health' } as k8s.HttpGetAction },
    'startup httpGet without a port: the kubelet connects to a port of the container. Give port: k8s.IntOrString.fromString("http"), or a number.',
  ],
  [
    'on port 0',
    'liveness',
    { tcpSocket: { port: port(0) } },
    'liveness tcpSocket port 0: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
  ],
  [
    'by gRPC on port 0',
    'liveness',
    { grpc: { port: 0 } },
    'liveness grpc port 0: a port is a whole number from 1 to 65535. Give the port that the container listens on, such as 8080.',
  ],
  [
    'on a port by a name that the container does not have',
    'readiness',
    { httpGet: { port: portName('metrics') } },
    'readiness httpGet port "metrics": the container has ports named "http", so the probe could never succeed. Name one of its ports, or give the number: k8s.IntOrString.fromNumber(8080).',
  ],
  [
    'that runs no command',
    'liveness',
    { exec: {} },
    'liveness exec without a command: a probe of this kind runs a command in the container. Give exec: { command: [...] }.',
  ],
  [
    'of liveness that wants two successes',
    'liveness',
    { tcpSocket: { port: port(80) }, successThreshold: 2 },
    'liveness successThreshold 2: one success is enough for liveness and startup, and the API server refuses another number. Leave it out; readiness may ask for more.',
  ],
  [
    'of startup that wants two successes',
    'startup',
    { tcpSocket: { port: port(80) }, successThreshold: 2 },
    'startup successThreshold 2: one success is enough for liveness and startup, and the API server refuses another number. Leave it out; readiness may ask for more.',
  ],
  [
    'of readiness that ends the container',
    'readiness',
    { tcpSocket: { port: port(80) }, terminationGracePeriodSeconds: 5 },
    'readiness terminationGracePeriodSeconds 5: a readiness probe ends no container, and the API server refuses it there. Leave it out, or give it to the liveness or startup probe.',
  ],
];

test.each(refused)('a probe %s is refused', (_, role, probe, message) => {
  expect(refusalOf({ [role]: MeshProbe.of(probe) })).toBe(`[mesh/a] ${message}`);
});

test.each<[string, k8s.Probe]>([
  ['wants two successes', { tcpSocket: { port: port(80) }, successThreshold: 2 }],
  ["asks the container's port by its name", { httpGet: { port: portName('http') } }],
  ['asks another port by its number', { httpGet: { port: port(9090) } }],
  ['asks by gRPC', { grpc: { port: 9090 } }],
  ['runs a command', { exec: { command: ['true'] } }],
])('a readiness probe that %s is taken', (_, probe) => {
  expect(refusalOf({ readiness: MeshProbe.of(probe) })).toBeUndefined();
});

test.each([
  ['initialDelaySeconds', 0],
  ['periodSeconds', 1],
  ['timeoutSeconds', 1],
  ['failureThreshold', 1],
  ['successThreshold', 1],
  ['terminationGracePeriodSeconds', 1],
])('%s is a whole number, %d or more', (option, least) => {
  const said = (value: number) =>
    refusalOf({ liveness: MeshProbe.of({ exec: { command: ['true'] }, [option]: value }) });
  expect(said(least)).toBeUndefined();
  [least - 1, least + 0.5].forEach((value) =>
    expect(said(value)).toBe(
      `[mesh/a] liveness ${option} ${value}: it is a whole number, ${least} or more. Give whole seconds, or leave it out.`,
    ),
  );
});

describe("a sidecar's probe", () => {
  const sidecar = (livenessProbe: k8s.Probe): k8s.Container => ({
    name: 'proxy',
    image: 'registry.example.com/proxy:1.0.0',
    ports: [{ name: 'admin', containerPort: 9901 }],
    livenessProbe,
  });

  test('knows the ports of its own container', () => {
    expect(refusalOf({ sidecars: [sidecar({ httpGet: { port: portName('admin') } })] })).toBeUndefined();
    expect(refusalOf({ sidecars: [sidecar({ httpGet: { port: portName('http') } })] })).toBe(
      '[mesh/a] liveness of container "proxy": httpGet port "http": the container has ports named "admin", so the probe could never succeed. Name one of its ports, or give the number: k8s.IntOrString.fromNumber(8080).',
    );
  });

  test('is checked as that of the agent', () => {
    expect(refusalOf({ sidecars: [sidecar({ tcpSocket: { port: port(1) }, successThreshold: 2 })] })).toBe(
      '[mesh/a] liveness of container "proxy": successThreshold 2: one success is enough for liveness and startup, and the API server refuses another number. Leave it out; readiness may ask for more.',
    );
  });
});
