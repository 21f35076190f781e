import { SyntaxNode } from '@lezer/common';
import { addPaths, dynamicImports } from './dynamic-imports';
import { PythonForms } from './forms';
import { addPorts } from './listening';
import { meaningOf } from './mesh-names';
import { PythonModule } from './module';
import { PythonProgram } from './program';
import { decorated, lostDecorators, meshReferences, MeshReference, neverRuns, uncertainPlace } from './references';
import { LoadedModule } from './referent';
import { PythonValues } from './values';
import { FactsBuilder } from '../source/facts-builder';
import { ANYTHING } from '../source/hole';
import { OutsideOfRoot, SourceTree } from '../source/source-tree';

/** Where a Python program starts. */
export interface PythonEntry {
  /** The file, below the root. */
  readonly file: string;
  /** Whether Python runs it as the program; a server such as uvicorn imports it. */
  readonly isMain: boolean;
  /** Folders in which absolute imports are looked for. */
  readonly paths: readonly string[];
}

/** Reads what a Python program declares: the entry and what it imports of the folder. */
export function readPython(tree: SourceTree, { file, isMain, paths }: PythonEntry, builder: FactsBuilder): void {
  const program = new PythonProgram(tree, paths);
  const values = new PythonValues(program);
  const forms = new PythonForms(program, values, builder);
  const read = new Set<string>();
  const visit = (path: string, asMain: boolean) => {
    if (read.has(path)) {
      return;
    }
    read.add(path);
    const loaded = program.load(path, asMain);
    addPaths(program, loaded, builder);
    follow(program, loaded, builder, visit);
    dynamicImports(program, values, loaded, builder).forEach((each) => visit(each, false));
    readModule(program, loaded, forms, builder);
    addPorts(program, values, loaded, builder);
  };
  visit(file, isMain);
}

/** Visits what a module imports, before the module: that is the order in which declarations are made. */
function follow(
  program: PythonProgram,
  { module, bindings }: LoadedModule,
  builder: FactsBuilder,
  visit: (path: string, asMain: boolean) => void,
): void {
  for (const { statement, node } of bindings.imports) {
    const files = program.filesOf(module, statement);
    if (files.length === 0 && statement.level === 0 && !isOptional(module, node)) {
      builder.foreignImports.push({ value: statement.module, at: module.placeOf(node) });
    }
    for (const path of files) {
      try {
        visit(path, false);
      } catch (error) {
        if (!(error instanceof OutsideOfRoot)) {
          throw error;
        }
        const why = `${path} is a link to a file outside of the folder that is read`;
        builder.hole({ at: module.placeOf(node) }, 'an import', why, ANYTHING);
      }
    }
    const { level, module: name } = statement;
    if (level > 0 && program.leaves(module, statement)) {
      const why = `${'.'.repeat(level)}${name} is not in the folder that is read`;
      builder.hole({ at: module.placeOf(node) }, 'an import', why, ANYTHING);
    }
  }
}

/** Whether the program goes on without an import: it stands in a `try`, or is for checkers of types alone. */
function isOptional(module: PythonModule, node: SyntaxNode): boolean {
  for (let around = node.parent; around; around = around.parent) {
    const isForTypes = around.name === 'IfStatement' && /^if\s+(?:\w+\.)?TYPE_CHECKING\b/.test(module.textOf(around));
    if (around.name === 'TryStatement' || isForTypes) {
      return true;
    }
  }
  return false;
}

function readModule(program: PythonProgram, loaded: LoadedModule, forms: PythonForms, builder: FactsBuilder): void {
  const references = meshReferences(program, loaded);
  for (const reference of references) {
    if (!neverRuns(loaded, reference.node)) {
      readReference(loaded, reference, forms, builder);
    }
  }
  for (const lost of lostDecorators(program, loaded, references)) {
    const why = 'the code around it is not written in the Python that this reader knows';
    builder.hole({ at: loaded.module.placeOf(lost) }, 'a decorator of MCP Mesh', why, ANYTHING);
  }
}

function readReference(
  loaded: LoadedModule,
  reference: MeshReference,
  forms: PythonForms,
  builder: FactsBuilder,
): void {
  const { path, node, decorator, unclear } = reference;
  const meaning = meaningOf(path);
  const at = loaded.module.placeOf(node);
  const name = path.length > 0 ? `mesh.${path.join('.')}` : 'mesh';
  if (meaning === 'harmless') {
    return;
  }
  if (unclear !== undefined) {
    builder.hole({ at }, name, unclear, ANYTHING);
  } else if (meaning === 'package') {
    builder.hole({ at }, 'mesh', 'the package is handed on, and the text does not show what is made of it', ANYTHING);
  } else if (meaning === 'unknown') {
    builder.hole({ at }, name, 'this library does not know what it declares', ANYTHING);
  } else if (!decorator) {
    builder.hole({ at }, name, 'it is not used as a decorator, so only a run shows what it declares', ANYTHING);
  } else {
    forms.add({
      form: meaning,
      loaded,
      decorator,
      ...decorated(decorator),
      uncertain: uncertainPlace(loaded, decorator.parent!),
    });
  }
}
