import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { readAgents } from '../../src/cli/agents/agent-files';
import { SourceRecord } from '../../src/source/source-json';

const home = process.cwd();

/** A new folder that is the working folder until the test ends, with files in it by path. */
export function workingFolder(files: { [path: string]: string } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-'));
  process.chdir(folder);
  folders.push(folder);
  addFiles(files);
  return folder;
}

/** Writes files into the working folder. */
export function addFiles(files: { [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

const folders: string[] = [];

/** For `afterEach`: removes the folders that a test made. */
export function removeFolders(): void {
  process.chdir(home);
  folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true }));
}

/** An agent in Python of one tool that is named like it. */
export function pythonAgent(name: string, more = ''): string {
  return [
    'import mesh',
    'from fastmcp import FastMCP',
    '',
    'app = FastMCP("agent")',
    '',
    '@app.tool()',
    `@mesh.tool(capability="${name.replace(/-agent$/, '')}"${more})`,
    'def tool() -> str:',
    '    return "x"',
    '',
    `@mesh.agent(name="${name}")`,
    'class Agent:',
    '    pass',
    '',
  ].join('\n');
}

/** What is read of agents' code, by path. */
export function recordsOf(files: { [path: string]: string }): SourceRecord[] {
  try {
    workingFolder(files);
    const { agents, unreadable } = readAgents(['.']);
    expect(unreadable).toEqual([]);
    return agents.map(({ record }) => record);
  } finally {
    removeFolders();
  }
}
