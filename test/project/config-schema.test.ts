import { readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { CONFIG_SCHEMA } from '../../src/config/config-fields';
import { parseConfig } from '../../src/config/parse-config';
import { RULE_IDS } from '../../src/rules/rule-ids';

/* Editors check `.cdk8s-mcp-mesh.yaml` by the schema, and the command line by its reader: they must agree. */

const schema = JSON.parse(readFileSync(join(__dirname, '..', '..', CONFIG_SCHEMA), 'utf8'));

type Validator = (value: unknown) => boolean;
// The command line of cdk8s brings it.
const Ajv: new (options: object) => { compile(schema: object): Validator } = jest.requireActual(
  require.resolve('ajv', { paths: [require.resolve('cdk8s-cli/package.json')] }),
);
const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

function isRead(text: string): boolean {
  try {
    parseConfig(text, 'c.yaml', '.');
    return true;
  } catch {
    return false;
  }
}

test('has each rule', () => {
  expect(Object.keys(schema.properties.rules.properties)).toEqual(RULE_IDS);
});

test.each([
  ['', true],
  ['rules:\nignore:\n', true],
  ['rules: { image-not-pinned: off, policy-cuts-dns: warning, route-shadowed: error }', true],
  ['rules: { image-not-pinned: false }', false],
  ['rules: { gravity: off }', false],
  ['rules: []', false],
  ['rule: {}', false],
  ['ignore: [{ rule: image-not-pinned, reason: x }]', true],
  ['ignore: [{ rule: [image-not-pinned], path: a, namespace: b, kind: c, name: d, reason: x }]', true],
  ['ignore: [{ name: a, reason: x }]', true],
  ['ignore: [{ rule: [], reason: x }]', false],
  ['ignore: [{ rule: gravity, reason: x }]', false],
  ['ignore: [{ reason: x }]', false],
  ['ignore: [{ rule: image-not-pinned }]', false],
  ['ignore: [{ rule: image-not-pinned, reason: " " }]', false],
  ['ignore: [{ rule: image-not-pinned, name: 7, reason: x }]', false],
  ['ignore: [{ rule: image-not-pinned, names: a, reason: x }]', false],
  ['ignore: {}', false],
  ['[]', false],
])('%j is %j to both', (text, expected) => {
  expect({ schema: isValid(parse(text)), reader: isRead(text) }).toEqual({ schema: expected, reader: expected });
});
