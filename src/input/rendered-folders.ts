import { existsSync, readFileSync } from 'fs';
import { dirname, join, resolve } from 'path';
import { parse } from 'yaml';
import { ParsedManifests, ParsedObject, parseManifests } from './manifest-parser';
import { runTool, ToolResult } from './tools';

/** A folder whose manifests another program makes. */
export interface RenderedFolder {
  readonly folder: string;
  /** The file by which it is known, such as kustomization.yaml. */
  readonly file: string;
  readonly tool: 'kustomize' | 'helm';
}

/** The names that kustomize takes. */
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Which program makes the manifests of a folder, if one does. */
export function renderedFolder(folder: string): RenderedFolder | undefined {
  if (existsSync(join(folder, 'Chart.yaml'))) {
    return { folder, file: join(folder, 'Chart.yaml'), tool: 'helm' };
  }
  const file = KUSTOMIZATIONS.map((name) => join(folder, name)).find(existsSync);
  return file === undefined ? undefined : { folder, file, tool: 'kustomize' };
}

/** The folders that no other one includes: a base is a part of what overlays make of it. */
export function withoutIncluded(folders: RenderedFolder[]): RenderedFolder[] {
  const included = new Set(folders.filter(({ tool }) => tool === 'kustomize').flatMap(includedFolders));
  return folders.filter(({ folder }) => !included.has(resolve(folder)));
}

/** The folders that a kustomization includes, and itself if it is a component, which only others can use. */
function includedFolders({ folder, file }: RenderedFolder): string[] {
  try {
    const { kind, resources, bases, components } = (parse(readFileSync(file, 'utf8')) ?? {}) as {
      readonly [field: string]: unknown;
    };
    const paths = [resources, bases, components].flatMap((each) => (Array.isArray(each) ? each : []));
    return [
      ...paths.filter((each) => typeof each === 'string').map((each) => resolve(folder, each)),
      ...(kind === 'Component' ? [resolve(folder)] : []),
    ];
  } catch {
    return []; // the program that renders it says what is wrong
  }
}

/** What came of rendering a folder. */
export type Rendering =
  { readonly manifests: ParsedManifests; readonly command: string } | { readonly problem: string };

/** The programs that render, each with its arguments. The folder's path is whole, so that none is taken for an option. */
const COMMANDS = {
  kustomize: [
    { command: 'kubectl', args: ['kustomize'] },
    { command: 'kustomize', args: ['build'] },
  ],
  helm: [{ command: 'helm', args: ['template', 'release-name'] }],
};

/** Renders a folder by the first of the programs that is installed. */
export function render(rendered: RenderedFolder): Rendering {
  const { folder, file, tool } = rendered;
  for (const { command, args } of COMMANDS[tool]) {
    const result: ToolResult = runTool(command, [...args, resolve(folder)]);
    const name = `${command} ${args[0]}`;
    if (result.kind === 'output') {
      return { manifests: parseRendered(rendered, name, result.text), command: name };
    }
    if (result.kind === 'failed') {
      return { problem: `${folder}: ${name} fails: ${result.message}. ${byHand(rendered)}` };
    }
  }
  const commands = COMMANDS[tool].map(({ command }) => command).join(' nor ');
  return {
    problem: `${folder}: ${file} is to be rendered, and ${tool === 'helm' ? 'helm is not' : `neither ${commands} is`} installed. ${byHand(rendered)}`,
  };
}

function byHand({ folder, tool }: RenderedFolder): string {
  const path = /^[\w./][\w./-]*$/.test(folder) ? folder : JSON.stringify(folder);
  const command = tool === 'helm' ? `helm template release-name ${path} --values <file>` : `kubectl kustomize ${path}`;
  return `Render it yourself: ${command} | npx cdk8s-mcp-mesh check -`;
}

/** Objects of rendered text. Their lines are nowhere in a file, so they are placed in the folder. */
function parseRendered({ folder, file }: RenderedFolder, command: string, text: string): ParsedManifests {
  const { objects, rejected } = parseManifests(`${folder} (${command})`, text);
  const lines = text.split('\n');
  return {
    objects: objects.map((each): ParsedObject => {
      const template = templateOf(lines, each.line);
      const place = template === undefined ? folder : join(dirname(folder), template);
      return {
        ...each,
        file: template === undefined ? file : place,
        where: `${place}, rendered by ${command}`,
        source: { file: template === undefined ? file : place, position: () => START, isRendered: true },
      };
    }),
    rejected,
  };
}

const START = { line: 1, column: 1 };

/** Helm writes the template that an object is made of above it: `# Source: chart/templates/service.yaml`. */
function templateOf(lines: string[], line: number): string | undefined {
  for (let i = line - 1; i >= 0 && !lines[i].startsWith('---'); i -= 1) {
    const [, path] = /^# Source: (\S+)$/.exec(lines[i]) ?? [];
    if (path !== undefined && !path.split('/').includes('..')) {
      return path;
    }
  }
  return undefined;
}
