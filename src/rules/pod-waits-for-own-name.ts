import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { Container } from '../api/pod-spec';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { containerTitle } from '../cluster/containers';
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
        (pod.spec.initContainers ?? [])
          .filter(({ restartPolicy }) => restartPolicy !== 'Always')
          .flatMap((container) => faultsOf(cluster, pod, container)),
      ),
};

/** Scripts that ask which of the pods they are in: what they wait for is decided at run time. */
const ASKS_FOR_ITSELF = /HOSTNAME|hostname|POD_NAME|ORDINAL|POD_INDEX/;

const WAITS = /\b(until|while|wait)/;

const SLEEPS_ONCE = /\|\|\s*(true|:)\s*$/;

function faultsOf(cluster: Cluster, { owner, namespace, subdomain }: Pod, container: Container): Fault[] {
  const service = subdomain === undefined ? undefined : cluster.service(namespace, subdomain);
  const { command = [], args = [] } = container;
  const script = [...command, ...args].join('\n');
  const { publishNotReadyAddresses, clusterIP } = service?.manifest.spec ?? {};
  if (
    service === undefined ||
    clusterIP !== 'None' ||
    publishNotReadyAddresses === true ||
    !WAITS.test(script) ||
    ASKS_FOR_ITSELF.test(script) ||
    SLEEPS_ONCE.test(script)
  ) {
    return [];
  }
  const name = (script.match(/[\w.-]+/g) ?? []).find((word) => isPodName(word, owner.metadata.name, service.name));
  return name === undefined
    ? []
    : [
        {
          object: owner,
          field: fieldOf(owner, container, command.some((word) => word.includes(name)) ? 'command' : 'args'),
          related: [{ object: service.manifest, field: ['spec'] }],
          given: `${containerTitle(container, 'init container')} waits for ${show(name)}, a pod of its own StatefulSet`,
          rule:
            'a headless Service has the names of pods that are ready, and no pod is ready before its init containers end: the first pod waits for ever, and the ' +
            'others with it',
          fix: `Set publishNotReadyAddresses: true on Service ${show(subdomain)}, or wait in the program itself`,
        },
      ];
}

/** Whether a word is the name of a pod of a StatefulSet, below its Service. */
function isPodName(word: string, set: string, service: string): boolean {
  const [pod, host] = word.split('.');
  return host === service && pod.startsWith(`${set}-`) && /^\d+$/.test(pod.slice(set.length + 1));
}
