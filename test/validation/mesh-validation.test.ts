import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { MeshValidation } from '../../src';
import { Violation } from '../../src/validation/mesh-validation';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mesh-validation-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Result {
  violations: Violation[];
  status?: string;
  metadata?: { readonly [key: string]: string };
}

/** Runs the validation as cdk8s does, over one manifest. */
async function validate(text: string, properties: object = {}): Promise<Result> {
  const path = join(folder, 'app.k8s.yaml');
  writeFileSync(path, text);
  writeFileSync(join(folder, 'construct-metadata.json'), '{}');
  const result: Result = { violations: [] };
  await new MeshValidation(properties as any).validate({
    manifests: [path],
    parseManifest: () => parseAllDocuments(text).map((document) => document.toJS()),
    report: {
      addViolation: (violation) => void result.violations.push(violation),
      submit: (status, metadata) => {
        result.status = status;
        if (properties && 'config' in properties) {
          result.metadata = metadata;
        }
      },
    },
  });
  return result;
}

const image = (tag: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: b }\nspec: { containers: [{ name: main, image: 'registry.example.com/a${tag}' }] }\n`;

test('what is clean succeeds', async () => {
  expect(await validate(image(':1.0.0'))).toEqual({ violations: [], status: 'success' });
});

test('a warning is listed, and succeeds', async () => {
  const { violations, status } = await validate(image(''));
  expect(status).toBe('success');
  expect(violations).toEqual([
    {
      ruleName: 'image-not-pinned (warning)',
      recommendation: expect.stringContaining('latest'),
      fix: expect.stringContaining('registry.example.com/a:'),
      violatingResources: [
        {
          resourceName: 'a',
          locations: ['Pod b/a: container "main": image "registry.example.com/a" without a tag'],
          manifestPath: join(folder, 'app.k8s.yaml'),
        },
      ],
    },
  ]);
});

test('an error fails', async () => {
  const { violations, status } = await validate(
    image(':1.0.0').replace('name: main', 'name: main, env: [{ name: A, value: 7 }]'),
  );
  expect(status).toBe('failure');
  expect(violations.map(({ ruleName }) => ruleName)).toEqual(['field-of-another-type (error)']);
});

test('what no cluster would take for an object is passed over', async () => {
  expect(
    await validate(`just text\n---\nkind: ConfigMap\n---\napiVersion: v1\nkind: ConfigMap\n---\n${image(':1.0.0')}`),
  ).toEqual({ violations: [], status: 'success' });
});

test('a rule that is ignored is silent', async () => {
  expect(await validate(image(''), { ignore: ['image-not-pinned'] })).toEqual({ violations: [], status: 'success' });
});

test('a configuration that is named', async () => {
  const config = join(folder, 'config.yaml');
  writeFileSync(config, 'rules:\n  image-not-pinned: error\n');
  expect((await validate(image(''), { config })).status).toBe('failure');
  writeFileSync(config, `ignore:\n  - { path: app.k8s.yaml, reason: x }\n  - { name: zzz, reason: x }\n`);
  expect(await validate(image(''), { config })).toEqual({
    violations: [],
    status: 'success',
    metadata: {
      'What a rule is about': 'npx cdk8s-mcp-mesh explain <rule>',
      [`Left out by ${config}`]: '1',
      'Entries that leave nothing out any more': `${config}:3:5`,
    },
  });
});

test('construct-metadata.json goes only where it is asked for', async () => {
  await validate(image(':1.0.0'));
  expect(existsSync(join(folder, 'construct-metadata.json'))).toBe(true);
  await validate(image(':1.0.0'), { removeConstructMetadata: true });
  expect(existsSync(join(folder, 'construct-metadata.json'))).toBe(false);
});

test.each([
  [
    { removeConstructMetdata: true },
    'cdk8s-mcp-mesh: there is no property "removeConstructMetdata" of the validation: it has ignore, config, clusterDomain, defaultNamespace, ' +
      'removeConstructMetadata.',
  ],
  [
    { ignore: ['policy-cuts-provder'] },
    'cdk8s-mcp-mesh: ignore "policy-cuts-provder": there is no such rule. Spell it as the report does.',
  ],
])('%j is refused', (properties, message) => {
  expect(() => new MeshValidation(properties as any)).toThrow(new Error(message));
});
