import { writeSync } from 'fs';
import { tmpdir } from 'os';
import { App } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isUserProgram } from '../base/user-program';

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
  if (!isUserProgram() || !isToBeWritten(root as App)) {
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
