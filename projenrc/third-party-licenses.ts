import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';

/*
 * Writes THIRD-PARTY-LICENSES (`npm run licenses`): the software of others in the package, and its terms. A test compares.
 * Packages of npm bring their text. @viz-js/viz brings none, and a statement of its build lists what was compiled in; the
 * texts for these are in build/licenses/.
 */

const root = join(__dirname, '..');

export const LICENSES = join(root, 'THIRD-PARTY-LICENSES');

interface Component {
  readonly name: string;
  readonly version: string;
  /** As an SPDX expression. */
  readonly license: string;
  readonly source: string;
  readonly text: string;
}

interface PackageJson {
  readonly version: string;
  readonly license: string;
  readonly dependencies?: { readonly [name: string]: string };
  readonly bundledDependencies?: string[];
}

const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const packageJson = (name: string): PackageJson => JSON.parse(read('node_modules', name, 'package.json'));
const textOf = (name: string) => read('build', 'licenses', `${name}.txt`);

function fromPackage(name: string, text: string): Component {
  const { version, license } = packageJson(name);
  return { name, version, license, source: `https://www.npmjs.com/package/${name}/v/${version}`, text };
}

/** The packages that npm packs with ours, and what they depend on. */
const bundled = () => withDependencies((JSON.parse(read('package.json')) as PackageJson).bundledDependencies!);

/** The grammars that are joined into lib/reader.js, and what they depend on. */
const grammars = () => withDependencies(['@lezer/java', '@lezer/javascript', '@lezer/python']);

function withDependencies(packages: string[]): Component[] {
  const names = new Set<string>(packages);
  for (const name of names) {
    Object.keys(packageJson(name).dependencies ?? {}).forEach((each) => names.add(each));
  }
  return [...names].sort().map((name) => fromPackage(name, read('node_modules', name, 'LICENSE')));
}

/** One entry of what a build used, as in-toto's statements write it. */
export interface ResolvedDependency {
  readonly uri: string;
  readonly digest: { readonly sha256: string };
}

/** What was compiled into Graphviz' WebAssembly. A component whose terms nobody looked up is refused. */
export function compiledIn(dependencies: ResolvedDependency[]): Component[] {
  return dependencies.flatMap(({ uri, digest }): Component[] => {
    const archive = `${uri} (SHA-256 ${digest.sha256})`;
    const [, file, version] = /(?:\/(graphviz|expat)-|\/(?:emsdk)@)([\d.]+\d)/.exec(uri) ?? [];
    if (file === 'graphviz') {
      return [{ name: 'Graphviz', version, license: 'EPL-2.0', source: archive, text: textOf('graphviz') }];
    }
    if (file === 'expat') {
      return [{ name: 'Expat', version, license: 'MIT', source: archive, text: textOf('expat') }];
    }
    if (version !== undefined) {
      const source = `https://github.com/emscripten-core/emscripten/tree/${version}`;
      return [
        { name: 'Emscripten', version, license: 'MIT', source, text: textOf('emscripten') },
        {
          name: 'musl, as it comes with Emscripten',
          version,
          license: 'MIT',
          source: `${source}/system/lib/libc/musl`,
          text: textOf('musl'),
        },
      ];
    }
    throw new Error(
      `@viz-js/viz is built from ${uri}, whose license is not known here: ` +
        'add its text to build/licenses/ and its name to projenrc/third-party-licenses.ts.',
    );
  });
}

/** The file as the installed packages make it. */
export function thirdPartyLicenses(): string {
  const { predicate } = JSON.parse(read('node_modules', '@viz-js', 'viz', 'lib', 'provenance.json'));
  const viz = fromPackage('@viz-js/viz', textOf('viz-js'));
  const packages = bundled();
  const joined = grammars();
  const compiled = compiledIn(predicate.buildDefinition.resolvedDependencies);
  return [
    'The package cdk8s-mcp-mesh holds software of others, under their terms.',
    '',
    'In node_modules/:',
    ...packages.map(line),
    '',
    'In lib/reader.js:',
    ...joined.map(line),
    '',
    'In lib/graphviz.js:',
    ...[viz, ...compiled].map(line),
    '',
    'Graphviz is distributed in object code form. Its source code is available under the Eclipse Public License 2.0 at the',
    'address below. It is not changed here. Its contributors give no warranty and accept no liability for it.',
    ...[...packages, ...joined, viz, ...compiled].flatMap(({ name, version, license, source, text }) => [
      '',
      '='.repeat(80),
      `${name} ${version}`,
      `License: ${license}`,
      `Source: ${source}`,
      '='.repeat(80),
      '',
      text.trimEnd(),
    ]),
    '',
  ].join('\n');
}

const line = ({ name, version, license }: Component) => `- ${name} ${version} (${license})`;

if (require.main === module) {
  writeFileSync(LICENSES, thirdPartyLicenses());
}
