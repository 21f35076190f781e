import { SyntaxNode } from '@lezer/common';
import { dottedName, PythonProgram } from './program';
import { neverRuns } from './references';
import { LoadedModule } from './referent';
import { PythonValues } from './values';
import { HTTP_PORT_VARIABLE } from '../source/environment-names';
import { FactsBuilder } from '../source/facts-builder';

/** What starts a server on a port of the code's own, by its whole name. */
const SERVERS = new Set(['uvicorn.run', 'uvicorn.Config', 'uvicorn.main.run', 'uvicorn.config.Config']);

/** Where uvicorn listens if nobody says where. */
const UVICORN_PORT = 8000;

/** Adds the ports that a module binds by itself: `MCP_MESH_HTTP_PORT` does not change them. */
export function addPorts(
  program: PythonProgram,
  values: PythonValues,
  loaded: LoadedModule,
  builder: FactsBuilder,
): void {
  const { module } = loaded;
  if (!module.text.includes('uvicorn')) {
    return;
  }
  module.tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'CallExpression' && isServer(program, loaded, node) && !neverRuns(loaded, node)) {
        addPort(values, loaded, node, builder);
      }
    },
  });
}

function isServer(program: PythonProgram, loaded: LoadedModule, node: SyntaxNode): boolean {
  const names = dottedName(loaded.module, node.firstChild!);
  const target = names && program.resolve(loaded, names);
  return target?.kind === 'foreign' && SERVERS.has(target.name);
}

function addPort(values: PythonValues, loaded: LoadedModule, node: SyntaxNode, builder: FactsBuilder): void {
  const at = loaded.module.placeOf(node);
  const { fields, rest } = values.arguments(loaded, node.getChild('ArgList'));
  const port = rest ?? fields.get('port');
  if (port === undefined) {
    builder.ports.push({ value: UVICORN_PORT, at });
  } else if (port.kind === 'number') {
    // The agent's own variable decides it, and constructs set that.
    if (!port.defaults?.some(({ variable }) => variable === HTTP_PORT_VARIABLE)) {
      builder.use(port);
      builder.ports.push({ value: port.number, at });
    }
  } else if (port.kind !== 'unreadable' || port.variable !== HTTP_PORT_VARIABLE) {
    const why = port.kind === 'unreadable' ? port.why : 'it is no number';
    builder.hole({ at }, 'the port of uvicorn', why, ['port']);
  }
}
