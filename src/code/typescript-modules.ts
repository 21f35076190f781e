import { builtinModules } from 'module';

/** Packages of MCP Mesh's TypeScript image that code can import: the SDK and what npm installs beside it. Read from its package.json, 3.6.0. */
const PACKAGES = new Set([
  '@ai-sdk/anthropic',
  '@ai-sdk/google',
  '@ai-sdk/google-vertex',
  '@ai-sdk/openai',
  '@mcpmesh/core',
  '@mcpmesh/sdk',
  'ai',
  'fastmcp',
  'handlebars',
  'mcp-proxy',
  'undici',
  'zod',
  'zod-to-json-schema',
]);

/** Whether code on MCP Mesh's TypeScript image can import a module. */
export function isTypescriptModule(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name) || PACKAGES.has(packageOf(name));
}

/** `@scope/name/sub/path` is a path in the package `@scope/name`. */
function packageOf(module: string): string {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}
