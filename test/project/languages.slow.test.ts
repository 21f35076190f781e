import { readFileSync } from 'fs';
import { join } from 'path';

/*
 * What the languages that jsii serves make of the API, read from the compiled assemblies. In Python the members of a struct that is
 * the last parameter become keywords, so a value of that type cannot be passed.
 */

interface Member {
  readonly name: string;
  readonly returns?: { readonly type: unknown };
  readonly type?: unknown;
}

interface Type {
  readonly name: string;
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
const typesOf = (assembly: string) =>
  Object.values((JSON.parse(readFileSync(assembly, 'utf8')) as Assembly).types).filter(({ namespace }) => !namespace);
const ours = typesOf(join(root, '.jsii'));

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
