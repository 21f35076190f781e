import { readdirSync, readFileSync, realpathSync, statSync } from 'fs';
import { basename, join, relative, resolve } from 'path';
import { isBuilt, isLookedInto, isOld, isProgram, isStartedBy } from './agent-paths';
import type * as ReadAgent from '../../reader/read-agent';
import { rootOf } from '../../reader/source-root';
import { AgentFacts } from '../../source/agent-facts';
import { declaresNothing } from '../../source/declares-nothing';
import { SourceRecord } from '../../source/source-json';

/** An agent that was found, and whether its code is named by its folder. */
export interface FoundAgent {
  readonly record: SourceRecord;
  readonly isFolder: boolean;
}

/** What came of looking for agents. */
export interface AgentFiles {
  /** By path. */
  readonly agents: FoundAgent[];
  /** What could not be read at all, each with the reason. */
  readonly unreadable: string[];
  /** Code that declares something and is no agent, or not the one that its folder runs. */
  readonly notes: string[];
}

/** A file of code that declares something. */
interface Candidate {
  readonly path: string;
  readonly root: string;
  readonly facts: AgentFacts;
}

/**
 * Reads agents' code: of a file, the agent that starts with it; of a folder, the agent that it is, and all agents below it. Paths in
 * the result start in the working folder. What can't be read does not hide the rest.
 */
export function readAgents(paths: readonly string[]): AgentFiles {
  const finder = new AgentFinder();
  paths.forEach((path) => finder.addPath(path));
  finder.files.agents.sort((one, other) => (one.record.path < other.record.path ? -1 : 1));
  return finder.files;
}

class AgentFinder {
  public readonly files: AgentFiles = { agents: [], unreadable: [], notes: [] };
  /** Files that an agent is made of: its entry, and what that imports. */
  private readonly claimed = new Set<string>();
  /** The reader and its grammars take a while to load, so they are a file of their own. */
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  private readonly reader: typeof ReadAgent = require('../../reader/read-agent');

  public addPath(path: string): void {
    this.attempt(path, () => {
      if (statSync(path).isDirectory()) {
        this.addFolder(path, false);
      } else {
        const candidate = this.readFile(path);
        if (declaresNothing(candidate.facts)) {
          throw new Error('it declares nothing of MCP Mesh');
        }
        this.add(candidate, false);
      }
    });
  }

  /**
   * @param folder the folder
   * @param isInAgent whether it is below the folder of an agent, whose other files are no agents
   */
  private addFolder(folder: string, isInAgent: boolean): void {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
    const names = new Set(entries.map(({ name }) => name));
    const own = this.addOwnAgent(folder, names);
    const isOwned = isInAgent || (own !== undefined && isBuilt(names, own.language));
    const programs = entries.filter((entry) => !entry.isDirectory() && isProgram(entry.name, names));
    this.addPrograms(
      programs.map(({ name }) => join(folder, name)),
      isOwned,
      own,
    );
    for (const entry of entries) {
      const below = join(folder, entry.name);
      if (entry.isDirectory() && isLookedInto(below, entry.name, names)) {
        this.attempt(below, () => this.addFolder(below, isInAgent || own !== undefined));
      }
    }
  }

  /** The agent that a folder is by its Dockerfile, build or the usual name of a file. */
  private addOwnAgent(folder: string, names: ReadonlySet<string>): AgentFacts | undefined {
    let facts: AgentFacts;
    try {
      facts = this.reader.readAgent({ root: folder });
    } catch (error) {
      const { NoEntry } = this.reader;
      if (!(error instanceof NoEntry) || isOfMcpMesh(join(folder, 'Dockerfile'))) {
        this.files.unreadable.push(`${shownPath(folder)}: ${(error as Error).message}`);
      }
      return undefined;
    }
    const isOther = declaresNothing(facts) || !isStartedBy(names, facts);
    if (isOther || this.claimed.has(real(join(folder, facts.entry)))) {
      return undefined;
    }
    this.add({ path: folder, root: folder, facts }, true);
    return facts;
  }

  /** Files in one folder, of which each with an agent is one. */
  private addPrograms(paths: readonly string[], isOwned: boolean, own: AgentFacts | undefined): void {
    const candidates = paths
      .filter((path) => !this.claimed.has(real(path)))
      .flatMap((path): Candidate[] => {
        const read: Candidate[] = [];
        this.attempt(path, () => {
          if (/mesh/i.test(readFileSync(path, 'utf8'))) {
            read.push(this.readFile(path));
          }
        });
        return read.filter(({ facts }) => !declaresNothing(facts));
      });
    // What another one imports belongs to that.
    const imported = new Set<string>();
    for (const candidate of candidates) {
      if (!imported.has(real(candidate.path))) {
        filesOf(candidate)
          .filter((file) => file !== real(candidate.path))
          .forEach((file) => imported.add(file));
      }
    }
    for (const candidate of candidates.filter(({ path }) => !imported.has(real(path)))) {
      const { path, facts } = candidate;
      if (isOwned || isOld(path) || (own && own.name?.value === facts.name?.value)) {
        this.note(path, "declares something, and is not part of its folder's agent. Name the file if it is an agent");
      } else if (isAgent(facts)) {
        this.add(candidate, false);
      } else {
        this.note(path, 'declares something and no agent, and no agent imports it. Name the file if it is an agent');
      }
    }
  }

  private readFile(path: string): Candidate {
    const file = resolve(path);
    const root = rootOf(file);
    const facts = this.reader.readAgent({ root, file: slashed(file.slice(root.length + 1)) });
    return { path, root, facts };
  }

  private add(candidate: Candidate, isFolder: boolean): void {
    const { path, root, facts } = candidate;
    const entry = real(join(root, facts.entry));
    const isKnown = this.files.agents.some(({ record }) => record.path === shownPath(path));
    if (isKnown || (isFolder && this.claimed.has(entry))) {
      return;
    }
    filesOf(candidate).forEach((file) => this.claimed.add(file));
    this.files.agents.push({ record: { path: shownPath(path), facts }, isFolder });
  }

  private note(path: string, text: string): void {
    this.files.notes.push(`${shownPath(path)} ${text}`);
  }

  private attempt(path: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.files.unreadable.push(`${shownPath(path)}: ${(error as Error).message}`);
    }
  }
}

/** Whether it is an agent or a gateway, and not a module of one. */
function isAgent({ name, isGateway, holes }: AgentFacts): boolean {
  return name !== undefined || isGateway || holes.some(({ open }) => open.includes('name'));
}

function filesOf({ root, facts }: Candidate): string[] {
  return facts.files.map((file) => real(join(root, file)));
}

function isOfMcpMesh(dockerfile: string): boolean {
  try {
    return /mcp-?mesh/i.test(readFileSync(dockerfile, 'utf8'));
  } catch {
    return false;
  }
}

/** A path as reports and lock files have it. */
function shownPath(path: string): string {
  const shown = slashed(relative('', path));
  return shown === '' ? '.' : shown;
}

function slashed(path: string): string {
  return path.replace(/\\/g, '/');
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path); // a main class of Java may be a name
  }
}

/** The name of an agent's folder or file, as people call it. */
export function folderName({ path }: SourceRecord): string {
  return basename(resolve(path));
}
