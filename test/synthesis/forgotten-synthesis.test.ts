import fs from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
// Compiled and cached before writeSync is replaced.
import '../../src/synthesis/forgotten-synthesis';

/* When something is said, without a process of its own for each case. The slow tests run real programs. */

const NAMES = ['CDK8S_OUTDIR', 'CDK8S_RECORD_CONSTRUCT_METADATA', 'JSII_AGENT', 'NODE_TEST_CONTEXT'];
const BY_CDK8S = { CDK8S_OUTDIR: 'dist', CDK8S_RECORD_CONSTRUCT_METADATA: 'false' };

const { argv, env } = process;
let said: [number, string][];
let listeners: ((exitCode: number) => void)[];
beforeEach(() => {
  said = [];
  listeners = [];
  const write = (descriptor: number, text: string) => said.push([descriptor, text]);
  jest.spyOn(fs, 'writeSync').mockImplementation(write as any);
  jest.spyOn(process, 'once').mockImplementation(((event: string, listener: () => void) => {
    expect(event).toBe('exit');
    listeners.push(listener);
    return process;
  }) as any);
});
afterEach(() => {
  jest.restoreAllMocks();
  Object.assign(process, { argv, env });
  process.exitCode = undefined;
});

/** A program of the user's, in which an app begins with each construct of a path, and its end. */
function program(
  paths: string[],
  {
    script = '/home/me/main.js',
    root = { outdir: 'dist' },
    variables = {},
    exitCode = 0,
    isRendered = false,
  }: Options = {},
): { text: string; exitCode: unknown } {
  const others = Object.entries(env).filter(([name]) => !NAMES.includes(name));
  Object.assign(process, { argv: [argv[0], ...(script ? [script] : [])] });
  Object.assign(process, { env: { ...Object.fromEntries(others), ...variables } });
  jest.isolateModules(() => {
    const { watchForgottenSynthesis } = jest.requireActual('../../src/synthesis/forgotten-synthesis');
    const rendered = paths.map((path) => watchForgottenSynthesis(root, { node: { path } }));
    rendered.forEach((each) => isRendered && each());
  });
  expect(listeners.length).toBeLessThanOrEqual(1);
  listeners.forEach((listener) => listener(exitCode));
  expect(said.every(([descriptor]) => descriptor === 2)).toBe(true);
  return { text: said.map(([, text]) => text).join(''), exitCode: process.exitCode };
}

interface Options {
  readonly script?: string | false;
  readonly root?: object;
  readonly variables?: { [name: string]: string };
  readonly exitCode?: number;
  readonly isRendered?: boolean;
}

const message = (paths: string) =>
  `cdk8s-mcp-mesh: the App with ${paths} was never synthesised, so no manifest was written. Call app.synth() when all constructs are made.\n`;

test.each<[string, Options, unknown]>([
  ['a program', {}, undefined],
  ['a program that cdk8s synth started', { variables: BY_CDK8S }, 1],
  ['a program whose user names the folder', { variables: { CDK8S_OUTDIR: 'dist' } }, undefined],
  ['a program whose user asks for records', { variables: { CDK8S_RECORD_CONSTRUCT_METADATA: 'false' } }, undefined],
  [
    'a program whose manifests cdk8s synth --stdout prints',
    { root: { outdir: join(tmpdir(), 'x') }, variables: { ...BY_CDK8S, CDK8S_OUTDIR: join(tmpdir(), 'x') } },
    1,
  ],
  ['a tree without an app', { root: {} }, undefined],
])('%s is told, and whether it fails', (_, options, exitCode) => {
  expect(program(['chart/registry'], options)).toEqual({ text: message('chart/registry'), exitCode });
});

test('all apps are named once, in one message', () => {
  expect(program(['a/registry', 'b/registry', 'a/registry']).text).toBe(
    message('a/registry and the one with b/registry'),
  );
});

test.each<[string, Options]>([
  ['an app that was rendered', { isRendered: true }],
  ['a program that failed itself', { exitCode: 1 }],
  ["an app that is a test's", { root: { outdir: join(tmpdir(), 'cdk8s.outdir.x') } }],
  ['a test runner', { script: '/home/me/node_modules/.bin/jest' }],
  ["a test of Node's own runner", { variables: { NODE_TEST_CONTEXT: 'child' } }],
  ['a kernel of another language', { variables: { JSII_AGENT: 'Python/3.12' } }],
  ['a session without a script', { script: false }],
])('nothing is said of %s', (_, options) => {
  const variables = { ...BY_CDK8S, ...options.variables };
  expect(program(['chart/registry'], { ...options, variables })).toEqual({ text: '', exitCode: undefined });
});
