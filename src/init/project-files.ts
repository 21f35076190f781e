import { basename, resolve } from 'path';

/** Versions of packages, as package.json has them. */
export interface Versions {
  readonly own: string;
  readonly peers: { readonly [name: string]: string };
}

/** Packages that an app needs to be synthesised, beside the library and its peers. */
const TOOLS = { '@types/node': '^22', 'cdk8s-cli': '^2', tsx: '^4', typescript: '^5.9' };

/**
 * The files beside main.ts, by name.
 *
 * @param check what the command `check` is given
 */
export function projectFiles(
  out: string,
  check: string,
  { own, peers }: Versions,
): { readonly [name: string]: string } {
  const name = basename(resolve(out))
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const dependencies = Object.fromEntries(Object.entries({ ...peers, 'cdk8s-mcp-mesh': `^${own}` }).sort());
  return {
    'cdk8s.yaml': 'language: typescript\napp: npx tsx main.ts\noutput: manifests\n',
    'package.json': json({
      name: name === '' ? 'mcp-mesh' : name,
      version: '0.0.0',
      private: true,
      scripts: { build: 'tsc', synth: 'cdk8s synth', check: `cdk8s-mcp-mesh check ${check}` },
      dependencies,
      devDependencies: TOOLS,
    }),
    'tsconfig.json': json({
      compilerOptions: {
        strict: true,
        target: 'es2022',
        module: 'node16',
        types: ['node'],
        skipLibCheck: true,
        noEmit: true,
      },
      include: ['main.ts'],
    }),
  };
}

/** Packages that an app's package.json lacks, as `npm install` takes them. */
export function lackingPackages(
  text: string,
  { own, peers }: Versions,
): { readonly all: string[]; readonly tools: string[] } {
  let read: { dependencies?: object; devDependencies?: object };
  try {
    read = JSON.parse(text) ?? {};
  } catch {
    read = {};
  }
  const there = { ...read.dependencies, ...read.devDependencies };
  const lacking = (wanted: { readonly [name: string]: string }) =>
    Object.entries(wanted)
      .filter(([name]) => !(name in there))
      .map(([name, version]) => `${name}@${version}`);
  return { all: lacking({ ...peers, 'cdk8s-mcp-mesh': `^${own}` }), tools: lacking(TOOLS) };
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
