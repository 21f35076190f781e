import { neutralJson } from '../../base/neutral-text';
import { toSourceJson } from '../../source/source-json';
import { AgentFiles } from '../agents/agent-files';
import { agentsText } from '../agents/agents-text';

/** The command `read`: what agents' code declares, for people or as the lock file, and whether some of it could not be read. */
export function readCommand({ agents }: AgentFiles, format?: string): { report: string; hasHoles: boolean } {
  const records = agents.map(({ record }) => record);
  return {
    report: format === 'json' ? `${neutralJson(toSourceJson(records))}\n` : agentsText(agents),
    hasHoles: records.some(({ facts }) => facts.holes.length > 0),
  };
}
