import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { Container } from '../api/pod-spec';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { runningContainers } from '../cluster/container-ports';
import { containerTitle, NamedContainer } from '../cluster/containers';
import { Pod } from '../cluster/pods';

/** A headless Service has records of pods that are ready. A pod is ready after its init containers ended. */
export const RULE: Rule = {
  id: 'pod-waits-for-own-name',
  title: 'Pods of a StatefulSet wait for their own DNS names before these exist',
  severity: 'error',
  find: ({ cluster }) =>
    cluster.pods
      .filter(({ owner }) => owner.kind === 'StatefulSet')
      .flatMap((pod) =>
        [
          ...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy !== 'Always').flatMap(waitOf),
          ...runningContainers(pod).flatMap(readinessOf),
        ].flatMap((wait) => faultsOf(cluster, pod, wait)),
      ),
};

/** What decides whether a pod gets ready, and the words that may name other pods. */
interface Wait {
  readonly title: string;
  readonly words: { readonly part: object; readonly field: string; readonly words: string[] }[];
  readonly rule: string;
}

function waitOf(container: Container): Wait[] {
  const { command = [], args = [] } = container;
  return WAITS.test([...command, ...args].join('\n'))
    ? [
        {
          title: `${containerTitle(container, 'init container')} waits for`,
          words: [
            { part: container, field: 'command', words: command },
            { part: container, field: 'args', words: args },
          ],
          rule:
            'a headless Service has the names of pods that are ready, and no pod is ready before its init containers end: the first pod waits for ever, and the ' +
            'others with it',
        },
      ]
    : [];
}

/** A command that a readiness probe runs. */
function readinessOf({ container, title }: NamedContainer): Wait[] {
  const exec = container.readinessProbe?.exec;
  return exec?.command === undefined
    ? []
    : [
        {
          title: `${title}: readinessProbe asks for`,
          words: [{ part: exec, field: 'command', words: exec.command }],
          rule: 'a headless Service has the names of pods that are ready, and no pod gets ready before it finds this one: all of them wait for ever',
        },
      ];
}

/** Scripts that ask which of the pods they are in: what they wait for is decided at run time. */
const ASKS_FOR_ITSELF = /HOSTNAME|hostname|POD_NAME|ORDINAL|POD_INDEX/;

const WAITS = /\b(until|while|wait)/;

const SLEEPS_ONCE = /\|\|\s*(true|:)\s*$/;

function faultsOf(cluster: Cluster, { owner, namespace, subdomain }: Pod, { title, words, rule }: Wait): Fault[] {
  const service = subdomain === undefined ? undefined : cluster.service(namespace, subdomain);
  const script = words.flatMap((each) => each.words).join('\n');
  const { publishNotReadyAddresses, clusterIP } = service?.manifest.spec ?? {};
  if (
    service === undefined ||
    clusterIP !== 'None' ||
    publishNotReadyAddresses === true ||
    ASKS_FOR_ITSELF.test(script) ||
    SLEEPS_ONCE.test(script)
  ) {
    return [];
  }
  const name = (script.match(/[\w.-]+/g) ?? []).find((word) => isPodName(word, owner.metadata.name, service.name));
  const holder = words.find((each) => each.words.some((word) => name !== undefined && word.includes(name)));
  return name === undefined || holder === undefined
    ? []
    : [
        {
          object: owner,
          field: fieldOf(owner, holder.part, holder.field),
          related: [{ object: service.manifest, field: ['spec'] }],
          given: `${title} ${show(name)}, a pod of its own StatefulSet`,
          rule,
          fix: `Set publishNotReadyAddresses: true on Service ${show(subdomain)}, or wait in the program itself`,
        },
      ];
}

/** Whether a word is the name of a pod of a StatefulSet, below its Service. */
function isPodName(word: string, set: string, service: string): boolean {
  const [pod, host] = word.split('.');
  return host === service && pod.startsWith(`${set}-`) && /^\d+$/.test(pod.slice(set.length + 1));
}
