import { SyntaxNode } from '@lezer/common';
import { AnnotationUse, JavaForms, OPEN } from './forms';
import { javaFormOf } from './mesh-names';
import { annotationsOf, JavaModule, nameOf } from './module';
import { JavaProgram, typesIn } from './program';
import { javaFiles } from './source-files';
import { addSpringPort } from './spring';
import { JavaValues } from './values';
import { FactsBuilder } from '../source/facts-builder';
import { ANYTHING } from '../source/hole';
import { SourceTree } from '../source/source-tree';

/**
 * Reads what a Spring application declares: every class of the main one's package and the packages below, which is what Spring's
 * component scan loads.
 *
 * @param main the file of the main class
 */
export function readJava(tree: SourceTree, main: string, builder: FactsBuilder): void {
  const program = new JavaProgram(tree);
  const values = new JavaValues(program);
  const forms = new JavaForms(program, values, builder);
  const entry = program.load(main);
  for (const file of javaFiles(tree, entry.folder)) {
    if (tree.isInside(file)) {
      readModule(program.load(file), forms, builder);
    } else {
      const why = `${file} is a link to a file outside of the folder that is read`;
      builder.hole({ at: { file: main, line: 1 } }, 'the component scan', why, ANYTHING);
    }
  }
  if (!builder.isAgent && builder.hasRoutes) {
    addSpringPort(tree, { file: main, line: 1 }, builder);
  }
}

function readModule(module: JavaModule, forms: JavaForms, builder: FactsBuilder): void {
  const read = new Set<number>();
  for (const { node } of typesIn(module)) {
    readDeclaration(module, node, forms, builder, read);
    const body = node.getChild('ClassBody') ?? node.getChild('InterfaceBody') ?? node.getChild('RecordBody');
    body?.getChildren('MethodDeclaration').forEach((method) => readDeclaration(module, method, forms, builder, read));
  }
  checkText(module, builder, read);
}

function readDeclaration(
  module: JavaModule,
  declaration: SyntaxNode,
  forms: JavaForms,
  builder: FactsBuilder,
  read: Set<number>,
): void {
  for (const annotation of annotationsOf(declaration)) {
    const name = nameOf(module, annotation);
    const form = javaFormOf(module, name);
    const at = module.placeOf(annotation);
    checkScan(module, annotation, name, builder);
    if (form === undefined) {
      continue;
    }
    read.add(annotation.from);
    if (form === 'unknown') {
      builder.hole(
        { at, of: nameOf(module, declaration) },
        `@${name}`,
        'this library does not know what it declares',
        ANYTHING,
      );
      continue;
    }
    const why = doubt(module, { form, module, annotation, declaration });
    if (why !== undefined) {
      builder.hole({ at, of: nameOf(module, declaration) }, `@${form}`, why, OPEN[form]);
    } else {
      forms.add({ form, module, annotation, declaration });
    }
  }
}

/** Spring scans other packages if it is told so. */
function checkScan(module: JavaModule, annotation: SyntaxNode, name: string, builder: FactsBuilder): void {
  const text = module.textOf(annotation);
  const scans = /^(ComponentScan|ComponentScans|Import)$/.test(name) || /\bscanBasePackage(s|Classes)\b/.test(text);
  if (scans && /\(/.test(text)) {
    const why = `${module.excerpt(annotation)} adds classes that are not found here`;
    builder.hole({ at: module.placeOf(annotation) }, 'the component scan', why, ANYTHING);
  }
}

/** Why an annotation may not count, or not be read. `X.class` is what the parser does not know, and is no fact. */
function doubt(module: JavaModule, { annotation, declaration }: AnnotationUse): string | undefined {
  const list = annotation.getChild('AnnotationArgumentList');
  if (list?.getChildren('⚠').length) {
    return 'it is not written in the Java that this reader knows';
  }
  const type = declaration.name === 'MethodDeclaration' ? declaration.parent?.parent : declaration;
  const conditions = [declaration, ...(type ? [type] : [])].flatMap(annotationsOf).map((each) => nameOf(module, each));
  const condition = conditions.find((name) => /^(Profile|Conditional\w*)$/.test(name));
  return condition === undefined ? undefined : `@${condition} decides whether it is loaded`;
}

/** Annotations that the parser did not find, because something before them is written in a way that it does not know. */
function checkText(module: JavaModule, builder: FactsBuilder, read: ReadonlySet<number>): void {
  const pattern = /@\s*(MeshAgent|MeshTool|MeshLlm|MeshLlmProvider|MeshRoute|MeshDependsOn|MeshA2A)\b(?!\s*\.)/g;
  for (const match of module.text.matchAll(pattern)) {
    if (read.has(match.index) || module.isQuoted(match.index + 1) || javaFormOf(module, match[1]) === undefined) {
      continue;
    }
    const why = 'the code around it is not written in the Java that this reader knows';
    builder.hole({ at: module.placeOf({ from: match.index }) }, `@${match[1]}`, why, ANYTHING);
  }
}
