import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { WAIT_IMAGE } from '../contract/contract';
import { checkImage } from '../kubernetes/checks';
import { withImageRegistry } from '../membership/app-defaults';
import { IMeshRegistry, MeshAgentDefaults } from '../membership/registry-options';
import { literal } from '../pod/env';
import { placementOf } from '../pod/pod-extras';
import { containerSecurityContext, podSecurityContext, quantities, resourcesUnlessEmpty } from '../pod/pod-security';
import { checkResourcesStruct } from '../pod/struct-props';

/** Everything that decides the Job of a discovery test. */
export interface DiscoveryJobPlan {
  /** The test that errors name. */
  readonly scope: IConstruct;
  readonly registry: IMeshRegistry;
  /** The user's options. */
  readonly props: {
    readonly iterations?: number;
    readonly timeout?: Duration;
    readonly gracePeriod?: Duration;
    readonly deadline?: Duration;
    readonly ttlAfterFinished?: Duration;
    readonly image?: string;
    readonly resources?: k8s.ResourceRequirements;
  };
  /** Name of the Job, and of the ConfigMap that it mounts. */
  readonly name: string;
  readonly labels: { [key: string]: string };
  readonly account: string;
}

/** Keys of the ConfigMap. */
export const DISCOVERY_SCRIPT_FILE = 'test.sh';
export const DISCOVERY_LIST = 'checks';

/** Where the ConfigMap is mounted. */
const FOLDER = '/discovery';

/** Seconds that the Job's pod may take to start, in addition to its test's deadline. */
const START_SECONDS = 60;

/** Enough CPU to start a process for each request. With less, throttling would be measured as latency. */
const DEFAULT_RESOURCES: k8s.ResourceRequirements = {
  requests: quantities({ cpu: '50m', memory: '32Mi', 'ephemeral-storage': '16Mi' }),
  limits: quantities({ cpu: '500m', memory: '128Mi', 'ephemeral-storage': '64Mi' }),
};

/** The Job of a discovery test. It is immutable on a cluster, so the list of checks is in the ConfigMap. */
export function discoveryJob(plan: DiscoveryJobPlan): k8s.JobSpec {
  const { scope, props } = plan;
  const grace = wholeSeconds(scope, 'gracePeriod', props.gracePeriod ?? Duration.minutes(2), 0);
  const deadline = wholeSeconds(scope, 'deadline', props.deadline ?? Duration.minutes(10), 1);
  if (deadline <= grace) {
    refuse(scope, {
      given: `deadline ${deadline} seconds, with a gracePeriod of ${grace}`,
      rule: "the time that the mesh may take to come up is part of the test's",
      fix: 'Give a longer deadline, or a shorter gracePeriod',
    });
  }
  checkResourcesStruct(scope, 'resources', props.resources);
  return {
    backoffLimit: 0,
    activeDeadlineSeconds: deadline + START_SECONDS,
    ttlSecondsAfterFinished: wholeSeconds(scope, 'ttlAfterFinished', props.ttlAfterFinished ?? Duration.days(1), 0),
    template: template(plan, [
      literal('ITERATIONS', String(checkIterations(scope, props.iterations ?? 10))),
      literal('TIMEOUT', String(wholeSeconds(scope, 'timeout', props.timeout ?? Duration.seconds(5), 1))),
      literal('GRACE', String(grace)),
      literal('DEADLINE', String(deadline)),
    ]),
  };
}

function template(plan: DiscoveryJobPlan, env: k8s.EnvVar[]): k8s.PodTemplateSpec {
  const { _members: members, agentDefaults } = plan.registry;
  const serviceMesh = plan.registry.serviceMesh._implementation;
  const annotations = serviceMesh.podAnnotations({ wildcardHosts: () => members.wildcardHosts });
  return withImageRegistry(plan.scope, {
    metadata: {
      labels: { ...plan.labels, ...serviceMesh.podLabels },
      annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
    },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      serviceAccountName: plan.account,
      enableServiceLinks: false,
      securityContext: podSecurityContext(agentDefaults.podSecurityContext),
      containers: [container(plan, env)],
      volumes: [{ name: 'discovery', configMap: { name: plan.name } }],
      // Scheduled as the agents are, with their resolver, so that the test sees what an agent sees.
      ...placementOf(agentDefaults),
    },
  });
}

function container({ scope, registry, props }: DiscoveryJobPlan, env: k8s.EnvVar[]): k8s.Container {
  const { agentDefaults } = registry;
  const { proxyShutdownUrl } = registry.serviceMesh._implementation;
  return {
    name: 'test',
    image: checkImage(scope, 'image', props.image ?? toolsImageOf(agentDefaults)),
    imagePullPolicy: agentDefaults.imagePullPolicy,
    command: ['sh', `${FOLDER}/${DISCOVERY_SCRIPT_FILE}`, `${FOLDER}/${DISCOVERY_LIST}`],
    env: proxyShutdownUrl === undefined ? env : [...env, literal('QUIT_PROXY', proxyShutdownUrl)],
    resources: resourcesUnlessEmpty(props.resources ?? DEFAULT_RESOURCES),
    securityContext: containerSecurityContext(),
    volumeMounts: [{ name: 'discovery', mountPath: FOLDER, readOnly: true }],
  };
}

/** The image that the mesh's agents wait with: what was moved to a private registry for them is there for the test too. */
function toolsImageOf({ toolsImage, waitForRegistry }: MeshAgentDefaults): string {
  return toolsImage ?? waitForRegistry?._image ?? WAIT_IMAGE;
}

function checkIterations(scope: IConstruct, value: number): number {
  if (!Number.isInteger(value) || value < 1) {
    refuse(scope, {
      given: `iterations ${show(value)}`,
      rule: 'each check is made a whole number of times, one or more',
      fix: 'Give a number such as 100',
    });
  }
  return value;
}

function wholeSeconds(scope: IConstruct, prop: string, duration: Duration, minimum: number): number {
  const value = duration.toSeconds({ integral: false });
  if (!Number.isInteger(value) || value < minimum) {
    refuse(scope, {
      given: `${prop} ${show(value)} seconds`,
      rule: `it is a whole number of seconds, ${minimum} or more`,
      fix: `Give one such as Duration.seconds(${minimum + 30})`,
    });
  }
  return value;
}
