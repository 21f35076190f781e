import * as fc from 'fast-check';
import { closestWord, WordIndex } from '../../src/base/closest-word';

describe('the closest word', () => {
  test.each([
    ['weather-agnet', 'weather-agent'],
    ['weather_agent', 'weather-agent'],
    ['WeatherAgent', 'weather-agent'],
    ['wether', undefined],
    ['htp', 'http'],
    ['hppt', undefined],
    ['', undefined],
  ])('of %j is %j', (misspelt, meant) => {
    expect(closestWord(misspelt, ['analytics-agent', 'weather-agent', 'http'])).toBe(meant);
  });

  test('is the first of those that are equally close', () => {
    expect(closestWord('agent-x', ['agent-b', 'agent-a'])).toBe('agent-b');
  });

  test('has at most four edits, however long the word is', () => {
    const word = 'a-service-with-quite-a-long-name-for-a-name';
    expect(closestWord(word.replace('quite', ''), [word])).toBeUndefined();
    expect(closestWord(word.replace('quit', ''), [word])).toBe(word);
  });

  test('is what a comparison letter by letter finds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 12 }), (misspelt, words) => {
        const near = words
          .map((each) => ({ each, edits: edits(plain(each), plain(misspelt)) }))
          .filter(({ each, edits: count }) => count <= allowed(each, misspelt))
          .sort((one, other) => one.edits - other.edits);
        expect(closestWord(misspelt, words)).toBe(near[0]?.each);
      }),
      { numRuns: 500 },
    );
  });

  test('thousands are looked up in thousands in less than two seconds of CPU time', () => {
    const index = new WordIndex(Array.from({ length: 5000 }, (_, i) => `a-service-${i}-of-many`));
    const before = process.cpuUsage();
    for (let i = 0; i < 2000; i++) {
      index.closest(`b-servise-${i}-of-mani`);
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});

const plain = (word: string) => word.replace(/-+/g, '-');
const allowed = (a: string, b: string) => Math.min(4, Math.max(1, Math.floor(Math.min(a.length, b.length) / 3)));

function edits(a: string, b: string): number {
  if (a === '' || b === '') {
    return a.length + b.length;
  }
  const rest = (i: number, j: number) => edits(a.slice(i), b.slice(j));
  return a[0] === b[0] ? rest(1, 1) : 1 + Math.min(rest(1, 1), rest(0, 1), rest(1, 0));
}
