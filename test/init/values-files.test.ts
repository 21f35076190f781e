import { isValuesOf, readValues } from '../../src/init/values-files';
import { pythonAgent, recordsOf, removeFolders, workingFolder } from '../support/folder';

afterEach(removeFolders);

test.each([
  ['a/*/values.yaml', ['a/one/values.yaml', 'a/two/values.yaml']],
  ['a/t?o/*.yaml', ['a/two/other.yaml', 'a/two/values.yaml']],
  ['**/values.yaml', ['a/one/values.yaml', 'a/two/values.yaml', 'values.yaml']],
  ['./values.yaml', ['values.yaml']],
  ['a/../values.yaml', ['values.yaml']],
  ['values.yaml/x', []],
])('%s', (pattern, paths) => {
  workingFolder({
    'values.yaml': 'a: 1',
    'a/one/values.yaml': '',
    'a/two/values.yaml': 'b: 2',
    'a/two/other.yaml': 'b: 2',
    'node_modules/x/values.yaml': '',
    '.git/values.yaml': '',
  });
  const { files, unreadable } = readValues([pattern]);
  expect(files.map(({ path }) => path)).toEqual(paths);
  expect(unreadable).toEqual(paths.length > 0 ? [] : [`${pattern}: there is no such file`]);
});

test('files belong to agents by the name in them, their folder, or their own name', () => {
  const [folder, file] = recordsOf({
    'agents/a/main.py': pythonAgent('weather-agent'),
    'agents/geo.py': pythonAgent('geo-agent'),
  });
  const of = (path: string, name?: string) => ({ path, values: name === undefined ? {} : { agent: { name } } });
  expect(isValuesOf(of('x.yaml', 'weather-agent'), folder, true)).toBe(true);
  expect(isValuesOf(of('agents/a/helm-values.yaml'), folder, true)).toBe(true);
  expect(isValuesOf(of('agents/a/helm-values.yaml', 'other'), folder, true)).toBe(false);
  expect(isValuesOf(of('helm/values-geo-agent.yaml'), file, false)).toBe(true);
  expect(isValuesOf(of('helm/values-geo.yaml'), file, false)).toBe(true);
  expect(isValuesOf(of('agents/helm-values.yaml'), file, false)).toBe(false);
});
