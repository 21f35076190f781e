import { commandLine } from '../support/command-line';
import { removeFolders, workingFolder } from '../support/folder';

afterEach(removeFolders);

const pod = (name: string, image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: mesh }\nspec: { containers: [{ name: main, image: '${image}' }] }\n---\n`;
const WARNINGS = pod('a', 'registry.example.com/a') + pod('b', 'registry.example.com/b');
const ERROR = pod('c', 'registry.example.com/c:1').replace('name: main', 'name: main, env: [{ name: A, value: 7 }]');

async function counts(...options: string[]): Promise<string> {
  workingFolder({ 'a.yaml': WARNINGS + ERROR });
  const { out } = await commandLine('check', 'a.yaml', '--format', 'junit', ...options);
  expect(out.match(/<failure /g) ?? []).toHaveLength(Number(/failures="(\d+)"/.exec(out)![1]));
  expect(out.match(/<skipped /g) ?? []).toHaveLength(Number(/skipped="(\d+)"/.exec(out)![1]));
  return /failures="\d+" errors="\d+" skipped="\d+"/.exec(out)![0];
}

test('an error fails, and a warning is skipped with its text', async () => {
  expect(await counts()).toBe('failures="1" errors="0" skipped="2"');
  const { out } = await commandLine('check', 'a.yaml', '--format', 'junit');
  expect(out).toContain(
    '<testcase classname="image-not-pinned" name="Pod mesh/a (a.yaml:4:36)"><skipped message="warning: container &quot;main&quot;: image',
  );
  expect(out).toContain('<system-out>warning: Pod mesh/a (a.yaml:4:36): container &quot;main&quot;: image');
});

test.each([
  ['2', 'failures="1" errors="0" skipped="2"'],
  ['1', 'failures="3" errors="0" skipped="0"'],
])('--max-warnings %s: %s', async (number, expected) => {
  expect(await counts('--max-warnings', number)).toBe(expected);
});
