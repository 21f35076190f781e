import { PYTHON_MODULES } from './python-modules';
import { SourceCode, SourceFile } from './source-code';
import { isTypescriptModule } from './typescript-modules';
import { Language } from '../source/agent-facts';

/** What one of MCP Mesh's runtime images needs to know of mounted code, and the code of it. */
export interface CodeImage {
  /** The image without its tag. */
  readonly name: string;
  /** Where code is mounted. */
  readonly mountPath: string;
  /** Variables that suit code on a read-only volume. */
  readonly env: { [name: string]: string };
  /** How the image, whose working directory is `/app`, runs a file of the source. */
  run(file: string): { readonly command?: string[]; readonly args: string[] };
  /** Whether code on the image can import a module. */
  hasModule(name: string): boolean;
  /** Files that the code needs beside it. */
  filesBeside(source: SourceCode): SourceFile[];
}

/** The image that runs code of a language as it is, if there is one. */
export function codeImageOf(language: Language): CodeImage | undefined {
  return { python: PYTHON, typescript: TYPESCRIPT, java: undefined }[language];
}

const PYTHON: CodeImage = {
  name: 'mcpmesh/python-runtime',
  mountPath: '/app',
  // Logs appear when they are written, and nothing tries to write byte code beside the read-only code.
  env: { PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
  // The entrypoint is `python`.
  run: (file) => ({ args: [file] }),
  hasModule: (name) => PYTHON_MODULES.has(name.split('.')[0]),
  filesBeside: () => [],
};

const TYPESCRIPT: CodeImage = {
  name: 'mcpmesh/typescript-runtime',
  // Below /app, whose node_modules hold the SDK: a mount at /app would hide them.
  mountPath: '/app/src',
  env: {},
  // What the entrypoint is too. Said here, so that nobody must know it to read the manifest.
  run: (file) => ({ command: ['npx', 'tsx'], args: [`src/${file}`] }),
  hasModule: isTypescriptModule,
  // The image's package.json says nothing of modules, so Node.js would take .ts files for CommonJS.
  filesBeside: ({ files }) =>
    files.some(({ path }) => path === 'package.json')
      ? []
      : [{ path: 'package.json', content: Buffer.from('{ "type": "module" }\n') }],
};
