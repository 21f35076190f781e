// Joins what jsii compiled into one file: requiring some forty small ones took half the time of loading the library.
// Packages stay outside (`packages: 'external'`): the peers are the user's own, and npm bundles the others.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('../lib/index.js', import.meta.url));
// Node finds the names that `import { MeshAgent } from` may use by reading this line, which never runs.
const names = Object.keys(createRequire(import.meta.url)(entry));

await build({
  entryPoints: [entry],
  outfile: entry,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  sourcesContent: false,
  footer: { js: `0 && (module.exports = { ${names.join(', ')} });` },
});
