import { readFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';

/*
 * What the languages that jsii serves make of the API, read from the compiled assemblies. In Python the members of a struct that is
 * the last parameter become keywords, so a value of that type cannot be passed.
 */

interface Parameter {
  readonly name: string;
  readonly type: { readonly fqn?: string };
}

interface Member {
  readonly name: string;
  readonly parameters?: Parameter[];
  readonly returns?: { readonly type: unknown };
  readonly type?: unknown;
}

interface Type {
  readonly name: string;
  readonly fqn: string;
  readonly kind: 'class' | 'enum' | 'interface';
  readonly datatype?: boolean;
  readonly namespace?: string;
  readonly methods?: Member[];
  readonly properties?: Member[];
}

interface Assembly {
  readonly types: { [name: string]: Type };
}

const root = join(__dirname, '..', '..');

/** The public types of the package in a folder. Large assemblies are compressed. */
function allTypesOf(folder: string): Type[] {
  const written = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8'));
  const assembly: Assembly = written.filename
    ? JSON.parse(gunzipSync(readFileSync(join(folder, written.filename))).toString())
    : written;
  return Object.values(assembly.types);
}

/** Those that are not in a submodule. */
const typesOf = (folder: string) => allTypesOf(folder).filter(({ namespace }) => !namespace);

const ours = typesOf(root);

test('no method returns a struct: what a factory makes is a class, which every language can pass on', () => {
  const structs = ours.filter(({ datatype }) => datatype).map(({ name }) => name);
  const returned = ours
    .filter(({ datatype }) => !datatype)
    .flatMap(({ name, methods = [] }) =>
      methods
        .filter(({ returns }) => structs.some((struct) => JSON.stringify(returns ?? {}).includes(`.${struct}"`)))
        .map((method) => `${name}.${method.name}`),
    );
  expect(structs.length).toBeGreaterThan(20);
  expect(returned).toEqual([]);
});

test('no type has the name of one of cdk8s or cdk8s-plus-28: theirs are taken, and an app imports both', () => {
  const theirs = ['cdk8s', 'cdk8s-plus-28', 'constructs'].flatMap((name) => typesOf(join(root, 'node_modules', name)));
  const names = new Set(theirs.map(({ name }) => name));
  expect(names).toContain('PodManagementPolicy');
  expect(ours.map(({ name }) => name).filter((name) => names.has(name))).toEqual([]);
});

test('no struct of another library is a last parameter: a value that an app has of it could not be passed on', () => {
  const theirs = ['cdk8s', 'cdk8s-plus-28'].flatMap((name) => allTypesOf(join(root, 'node_modules', name)));
  const structs = new Set(theirs.filter(({ datatype }) => datatype).map(({ fqn }) => fqn));
  const last = ours.flatMap(({ name, methods = [] }) =>
    methods
      .filter(({ parameters }) => structs.has(parameters?.at(-1)?.type.fqn ?? ''))
      .map((method) => `${name}.${method.name}`),
  );
  expect(structs).toContain('cdk8s-plus-28.SecretValue');
  // Its fields are the arguments of a probe, which are written where it is made.
  expect(last).toEqual(['MeshProbe.of']);
});
