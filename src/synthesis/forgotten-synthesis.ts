import { writeSync } from 'fs';
import { tmpdir } from 'os';
import { sep } from 'path';
import { App } from 'cdk8s';
import { IConstruct } from 'constructs';

/** Whether an app was rendered, and how its constructs can be named. It does not hold the app. */
interface Watched {
  readonly firstPath: string;
  isRendered: boolean;
}

const STDERR = 2;

let watched: Watched[] | undefined;

/**
 * Watches an app until the process ends, and says so if nobody has rendered it: a forgotten `app.synth()` would end with no file and
 * exit code 0. A process that `cdk8s synth` started fails. Others may make an app for another purpose, and get a warning.
 *
 * @param first the first construct of the app that this library made
 * @returns a function to be called when the app is rendered
 */
export function watchForgottenSynthesis(root: IConstruct, first: IConstruct): () => void {
  if (!isProgram() || !isToBeWritten(root as App)) {
    return () => {};
  }
  const app: Watched = { firstPath: first.node.path, isRendered: false };
  if (!watched) {
    watched = [];
    process.once('exit', sayForgotten);
  }
  watched.push(app);
  return () => (app.isRendered = true);
}

/**
 * Whether the process runs a program of the user's, and no test: test runners are in node_modules, and Node's own sets a variable.
 * The programs of other languages run beside a jsii kernel, which does not know how they end.
 */
function isProgram(): boolean {
  const [, script] = process.argv;
  const { JSII_AGENT, NODE_TEST_CONTEXT } = process.env;
  const isOfUser = script !== undefined && !script.includes(`${sep}node_modules${sep}`);
  return isOfUser && JSII_AGENT === undefined && NODE_TEST_CONTEXT === undefined;
}

/** The app of `Testing.app()` writes into a temporary folder, and so does that of `cdk8s synth --stdout`. */
function isToBeWritten({ outdir = '' }: App): boolean {
  return outdir === process.env.CDK8S_OUTDIR || !outdir.startsWith(tmpdir());
}

/** `cdk8s synth` sets both variables for the program that it starts. */
function isStartedByCdk8s(): boolean {
  const { CDK8S_OUTDIR, CDK8S_RECORD_CONSTRUCT_METADATA } = process.env;
  return CDK8S_OUTDIR !== undefined && CDK8S_RECORD_CONSTRUCT_METADATA !== undefined;
}

function sayForgotten(exitCode: number): void {
  const forgotten = watched!.filter(({ isRendered }) => !isRendered);
  if (exitCode !== 0 || forgotten.length === 0) {
    return;
  }
  const paths = [...new Set(forgotten.map(({ firstPath }) => firstPath))].join(' and the one with ');
  writeSync(
    STDERR,
    `cdk8s-mcp-mesh: the App with ${paths} was never synthesised, so no manifest was written. Call app.synth() when all constructs are made.\n`,
  );
  if (isStartedByCdk8s()) {
    process.exitCode = 1;
  }
}
