import { sep } from 'path';

/**
 * Whether the process runs a program of the user's, and no test: test runners are in node_modules, and Node's own sets a variable.
 * The programs of other languages run beside a jsii kernel, which does not know how they end.
 */
export function isUserProgram(): boolean {
  const [, script] = process.argv;
  const { JSII_AGENT, NODE_TEST_CONTEXT } = process.env;
  const isOfUser = script !== undefined && !script.includes(`${sep}node_modules${sep}`);
  return isOfUser && JSII_AGENT === undefined && NODE_TEST_CONTEXT === undefined;
}
