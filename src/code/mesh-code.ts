import { readFileSync } from 'fs';
import { IConstruct } from 'constructs';
import { CodeImage, codeImageOf } from './code-image';
import { checkContents, checkImports, checkServer } from './mountable-code';
import { SourceCode, SourceFile } from './source-code';
import { describe, refuse, show } from '../base/problem';
import { refuseWith } from '../base/refusal';

/** Options of `MeshCode.mounted`. */
export interface MountedCodeOptions {
  /**
   * Release of MCP Mesh's runtime image, as `major.minor.patch`.
   *
   * @default - the release of the agent's `runtime` or its Dockerfile, or else 3.8.0
   */
  readonly release?: string;
  /**
   * Arguments of the program, after the file that it starts with.
   *
   * @default - none
   */
  readonly args?: string[];
  /**
   * Modules that the code imports and that MCP Mesh's image does not have, such as `pandas`. The agent's own `image`
   * must have them: nothing is installed when a pod starts.
   *
   * @default - none
   */
  readonly packages?: string[];
  /**
   * More text files that the program reads, such as prompts: the mount path, relative to the code, and the file to
   * read, relative to the folder of this process.
   *
   * @default - only the code
   */
  readonly files?: { [mountedAs: string]: string };
}

/** How the code of an agent's `source` gets into its pods. */
export class MeshCode {
  /**
   * Puts the files of the agent's `source` into a ConfigMap, and mounts them read-only into MCP Mesh's runtime image,
   * which runs them. So you build no image. A change of a file restarts the pods. This works for Python and
   * TypeScript, but not for Java, which must be compiled.
   *
   * The construct refuses code that imports what the image does not have, files that are not UTF-8 text, and more
   * than 1 MiB, the limit of a ConfigMap. Above 256 KiB, `kubectl apply` needs `--server-side`.
   *
   * @param options the image's release, arguments, and what else the code needs
   * @throws if one of `files` can't be read.
   */
  public static mounted(options: MountedCodeOptions = {}): MeshCode {
    const more = Object.entries(options.files ?? {}).map(([path, file]) => ({
      path: path.replace(/\\/g, '/'),
      content: contentOf(path, file),
    }));
    return new MeshCode(options, more);
  }

  private constructor(
    private readonly options: MountedCodeOptions,
    private readonly more: SourceFile[],
  ) {}

  /** Release of the image that was asked for. @internal */
  public get _release(): string | undefined {
    return this.options.release?.replace(/^v/, ''); // the images' tags have none
  }

  /** @internal */
  public get _hasArgs(): boolean {
    return (this.options.args ?? []).length > 0;
  }

  /**
   * The code of a source as it is mounted.
   *
   * @param hasOwnImage whether the agent has an image of its own, which may have more modules than MCP Mesh's
   * @internal
   */
  public _mount(scope: IConstruct, source: SourceCode, hasOwnImage: boolean): CodeMount {
    const image = codeImageOf(source.language);
    if (image === undefined) {
      refuse(scope, {
        given: `code: MeshCode.mounted() with a source in ${source.language}`,
        rule: "Java must be compiled, and MCP Mesh's image runs a JAR",
        fix: 'Build an image and give it as image',
      });
    }
    const { packages = [] } = this.options;
    if (packages.length > 0 && !hasOwnImage) {
      refuse(scope, {
        given: `packages ${show(packages)} without an image`,
        rule: "they say that the agent's image has these modules, and MCP Mesh's own does not",
        fix: `Build an image from ${image.name} that has them, and give it as image`,
      });
    }
    checkImports(scope, source, image, packages);
    if (!hasOwnImage) {
      checkServer(scope, source);
    }
    const { command, args } = image.run(source.entry);
    return {
      image,
      command,
      args: [...args, ...(this.options.args ?? [])],
      files: checkContents(scope, [...source.files, ...this.more, ...image.filesBeside(source)]),
    };
  }
}

function contentOf(path: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    refuseWith(
      describe({
        given: `MeshCode.mounted: files[${show(path)}] ${show(file)}`,
        rule: `it is no file that can be read from ${show(process.cwd())} (${(error as NodeJS.ErrnoException).code})`,
        fix: 'Give the path from where the app runs, or a whole one; of a folder, name each file',
      }),
    );
  }
}

/** Code that can be mounted, and how its image runs it. */
export interface CodeMount {
  readonly image: CodeImage;
  readonly command?: string[];
  readonly args: string[];
  readonly files: readonly SourceFile[];
}
