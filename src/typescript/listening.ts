import { LoadedScript, ScriptProgram } from './program';
import { ScriptValues } from './values';
import { HTTP_PORT_VARIABLE } from '../source/environment-names';
import { FactsBuilder } from '../source/facts-builder';
import { isNothing } from '../source/value';

/** Adds the ports that a service with routes binds by itself: `app.listen(3000)`. */
export function addPorts(
  program: ScriptProgram,
  values: ScriptValues,
  loaded: LoadedScript,
  builder: FactsBuilder,
): void {
  const { module } = loaded;
  module.tree.iterate({
    enter: ({ name, node }) => {
      const callee = name === 'CallExpression' ? node.firstChild! : undefined;
      if (callee?.name !== 'MemberExpression' || module.textOf(callee.lastChild!) !== 'listen') {
        return;
      }
      if (program.resolve(loaded, callee)?.kind === 'sdk') {
        return;
      }
      const at = module.placeOf(node);
      const [argument] = values.arguments(node);
      const given = argument && values.of(loaded, argument);
      const port = given?.kind === 'record' ? given.fields.get('port') : given;
      if (port?.kind === 'number') {
        if (!port.defaults?.some(({ variable }) => variable === HTTP_PORT_VARIABLE)) {
          builder.use(port);
          builder.ports.push({ value: port.number, at });
        }
      } else if (isNothing(port)) {
        builder.hole({ at }, 'the port of listen()', 'there is none, so the system chooses one', ['port']);
      } else if (port.kind === 'text' && /^\d+$/.test(port.text)) {
        builder.use(port);
        builder.ports.push({ value: Number(port.text), at });
      } else if (port.kind !== 'unreadable' || port.variable !== HTTP_PORT_VARIABLE) {
        builder.hole({ at }, 'the port of listen()', port.kind === 'unreadable' ? port.why : 'it is no number', [
          'port',
        ]);
      }
    },
  });
}
