import { Language, Located } from '../source/agent-facts';
import { SourceTree } from '../source/source-tree';

/** What a Dockerfile says of an agent. */
export interface DockerfileFacts {
  readonly language?: Language;
  /** Release of MCP Mesh's runtime in the image, if it is a whole one: `3.8.0`. */
  readonly release?: Located<string>;
  /** What the container runs, with the entrypoint of MCP Mesh's image. */
  readonly command: readonly string[];
  /** Where it says so. */
  readonly commandLine: number;
  /** Folders whose content the image has in its working folder. */
  readonly copied: readonly string[];
}

export const DOCKERFILE = 'Dockerfile';

const RUNTIME_IMAGE = /(?:^|\/)mcpmesh\/(python|typescript|java)-runtime(?::([^@\s]+))?/;

/** MCP Mesh's images start one of these. */
const ENTRYPOINTS: { readonly [language in Language]: readonly string[] } = {
  python: ['python'],
  typescript: ['npx', 'tsx'],
  java: ['java', '-jar'],
};

interface Instruction {
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

/** Reads the Dockerfile of a folder, if there is one. The last stage counts. */
export function readDockerfile(tree: SourceTree): DockerfileFacts | undefined {
  if (!tree.hasFile(DOCKERFILE)) {
    return undefined;
  }
  const instructions = parse(tree.read(DOCKERFILE));
  const args = new Map<string, string>();
  let image: (Instruction & { readonly name: 'FROM' }) | undefined;
  let stages = new Map<string, string>();
  let entrypoint: string[] | undefined;
  let command: string[] = [];
  let copied: string[] = [];
  let commandLine = 1;
  for (const { name, text, line } of instructions) {
    if (name === 'ARG') {
      const [, arg, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(text) ?? [];
      if (arg) {
        args.set(arg, value.trim().replace(/^(["'])(.*)\1$/, '$2'));
      }
    } else if (name === 'FROM') {
      const [from, , stage] = expand(text.replace(/--\S+\s+/g, ''), args).split(/\s+(as)\s+/i);
      const base = stages.get(from.toLowerCase()) ?? from;
      stages = stage ? new Map([...stages, [stage.toLowerCase(), base]]) : stages;
      image = { name: 'FROM', text: base, line };
      [entrypoint, command, copied] = [undefined, [], []];
    } else if (name === 'ENTRYPOINT') {
      [entrypoint, command, commandLine] = [words(text), [], line];
    } else if (name === 'CMD') {
      [command, commandLine] = [words(text), line];
    } else if (name === 'COPY' || name === 'ADD') {
      copied.push(...(/--from\b/.test(text) ? [] : copySources(text)));
    }
  }
  const [, language, tag] = RUNTIME_IMAGE.exec(image?.text ?? '') ?? [];
  const known = language as Language | undefined;
  const release = tag && /^v?\d+\.\d+\.\d+$/.test(tag) ? tag.replace(/^v/, '') : undefined;
  return {
    language: known,
    ...(release ? { release: { value: release, at: { file: DOCKERFILE, line: image!.line } } } : {}),
    command: [...(entrypoint ?? (known && !startsProgram(command[0]) ? ENTRYPOINTS[known] : [])), ...command],
    commandLine,
    copied,
  };
}

/** With MCP Mesh's image a command such as `npx tsx …` is an argument of `npx tsx`, and means the same. */
function startsProgram(word: string | undefined): boolean {
  return word !== undefined && /^(?:.*\/)?(?:python[\d.]*|npx|node|tsx|uvicorn|java|npm|sh|bash)$/.test(word);
}

function parse(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  let open: { text: string; line: number } | undefined;
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    if (/^\s*#/.test(raw)) {
      continue;
    }
    const continues = /\\\s*$/.test(raw);
    const part = raw.replace(/\\\s*$/, ' ');
    open = open ? { ...open, text: open.text + part } : { text: part, line: i + 1 };
    if (!continues) {
      const [, name, rest] = /^\s*([A-Za-z]+)\s+([\s\S]*)$/.exec(open.text) ?? [];
      if (name) {
        instructions.push({ name: name.toUpperCase(), text: rest.trim(), line: open.line });
      }
      open = undefined;
    }
  }
  return instructions;
}

function expand(text: string, args: ReadonlyMap<string, string>): string {
  return text.replace(/\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g, (all, braced, fallback, plain) =>
    String(args.get(braced ?? plain) ?? fallback ?? all),
  );
}

/** The words of a command in either form. */
function words(text: string): string[] {
  if (text.startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(text);
      if (Array.isArray(parsed)) {
        const all = parsed.map(String);
        // `sh -c "uvicorn main:app"` runs the last word as a command.
        const shell = /^(?:.*\/)?(?:ba|da|a)?sh$/.test(all[0]) ? all.findIndex((word) => /^-\w*c$/.test(word)) : -1;
        return shell > 0 ? shellWords(all[shell + 1] ?? '') : all;
      }
    } catch {
      // Docker, too, takes what is no JSON for a command of the shell.
    }
  }
  return shellWords(text);
}

function shellWords(text: string): string[] {
  return text.replace(/^exec\s+/, '').split(/\s+/);
}

function copySources(text: string): string[] {
  const paths = text.startsWith('[') ? words(text) : text.split(/\s+/).filter((word) => !word.startsWith('--'));
  return paths.slice(0, -1).map((path) => path.replace(/^\.?\//, '').replace(/\/+$/, ''));
}
