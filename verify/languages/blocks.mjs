// Makes each TypeScript block of README.md and docs/how-to/ an app of its own, in JavaScript and, by jsii-rosetta, in Python, and runs
// the JavaScript. Writes into the folder $1: <n>.py, <n>.json (what came of it: files or the error) and blocks.json (where each is).
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';

const repo = resolve(import.meta.dirname, '../..');
const folder = resolve(process.argv[2]);
const require = createRequire(join(repo, 'package.json'));
const ts = require('typescript');
const { PythonVisitor, Translator, typeScriptSnippetFromCompleteSource } = require('jsii-rosetta');

const imports = `import { ApiObject, App, Chart, Duration, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { EnvValue, k8s } from 'cdk8s-plus-28';
`;

/** What a block may use without making it; a later one may use an earlier one. */
const given = {
  app: `const app = new App();`,
  chart: `const chart = new Chart(app, 'mcp-mesh', { namespace: 'mcp-mesh' });`,
  image: `const image = 'registry.example.com/agent:1.0.0';`,
  registry: `const registry = new MeshRegistry(chart, 'given-registry', {
  externalCapabilities: ['weather', 'llm', 'trip_planning'],
});`,
  agent: `const agent = new MeshAgent(chart, 'given-agent', { registry, image });`,
  weather: `const weather = new MeshAgent(chart, 'given-weather', { registry, image, capabilities: ['weather'] });`,
  analytics: `const analytics = new MeshAgent(chart, 'given-analytics', { registry, image, capabilities: ['analytics'] });`,
  processor: `const processor = new HeadlessMeshAgent(chart, 'given-processor', { registry, image, replicas: 3 });`,
};

const underIstio = `const registry = new MeshRegistry(chart, 'given-registry', {
  serviceMesh: ServiceMesh.istio({ dataPlane: IstioDataPlane.NATIVE_SIDECAR }),
});`;

const uses = (code, name) => new RegExp(`(?<![.'"\\w-])${name}\\b(?!:)`).test(code.replace(/\/\/.*$/gm, ''));
const makes = (code, name) => new RegExp(`\\b(const|let) ${name}\\b`).test(code);

/**
 * The block as jsii-rosetta can translate it: it takes a struct that is the last argument for keywords, even where more parameters
 * may follow.
 */
const translatable = (source) => source.replace(/(EnvValue\.fromSecretValue\(\{[^{}]*\})\)/g, '$1, {})');

/** The block as a whole app that writes into out/<n>/. */
function asApp(code, n) {
  let body = code;
  if (!/^import /m.test(code)) {
    for (const [name, definition] of Object.entries(given).reverse()) {
      if ((uses(body, name) || name === 'app') && !makes(body, name)) {
        body = `${name === 'registry' && /\bIstio/.test(code) ? underIstio : definition}\n${body}`;
      }
    }
    const ours = Object.keys(require(repo)).filter((name) => uses(body, name));
    body = `${imports}import { ${ours.join(', ')} } from 'cdk8s-mcp-mesh';\n${body}`;
  }
  const synthesised = /\bapp\.synth\(\)/.test(body) ? body : `${body}\napp.synth();\n`;
  return synthesised.replaceAll('new App()', `new App({ outdir: 'out/${n}' })`);
}

const documents = ['README.md', ...readdirSync(join(repo, 'docs/how-to')).sort().map((name) => `docs/how-to/${name}`)];
const blocks = documents.flatMap((document) => {
  const text = readFileSync(join(repo, document), 'utf8');
  return [...text.matchAll(/^```ts\n([^]*?)^```/gm)].map((match) => ({
    where: `${document}:${text.slice(0, match.index).split('\n').length}`,
    code: match[1],
  }));
});

// Links, so that the apps and the library load one cdk8s.
mkdirSync(join(folder, 'node_modules'), { recursive: true });
for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs']) {
  symlinkSync(join(repo, 'node_modules', name), join(folder, 'node_modules', name));
}
symlinkSync(repo, join(folder, 'node_modules/cdk8s-mcp-mesh'));

const apps = blocks.map(({ where, code }, n) => ({ where, n, source: asApp(code, n) }));
process.chdir(folder);
// The agent of README.md, which blocks read by the names that they have for it.
const agent = /^```python\n([^]*?)^```/m.exec(readFileSync(join(repo, 'README.md'), 'utf8'))[1];
mkdirSync('agents');
// The file of decisions that a block reads.
const check = readFileSync(join(repo, 'docs/how-to/check.md'), 'utf8');
writeFileSync('.cdk8s-mcp-mesh.yaml', /^```yaml\n(# yaml-language-server[^]*?)^```/m.exec(check)[1]);
writeFileSync('agents/weather.py', agent);
writeFileSync('agents/forecast.py', `import pandas\n${agent.replaceAll('"weather"', '"forecast"')}`);
for (const { n, source } of apps) {
  const options = { module: 'commonjs', target: 'es2022' };
  writeFileSync(`${n}.ts`, source);
  writeFileSync(`${n}.js`, ts.transpileModule(source, { compilerOptions: options }).outputText);
  writeFileSync(`${n}.json`, JSON.stringify(outcome(n)));
}

/** What came of an app: its files, or its error. */
function outcome(n) {
  try {
    createRequire(join(folder, 'x.js'))(`./${n}.js`);
  } catch (error) {
    return { error: error.message };
  }
  return { files: filesIn(`out/${n}`) };
}

function filesIn(out) {
  const files = Object.fromEntries(
    readdirSync(out).sort().map((name) => [name, readFileSync(join(out, name), 'utf8')]),
  );
  rmSync(out, { recursive: true });
  return files;
}

// One translator for all: it compiles what the snippets import once.
const translator = new Translator(false);
const location = (n) => ({ api: { api: 'file', fileName: `${n}.ts` }, field: { field: 'example' } });
for (const { n, source } of apps) {
  const snippet = typeScriptSnippetFromCompleteSource(translatable(source), location(n), true, { $directory: repo });
  writeFileSync(`${n}.py`, translator.translatorFor(snippet).renderUsing(new PythonVisitor()));
}
writeFileSync('blocks.json', JSON.stringify(apps.map(({ where, n }) => ({ where, n }))));
