import { PluginKind, commonTokens, declareClassPlugin, tokens } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  TestStatus,
  determineHitLimitReached,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { jestExpect } from '@jest/expect';
import {
  addEventHandler,
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  getState,
  it,
  resetState,
  run,
  test,
} from 'jest-circus';
import { SnapshotState } from 'jest-snapshot';
import { basename, dirname, join, resolve } from 'node:path';
import { SandboxModules } from './sandbox-modules.mjs';

// Runs the tests for Stryker by Jest's own parts, in one process. Stryker's runner starts Jest for each mutation, which loads every test
// file and all that it imports. Here, packages stay loaded, and only the tests that reach the mutation run, until one fails. The project's
// own modules are evaluated anew for each mutation, so that none leaves a state to the next.

/** Where the instrumented sources ask which mutation is active. */
const stryker = (globalThis.__stryker__ ??= {});

/** A test is slow on a busy machine, and is not to fail by that. */
const TEST_TIMEOUT = 10 * 60 * 1000;

class InProcessTestRunner {
  static inject = tokens(commonTokens.options);

  constructor({ inProcess }) {
    this.files = inProcess.testFiles;
    this.only = inProcess.only;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    this.modules = new SandboxModules(process.cwd());
    Object.assign(globalThis, { afterAll, afterEach, beforeAll, beforeEach, describe, expect: jestExpect, it, test });
    addEventHandler((event) => this.handle(event));
  }

  async dryRun({ coverageAnalysis }) {
    Object.assign(stryker, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
    this.coversByTest = coverageAnalysis === 'perTest';
    this.stopsAtFailure = false;
    const result = await this.runTests();
    return result.status === DryRunStatus.Complete ? { ...result, mutantCoverage: stryker.mutantCoverage } : result;
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    const hitCount = hitLimit === undefined ? undefined : 0;
    Object.assign(stryker, { activeMutant: activeMutant.id, hitLimit, hitCount, currentTestId: undefined });
    this.coversByTest = false;
    this.stopsAtFailure = !disableBail;
    const result = await this.runTests(this.filterOf(activeMutant.fileName, testFilter));
    return toMutantRunResult(determineHitLimitReached(stryker.hitCount, hitLimit) ?? result, disableBail);
  }

  /** Which tests run: those that reach the mutation and, if the configuration says so, are of the mutated file. */
  filterOf(mutatedFile, testFilter) {
    const own = (pattern) => new RegExp((pattern ?? '').replaceAll('{name}', basename(mutatedFile, '.ts')));
    const [ownFile, ownTest] = [own(this.only?.files), own(this.only?.tests)];
    const reaching = testFilter && new Set(testFilter.filter((id) => ownTest.test(id)));
    const files = reaching && new Set([...reaching].map((id) => id.split(' ')[0]));
    return {
      hasFile: (file) => ownFile.test(file) && (!files || files.has(file)),
      hasTest: (id) => (reaching ? reaching.has(id) : ownTest.test(id)),
    };
  }

  /** File by file, so that what is noticed by the first needs no other. */
  async runTests(filter) {
    const tests = [];
    this.modules.forget();
    for (const file of this.files.filter((each) => !filter || filter.hasFile(each))) {
      resetState();
      try {
        describe(file, () => void this.modules.load(resolve('test', file)));
      } catch (error) {
        return { status: DryRunStatus.Error, errorMessage: String(error?.stack ?? error) };
      }
      getState().testTimeout = TEST_TIMEOUT;
      if (filter) {
        skip((test) => !filter.hasTest(idOf(test)));
      }
      const { testResults, unhandledErrors } = await run();
      if (unhandledErrors.length > 0) {
        return { status: DryRunStatus.Error, errorMessage: unhandledErrors.join('\n') };
      }
      tests.push(...testResults.map(testResult));
      if (this.stopsAtFailure && tests.some(({ status }) => status === TestStatus.Failed)) {
        break;
      }
    }
    return { status: DryRunStatus.Complete, tests };
  }

  handle(event) {
    switch (event.name) {
      case 'test_start':
        jestExpect.setState(this.expectState(event.test));
        stryker.currentTestId = this.coversByTest ? idOf(event.test) : undefined;
        break;
      case 'test_done':
        stryker.currentTestId = undefined;
        event.test.errors.push(...withheldErrors());
        this.modules.clearMocks();
        if (this.stopsAtFailure && event.test.errors.length > 0) {
          skip(() => true);
        }
        break;
    }
  }

  /** What snapshots are found by: the file, and the name without it. */
  expectState(test) {
    const [file, ...names] = pathOf(test);
    const testPath = resolve('test', file);
    const snapshotFormat = { escapeString: false, printBasicPrototype: false };
    const options = { updateSnapshot: 'none', rootDir: process.cwd(), snapshotFormat };
    const path = join(dirname(testPath), '__snapshots__', `${basename(testPath)}.snap`);
    const snapshotState = new SnapshotState(path, options);
    return { testPath, snapshotState, currentTestName: names.join(' '), currentConcurrentTestName: undefined };
  }
}

/** Snapshots that differ do not end their test, so that it shows all of them: the errors are kept until it is done. */
function withheldErrors() {
  const { suppressedErrors = [] } = jestExpect.getState();
  jestExpect.setState({ suppressedErrors: [] });
  return suppressedErrors;
}

/** Tests that have not run yet are not run. */
function skip(which, block = getState().rootDescribeBlock) {
  for (const child of block.children) {
    if (child.type === 'describeBlock') {
      skip(which, child);
    } else if (child.status === null && which(child)) {
      child.mode = 'skip';
    }
  }
}

/** The file of a test, the blocks that it is in, and its name. */
function pathOf(test) {
  return test.parent ? [...pathOf(test.parent), test.name] : [];
}

const idOf = (test) => pathOf(test).join(' ');

function testResult({ testPath: [, file, ...names], status, errors, duration }) {
  const name = [file, ...names].join(' ');
  const result = { id: name, name, fileName: resolve('test', file), timeSpentMs: duration ?? 0 };
  if (errors.length > 0) {
    return { ...result, status: TestStatus.Failed, failureMessage: errors.join('\n') };
  }
  return { ...result, status: status === 'done' ? TestStatus.Success : TestStatus.Skipped };
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessTestRunner)];

const string = { type: 'string' };
export const strykerValidationSchema = {
  type: 'object',
  properties: {
    inProcess: {
      type: 'object',
      properties: {
        testFiles: { type: 'array', items: string },
        only: { type: 'object', properties: { files: string, tests: string } },
      },
    },
  },
};
