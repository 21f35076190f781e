import { join } from 'path';
import * as ts from 'typescript';

const root = join(__dirname, '..', '..');

/** What the compiler says of each module, all of them in one program, by name. They see the library as it is packed. */
export function problemsOf(modules: ReadonlyMap<string, string>): Map<string, string[]> {
  const folder = join(root, 'examples');
  const config = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(config.config, ts.sys, folder);
  const options: ts.CompilerOptions = { ...parsed.options, noUnusedLocals: false, noUnusedParameters: false };
  const names = [...modules.keys()];
  const paths = names.map((_, i) => join(folder, `block-${i}.ts`));
  const texts = new Map(paths.map((path, i) => [path, modules.get(names[i])!]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) =>
    texts.has(path) ? ts.createSourceFile(path, texts.get(path)!, version) : getSourceFile(path, version, ...rest);
  const program = ts.createProgram(paths, options, host);
  return new Map(
    paths.map((path, i) => [
      names[i],
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(path))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ]),
  );
}
