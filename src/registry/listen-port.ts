import { EnvValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { BIND_ADDRESS, REGISTRY_PORT, Variable } from '../contract/contract';
import { checkList } from '../kubernetes/checks';
import { MeshWorkloadProps } from '../pod/pod-options';

/** Flags in a list of arguments, or within a script. A value may be a variable, which says nothing. */
const PORT_FLAG = /(?:^|\s)(?:--port|-p)(?:=|\s+)?(\S+)/;
const HOST_FLAG = /(?:^|\s)(?:--host|-H)(?:=|\s+)?(\S+)/;

/** Addresses that no other pod reaches. */
const LOOPBACK = /^['"]?(localhost|127(\.\d+){3}|\[?::1\]?)['"]?$/i;

/**
 * Refuses a registry whose own command or arguments listen elsewhere than its Service, probes and agents ask. Arguments replace
 * those of the image, which listen on 0.0.0.0:8000. Without them the registry listens on localhost:8000, unless HOST and PORT
 * say otherwise; flags win over these variables.
 */
export function checkListenPort(scope: IConstruct, props: MeshWorkloadProps, port: number): void {
  checkList(scope, 'command', props.command);
  checkList(scope, 'args', props.args);
  const { command, args = [], env } = props;
  const given = `port ${port}, with ${props.args ? `args ${show(args)}` : `command ${show(command)}`}`;
  const words = [...(command ?? []), ...args].join(' ');
  const told = PORT_FLAG.exec(words)?.[1] ?? textOf(env?.PORT) ?? String(REGISTRY_PORT);
  if (/^\d+$/.test(told) && Number(told) !== port) {
    refuse(scope, {
      given,
      rule: `the registry would listen on ${told}, while its Service, probes and agents use ${port}`,
      fix: `Add "--port", "${port}", or leave ${props.args ? 'args' : 'command'} out: they are derived from port`,
    });
  }
  const host = HOST_FLAG.exec(words)?.[1] ?? textOf(env?.[Variable.HOST]);
  if (host !== undefined && LOOPBACK.test(host)) {
    refuse(scope, {
      given: `host ${show(host)}, with ${given.replace(/^.*?, with /, '')}`,
      rule: 'the registry would listen only inside its own pod, where no other pod and no probe can reach it',
      fix: `Write "--host", "${BIND_ADDRESS}", or leave ${props.args ? 'args' : 'command'} out`,
    });
  }
  // A command of the user's own may set the variable.
  if (!command && !HOST_FLAG.test(words) && !env?.[Variable.HOST]) {
    refuse(scope, {
      given,
      rule: 'args replace those of the image, and without --host the registry listens on localhost, where no other pod reaches it',
      fix: `Add "--host", "${BIND_ADDRESS}", or leave args out`,
    });
  }
}

/** The value of a variable as far as it is known. */
function textOf(variable: EnvValue | undefined): string | undefined {
  return variable && (typeof variable.value === 'string' ? variable.value : 'unknown');
}
