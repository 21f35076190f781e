import { writeFileSync } from 'fs';
import { readAgents } from '../../../src/cli/agents/agent-files';
import { sourceRecords } from '../../../src/cli/agents/source-records';
import { readCommand } from '../../../src/cli/commands/read';
import { pythonAgent, removeFolders, workingFolder } from '../../support/folder';

afterEach(removeFolders);

test('code, and what was read of code before', () => {
  workingFolder({ 'a/one.py': pythonAgent('one'), 'b/two.py': pythonAgent('two'), 'c/x.txt': '', 'bad.json': '{}' });
  writeFileSync('a.json', readCommand(readAgents(['a']), 'json').report);
  const { records, unreadable } = sourceRecords(['b', 'a.json', 'bad.json', 'missing.json']);
  expect(records.map(({ path }) => path)).toEqual(['a/one.py', 'b/two.py']);
  expect(unreadable).toEqual(['bad.json: it has no list "agents"', expect.stringMatching(/^missing.json: ENOENT/)]);
});
