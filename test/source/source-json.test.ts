import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { fromSourceJson, labelOf, locationText, toSourceJson } from '../../src/source/source-json';

const CORPUS = join(__dirname, '..', 'reader', 'corpus');

/** What was read of every agent of the corpus, as JSON. */
const AGENTS = ['python', 'typescript', 'java'].flatMap((language) =>
  readdirSync(join(CORPUS, language))
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(CORPUS, language, name), 'utf8'))),
);

test('what is written is read back, and written the same', () => {
  const text = JSON.stringify({ formatVersion: 1, agents: AGENTS });
  expect(toSourceJson(fromSourceJson(text))).toEqual(JSON.parse(text));
});

describe('an agent is asked for by the name that it registers, or that of its folder or file', () => {
  const record = (path: string, name?: string) =>
    fromSourceJson(
      JSON.stringify({
        formatVersion: 1,
        agents: [
          { path, language: 'python', entry: 'main.py', files: [], name: name && { value: name, at: 'main.py:1' } },
        ],
      }),
    )[0];

  test.each([
    ['agents/weather', 'weather-agent', 'weather-agent'],
    ['agents/gateway', undefined, 'gateway'],
    ['agents/gateway/', undefined, 'gateway'],
    ['agents/gateway.py', undefined, 'gateway'],
  ])('%s', (path, name, label) => {
    expect(labelOf(record(path, name))).toBe(label);
  });

  test.each([
    ['agents/weather', 'agents/weather/tools/clock.py:3'],
    ['./agents/weather/', 'agents/weather/tools/clock.py:3'],
    ['agents/weather/main.py', 'agents/weather/tools/clock.py:3'],
    ['main.py', 'tools/clock.py:3'],
  ])('and places in %s are named from where it was read', (path, text) => {
    expect(locationText(record(path), { file: 'tools/clock.py', line: 3 })).toBe(text);
  });
});

test.each([
  ['nothing', 'it is not valid JSON: '],
  ['[]', 'it has no list "agents"'],
  ['{ "agents": [] }', 'its formatVersion is undefined, and this release reads 1'],
  ['{ "formatVersion": 1, "agents": [{ "path": "x" }] }', 'one of its agents has no path, entry or files'],
  [
    '{ "formatVersion": 1, "agents": [{ "path": "x", "entry": "x", "files": [], "capabilities": [{ "name": "a", "at": "here" }] }] }',
    '"here" is no place such as "weather.py:12"',
  ],
])('%s is refused', (text, message) => {
  expect(() => fromSourceJson(text)).toThrow(message);
});
