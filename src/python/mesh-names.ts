/** The forms of MCP Mesh's package that declare something. */
export const DECLARING = [
  'agent',
  'tool',
  'llm',
  'llm_provider',
  'route',
  'a2a',
  'a2a.mount',
  'a2a_consumer',
  'service',
  'selector',
] as const;

export type Form = (typeof DECLARING)[number];

/** Names of the package that declare nothing: types, errors, helpers that a tool calls when it runs. */
const HARMLESS = new Set([
  'A2AClient',
  'A2ABearer',
  'A2AResponse',
  'A2AJob',
  'A2AStream',
  'A2AEvent',
  'A2AJobError',
  'A2AJobFailed',
  'A2AJobCanceled',
  'MeshServiceUnavailableError',
  'McpMeshTool',
  'McpMeshAgent',
  'MeshContextModel',
  'MeshJob',
  'JobNotFoundError',
  'JobTerminalError',
  'MeshLlmAgent',
  'MeshLlmRequest',
  'LlmMeta',
  'Stream',
  'create_server',
  'MediaParam',
  'MediaResult',
  'MediaUpload',
  'upload_media',
  'download_media',
  'media_result',
  'save_upload',
  'save_upload_result',
  'TraceContext',
  'calling_job',
  'CallingJob',
  'SupersededError',
  'MaxIterationsError',
  'ToolExecutionError',
  'jobs',
  'types',
  'media',
  'web',
]);

/** The package's own modules, of which code may import the forms. */
const OWN_MODULES = new Set(['decorators', 'helpers', '_service']);

/**
 * What a name of the package is: a form with what is behind it, harmless, or unknown.
 *
 * @param path its parts, such as `['a2a', 'mount']`
 */
export function meaningOf(path: readonly string[]): Form | 'harmless' | 'package' | 'unknown' {
  const names = OWN_MODULES.has(path[0]) ? path.slice(1) : path;
  if (names.length === 0) {
    return path.length === 0 ? 'package' : 'unknown';
  }
  const form = DECLARING.find((each) => each === names.join('.'));
  if (form) {
    return form;
  }
  return HARMLESS.has(names[0]) || /^__\w+__$/.test(names[0]) ? 'harmless' : 'unknown';
}
