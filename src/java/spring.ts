import { parseAllDocuments } from 'yaml';
import { HTTP_PORT_VARIABLE } from '../source/environment-names';
import { FactsBuilder } from '../source/facts-builder';
import { Place } from '../source/place';
import { SourceTree } from '../source/source-tree';

/** The port of a Spring application that says none. */
const SPRING_PORT = 8080;

const FILES = ['application.yml', 'application.yaml', 'application.properties'];

/** The folder of Spring's settings in a build. */
const RESOURCES = 'src/main/resources';

/**
 * Adds the port that Spring binds in a service without `@MeshAgent`: there `MCP_MESH_HTTP_PORT` changes only what is registered,
 * unless the settings name that variable.
 */
export function addSpringPort(tree: SourceTree, main: Place, builder: FactsBuilder): void {
  const file = FILES.map((name) => `${RESOURCES}/${name}`).find((each) => tree.hasFile(each));
  const found = file === undefined ? undefined : settingOf(file, tree.read(file));
  const at: Place = file !== undefined && found ? { file, line: found.line } : main;
  const text = found?.value ?? String(SPRING_PORT);
  const [, variable, fallback] = /^\$\{(\w+)(?::([^}]*))?\}$/.exec(text) ?? [];
  const port = Number(variable === undefined ? text : fallback);
  if (variable === HTTP_PORT_VARIABLE) {
    return;
  }
  if (!Number.isInteger(port) || port <= 0) {
    builder.hole({ at }, 'server.port', `${text} is no number`, ['port']);
    return;
  }
  // Spring itself reads SERVER_PORT before its files.
  const defaults = [variable ?? 'SERVER_PORT'].map((each) => ({ variable: each, value: String(port), at }));
  builder.use({ kind: 'number', number: port, at, defaults });
  builder.ports.push({ value: port, at });
}

/** `server.port` of a file, and the line that says it. */
function settingOf(file: string, text: string): { value: string; line: number } | undefined {
  const lines = text.split(/\r?\n/);
  if (file.endsWith('.properties')) {
    const line = lines.findIndex((each) => /^\s*server\.port\s*[=:]/.test(each));
    return line < 0 ? undefined : { value: lines[line].replace(/^[^=:]*[=:]\s*/, '').trim(), line: line + 1 };
  }
  for (const document of parseAllDocuments(text)) {
    const value = document.errors?.length
      ? undefined
      : ((document.getIn(['server', 'port']) ?? document.get('server.port')) as unknown);
    if (typeof value === 'number' || typeof value === 'string') {
      const line = lines.findIndex((each) => /^\s*(?:server\.)?port\s*:/.test(each) && each.includes(String(value)));
      return { value: String(value), line: Math.max(line, 0) + 1 };
    }
  }
  return undefined;
}
