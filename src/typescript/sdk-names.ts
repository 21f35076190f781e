/** The forms of MCP Mesh's SDK that declare something, by the names that it exports them under. */
const FORMS: { readonly [name: string]: ScriptForm } = {
  mesh: 'agent',
  default: 'agent',
  MeshAgent: 'agent',
  meshExpress: 'express',
  MeshExpress: 'express',
  llm: 'llm',
  llmProvider: 'llmProvider',
  route: 'route',
  routeWithConfig: 'routeWithConfig',
  serviceView: 'serviceView',
  'a2a.mount': 'a2a',
};

export type ScriptForm =
  'agent' | 'express' | 'llm' | 'llmProvider' | 'route' | 'routeWithConfig' | 'serviceView' | 'a2a';

/** Fields of `mesh` that declare nothing. */
const HARMLESS = /^(bind|sseStream|jobs|hbs)$/;

/** What something of the SDK is: a form, harmless, or unknown. */
export function formOf(path: readonly string[]): ScriptForm | 'harmless' | 'unknown' {
  const isNamespace = path.length > 1 && (path[0] === 'mesh' || path[0] === 'default');
  const names = isNamespace ? path.slice(1) : path;
  const form = FORMS[names.join('.')];
  if (form && !(isNamespace && form === 'agent')) {
    return form;
  }
  if (isNamespace) {
    return HARMLESS.test(names[0]) ? 'harmless' : 'unknown';
  }
  // The SDK exports a hundred types and helpers. Those that are called like a form, in one word, would be news.
  return 'harmless';
}
