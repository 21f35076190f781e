import { MeshPod, REGISTRY_IMAGE } from './mesh';
import { FieldPath, fieldOf } from '../api/field-path';
import { variableField } from '../cluster/container-fields';
import { BIND_ADDRESS, REGISTRY_PORT, Variable } from '../contract/contract';
import { expand } from '../kubernetes/expansion';

/** What a registry listens on, and which field says so. Neither is known of every image and command. */
export interface RegistryServer {
  readonly host?: Setting<string>;
  readonly port?: Setting<number>;
}

interface Setting<T> {
  readonly value: T;
  /** As messages call it. */
  readonly source: string;
  readonly field: FieldPath;
}

/** By the image's ENTRYPOINT, or given as the command. */
const BINARY = /(^|\/)(mcp-mesh-)?registry$/;

/**
 * The address of a registry's server. Flags win over `HOST` and `PORT`, and args of a manifest replace all flags of the image
 * (`--host 0.0.0.0 --port 8000`): without a flag and a variable, the binary listens on localhost, port 8000.
 */
export function registryServer({ owner, main, env }: MeshPod): RegistryServer {
  const { image = '', command, args } = main;
  if (!REGISTRY_IMAGE.test(image)) {
    return {};
  }
  if (command === undefined && args === undefined) {
    const source = "the image's own arguments";
    const field = fieldOf(owner, main, 'image');
    return { host: { value: BIND_ADDRESS, source, field }, port: { value: REGISTRY_PORT, source, field } };
  }
  const isBinary = command === undefined || (command.length > 0 && BINARY.test(command[0]));
  if (!isBinary) {
    return {};
  }
  const list = args?.length ? ('args' as const) : command ? ('command' as const) : ('args' as const);
  const words = (main[list] ?? []).map((word) => expand(word, (name) => env[name]));
  const setting = (flag: string, short: string, variable: string, byDefault: string): Setting<string> | undefined => {
    const position = words.findIndex((word) => word === flag || word === short || word.startsWith(`${flag}=`));
    const value = position < 0 ? undefined : (words[position].split('=')[1] ?? words[position + 1]);
    if (value !== undefined) {
      const at = words[position].includes('=') ? position : position + 1;
      return value.includes('$(') ? undefined : { value, source: flag, field: fieldOf(owner, main, list, at) };
    }
    const isImported = (main.envFrom ?? []).length > 0 && env[variable] === undefined;
    const isUnread = (main.env ?? []).some(({ name }) => name === variable) && env[variable] === undefined;
    if (isImported || isUnread || env[variable]?.includes('$(')) {
      return undefined;
    }
    return env[variable]
      ? { value: env[variable], source: variable, field: variableField(owner, main, variable) }
      : { value: byDefault, source: `no ${flag}`, field: fieldOf(owner, main, list) };
  };
  const port = setting('--port', '-p', 'PORT', String(REGISTRY_PORT));
  return {
    host: setting('--host', '-H', Variable.HOST, 'localhost'),
    port: port && /^\d+$/.test(port.value) ? { ...port, value: Number(port.value) } : undefined,
  };
}
