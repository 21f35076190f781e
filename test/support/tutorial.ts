import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

/*
 * The tutorial, as its reader follows it: files to save and commands to type, in order, with the output that the page shows.
 */

const root = join(__dirname, '..', '..');

/** What the page says of the end of a pod's name, which differs in each cluster. */
export const POD_SUFFIX = '-7d9c5b8f4-x8k2p';

/** A file that the reader saves. */
export interface SavedFile {
  readonly path: string;
  readonly text: string;
}

/** Commands of one block. What the page shows right below it is printed by the last of them. */
export interface Commands {
  readonly commands: readonly string[];
  readonly shown?: string;
}

export type Step = SavedFile | Commands;

interface Block {
  readonly language: string;
  readonly text: string;
  /** What stands between the block before and this one. */
  readonly before: string;
}

const OUTPUTS: readonly string[] = ['text', 'mermaid'];
const page = readFileSync(join(root, 'docs', 'tutorial', 'README.md'), 'utf8');
const blocks = blocksOf(page);

/** The steps of the page, in order. */
export const steps: readonly Step[] = blocks.flatMap((block, i): Step[] => {
  if (block.language === 'sh') {
    const next = blocks[i + 1];
    const isShown = next?.before.trim() === '' && OUTPUTS.includes(next.language);
    return [{ commands: commandsOf(block.text), ...(isShown ? { shown: next.text } : {}) }];
  }
  if (OUTPUTS.includes(block.language)) {
    return [];
  }
  const [path] = [...block.before.matchAll(/`([\w./-]+\.(?:py|ts|yaml))`/g)].at(-1)!.slice(1);
  return [{ path, text: block.text }];
});

/** What MCP Mesh answers in the tutorial, in order: the page shows each answer of an agent as curl prints it. */
export const answers: readonly object[] = blocks
  .filter(({ text }) => text.startsWith('event: message\ndata: '))
  .map(({ text }) => JSON.parse(text.slice(text.indexOf('data: ') + 'data: '.length)));

/** Saves a file of the tutorial into a folder. */
export function save(folder: string, { path, text }: SavedFile): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A folder in which the tutorial's packages are installed: linked from here. esbuild stands in for `tsx`, which is built on it. */
export function tutorialFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-tutorial-'));
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs', 'cdk8s-cli']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  symlinkSync(root, join(folder, 'node_modules', 'cdk8s-mcp-mesh'));
  symlinkSync(join(root, 'bin', 'cdk8s-mcp-mesh'), join(folder, 'node_modules', '.bin', 'cdk8s-mcp-mesh'));
  symlinkSync(join(root, 'node_modules', '.bin', 'cdk8s'), join(folder, 'node_modules', '.bin', 'cdk8s'));
  const tsx = join(folder, 'node_modules', '.bin', 'tsx');
  const esbuild = join(root, 'node_modules', '.bin', 'esbuild');
  const compile = `'${esbuild}' "$1" --format=cjs --log-level=error --outfile=.main.cjs`;
  writeFileSync(tsx, `#!/bin/sh\n${compile} && exec node .main.cjs\n`, { mode: 0o755 });
  return folder;
}

export function removeTutorial(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function blocksOf(text: string): Block[] {
  let end = 0;
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```\n/gm)].map((match) => {
    const before = text.slice(end, match.index);
    end = match.index + match[0].length;
    return { language: match[1], text: match[2], before };
  });
}

function commandsOf(text: string): string[] {
  return text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '');
}
