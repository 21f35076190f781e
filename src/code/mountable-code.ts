import { isUtf8 } from 'buffer';
import { IConstruct } from 'constructs';
import { CodeImage } from './code-image';
import { SourceCode, SourceFile } from './source-code';
import { listText } from '../base/list-text';
import { refuse, show } from '../base/problem';
import { placeText } from '../source/place';

/** All that the values of a ConfigMap may hold together, in bytes (Kubernetes, `MaxSecretSize`). */
const CONFIG_MAP_BYTES = 1024 * 1024;

/** Refuses imports that neither the image nor the source has. */
export function checkImports(scope: IConstruct, source: SourceCode, image: CodeImage, packages: string[]): void {
  const known = new Set(packages);
  const missing = source.imports.filter(({ value }) => !image.hasModule(value) && !isOneOf(known, value));
  if (missing.length > 0) {
    const [{ value: name, at }] = missing;
    const others = [...new Set(missing.map(({ value }) => value))].filter((other) => other !== name);
    refuse(scope, {
      given: `${placeText(at)} imports ${show(name)}${others.length > 0 ? `, and the code imports ${listText(others.map(show))}` : ''}`,
      rule: `${image.name} does not have ${others.length > 0 ? 'these modules' : 'this module'}, and nothing is installed when a pod starts`,
      fix: `Build an image from ${image.name} that has what the code imports, give it as image, and name the modules in MeshCode.mounted({ packages })`,
    });
  }
}

/** A package is known by its name, its submodules with it. */
function isOneOf(packages: Set<string>, module: string): boolean {
  return [...packages].some(
    (name) => module === name || module.startsWith(`${name}.`) || module.startsWith(`${name}/`),
  );
}

/**
 * Refuses tools in Python that nothing serves: the runtime serves MCP only for the FastMCP servers that it finds in the code
 * (mcp-mesh 3.8.0, `fastmcpserver_discovery.py`). The agent would register and be ready, and each call would end with 404.
 */
export function checkServer(scope: IConstruct, { language, offers, files }: SourceCode): void {
  if (
    language === 'python' &&
    offers &&
    !files.some(({ content }) => /\b(?:FastMCP|create_server)\b/.test(content.toString()))
  ) {
    refuse(scope, {
      given: 'code with tools and without a FastMCP server',
      rule: 'MCP Mesh serves the tools of Python code through its FastMCP server; the agent would register, and every call would end with 404',
      fix: 'Write app = FastMCP("…"), with FastMCP from fastmcp, and @app.tool() above @mesh.tool',
    });
  }
}

/** Refuses what a ConfigMap can't hold as text. */
export function checkContents(scope: IConstruct, files: readonly SourceFile[]): readonly SourceFile[] {
  const repeated = files.find(({ path }, i) => files.findIndex((other) => other.path === path) < i);
  if (repeated) {
    refuse(scope, {
      given: `files[${show(repeated.path)}]`,
      rule: 'the source has a file of this path',
      fix: 'Mount it under another path, or leave it out',
    });
  }
  files.forEach(({ path, content }) => {
    if (/^\/|(^|\/)\.\.?(\/|$)|\/\/|\/$|^$/.test(path)) {
      refuse(scope, {
        given: `files[${show(path)}]`,
        rule: 'a file is mounted beside the code, under a path that stays below its folder',
        fix: 'Give a relative path such as "prompts/plan.txt"',
      });
    }
    if (!isUtf8(content) || content.includes(0)) {
      refuse(scope, {
        given: `${path}, which is no UTF-8 text`,
        rule: 'mounted code is text in a ConfigMap',
        fix: 'Build an image that holds the file, and give it as image',
      });
    }
  });
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > CONFIG_MAP_BYTES) {
    const largest = [...files].sort((a, b) => b.content.length - a.content.length)[0];
    refuse(scope, {
      given: `${files.length} files of ${bytes} bytes, the largest ${largest.path} with ${largest.content.length}`,
      rule: `a ConfigMap holds at most ${CONFIG_MAP_BYTES} bytes (1 MiB)`,
      fix: 'Build an image that holds the code, and give it as image',
    });
  }
  return files;
}
