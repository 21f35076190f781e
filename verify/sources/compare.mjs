// Compares what our reader finds in Python agents with what MCP Mesh's own runtime registers when it imports them.
// node compare.mjs PYTHON [FOLDER|FILE …]; without files, the corpus of the tests.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const { readAgent } = require('../../lib/reader.js');

const [python, ...given] = process.argv.slice(2);
const corpus = join(here, '..', '..', 'test', 'reader', 'corpus', 'python');
const agents = given.length > 0 ? given : readdirSync(corpus).filter((name) => !name.endsWith('.json')).map((name) => join(corpus, name));

const scratch = mkdtempSync(join(tmpdir(), 'registry-'));
const counts = { agents: 0, facts: 0, same: 0, holes: 0, refused: 0, differ: 0 };

const DEFAULT_VERSION = '1.0.0';
const sorted = (list) => list.map((each) => JSON.stringify(each)).sort();
const selector = ({ name, capability, tags = [], tagAlternatives = [], versionRange = null, required = false }) => ({
  name: name ?? capability, tags, tagAlternatives, versionRange, required,
});

/** What the reader found, in the form of registry.py. */
function ours({ name, capabilities, requirements, llms, isGateway }) {
  return {
    names: name ? [name.value] : [],
    capabilities: sorted(capabilities.map(({ name: capability, version = DEFAULT_VERSION, tags = [], taggedByName }) =>
      ({ name: capability, version, tags: taggedByName ? [...tags, name?.value] : tags }))),
    requirements: sorted(requirements.map(selector)),
    llms: sorted(llms.map(({ provider, tools, everyTool = false }) => ({
      provider: { capability: provider.capability ?? null, tags: provider.tags ?? [], versionRange: provider.versionRange ?? null },
      tools: sorted(tools.map(({ capability = null, tags = [], versionRange = null }) => ({ capability, tags, versionRange }))),
      everyTool,
    }))),
    isGateway,
  };
}

/** What the runtime registered. A route of Python sends the capability's name, and nothing else of its selector. */
function theirs({ names, capabilities, requirements, routes, surfaces, llms }) {
  const filters = (filter) => (filter == null || filter === '' ? [] : Array.isArray(filter) ? filter : [filter]);
  return {
    names,
    // The runtime adds tools of its own, such as __mesh_job_status, some time after the import.
    capabilities: sorted(capabilities.filter(({ name }) => !name.startsWith('__mesh_'))),
    requirements: sorted([
      ...requirements,
      ...routes.map(({ name, required }) => ({ name, tags: [], tagAlternatives: [], versionRange: null, required })),
      ...surfaces.map((each) => ({ ...each, required: false })),
    ]),
    llms: sorted(llms.map(({ provider, filter, mode }) => ({
      provider: { capability: provider.name, tags: provider.tags, versionRange: provider.versionRange },
      tools: mode === '*' ? [] : sorted(filters(filter).map((each) => typeof each === 'string'
        ? { capability: each, tags: [], versionRange: null }
        : { capability: each.capability ?? null, tags: (each.tags ?? []).filter((tag) => typeof tag === 'string'), versionRange: each.version ?? null })),
      everyTool: mode === '*',
    }))),
  };
}

for (const agent of agents) {
  const path = resolve(agent);
  const isFolder = statSync(path).isDirectory();
  const facts = readAgent(isFolder ? { root: path } : { root: dirname(path), file: basename(path) });
  const root = isFolder ? path : dirname(path);
  if (existsSync(join(root, 'mesh.py'))) {
    continue; // Not MCP Mesh's package.
  }
  const out = join(scratch, 'out.json');
  rmSync(out, { force: true });
  counts.agents += 1;
  let said = '';
  try {
    execFileSync(python, [join(here, 'registry.py'), root, facts.entry.replace(/\.py$/, '').replace(/\//g, '.'), out], {
      timeout: 60_000, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ANTHROPIC_API_KEY: 'x', OPENAI_API_KEY: 'x' },
    });
  } catch (error) {
    said = String(error.stderr ?? error).trim().split('\n').pop();
  }
  if (facts.holes.length > 0) {
    counts.holes += 1;
  }
  if (!existsSync(out)) {
    counts.refused += 1;
    console.log(`${agent}: the runtime does not import it (${said})${facts.holes.length > 0 ? ', and the reader has holes in it' : ''}`);
    continue;
  }
  const [mine, real] = [ours(facts), theirs(JSON.parse(readFileSync(out, 'utf8')))];
  for (const kind of ['names', 'capabilities', 'requirements', 'llms']) {
    const left = [...real[kind]];
    counts.facts += left.length;
    const extra = mine[kind].filter((each) => {
      const i = left.indexOf(each);
      if (i >= 0) {
        left.splice(i, 1);
        counts.same += 1;
      }
      return i < 0;
    });
    // What a hole leaves out is said, and is no difference; something else than the runtime has is.
    if (extra.length > 0 || (left.length > 0 && facts.holes.length === 0)) {
      counts.differ += 1;
      console.log(`${agent}: ${kind} differ: only the reader has [${extra.join(', ')}], only the runtime has [${left.join(', ')}]`);
    }
  }
}
rmSync(scratch, { recursive: true });
console.log(JSON.stringify(counts));
process.exitCode = counts.differ > 0 ? 1 : 0;
