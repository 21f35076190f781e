import { At } from './at';
import { all, atLeast, Check, eachOf, fields, ifSet, oneFieldOf, oneOf, portOrName, required, text } from './checks';

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

const PORT = required('a request needs a port', 'Give the port that the container listens on', portOrName);

const HEADER = fields({
  name: required(
    'a header has a name',
    'Name the header',
    text((name) => /^[-A-Za-z0-9_]+$/.test(name), 'the name of a header has letters, digits, - and _', 'Respell it'),
  ),
});

const ACTIONS: { readonly [field: string]: Check } = {
  exec: ifSet(fields({ command: required('an exec action runs a command', 'Give the command, a list of words') })),
  httpGet: ifSet(fields({ port: PORT, scheme: oneOf('the scheme', 'HTTP', 'HTTPS'), httpHeaders: eachOf(HEADER) })),
  tcpSocket: ifSet(fields({ port: PORT })),
  grpc: ifSet(
    fields({ port: required('a request needs a port', 'Give the port that the container listens on', portOrName) }),
  ),
};

const COUNTS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

const PROBE = all(
  oneFieldOf(HANDLERS, 'a probe has exactly one handler: it'),
  fields({
    ...ACTIONS,
    ...Object.fromEntries(COUNTS.map((field) => [field, atLeast(0)])),
    terminationGracePeriodSeconds: atLeast(1),
  }),
);

/** Of probes that restart a container, one success counts. Zero is the default, which is one. */
function onceIsEnough(at: At): void {
  const successes = at.field('successThreshold');
  if (successes.number !== undefined && successes.number > 1) {
    successes.refuse('successThreshold of a liveness or startup probe is 1', 'Remove it');
  }
}

function withoutGracePeriod(at: At): void {
  const period = at.field('terminationGracePeriodSeconds');
  if (period.isSet) {
    period.refuse('a readiness probe ends no container, and has no terminationGracePeriodSeconds', 'Remove it');
  }
}

const HOOK = all(oneFieldOf(['exec', 'httpGet', 'tcpSocket', 'sleep'], 'a hook does one thing: it'), fields(ACTIONS));

/** The probes and hooks of a container that runs as long as its pod. */
export const probes: Check = fields({
  livenessProbe: ifSet(all(PROBE, onceIsEnough)),
  readinessProbe: ifSet(all(PROBE, withoutGracePeriod)),
  startupProbe: ifSet(all(PROBE, onceIsEnough)),
  lifecycle: ifSet(fields({ postStart: ifSet(HOOK), preStop: ifSet(HOOK) })),
});

/** An init container that ends has none of them. */
export const noProbes: Check = fields(
  Object.fromEntries(
    ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'].map((field) => [
      field,
      ifSet((at) =>
        at.refuse(
          'an init container ends before the pod runs, and has neither probes nor hooks',
          'Remove it, or make the container a sidecar by restartPolicy: Always',
          `${field} of an init container`,
        ),
      ),
    ]),
  ),
);
