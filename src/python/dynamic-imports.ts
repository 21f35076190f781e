import { SyntaxNode } from '@lezer/common';
import { dottedName, LoadedModule, PythonProgram } from './program';
import { neverRuns } from './references';
import { PythonValues } from './values';
import { FactsBuilder } from '../source/facts-builder';
import { ANYTHING } from '../source/hole';

/** Functions that run other files. */
const RUNNERS = new Set(['importlib.import_module', 'runpy.run_path', 'runpy.run_module', '__import__', 'exec']);

/** A quick look at a file, before its tree is walked. */
const MAY_RUN = /\bimport_module\b|\brunpy\b|\b__import__\b|\bexec\s*\(|\bsys\s*\.\s*path\b|\bfrom\s+sys\b/;

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

function dynamic(name: string) {
  const [, dots, module] = /^(\.*)(.*)$/.exec(name)!;
  return { level: dots.length, module, as: module };
}
