import { parseConfig } from '../../src/config/parse-config';

const parse = (text: string) => parseConfig(text, 'c.yaml', '/project');

test('all of it', () => {
  const { file, folder, rules, ignore } = parse(
    [
      'rules:',
      '  image-not-pinned: off',
      '  image-from-docker-hub: error',
      'ignore:',
      '  - rule: agent-cpu-limit-too-low',
      '    path: legacy/**',
      '    namespace: legacy',
      '    kind: Deployment',
      '    name: relay-*',
      '    reason: a relay in Go, measured at 20m',
      '  - rule: [policy-cuts-dns, policy-cuts-registry]',
      '    reason: Cilium opens both',
    ].join('\n'),
  );
  expect({ file, folder }).toEqual({ file: 'c.yaml', folder: '/project' });
  expect([...rules]).toEqual([
    ['image-not-pinned', 'off'],
    ['image-from-docker-hub', 'error'],
  ]);
  expect(ignore).toEqual([
    {
      rules: ['agent-cpu-limit-too-low'],
      path: 'legacy/**',
      namespace: 'legacy',
      kind: 'Deployment',
      name: 'relay-*',
      reason: 'a relay in Go, measured at 20m',
      where: 'c.yaml:5:5',
    },
    { rules: ['policy-cuts-dns', 'policy-cuts-registry'], reason: 'Cilium opens both', where: 'c.yaml:11:5' },
  ]);
});

test.each(['', '# nothing yet\n', 'rules:\nignore:\n', '{}'])('%j decides nothing', (text) => {
  const { rules, ignore } = parse(text);
  expect([rules.size, ignore]).toEqual([0, []]);
});

test.each([
  ['rule:\n  a: off', 'c.yaml:1:1: a configuration has no field "rule" (did you mean rules?); it has rules, ignore'],
  ['rules:\n  image-not-pined: off', 'c.yaml:2:3: there is no rule "image-not-pined" (did you mean image-not-pinned?)'],
  ['rules:\n  image-not-pinned: warn', 'c.yaml:2:21: "image-not-pinned": it is error, warning, off'],
  ['rules:\n  image-not-pinned: false', 'c.yaml:2:21: "image-not-pinned": it is error, warning, off'],
  ['rules: [image-not-pinned]', 'c.yaml:1:8: rules: it is a map'],
  ['- rules', 'c.yaml:1:1: a configuration: it is a map'],
  ['ignore: image-not-pinned', 'c.yaml:1:9: ignore: it is a list'],
  ['ignore:\n  - image-not-pinned', 'c.yaml:2:5: an entry of ignore: it is a map'],
  [
    'ignore:\n  - rule: image-not-pinned',
    'c.yaml:2:5: an entry of ignore has no reason. Add it (why the rule does not hold here, for people who read this next)',
  ],
  ['ignore:\n  - rule: image-not-pinned\n    reason: " "', 'c.yaml:3:13: reason: it is a text that is not empty'],
  [
    'ignore:\n  - reason: just so',
    'c.yaml:2:5: an entry of ignore selects nothing. Name one of rule, path, namespace, kind, name',
  ],
  ['ignore:\n  - { rule: [], reason: x }', 'c.yaml:2:13: rule: the list is empty'],
  ['ignore:\n  - { rule: gravity, reason: x }', 'c.yaml:2:13: there is no rule "gravity"'],
  [
    'ignore:\n  - { names: a, rule: image-not-pinned, reason: x }',
    'c.yaml:2:7: an entry of ignore has no field "names" (did you mean name?); it has rule, path, namespace, kind, name, reason',
  ],
  ['ignore:\n  - { name: 7, reason: x }', 'c.yaml:2:13: name: it is a text that is not empty'],
  ['rules: {}\nrules: {}', 'c.yaml:2:1: Map keys must be unique'],
])('%j', (text, message) => {
  expect(() => parse(text)).toThrow(new Error(message));
});

test('all faults are said at once', () => {
  expect(() => parse('rules:\n  gravity: off\nignores: []')).toThrow(
    'c.yaml:3:1: a configuration has no field "ignores" (did you mean ignore?); it has rules, ignore\nc.yaml:2:3: there is no rule "gravity"',
  );
});
