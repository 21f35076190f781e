import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { runningContainers } from '../cluster/container-ports';
import { containerTitle } from '../cluster/containers';
import { BIND_ADDRESS, BIND_ADDRESS_IPV6 } from '../contract/contract';
import { isLoopback } from '../references/named-hosts';

/** The Python and TypeScript runtimes bind to `HOST`, 0.0.0.0 by default. A proxy in the same pod may forward to it. The registry's image has --host 0.0.0.0, which wins. */
export const RULE: Rule = {
  id: 'agent-listens-on-loopback',
  title: 'An agent listens only on its loopback address',
  severity: 'error',
  find: ({ agents }) =>
    agents
      .map((pod) => ({ pod, host: (pod.env.HOST ?? '').trim() }))
      .filter(
        ({ pod, host }) =>
          ![BIND_ADDRESS, BIND_ADDRESS_IPV6].includes(host) && isLoopback(host) && runningContainers(pod).length === 1,
      )
      .map(({ pod, host }): Fault => ({
        object: pod.owner,
        field: variableField(pod.owner, pod.main, 'HOST'),
        given: `${containerTitle(pod.main)}: HOST ${show(host)}`,
        rule: 'this is the address to listen on, and neither other agents nor the probes can reach a loopback address of the pod',
        fix: 'Leave HOST out, or set it to 0.0.0.0',
      })),
};
