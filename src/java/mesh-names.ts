import { JavaModule } from './module';

/** The annotations of MCP Mesh that declare something. */
export const JAVA_FORMS = [
  'MeshAgent',
  'MeshTool',
  'MeshLlm',
  'MeshLlmProvider',
  'MeshRoute',
  'MeshDependsOn',
  'MeshA2A',
  'A2AConsumer',
  'MeshService',
  'Selector',
] as const;

export type JavaForm = (typeof JAVA_FORMS)[number];

/** Annotations that declare nothing, or only inside of another. */
const HARMLESS = new Set([
  'MeshDependency',
  'MeshHealthCheck',
  'MeshStartupCheck',
  'MeshInject',
  'Param',
  'MediaParam',
]);

const PACKAGE = 'io.mcpmesh';

/** What an annotation is, by its name in a file: a form of MCP Mesh, one that this library does not know, or another's. */
export function javaFormOf(module: JavaModule, name: string): JavaForm | 'unknown' | undefined {
  const simple = name.slice(name.lastIndexOf('.') + 1);
  if (!isOurs(module, name, simple) || HARMLESS.has(simple)) {
    return undefined;
  }
  const form = JAVA_FORMS.find((each) => each === simple);
  return form ?? 'unknown';
}

function isOurs({ imports }: JavaModule, name: string, simple: string): boolean {
  if (name.includes('.')) {
    return name.startsWith(`${PACKAGE}.`);
  }
  const single = imports.find((each) => !each.everything && !each.isStatic && each.name.endsWith(`.${simple}`));
  if (single) {
    return single.name.startsWith(`${PACKAGE}.`);
  }
  const byPackage = imports.some(
    (each) => each.everything && !each.isStatic && `${each.name}.`.startsWith(`${PACKAGE}.`),
  );
  // Of a whole package that is imported, only such names may be MCP Mesh's.
  return byPackage && /^(Mesh[A-Z]\w*|A2A[A-Z]\w*|Selector)$/.test(simple);
}
