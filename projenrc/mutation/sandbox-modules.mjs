import { ModuleMocker } from 'jest-mock';
import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import ts from 'typescript';

/** The project's own modules, of TypeScript: compiled once, evaluated anew as often as one likes. */
export class SandboxModules {
  constructor(root) {
    this.root = root;
    this.compiled = new Map();
    this.evaluated = new Map();
    this.mocks = new Map();
    this.mocker = new ModuleMocker(globalThis);
  }

  /** Evaluates all of the project's modules anew from now on. */
  forget() {
    this.evaluated = new Map();
    this.mocks = new Map();
    this.mocker.restoreAllMocks();
  }

  /** What the configuration of Jest says: `clearMocks`. */
  clearMocks() {
    this.mocker.clearAllMocks();
  }

  load(file) {
    const known = this.evaluated.get(file);
    if (known) {
      return known.exports;
    }
    const module = { exports: {} };
    this.evaluated.set(file, module);
    try {
      const load = this.loader(file);
      this.compile(file).call(module.exports, module.exports, load, module, file, dirname(file), this.jestOf(load));
    } catch (error) {
      this.evaluated.delete(file);
      throw error;
    }
    return module.exports;
  }

  compile(file) {
    let compiled = this.compiled.get(file);
    if (!compiled) {
      const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
        fileName: file,
        compilerOptions: {
          module: ts.ModuleKind.CommonJS,
          target: ts.ScriptTarget.ES2022,
          esModuleInterop: true,
          experimentalDecorators: true,
        },
        transformers: { before: [mocksFirst] },
      });
      const names = ['exports', 'require', 'module', '__filename', '__dirname', 'jest'];
      compiled = compileFunction(outputText, names, { filename: file });
      this.compiled.set(file, compiled);
    }
    return compiled;
  }

  /** `require` of a file. */
  loader(file) {
    const outside = createRequire(file);
    const actual = (name) => {
      const path = name === 'cdk8s-mcp-mesh' ? join(this.root, 'src', 'index.ts') : this.pathOf(outside, name);
      return path?.endsWith('.ts') ? this.load(path) : outside(name);
    };
    const load = (name) => {
      const mock = this.mocks.get(name);
      if (!mock) {
        return actual(name);
      }
      mock.value ??= mock.factory();
      return mock.value;
    };
    return Object.assign(load, { actual, resolve: outside.resolve });
  }

  /** The file of TypeScript that a relative name means. */
  pathOf(outside, name) {
    if (isBuiltin(name) || !/^\.{0,2}\//.test(name)) {
      return undefined;
    }
    for (const path of [name, `${name}.ts`, `${name}/index.ts`]) {
      try {
        return outside.resolve(path);
      } catch {
        // the next one
      }
    }
    return undefined;
  }

  /** What the tests use of `jest`. */
  jestOf(load) {
    const mock = (name, factory) => void this.mocks.set(name, { factory });
    const isolated = async (body) => {
      const { evaluated } = this;
      this.evaluated = new Map();
      try {
        return await body();
      } finally {
        this.evaluated = evaluated;
      }
    };
    return {
      fn: this.mocker.fn.bind(this.mocker),
      spyOn: this.mocker.spyOn.bind(this.mocker),
      restoreAllMocks: () => this.mocker.restoreAllMocks(),
      requireActual: load.actual,
      mock,
      doMock: mock,
      isolateModules: (body) => {
        const { evaluated } = this;
        this.evaluated = new Map();
        try {
          body();
        } finally {
          this.evaluated = evaluated;
        }
      },
      isolateModulesAsync: isolated,
      setTimeout: () => undefined,
    };
  }
}

/** `jest.mock` is meant to be called before what the file imports is loaded. */
const mocksFirst = () => (file) => {
  const isMock = (statement) => /^jest\.mock\(/.test(statement.getText(file));
  const mocks = file.statements.filter(isMock);
  return mocks.length === 0
    ? file
    : ts.factory.updateSourceFile(file, [...mocks, ...file.statements.filter((statement) => !isMock(statement))]);
};
