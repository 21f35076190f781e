import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { readApi } from '../../projenrc/reference/api';
import { GROUPS } from '../../projenrc/reference/groups';
import { REFERENCE, referencePages } from '../../projenrc/reference/pages';

/* docs/reference/ is what the docstrings of src/ make of it, and it misses nothing of the API. */

const api = readApi();
const pages = referencePages(api);
const grouped = GROUPS.flatMap(({ classes }) => classes);

test('the pages are up to date (npm run docs:reference)', () => {
  expect(readdirSync(REFERENCE).sort()).toEqual([...pages.keys()].sort());
  const differing = [...pages].filter(([name, text]) => readFileSync(join(REFERENCE, name), 'utf8') !== text);
  expect(differing.map(([name]) => name)).toEqual([]);
});

test('every exported class has one page', () => {
  expect([...grouped].sort()).toEqual([...api.classes.keys()].sort());
});

test('every exported struct, enum and interface is described on one page, if only by those that extend it', () => {
  const headings = [...pages.values()].flatMap((text) => text.match(/^## \w+$/gm) ?? []);
  const props = grouped.flatMap((name) => api.classes.get(name)!.construction?.parameters.at(-1)?.type ?? []);
  const described = (name: string) =>
    props.includes(name) || headings.filter((heading) => heading === `## ${name}`).length === 1;
  const shown = [...api.types.values()]
    .filter(({ name }) => described(name))
    .map(({ fields }) => new Set(fields.map(({ name }) => name)));
  const missing = [...api.types.values()].filter(
    ({ name, fields }) => !described(name) && !shown.some((names) => fields.every((field) => names.has(field.name))),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});

/** Names that API.md, which jsii-docgen makes of the compiled package, has for a type. */
function namesInApi(type: string, kind: 'property' | 'parameter'): string[] {
  const text = readFileSync(join(REFERENCE, '..', '..', 'API.md'), 'utf8');
  return [...text.matchAll(new RegExp(`^\\| <code><a href="#cdk8s-mcp-mesh\\.${type}\\.${kind}\\.(\\w+)">`, 'gm'))].map(
    ([, name]) => name,
  );
}

test.each([
  'MeshAgentProps',
  'MeshRegistryProps',
  'MeshNetworkPolicyProps',
  'HeadlessMeshAgentProps',
  'MeshTlsOptions',
])('%s has the fields that the compiled package has', (type) => {
  const names = namesInApi(type, 'property');
  expect(names.length).toBeGreaterThan(0);
  expect(
    api.types
      .get(type)
      ?.fields.map(({ name }) => name)
      .sort() ?? [],
  ).toEqual(names.sort());
});

test('no row of a table is empty', () => {
  const empty = [...pages].flatMap(([name, text]) =>
    (text.match(/^\| .*\|\s*\|$/gm) ?? []).map((row) => `${name}: ${row}`),
  );
  expect(empty).toEqual([]);
});
