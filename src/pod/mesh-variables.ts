import { EnvValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';
import { MeshProcess, variableFault } from '../contract/mesh-variables';

/**
 * Refuses variables of MCP Mesh that are misspelt, or whose values it does not take. A name that is like no known one passes: it
 * may be of the user's own code.
 *
 * @param prop the prop that errors name
 */
export function checkMeshVariables(
  scope: IConstruct,
  process: MeshProcess,
  env: { [name: string]: EnvValue } = {},
  prop: string = 'env',
): void {
  for (const [name, value] of Object.entries(env)) {
    const text: unknown = value?.value;
    const fault = variableFault(process, name, typeof text === 'string' ? text : undefined);
    if (fault?.meant !== undefined) {
      refuse(scope, { ...fault, given: `${prop} "${name}"` });
    }
    if (fault && !fault.isUnknown) {
      refuse(scope, { ...fault, given: `${prop} "${name}" ${show(text)}` });
    }
  }
}
