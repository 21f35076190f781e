import { isUserProgram } from './user-program';

/** Set to anything, it brings the stack back. */
const TRACE = 'CDK8S_MCP_MESH_TRACE';

/**
 * Ends what the caller of this library asked for, with a message that says all that there is to say.
 *
 * If nothing catches the error, Node prints the line of code that threw it, and the stack. Both are in this library, and hide the message.
 * So they are left out where the error ends a program of the user's.
 */
export function refuseWith(message: string): never {
  // Node does not print a line of code that holds this text.
  throw withoutStack(new Error(message), 'node-do-not-add-exception-line');
}

function withoutStack(error: Error, _lineMark: string): Error {
  if (process.env[TRACE] || !isUserProgram()) {
    return error;
  }
  // Deleted unread: V8 forgets the place of an error whose stack was read, and Node would print a line of its own.
  delete error.stack;
  const value = `${error.name}: ${error.message}\n    at ... (${TRACE}=1 shows the stack)`;
  Object.defineProperty(error, 'stack', { value, writable: true, configurable: true });
  return error;
}
