import { commandLine } from '../support/command-line';
import { removeFolders, workingFolder } from '../support/folder';

/* The report for people, on a terminal and elsewhere. */

const { isTTY, columns } = process.stdout;

afterEach(() => {
  Object.assign(process.stdout, { isTTY, columns });
  delete process.env.COLUMNS;
  delete process.env.NO_COLOR;
  removeFolders();
});

const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: mesh }\nspec: { containers: [{ name: main, image: 'registry.example.com/${name}' }] }\n---\n`;
const pods = (number: number) => Array.from({ length: number }, (_, i) => pod(`pod-${i}`)).join('');

test('what one rule says of more than five objects is said once, with a line for each', async () => {
  workingFolder({ 'a.yaml': pods(6) });
  const { out } = await commandLine('check', 'a.yaml');
  const lines = out.split('\n');
  expect(lines[0]).toBe('warning image-not-pinned  6 objects');
  expect(lines[1]).toMatch(/^ {4}.*latest.*\. For the first: .*registry\.example\.com\/pod-0:.*\.$/);
  expect(lines[2]).toBe(
    '  Pod mesh/pod-0  a.yaml:4:36  container "main": image "registry.example.com/pod-0" without a tag',
  );
  expect(lines.filter((line) => line.startsWith('  Pod mesh/pod-'))).toHaveLength(6);
  expect(lines[9]).toMatch(/^6 warnings in 6 objects\./);
});

test('of five, each has its own', async () => {
  workingFolder({ 'a.yaml': pods(5) });
  const { out } = await commandLine('check', 'a.yaml');
  expect(out.match(/^ {2}warning image-not-pinned/gm)).toHaveLength(5);
});

describe('long lines', () => {
  const widest = async () =>
    Math.max(
      ...(await commandLine('check', 'a.yaml')).out
        .split('\n')
        .filter((line) => line.startsWith('    '))
        .map(({ length }) => length),
    );

  test('wrap at the width of the terminal, or at COLUMNS', async () => {
    workingFolder({ 'a.yaml': pods(1) });
    process.env.NO_COLOR = '1';
    Object.assign(process.stdout, { isTTY: true, columns: 70 });
    expect(await widest()).toBeLessThanOrEqual(70);
    process.env.COLUMNS = '50';
    expect(await widest()).toBeLessThanOrEqual(50);
  });

  test('do not wrap elsewhere', async () => {
    workingFolder({ 'a.yaml': pods(1) });
    Object.assign(process.stdout, { isTTY: false, columns: 70 });
    process.env.COLUMNS = '50';
    expect(await widest()).toBeGreaterThan(100);
  });

  test('do not wrap in a file', async () => {
    workingFolder({ 'a.yaml': pods(1) });
    Object.assign(process.stdout, { isTTY: true, columns: 50 });
    await commandLine('check', 'a.yaml', '--output', 'text=report.txt');
    const { readFileSync } = jest.requireActual<typeof import('fs')>('fs');
    expect(
      Math.max(
        ...readFileSync('report.txt', 'utf8')
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBeGreaterThan(100);
  });
});
