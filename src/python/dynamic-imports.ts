import { SyntaxNode } from '@lezer/common';
import { pathValue } from './paths';
import { dottedName, PythonProgram } from './program';
import { neverRuns } from './references';
import { LoadedModule } from './referent';
import { PythonValues } from './values';
import { FactsBuilder } from '../source/facts-builder';
import { ANYTHING } from '../source/hole';
import { childrenOf } from '../source/parsed-file';

/** Functions that run other files. */
const RUNNERS = new Set(['importlib.import_module', 'runpy.run_path', 'runpy.run_module', '__import__', 'exec']);

/** A quick look at a file, before its tree is walked. */
const MAY_RUN = /\bimport_module\b|\brunpy\b|\b__import__\b|\bexec\s*\(/;

/** Files that a module runs by a function, and the holes of those that are not in the text. */
export function dynamicImports(
  program: PythonProgram,
  values: PythonValues,
  loaded: LoadedModule,
  builder: FactsBuilder,
): string[] {
  const { module } = loaded;
  const files: string[] = [];
  if (!MAY_RUN.test(module.text)) {
    return files;
  }
  const follow = (node: SyntaxNode) => {
    const names = dottedName(module, node.firstChild!) ?? [];
    const target = program.resolve(loaded, names);
    const name = target?.kind === 'foreign' ? target.name : target ? '' : names.join('.');
    if (neverRuns(loaded, node)) {
      return;
    }
    if (RUNNERS.has(name)) {
      const { fields } = values.arguments(loaded, node.getChild('ArgList'));
      const given = fields.get('0');
      if (name === 'importlib.import_module' && given?.kind === 'text') {
        files.push(...program.filesOf(module, dynamic(given.text)));
      } else {
        const why = 'it runs other code, and the text does not show which';
        builder.hole({ at: module.placeOf(node) }, `${names.join('.')}()`, why, ANYTHING);
      }
    }
  };
  module.tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'CallExpression') {
        follow(node);
      }
    },
  });
  return files;
}

/** Adds the folders that a module adds to `sys.path`. One that the text does not show, or outside of the root, is a hole. */
export function addPaths(program: PythonProgram, loaded: LoadedModule, builder: FactsBuilder): void {
  const { module } = loaded;
  if (!/\bsys\b/.test(module.text)) {
    return;
  }
  module.tree.iterate({
    enter: ({ name, node }) => {
      const callee = name === 'CallExpression' ? dottedName(module, node.firstChild!) : undefined;
      const target = callee && program.resolve(loaded, callee);
      const called = target?.kind === 'foreign' ? /^sys\.path\.(insert|append|extend)$/.exec(target.name) : undefined;
      if (!called || neverRuns(loaded, node)) {
        return;
      }
      const args = childrenOf(node.getChild('ArgList')!).filter((each) => !/^[(),]$/.test(each.name));
      const given = args[called[1] === 'insert' ? 1 : 0];
      const path = given && pathValue(program, loaded, given);
      if (path !== undefined && !path.startsWith('..')) {
        program.addPath(path);
      } else {
        const where =
          path === undefined ? 'a folder that the text does not show' : 'a folder outside of the one that is read';
        builder.hole(
          { at: module.placeOf(node) },
          'sys.path',
          `${where} is added to it, and imports may come from there`,
          ANYTHING,
        );
      }
    },
  });
}

function dynamic(name: string) {
  const [, dots, module] = /^(\.*)(.*)$/.exec(name)!;
  return { level: dots.length, module, as: module };
}
