import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { readAgent } from '../../src/reader/read-agent';
import { toSourceJson } from '../../src/source/source-json';

/*
 * Agents that cover the forms of MCP Mesh's three SDKs, each with what must be read beside it: `x.py` and `x.json`, or a folder
 * `x/` and `x.json`. What the runtime itself makes of the Python agents is compared by verify/sources.
 */

const CORPUS = join(__dirname, 'corpus');

const AGENTS = ['python', 'typescript', 'java'].flatMap((language) =>
  existsSync(join(CORPUS, language))
    ? readdirSync(join(CORPUS, language))
        .filter((name) => !name.endsWith('.json'))
        .map((name) => join(language, name))
    : [],
);

function read(agent: string): unknown {
  const path = join(CORPUS, agent);
  const isFolder = !/\.\w+$/.test(agent);
  const facts = readAgent(
    isFolder ? { root: path } : { root: join(path, '..'), file: agent.slice(agent.indexOf('/') + 1) },
  );
  return toSourceJson([{ path: agent, facts }]).agents[0];
}

test.each(AGENTS)('%s', (agent) => {
  const expected = readFileSync(join(CORPUS, agent.replace(/\.\w+$/, '') + '.json'), 'utf8');
  expect(read(agent)).toEqual(JSON.parse(expected));
});

test('there are as many agents as the corpus promises', () => {
  expect(AGENTS.length).toBeGreaterThanOrEqual(60);
});
