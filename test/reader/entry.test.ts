import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { findEntry } from '../../src/reader/entry';
import { SourceTree } from '../../src/source/source-tree';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entry-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function entryOf(files: { [path: string]: string }) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return findEntry(new SourceTree(folder));
}

const at = { file: 'Dockerfile', line: 2 };
const python = (lines: string) => `FROM mcpmesh/python-runtime:3.8.0\n${lines}\n`;

describe('the entry is what the Dockerfile runs', () => {
  test.each<[string, string[], object]>([
    ['CMD ["main.py"]', ['main.py', 'app.py'], { file: 'main.py', isMain: true }],
    ['CMD ["python", "agent.py"]', ['main.py', 'agent.py'], { file: 'agent.py' }],
    ['CMD python -u /app/agent.py', ['main.py', 'agent.py'], { file: 'agent.py' }],
    ['COPY src/ /app/\nCMD ["main.py"]', ['src/main.py'], { file: 'src/main.py' }],
    ['CMD ["app/agent.py"]', ['main.py', 'app/agent.py'], { file: 'app/agent.py' }],
    ['CMD ["-m", "bot"]', ['bot/__main__.py'], { file: 'bot/__main__.py', isMain: true }],
    ['CMD ["-m", "bot.run"]', ['bot/run.py'], { file: 'bot/run.py' }],
    ['CMD ["uvicorn", "main:app"]', ['main.py'], { file: 'main.py', isMain: false, port: { value: 8000, at } }],
    ['CMD ["uvicorn", "a.b:app", "--port", "80"]', ['a/b.py'], { file: 'a/b.py', port: { value: 80, at } }],
    ['CMD ["-m", "uvicorn", "main:app", "--port=81"]', ['main.py'], { file: 'main.py', port: { value: 81, at } }],
    ['CMD exec uvicorn main:app --port $MCP_MESH_HTTP_PORT', ['main.py'], { file: 'main.py' }],
    ['CMD uvicorn main:app --port ${PORT}', ['main.py'], { unreadPort: { value: '${PORT}', at } }],
    ['CMD ["sh", "-c", "uvicorn main:app --port 82"]', ['main.py'], { port: { value: 82, at } }],
    ['CMD ["gunicorn", "main:app", "-b", "0.0.0.0:83"]', ['main.py'], { file: 'main.py', port: { value: 83, at } }],
    ['CMD ["fastapi", "run", "main.py"]', ['main.py'], { file: 'main.py', port: { value: 8000, at } }],
    ['ENTRYPOINT ["python"]\nCMD ["agent.py"]', ['agent.py', 'main.py'], { file: 'agent.py' }],
  ])('%s', (lines, files, expected) => {
    const entry = entryOf({ Dockerfile: python(lines), ...Object.fromEntries(files.map((file) => [file, ''])) });
    expect(entry).toMatchObject({ language: 'python', ...expected, release: { value: '3.8.0' } });
    expect(entry.port).toEqual((expected as { port?: object }).port);
  });

  test.each<[string, string, string]>([
    ['CMD ["npx", "tsx", "src/index.ts"]', 'src/index.ts', 'typescript'],
    ['CMD ["node", "dist/index.js"]', 'src/index.ts', 'typescript'],
    ['CMD ["src/agent.ts"]', 'src/agent.ts', 'typescript'],
  ])('%s', (lines, file, language) => {
    const files = { Dockerfile: `FROM mcpmesh/typescript-runtime:3.8.0\n${lines}\n`, [file]: '', 'main.py': '' };
    expect(entryOf(files)).toMatchObject({ language, file });
  });
});

test.each([
  'CMD ["agent.py"]',
  'CMD ["-m", "bot"]',
  'CMD ["uvicorn", "other:app"]',
  'CMD ["node", "dist/agent.js"]',
  'CMD ["app.jar"]',
])('%s without the file is refused, whatever else there is', (lines) => {
  expect(() => entryOf({ Dockerfile: python(lines), 'main.py': '' })).toThrow(
    /^its Dockerfile \(line 2\) runs .*, and the file of that is not in it$/,
  );
});

test('a command that names no code leaves the usual file', () => {
  expect(entryOf({ Dockerfile: python('CMD ["npm", "start"]'), 'main.py': '' }).file).toBe('main.py');
});

describe('a release is read where it is whole', () => {
  test.each([
    ['FROM mcpmesh/python-runtime:3.8.0', '3.8.0'],
    ['FROM registry.example.com/mcpmesh/python-runtime:3.8.0', '3.8.0'],
    ['ARG V=3.6.0\nFROM mcpmesh/python-runtime:${V}', '3.6.0'],
    ['ARG V\nFROM mcpmesh/python-runtime:${V:-3.7.1}', '3.7.1'],
    ['FROM mcpmesh/python-runtime:3.6.0 AS base\nFROM base', '3.6.0'],
    ['FROM mcpmesh/python-runtime:3.8', undefined],
    ['FROM mcpmesh/python-runtime', undefined],
    ['FROM python:3.11.7', undefined],
  ])('%s', (lines, release) => {
    expect(entryOf({ Dockerfile: `${lines}\n`, 'main.py': '' }).release?.value).toBe(release);
  });
});

describe('without a Dockerfile it is the usual file', () => {
  test.each<[{ [path: string]: string }, string]>([
    [{ 'main.py': '', 'other.py': '' }, 'main.py'],
    [{ 'only.py': '', 'README.md': '' }, 'only.py'],
    [{ 'package.json': '{ "scripts": { "start": "tsx src/agent.ts" } }', 'src/agent.ts': '' }, 'src/agent.ts'],
    [{ 'package.json': '{ "main": "dist/index.js" }', 'src/index.ts': '' }, 'src/index.ts'],
    [{ 'package.json': 'no JSON', 'index.ts': '' }, 'index.ts'],
    [
      {
        'pom.xml': '',
        'src/main/java/a/App.java': '@SpringBootApplication class App {}',
        'src/main/java/a/B.java': '',
      },
      'src/main/java/a/App.java',
    ],
  ])('%j', (files, file) => {
    expect(entryOf(files).file).toBe(file);
  });

  test('and nothing is guessed', () => {
    expect(() => entryOf({ 'a.py': '', 'b.py': '' })).toThrow('it has 2 files that may be an agent: a.py, b.py');
    expect(() => entryOf({ 'pom.xml': '', 'src/main/java/A.java': '' })).toThrow(
      'none of its Java files starts Spring',
    );
  });
});
