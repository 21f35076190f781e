import { readFileSync } from 'fs';
import { join } from 'path';

/** From, to, and on which protocol and port. */
type Connection = [from: string, to: string, port: string];

/** Every connection of the mesh but those to DNS: the same list that netpol-analyzer and a run are compared with. */
export const connections: Connection[] = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'verify', 'trip-planner-edges.json'), 'utf8'),
);

/** Who calls whom, as the tutorial's agents declare it in their code: dependencies, LLMs, and tools that an LLM's provider calls. */
export const calls = connections
  .filter(([, , port]) => port === 'TCP 8080')
  .reduce<{ [caller: string]: string[] }>((all, [from, to]) => ({ ...all, [from]: [...(all[from] ?? []), to] }), {});
