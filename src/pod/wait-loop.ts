import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { quantities, resourcesUnlessEmpty } from './pod-security';
import { checkResourcesStruct } from './struct-props';
import { refuse, show } from '../base/problem';
import { checkImage } from '../kubernetes/checks';

/** Seconds between two tries, as in the guide. */
export const INTERVAL = 2;

/** Less than the container's own, so that the wait never makes a pod harder to schedule. */
const DEFAULT_RESOURCES: k8s.ResourceRequirements = {
  requests: quantities({ cpu: '10m', memory: '16Mi', 'ephemeral-storage': '16Mi' }),
  limits: quantities({ cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' }),
};

/** An init container that tries something until it succeeds. */
export interface Wait {
  /** Of the container. */
  readonly name: string;
  /** The prop that errors name. */
  readonly prop: string;
  readonly image: string;
  /** Requests and limits as a whole; `{}` means none. */
  readonly resources?: k8s.ResourceRequirements;
  /** A program that the image must have beside a shell. Without it, the wait fails at once and says so. */
  readonly program?: string;
  /** The shell command that is tried. */
  readonly probe: string;
  /** Printed after each try that failed. */
  readonly waiting: string;
  /** When the wait ends all the same, and what it prints then. Without it there is no end. */
  readonly bound?: { readonly timeout: number; readonly failure: string };
}

export function waitContainer(scope: IConstruct, wait: Wait): k8s.Container {
  checkResourcesStruct(scope, `${wait.prop} resources`, wait.resources);
  return {
    name: wait.name,
    image: checkImage(scope, `${wait.prop} image`, wait.image),
    command: ['sh', '-c'],
    args: [loop(wait)],
    resources: resourcesUnlessEmpty(wait.resources ?? DEFAULT_RESOURCES),
  };
}

/** The seconds of a bounded wait, each of them whole. */
export function waitSeconds(scope: IConstruct, prop: string, timeout: Duration | undefined): number | undefined {
  const seconds = timeout?.toSeconds({ integral: false });
  if (seconds !== undefined && (seconds < 1 || !Number.isInteger(seconds))) {
    refuse(scope, {
      given: `${prop} timeout ${show(seconds)} seconds`,
      rule: 'a bounded wait lasts a whole number of seconds, one or more',
      fix: 'Give a timeout such as Duration.minutes(5), or leave it out',
    });
  }
  return seconds;
}

function loop({ probe, program, waiting, bound }: Wait): string {
  const lines = [
    `until ${probe}; do`,
    ...untilDeadline(bound),
    `  echo "${waiting}"`,
    `  sleep ${INTERVAL}`,
    'done',
    '',
  ];
  if (bound) {
    lines.unshift(`deadline=$(($(date +%s) + ${bound.timeout}))`);
  }
  if (program) {
    lines.unshift(`command -v ${program} >/dev/null || { echo "The image of this wait has no ${program}"; exit 1; }`);
  }
  return lines.join('\n');
}

function untilDeadline(bound: Wait['bound']): string[] {
  return bound
    ? ['  if [ "$(date +%s)" -ge "$deadline" ]; then', `    echo "${bound.failure}"`, '    exit 1', '  fi']
    : [];
}
