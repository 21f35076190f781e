// Joins what jsii compiled into three files, the library, the command line and the reader of agents' code: requiring some sixty small ones took most
// of the time of loading the library. Packages stay outside: the peers are the user's own, and npm bundles the others.
// Grammars are joined into the file that needs them: their packages hold each of them twice, with their tests.
// There are no source maps, because the sources are not in the package.
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const lib = (file) => fileURLToPath(new URL(`../lib/${file}`, import.meta.url));

// Node finds the names that `import { MeshAgent } from` may use by reading such a line, which never runs.
const named = (file) => `0 && (module.exports = { ${Object.keys(require(file)).join(', ')} });`;

/** Graphviz is a file of ours, loaded only for a picture: its npm package holds four builds, each over 1 MB. */
const graphviz = {
  name: 'graphviz',
  setup({ onResolve }) {
    onResolve({ filter: /^@viz-js\/viz$/ }, () => ({ path: './graphviz.js', external: true }));
  },
};

/** The reader of agents' code is a file of ours, loaded only when code is read: most apps read none. */
const reader = {
  name: 'reader',
  setup({ onResolve }) {
    onResolve({ filter: /\/reader\/read-agent$/ }, () => ({ path: './reader.js', external: true }));
  },
};

async function bundle(entry, outfile, packages = { packages: 'external' }) {
  await build({
    entryPoints: [entry],
    outfile,
    allowOverwrite: true,
    bundle: true,
    platform: 'node',
    target: 'node20',
    ...packages,
    plugins: [graphviz, reader],
    footer: { js: named(entry) },
  });
}

await bundle(lib('reader/read-agent.js'), lib('reader.js'), { external: ['yaml'] });
await bundle(lib('cli/main.js'), lib('cli.js'));
await bundle(lib('index.js'), lib('index.js'));
copyFileSync(require.resolve('@viz-js/viz'), lib('graphviz.js'));
