import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { checkClosedValue } from './closed-values';
import { refuse, show } from '../base/problem';
import { checkPort } from '../kubernetes/checks';

/** The three probes that a container can have. */
export type ProbeRole = 'liveness' | 'readiness' | 'startup';

/** The smallest number that the API server takes for each option. */
const MINIMUMS = {
  initialDelaySeconds: 0,
  periodSeconds: 1,
  timeoutSeconds: 1,
  failureThreshold: 1,
  successThreshold: 1,
  terminationGracePeriodSeconds: 1,
};

const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'] as const;

/** Refuses a probe that the API server would refuse, or that can never succeed. */
export function checkProbe(scope: IConstruct, role: string, probe: k8s.Probe, portNames: string[]): void {
  checkNumbers(scope, role, probe);
  checkOneHandler(scope, role, probe);
  checkHandlerPort(scope, role, probe, portNames);
  if (probe.httpGet?.scheme !== undefined) {
    checkClosedValue(scope, `${role} httpGet.scheme`, probe.httpGet.scheme, ['HTTP', 'HTTPS']);
  }
  if (probe.httpGet?.path !== undefined && !probe.httpGet.path.startsWith('/')) {
    refuse(scope, {
      given: `${role} path ${show(probe.httpGet.path)}`,
      rule: "the path of an HTTP probe starts with '/'",
      fix: 'Give a path such as "/health"',
    });
  }
}

function checkNumbers(scope: IConstruct, role: string, probe: k8s.Probe): void {
  for (const [option, minimum] of Object.entries(MINIMUMS)) {
    const value = (probe as { [option: string]: unknown })[option];
    if (typeof value === 'number' && (!Number.isInteger(value) || value < minimum)) {
      refuse(scope, {
        given: `${role} ${option} ${show(value)}`,
        rule: `it is a whole number, ${minimum} or more`,
        fix: 'Give whole seconds, or leave it out',
      });
    }
  }
  if (!role.startsWith('readiness') && (probe.successThreshold ?? 1) !== 1) {
    refuse(scope, {
      given: `${role} successThreshold ${show(probe.successThreshold)}`,
      rule: 'one success is enough for liveness and startup, and the API server refuses another number',
      fix: 'Leave it out; readiness may ask for more',
    });
  }
  if (role.startsWith('readiness') && probe.terminationGracePeriodSeconds !== undefined) {
    refuse(scope, {
      given: `${role} terminationGracePeriodSeconds ${show(probe.terminationGracePeriodSeconds)}`,
      rule: 'a readiness probe ends no container, and the API server refuses it there',
      fix: 'Leave it out, or give it to the liveness or startup probe',
    });
  }
}

function checkOneHandler(scope: IConstruct, role: string, probe: k8s.Probe): void {
  const handlers = HANDLERS.filter((handler) => probe[handler] !== undefined);
  if (handlers.length !== 1) {
    refuse(scope, {
      given: `${role} probe with ${handlers.length === 0 ? 'no handler' : handlers.join(' and ')}`,
      rule: `a probe has exactly one handler: ${HANDLERS.join(', ')}`,
      fix: 'Give one of them, or MeshProbe.none() for no probe',
    });
  }
  if (probe.exec && !probe.exec.command?.length) {
    refuse(scope, {
      given: `${role} exec without a command`,
      rule: 'a probe of this kind runs a command in the container',
      fix: 'Give exec: { command: [...] }',
    });
  }
}

function checkHandlerPort(scope: IConstruct, role: string, probe: k8s.Probe, portNames: string[]): void {
  const handler = (['httpGet', 'tcpSocket'] as const).find((each) => probe[each]);
  if (probe.grpc) {
    checkPort(scope, `${role} grpc port`, probe.grpc.port);
  }
  if (!handler) {
    return;
  }
  const port: unknown = probe[handler]!.port?.value;
  if (port === undefined && probe[handler]!.port === undefined) {
    refuse(scope, {
      given: `${role} ${handler} without a port`,
      rule: 'the kubelet connects to a port of the container',
      fix: 'Give port: k8s.IntOrString.fromString("http"), or a number',
    });
  }
  if (typeof port === 'number') {
    checkPort(scope, `${role} ${handler} port`, port);
  } else if (typeof port === 'string' && !portNames.includes(port)) {
    refuse(scope, {
      given: `${role} ${handler} port ${show(port)}`,
      rule: portNames.length
        ? `the container has ports named ${portNames.map(show).join(', ')}, so the probe could never succeed`
        : 'the container has no port with a name, so the probe could never succeed',
      fix: 'Name one of its ports, or give the number: k8s.IntOrString.fromNumber(8080)',
    });
  }
}
