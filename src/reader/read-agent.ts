import { Entry, findEntry, languageOf, NoEntry } from './entry';
import type * as ReadJava from '../java/read-java';
import type * as ReadPython from '../python/read-python';
import { AgentFacts, Located, VariableDefault } from '../source/agent-facts';
import { AGENT_NAME_VARIABLE } from '../source/environment-names';
import { FactsBuilder } from '../source/facts-builder';
import { placeText } from '../source/place';
import { SourceTree } from '../source/source-tree';
import type * as ReadTypescript from '../typescript/read-typescript';

/*
 * A grammar takes tens of milliseconds to load, so each is loaded when the first agent in its language is read.
 */
/* eslint-disable @typescript-eslint/no-require-imports */

export { NoEntry };

/** What is asked for: a folder with one agent, or one file of a folder. */
export interface ReadRequest {
  /** The folder. Nothing outside of it is read. */
  readonly root: string;
  /** The file that the container starts, below the root. Without one, it is looked for. */
  readonly file?: string;
}

/**
 * Reads what the code of one agent declares: one pass over the files that its entry imports. No code is run, and nothing outside
 * of the folder is read.
 *
 * @throws NoEntry if no file is named and none, or more than one, is found.
 */
export function readAgent({ root, file }: ReadRequest): AgentFacts {
  const tree = new SourceTree(root);
  const entry = file === undefined ? findEntry(tree) : entryOf(tree, file);
  const builder = new FactsBuilder();
  if (entry.port) {
    builder.ports.push(entry.port);
  }
  if (entry.unreadPort) {
    const { value, at } = entry.unreadPort;
    builder.hole({ at }, 'the port of the command', `${value} is no number`, ['port']);
  }
  readLanguage(tree, entry, builder);
  const name = only(builder, builder.names, 'name', 'the name of the agent');
  const port = only(builder, builder.ports, 'port', 'the port');
  const { variableDefaults } = builder;
  const isName = ({ variable }: VariableDefault) => variable === AGENT_NAME_VARIABLE;
  return {
    language: entry.language,
    entry: entry.file,
    files: tree.filesRead,
    ...(entry.release ? { release: entry.release } : {}),
    ...(name ? { name } : {}),
    ...(name && (entry.language !== 'python' || variableDefaults.some(isName)) ? { nameIsDefault: true } : {}),
    ...(port ? { port } : {}),
    isGateway: builder.hasRoutes && !builder.isAgent,
    capabilities: builder.capabilities,
    requirements: builder.requirements,
    llms: builder.llms,
    variableDefaults: variableDefaults.filter((each) => !isName(each)),
    foreignImports: builder.foreignImports,
    holes: builder.holes,
  };
}

function readLanguage(tree: SourceTree, entry: Entry, builder: FactsBuilder): void {
  if (entry.language === 'typescript') {
    const { readTypescript }: typeof ReadTypescript = require('../typescript/read-typescript');
    readTypescript(tree, entry.file, builder);
    return;
  }
  if (entry.language === 'java') {
    const { readJava }: typeof ReadJava = require('../java/read-java');
    readJava(tree, entry.file, builder);
    return;
  }
  const folder = entry.file.includes('/') ? entry.file.slice(0, entry.file.lastIndexOf('/')) : '';
  const { readPython }: typeof ReadPython = require('../python/read-python');
  readPython(tree, { file: entry.file, isMain: entry.isMain, paths: [...new Set([folder, ''])] }, builder);
}

function entryOf(tree: SourceTree, file: string): Entry {
  const language = languageOf(file);
  if (!language) {
    throw new NoEntry('it is no file of Python, TypeScript or Java');
  }
  if (!tree.hasFile(file)) {
    throw new NoEntry('there is no such file');
  }
  return { language, file, isMain: true };
}

/** The one fact of its kind. Two that differ leave it open. */
function only<T>(
  builder: FactsBuilder,
  found: readonly Located<T>[],
  kind: 'name' | 'port',
  what: string,
): Located<T> | undefined {
  const [first, ...others] = found;
  const other = others.find(({ value }) => value !== first.value) ?? (kind === 'name' ? others[0] : undefined);
  if (other) {
    builder.hole({ at: other.at }, what, `${placeText(first.at)} says it too, and a process has one`, [kind]);
    return undefined;
  }
  return first;
}
