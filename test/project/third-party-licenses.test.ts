import { readFileSync } from 'fs';
import { compiledIn, LICENSES, thirdPartyLicenses } from '../../projenrc/third-party-licenses';

/* The terms of what the package bundles are those of the versions that are installed now. */

test('THIRD-PARTY-LICENSES is what `npm run licenses` writes', () => {
  expect(readFileSync(LICENSES, 'utf8')).toBe(thirdPartyLicenses());
});

test('Graphviz comes with its license, the address of its source, and what was compiled with it', () => {
  const components = compiledIn([
    { uri: 'pkg:docker/emscripten/emsdk@6.0.10?platform=linux%2Famd64', digest: { sha256: '01' } },
    { uri: 'https://example.org/expat-2.8.5.tar.gz', digest: { sha256: '02' } },
    { uri: 'https://example.org/graphviz-16.1.0.tar.gz', digest: { sha256: '03' } },
  ]);
  expect(components.map(({ name, version, license }) => `${name} ${version} ${license}`)).toEqual([
    'Emscripten 6.0.10 MIT',
    'musl, as it comes with Emscripten 6.0.10 MIT',
    'Expat 2.8.5 MIT',
    'Graphviz 16.1.0 EPL-2.0',
  ]);
  expect(components.at(-1)).toMatchObject({
    source: 'https://example.org/graphviz-16.1.0.tar.gz (SHA-256 03)',
    text: expect.stringMatching(
      /^Eclipse Public License - v 2\.0\n[\s\S]*3\.1 If a Contributor Distributes the Program/,
    ),
  });
});

test('a component whose license nobody looked up is refused', () => {
  const unknown = { uri: 'https://example.org/cairo-1.18.tar.xz', digest: { sha256: '04' } };
  expect(() => compiledIn([unknown])).toThrow(
    '@viz-js/viz is built from https://example.org/cairo-1.18.tar.xz, whose license is not known here: ' +
      'add its text to build/licenses/ and its name to projenrc/third-party-licenses.ts.',
  );
});
