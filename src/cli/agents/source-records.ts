import { readFileSync } from 'fs';
import { readAgents } from './agent-files';
import { fromSourceJson, SourceRecord } from '../../source/source-json';

/** What is known of agents' code, and what could not be read of it. */
export interface SourceRecords {
  readonly records: SourceRecord[];
  readonly unreadable: string[];
}

/** Agents of folders and files of code, and of files that `read --format json` wrote. */
export function sourceRecords(paths: readonly string[]): SourceRecords {
  const unreadable: string[] = [];
  const records = paths.filter(isLockFile).flatMap((path) => {
    try {
      return fromSourceJson(readFileSync(path, 'utf8'));
    } catch (error) {
      unreadable.push(`${path}: ${(error as Error).message}`);
      return [];
    }
  });
  const others = paths.filter((path) => !isLockFile(path));
  const files = others.length > 0 ? readAgents(others) : { agents: [], unreadable: [] };
  return {
    records: [...records, ...files.agents.map(({ record }) => record)],
    unreadable: [...unreadable, ...files.unreadable],
  };
}

function isLockFile(path: string): boolean {
  return path.endsWith('.json');
}
