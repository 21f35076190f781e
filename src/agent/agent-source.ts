import { existsSync, readFileSync, statSync } from 'fs';
import { resolve } from 'path';
import { IConstruct } from 'constructs';
import { sourceCodeOf } from './source-code-files';
import { AgentSourceCompletion, completed } from './source-completion';
import { closestWord } from '../base/closest-word';
import { listText } from '../base/list-text';
import { describe, Problem, refuse, show } from '../base/problem';
import { refuseWith } from '../base/refusal';
import { SourceCode } from '../code/source-code';
import type * as ReadAgent from '../reader/read-agent';
import { rootOf } from '../reader/source-root';
import { declaresNothing } from '../source/declares-nothing';
import { Hole } from '../source/hole';
import { fromSourceJson, labelOf, locationText, NotSourceJson, SourceRecord } from '../source/source-json';

/*
 * The reader with its three grammars is a file of its own, loaded when the first source is read: most apps read none.
 */
/* eslint-disable @typescript-eslint/no-require-imports */

/**
 * What an agent's code declares: its name, capabilities, requirements and uses of LLMs. The library reads it once,
 * from the text. It runs no code, and reads nothing outside the agent's folder. It reads Python, TypeScript and Java.
 *
 * Paths are relative to the folder of the process: `cdk8s synth` runs in the folder of `cdk8s.yaml`.
 *
 * @example
 * new MeshAgent(chart, 'weather', {
 *   registry,
 *   image: 'registry.example.com/weather-agent:1.4.2',
 *   source: AgentSource.fromDirectory('agents/weather'),
 * });
 */
export class AgentSource {
  /**
   * An agent whose code is one folder. The container starts the file that the Dockerfile there names, or else
   * `main.py`, the entry of `package.json`, or the Java build. The library reads that file and what it imports from
   * the folder.
   *
   * @param path the folder, from the process' current one
   * @throws if there is no such folder, no entry in it, or nothing of MCP Mesh in the code.
   */
  public static fromDirectory(path: string): AgentSource {
    const given = `AgentSource.fromDirectory(${show(path)})`;
    checkExists(given, path, true);
    return AgentSource.read(given, { path, root: resolve(path) });
  }

  /**
   * An agent whose code is one file, and what it imports from its folder.
   *
   * @param path the file that the container starts, from the process' current folder
   * @throws if there is no such file, or nothing of MCP Mesh in it.
   */
  public static fromFile(path: string): AgentSource {
    const given = `AgentSource.fromFile(${show(path)})`;
    checkExists(given, path, false);
    const file = resolve(path);
    const root = rootOf(file);
    return AgentSource.read(given, { path, root, file: file.slice(root.length + 1) });
  }

  /**
   * An agent that was read before, for manifests in a different repository than the code.
   *
   * @param path a file that `cdk8s-mcp-mesh read --format json` wrote
   * @param name the name that the agent registers; for a gateway, the name of its folder
   * @throws if the file is of another form, or has no agent of that name.
   */
  public static fromJson(path: string, name: string): AgentSource {
    const given = `AgentSource.fromJson(${show(path)}, ${show(name)})`;
    checkExists(given, path, false);
    let records: SourceRecord[];
    try {
      records = fromSourceJson(readFileSync(path, 'utf8'));
    } catch (error) {
      if (!(error instanceof NotSourceJson)) {
        throw error;
      }
      refuseSource({
        given,
        rule: error.message,
        fix: 'Write it by: npx cdk8s-mcp-mesh read <folder> --format json > agents.json',
      });
    }
    const named = records.filter((record) => labelOf(record) === name);
    if (named.length !== 1) {
      const names = records.map(labelOf);
      const close = closestWord(name, names);
      const there = names.length > 0 ? `it has ${listText(names.map(show))}` : 'it has no agents';
      refuseSource({
        given,
        rule: named.length > 1 ? `it has ${named.length} agents of that name` : there,
        fix: `Give the name of one agent in it${close && close !== name ? `, such as ${show(close)}` : ''}`,
      });
    }
    return new AgentSource(named[0]);
  }

  private static read(
    given: string,
    { path, root, file }: { readonly path: string; readonly root: string; readonly file?: string },
  ): AgentSource {
    const { readAgent, NoEntry }: typeof ReadAgent = require('../reader/read-agent');
    try {
      const facts = readAgent({ root, file: file?.replace(/\\/g, '/') });
      const record = { path: path.replace(/\\/g, '/'), facts };
      if (declaresNothing(facts)) {
        refuseSource({
          given,
          rule: `${record.facts.entry || 'the code'} and what it imports declare nothing of MCP Mesh`,
          fix: 'Give the file that the container starts',
        });
      }
      return new AgentSource(record, sourceCodeOf(root, facts));
    } catch (error) {
      if (!(error instanceof NoEntry)) {
        throw error;
      }
      const example = `AgentSource.fromFile(${show(`${path.replace(/\/+$/, '')}/${error.candidate ?? 'main.py'}`)})`;
      refuseSource({
        given,
        rule: error.message,
        fix:
          file === undefined
            ? `Name the file that the container starts, such as ${example}`
            : 'Give a file whose name ends in .py, .ts or .java',
      });
    }
  }

  /** The name that the code registers, if it contains one. Services with only routes have none. */
  public readonly agentName?: string;
  /**
   * What could not be read, with file, line and reason. Synthesis refuses a source with holes until you fill them
   * with `complete`.
   */
  public readonly holes: string[];

  private constructor(
    private readonly record: SourceRecord,
    /** The files, if they are here and not only what was read of them. @internal */
    public readonly _code?: SourceCode,
  ) {
    this.agentName = record.facts.name?.value;
    this.holes = record.facts.holes.map((hole) => this.describe(hole));
  }

  /**
   * The same source with one hole filled with what the code declares there. Call it again for each further hole.
   *
   * @param completion what the code declares there; an empty list means nothing
   * @returns a new source
   * @throws if no hole, or more than one, may be meant.
   */
  public complete(completion: AgentSourceCompletion): AgentSource {
    return new AgentSource(completed(this.record, completion), this._code);
  }

  /** What was read, for an agent that uses it. @throws if a part could not be read. @internal */
  public _use(scope: IConstruct): SourceRecord {
    if (this.holes.length > 0) {
      refuse(scope, {
        given: `source ${show(this.record.path)}, of which ${listText(this.holes)}`,
        rule: 'a policy of what could be read would be too small',
        fix: 'Write constants there, or say what the code declares: source.complete({ … })',
      });
    }
    return this.record;
  }

  private describe({ at, what, why }: Hole): string {
    return `${what} (${locationText(this.record, at)}) cannot be read: ${why}`;
  }
}

function checkExists(given: string, path: string, isFolder: boolean): void {
  const isThere = typeof path === 'string' && path !== '' && existsSync(path);
  if (!isThere || statSync(path).isDirectory() !== isFolder) {
    const kind = isFolder ? 'folder' : 'file';
    refuseSource({
      given,
      rule: isThere ? `it is no ${kind}` : `there is no such ${kind} in ${show(process.cwd())}`,
      fix: isThere
        ? `Use AgentSource.${isFolder ? 'fromFile' : 'fromDirectory'} for it`
        : 'Give the path from where the app runs, or a whole one',
    });
  }
}

function refuseSource(what: Problem): never {
  refuseWith(describe(what));
}
