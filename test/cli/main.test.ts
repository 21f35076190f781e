import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { main } from '../../src/cli/main';

/*
 * The command as it is typed: what goes to which stream, and the exit code. The rules have tests of their own; here one serves that
 * looks at single fields.
 */

const home = join(__dirname, '..', '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-cli-'));
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((said.out += text)));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((said.err += text)));
  const code = await main(args, home);
  jest.restoreAllMocks();
  return { code, ...said };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const GOOD = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: good\nspec:\n  ports:\n    - port: 80\n';
const BAD = GOOD.replace('good', 'bad').replace('port: 80', 'port: eighty');
const MISFIT =
  'spec.ports[0].port "eighty": the API server expects a whole number there, and refuses the object. Give a whole number.';

test('nothing found: exit code 0', async () => {
  expect(await run('check', file('good.yaml', GOOD))).toEqual({ code: 0, out: '1 object, no findings\n', err: '' });
});

test('a finding: the object, file and line, rule and message, exit code 1', async () => {
  const path = file('all.yaml', `# a comment\n${GOOD}---\n${BAD}`);
  expect(await run('check', path)).toEqual({
    code: 1,
    out:
      `Service bad  ${path}:10\n  error field-of-another-type  ${path}:16:7\n    ${MISFIT}\n\n` +
      '1 error in 2 objects. What a rule is about: npx cdk8s-mcp-mesh explain <rule>\n',
    err: '',
  });
});

test('is plain where it does not go to a terminal, and in colour where it does, unless NO_COLOR is set', async () => {
  const path = file('bad.yaml', BAD);
  const tty = process.stdout.isTTY;
  try {
    process.stdout.isTTY = true;
    expect((await run('check', path)).out).toContain('\u001b[31merror\u001b[0m');
    process.env.NO_COLOR = '1';
    expect((await run('check', path)).out).not.toContain('\u001b');
  } finally {
    delete process.env.NO_COLOR;
    process.stdout.isTTY = tty;
  }
  expect((await run('check', path)).out).not.toContain('\u001b');
});

describe('input', () => {
  test('a List is its items, each with its own line', async () => {
    const items = [GOOD, BAD]
      .map((each) =>
        each
          .trimEnd()
          .split('\n')
          .map((line, i) => `${i === 0 ? '- ' : '  '}${line}`)
          .join('\n'),
      )
      .join('\n');
    const { code, out } = await run('check', file('list.yaml', `apiVersion: v1\nkind: List\nitems:\n${items}\n`));
    expect(code).toBe(1);
    expect(out).toContain(`Service bad  ${join(folder, 'list.yaml')}:11\n`);
    expect(out).toContain('1 error in 2 objects');
  });

  test.each([
    ['line ends of Windows', BAD.replace(/\n/g, '\r\n')],
    ['a byte order mark', `\uFEFF${BAD}`],
    [
      'JSON',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'bad' },
        spec: { ports: [{ port: 'eighty' }] },
      }),
    ],
    ['empty documents around it', `---\n---\n${BAD}---\n# nothing\n---\nnull\n`],
    [
      'a key twice, of which the API server too takes the last',
      BAD.replace('  name: bad', '  name: first\n  name: bad'),
    ],
    ['an alias', `${BAD.replace('port: eighty', 'port: &port eighty')}      targetPort: *port\n`],
  ])('%s', async (_, text) => {
    const { code, out } = await run('check', file('bad.yaml', text));
    expect(out).toContain(MISFIT);
    expect(code).toBe(1);
  });

  test('a folder with all below it, other files passed over and named', async () => {
    mkdirSync(join(folder, 'below'));
    file('below/bad.yml', BAD);
    file('values.yaml', 'replicas: 3\n');
    file('README.md', '# not YAML: at all: [');
    const { code, out, err } = await run('check', folder);
    expect(code).toBe(1);
    expect(out).toContain(`Service bad  ${join(folder, 'below', 'bad.yml')}:1`);
    expect(err).toBe(
      `skipped ${join(folder, 'values.yaml')}:1: not a Kubernetes object: it needs apiVersion, kind and metadata.name\n`,
    );
  });

  test('a file that is named twice, or with its folder too, is read once', async () => {
    const path = file('good.yaml', GOOD);
    expect(await run('check', path, folder, path)).toEqual({ code: 0, out: '1 object, no findings\n', err: '' });
  });

  test('an object that has its name from the API server', async () => {
    const text = 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  generateName: once-\nspec:\n  parallelism: two\n';
    expect((await run('check', file('job.yaml', text))).out).toContain('Job once-  ');
    const { code, err } = await run('check', file('job.yaml', text.replace('generateName', 'name: 5\n  generateName')));
    expect(code).toBe(2);
    expect(err).toContain('job.yaml:1: not a Kubernetes object: it needs apiVersion, kind and metadata.name');
  });

  test.each(['on', 'Yes', 'y', 'OFF', 'no', 'n'])('%s is no text to kubectl, unless quoted', async (word) => {
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  tracing: ${word}\n`;
    expect((await run('check', file('map.yaml', map))).out).toContain(
      'data.tracing is a boolean: the API server expects text there',
    );
    expect((await run('check', file('map.yaml', map.replace(`: ${word}`, `: '${word}'`)))).code).toBe(0);
    expect((await run('check', file('map.yaml', map.replace(`: ${word}`, `: ${word}-1`)))).code).toBe(0);
  });

  test('UTF-16, as PowerShell writes it', async () => {
    const path = join(folder, 'bad.yaml');
    writeFileSync(path, Buffer.from(`\ufeff${BAD}`, 'utf16le'));
    expect((await run('check', path)).out).toContain(
      `Service bad  ${path}:1\n  error field-of-another-type  ${path}:7:7\n    ${MISFIT}\n`,
    );
  });

  test('the list of one kind, whose items leave the kind out', async () => {
    const items = [BAD, BAD.replace('bad', 'worse')]
      .map((each) =>
        each
          .split('\n')
          .slice(2, -1)
          .map((line, i) => `${i === 0 ? '- ' : '  '}${line}`)
          .join('\n'),
      )
      .join('\n');
    const { out } = await run('check', file('list.yaml', `apiVersion: v1\nkind: ServiceList\nitems:\n${items}\n`));
    expect(out).toContain(`Service bad  ${join(folder, 'list.yaml')}:4\n`);
    expect(out).toContain('2 errors in 2 objects');
  });

  test('braces in text are no template', async () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alerts\ndata:\n  rules: "{{ $value }}"\n  more: |\n    summary: {{ $labels.pod }}\n';
    expect(await run('check', file('alerts.yaml', text))).toEqual({ code: 0, out: '1 object, no findings\n', err: '' });
  });

  test('a file of a folder that cannot be read is named, and the others are read', async () => {
    file('a.yaml', GOOD.replace('good', '*nobody'));
    file('b.yaml', 'kind: [\n');
    symlinkSync(join(folder, 'missing.yaml'), join(folder, 'c.yaml'));
    const { code, err } = await run('check', folder);
    expect(code).toBe(2);
    expect(err.split('\n').slice(1, -1)).toEqual([
      `  ${join(folder, 'a.yaml')}:1: Unresolved alias (the anchor must be set before the alias): nobody`,
      expect.stringContaining(`  ${join(folder, 'b.yaml')}:2: Flow sequence`),
      expect.stringContaining(`  ${join(folder, 'c.yaml')}: ENOENT`),
    ]);
  });

  test('what a name holds does not paint over the report', async () => {
    const { out } = await run('check', file('bad.yaml', BAD.replace('bad', '"b\\e[2Ja\\nd"')));
    expect(out).toContain('Service b\ufffd[2Ja\ufffdd  ');
  });

  test.each([
    ['no such file', (): string => join(folder, 'missing.yaml'), 'missing.yaml: there is no such file or folder'],
    ['what is no YAML', () => file('bad.yaml', '{ not: [yaml\n'), 'bad.yaml:2: Flow sequence'],
    [
      'text',
      () => file('bad.yaml', 'just words\n'),
      'bad.yaml:1: not a Kubernetes object: it needs apiVersion, kind and metadata.name',
    ],
    ['what is no text at all', () => file('bad.yaml', '\0{{\0'), 'bad.yaml: not a text file\n'],
    ['values of a chart', () => file('values.yaml', 'replicas: 3\n'), 'values.yaml:1: not a Kubernetes object'],
    [
      'an object without a name',
      () => file('bad.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {}\n'),
      'not a Kubernetes object',
    ],
    ['an explosion of aliases', () => file('bomb.yaml', bomb()), 'bomb.yaml:1: Excessive alias count'],
    [
      'a template that is no YAML',
      () => file('t.yaml', 'kind: Service\n{{- if .x }}\na: b\n{{- end }}\n'),
      '(it looks like a template; render it first, such as with helm template)',
    ],
    [
      'a template that is YAML by chance',
      () => file('t.yaml', BAD.replace('eighty', '{{ .Values.port }}')),
      't.yaml:7: it looks like a template; render it first, such as with helm template\n',
    ],
    [
      'depth without end',
      () => file('deep.yaml', `${GOOD}  deep: ${'['.repeat(20000)}`),
      'deep.yaml:8: nested too deeply',
    ],
    ['an empty file', () => file('empty.yaml', ''), 'no Kubernetes objects in '],
    ['an empty folder', () => folder, 'no Kubernetes objects in '],
  ])('%s: exit code 2 and a word about it, no report', async (_, path, message) => {
    const { code, out, err } = await run('check', path());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  test('is left as it is', async () => {
    const path = file('bad.yaml', BAD);
    await run('check', folder);
    expect(readFileSync(path, 'utf8')).toBe(BAD);
    expect(readdirSync(folder)).toEqual(['bad.yaml']);
  });
});

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, i) => `  l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: bomb }\ndata:\n  l0: &l0 lol\n${levels.join('\n')}\n`;
}

describe('--format', () => {
  test('json', async () => {
    const path = file('bad.yaml', BAD);
    const { code, out } = await run('check', path, '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      objects: 1,
      unreadable: [],
      findings: [
        {
          id: '13ce275bce1a235e5c3c',
          rule: 'field-of-another-type',
          severity: 'error',
          apiVersion: 'v1',
          kind: 'Service',
          name: 'bad',
          where: `${path}:1`,
          field: ['spec', 'ports', 0, 'port'],
          line: 7,
          column: 7,
          message: MISFIT,
        },
      ],
    });
  });

  test('sarif', async () => {
    const { code, out } = await run('check', file('my file.yaml', BAD), '--format', 'sarif');
    expect(code).toBe(1);
    const {
      version,
      runs: [
        {
          tool: { driver },
          results,
        },
      ],
    } = JSON.parse(out);
    expect(version).toBe('2.1.0');
    expect(driver.name).toBe('cdk8s-mcp-mesh');
    expect(driver.rules[results[0].ruleIndex]).toMatchObject({
      id: 'field-of-another-type',
      helpUri: expect.stringMatching(/\/docs\/rules\/field-of-another-type\.md$/),
      fullDescription: { text: expect.stringMatching(/^[A-Z].*\.$/) },
      properties: { tags: ['kubernetes'] },
      defaultConfiguration: { level: 'error' },
    });
    expect(results).toEqual([
      {
        ruleId: 'field-of-another-type',
        ruleIndex: expect.any(Number),
        level: 'error',
        message: { text: MISFIT },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: `file://${folder}/my%20file.yaml` },
              region: { startLine: 7, startColumn: 7 },
            },
            logicalLocations: [{ fullyQualifiedName: 'Service bad', kind: 'resource' }],
          },
        ],
        partialFingerprints: { 'cdk8sMcpMesh/v1': '13ce275bce1a235e5c3c' },
      },
    ]);
  });

  test('sarif of a clean input lists the rules and no results', async () => {
    const { code, out } = await run('check', file('good.yaml', GOOD), '--format', 'sarif');
    expect(code).toBe(0);
    expect(JSON.parse(out).runs[0].results).toEqual([]);
  });
});

describe('several reports', () => {
  test('--output writes each to its file', async () => {
    const path = file('bad.yaml', BAD);
    const [sarif, markdown] = [join(folder, 'a.sarif'), join(folder, 'a.md')];
    const { code, out } = await run('check', path, '--output', `sarif=${sarif}`, '--output', `markdown=${markdown}`);
    expect(code).toBe(1);
    expect(out).toContain('1 error in 1 object.');
    expect(JSON.parse(readFileSync(sarif, 'utf8')).runs[0].results).toHaveLength(1);
    expect(readFileSync(markdown, 'utf8')).toContain('| error | [field-of-another-type](https://');
  });

  test('github: an annotation at the line', async () => {
    const { out } = await run('check', file('a,b.yaml', BAD), '--format', 'github');
    expect(out.split('\n')).toEqual([
      `::error file=${folder}/a%2Cb.yaml,line=7,col=7,title=field-of-another-type::Service bad: ${MISFIT}`,
      '1 error in 1 object',
      '',
    ]);
  });

  test('github: nothing in a manifest is a command', async () => {
    const name = 'a\r\n::stop-commands::x%0A::error::y ##[group]';
    const { out } = await run('check', file('bad.json', JSON.stringify(hostile(name))), '--format', 'github');
    expect(out.split('\n').filter((line) => !line.startsWith('::error file=') && line.includes('::'))).toEqual([]);
    expect(out).toContain('%250A');
    expect(out).not.toMatch(/\r|##\[/);
  });

  test('junit: a failed test for the finding, and a passed one for each other rule', async () => {
    const { out } = await run('check', file('bad.json', JSON.stringify(hostile('<a>&"'))), '--format', 'junit');
    expect(out).toMatch(/<testsuite name="cdk8s-mcp-mesh" tests="(\d+)" failures="\d+" errors="0" skipped="0">/);
    expect(out).toContain('<testcase classname="field-of-another-type" name="Service &lt;a&gt;&amp;&quot; (');
    expect(out).toContain('<failure type="error" message="spec.ports[0].port &quot;eighty&quot;: the API server');
    expect(out.match(/<testcase /g)).toHaveLength(Number(/tests="(\d+)"/.exec(out)![1]));
  });

  test('markdown: no mark, link or user of a manifest', async () => {
    const { out } = await run(
      'check',
      file('bad.json', JSON.stringify(hostile('@you | [a](http://b) <img> `c`'))),
      '--format',
      'markdown',
    );
    const [row] = out.split('\n').filter((line) => line.includes('Service'));
    expect(row.split(' | ')).toHaveLength(4);
    expect(row).toContain('Service &#64;you &#124; &#91;a&#93;(http&#58;//b) &#60;img&#62; &#96;c&#96;');
  });
});

function hostile(name: string) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port: 'eighty' }] } };
}

describe('a baseline', () => {
  const twice = (port: string) => BAD.replace('bad', 'worse').replace('eighty', port);

  test('what was there is counted and not shown, whatever its place is', async () => {
    const path = file('all.yaml', BAD);
    const baseline = join(folder, 'baseline.json');
    expect(await run('check', path, '--write-baseline', baseline)).toEqual({
      code: 0,
      out: `1 finding written to ${baseline}\n`,
      err: '',
    });
    file('all.yaml', `# moved\n${GOOD}---\n${BAD}`);
    expect(await run('check', path, '--baseline', baseline)).toMatchObject({
      code: 0,
      out: '2 objects, no new findings\n1 of the baseline is not shown.\n',
    });
    file('all.yaml', `${twice('ninety')}---\n${BAD}`);
    const { code, out } = await run('check', path, '--baseline', baseline);
    expect(code).toBe(1);
    expect(out).toContain('Service worse');
    expect(out).not.toContain('Service bad');
    const json = JSON.parse((await run('check', path, '--baseline', baseline, '--format', 'json')).out);
    expect(json).toMatchObject({ baseline: { known: 1, gone: [] }, findings: [{ name: 'worse' }] });
  });

  test('an entry that matches nothing any more is said, unless its rule was left out', async () => {
    const path = file('all.yaml', BAD);
    const baseline = join(folder, 'baseline.json');
    await run('check', path, '--write-baseline', baseline);
    file('all.yaml', GOOD);
    const said =
      '1 object, no new findings\n0 of the baseline are not shown.\n1 of the baseline is found no more; write it again (--write-baseline):\n' +
      '  field-of-another-type of Service bad, spec.ports[0].port\n';
    expect(await run('check', path, '--baseline', baseline)).toEqual({ code: 0, out: said, err: '' });
    expect((await run('check', path, '--baseline', baseline, '--ignore', 'field-of-another-type')).out).not.toContain(
      'no more',
    );
  });

  test.each(['', 'null', '{}', '{"version":1,"findings":[{"id":1}]}', '{"version":2,"findings":[]}'])(
    '%j is none',
    async (text) => {
      const { code, err } = await run('check', file('a.yaml', BAD), '--baseline', file('baseline.json', text));
      expect(code).toBe(2);
      expect(err).toMatch(/--baseline .*baseline\.json: (it is no baseline of version 1|Unexpected end of JSON)/);
    },
  );
});

describe('options', () => {
  test('--severity error leaves warnings out', async () => {
    const path = file(
      'warned.yaml',
      GOOD.replace('name: good', 'name: good\n  annotations: { cdk8s-mcp-mesh/ignore-gravity: just so }'),
    );
    expect((await run('check', path)).code).toBe(1);
    expect((await run('check', path, '--severity', 'error')).code).toBe(0);
  });

  test('--ignore leaves a rule out', async () => {
    const path = file('bad.yaml', BAD);
    expect((await run('check', path, '--ignore', 'field-of-another-type')).code).toBe(0);
  });

  test.each([
    [['check', '-', '--ignore', 'gravity'], '--ignore gravity: there is no such rule'],
    [['check', 'x', '--format', 'xml'], '--format xml: check writes text, json, sarif, junit, github, markdown'],
    [['check', 'x', '--output', 'sarif'], '--output sarif: it is a format and a file, such as sarif=findings.sarif'],
    [['check', 'x', '--output', 'xml=a'], '--output xml=a: check writes text, json'],
    [['check', 'x', '--max-warnings', 'few'], '--max-warnings few: it is a whole number'],
    [['check', 'x', '--fromat', 'json'], '--fromat: there is no such option (did you mean --format?)'],
    [['graph', 'x', '--severity', 'error'], '--severity: it is an option of check and diff'],
    [['check', 'x', '--ignore', 'image-not-pined'], 'no such rule (did you mean image-not-pinned?)'],
    [['check', 'x', '--baseline', 'none.json'], '--baseline none.json: ENOENT'],
    [['check', 'x', '--output', 'sarif=no/such/folder/a'], 'cannot write no/such/folder/a: ENOENT'],
    [['graph', 'x', '--format', 'json'], '--format json: graph writes mermaid, svg, html'],
    [['check', 'x', '--severity', 'fatal'], '--severity fatal: it is error or warning'],
    [['check', '--fix', 'x'], '--fix: there is no such option'],
    [['check'], 'name files, folders, or - for the standard input'],
    [['lint', 'x'], 'lint is no command'],
    [['chec', 'x'], 'chec is no command (did you mean check?)'],
    [[], 'no command'],
    [['explain', 'gravity'], 'gravity: there is no such rule; `explain` lists all of them'],
    [['explain', 'image-not-pined'], 'there is no such rule (did you mean image-not-pinned?)'],
  ])('%j: exit code 2', async (args, message) => {
    const [, path] = args;
    const given =
      path === 'x' || path === '-' ? args.map((each) => (each === path ? file('good.yaml', GOOD) : each)) : args;
    const { code, out, err } = await run(...given);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('cdk8s-mcp-mesh: ');
    expect(err).toContain(message);
  });

  test('--ignore takes several rules', async () => {
    const path = file('bad.yaml', BAD);
    expect((await run('check', path, '--ignore', 'image-not-pinned,field-of-another-type')).code).toBe(0);
  });

  test('--max-warnings lets some pass, and no error', async () => {
    const warned = (name: string) =>
      GOOD.replace('name: good', `name: ${name}\n  annotations: { cdk8s-mcp-mesh/ignore-gravity: just so }`);
    const path = file('warned.yaml', `${warned('a')}---\n${warned('b')}`);
    expect((await run('check', path, '--max-warnings', '1')).code).toBe(1);
    expect((await run('check', path, '--max-warnings', '2')).code).toBe(0);
    expect((await run('check', file('bad.yaml', BAD), '--max-warnings', '9')).code).toBe(1);
  });

  test('help is --help', async () => {
    expect(await run('help')).toEqual(await run('--help'));
  });

  test('--help and --version', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Usage: cdk8s-mcp-mesh <command>'),
    });
    // 0.0.0 here, and another one while a release is built and tested.
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    expect(await run('--version')).toMatchObject({ code: 0, out: `${version}\n` });
  });
});

test('a reader that has seen enough is no failure; any other trouble with the output is', async () => {
  const { code } = await run('check', file('bad.yaml', BAD));
  expect(code).toBe(1);
  expect(process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).toBe(true);
  expect(() => process.stdout.emit('error', Object.assign(new Error('no space'), { code: 'ENOSPC' }))).toThrow(
    'no space',
  );
});

describe('diff', () => {
  test('a finding that is new: exit code 1, and the other way round 0', async () => {
    const [good, bad] = [file('good.yaml', GOOD), file('bad.yaml', `${GOOD}---\n${BAD}`)];
    expect(await run('diff', good, bad)).toEqual({
      code: 1,
      out:
        `Findings introduced\n  error field-of-another-type: Service bad (${bad}:15:7): ${MISFIT}\n\n` +
        '0 findings unchanged\n',
      err: '',
    });
    const { code, out } = await run('diff', bad, good);
    expect(code).toBe(0);
    expect(out).toContain('Findings fixed\n');
    expect((await run('diff', good, good)).out).toBe('nothing changed, 0 findings unchanged\n');
  });

  test('json, and what can not be used', async () => {
    const [good, bad] = [file('good.yaml', GOOD), file('bad.yaml', BAD)];
    expect(JSON.parse((await run('diff', good, bad, '--format', 'json')).out)).toMatchObject({
      introduced: [{ rule: 'field-of-another-type' }],
      fixed: [],
      unchanged: 0,
    });
    expect((await run('diff', good)).err).toContain('name two files or folders');
    expect((await run('diff', '--git', 'HEAD')).err).toContain('name the files or folders');
    expect((await run('diff', good, join(folder, 'none.yaml'))).code).toBe(2);
  });
});

describe('why', () => {
  const WORKLOADS = ['a', 'b']
    .map(
      (name) =>
        `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: mesh }\nspec: { containers: [{ name: main, ports: [{ containerPort: 80 }] }] }\n`,
    )
    .join('---\n');

  test('open: exit code 0', async () => {
    expect(await run('why', 'mesh/a', 'mesh/b', file('a.yaml', WORKLOADS))).toEqual({
      code: 0,
      out: 'open: Pod mesh/a to Pod mesh/b on TCP 80: egress by no policy; ingress by no policy\n',
      err: '',
    });
  });

  test('closed: exit code 1; a port, and JSON', async () => {
    const policy =
      '---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny, namespace: mesh }\nspec: { podSelector: {} }\n';
    const { code, out } = await run(
      'why',
      'mesh/a',
      'mesh/b',
      '53/udp',
      file('a.yaml', WORKLOADS + policy),
      '--format',
      'json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([{ from: 'Pod mesh/a', protocol: 'UDP', port: 53, isOpen: false }]);
  });

  test('what can not be answered: exit code 2', async () => {
    expect((await run('why', 'mesh/a')).err).toContain('name two ends');
    const { code, err } = await run('why', 'mesh/a', 'mesh/bb', file('a.yaml', WORKLOADS));
    expect(code).toBe(2);
    expect(err).toContain('(did you mean mesh/b?)');
  });
});

describe('read', () => {
  const AGENT = 'import mesh\n\n@mesh.agent(name="weather", version=load())\nclass Weather:\n    pass\n';

  test('all was read: exit code 0', async () => {
    const { code, out, err } = await run('read', file('weather.py', AGENT));
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('1 agent, all of the code was read\n');
  });

  test('a part could not be read: exit code 1', async () => {
    const { code, out } = await run('read', file('weather.py', AGENT.replace('"weather"', 'load()')));
    expect(code).toBe(1);
    expect(out).toContain('1 agent, 1 place could not be read\n');
  });

  test('a file could not be read: exit code 2, and the others are read', async () => {
    const missing = join(folder, 'missing.py');
    const { code, out, err } = await run('read', missing, file('weather.py', AGENT), '--format', 'json');
    expect(code).toBe(2);
    expect(JSON.parse(out).agents).toHaveLength(1);
    expect(err).toContain('cannot be read, so only the rest was looked at:\n');
  });

  test('code that no agent runs is a note', async () => {
    mkdirSync(join(folder, 'agents'));
    file('agents/main.py', AGENT);
    file('agents/main_old.py', AGENT);
    const { code, err } = await run('read', folder);
    expect(code).toBe(0);
    expect(err).toContain('agents/main_old.py declares something, and is not part of its folder');
  });

  test('no agents: exit code 2', async () => {
    expect(await run('read', folder)).toEqual({
      code: 2,
      out: '',
      err: `cdk8s-mcp-mesh: no agents in ${folder}\n`,
    });
    expect((await run('read', file('empty.py', ''))).err).toContain(
      'cdk8s-mcp-mesh: cannot be read, and there is nothing else:\n',
    );
    expect((await run('read')).err).toContain("cdk8s-mcp-mesh: name folders or files with agents' code\n");
  });
});

describe('check --source', () => {
  const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: weather
  namespace: mesh
  annotations:
    cdk8s-mcp-mesh/capabilities: '["rain"]'
spec:
  selector: { matchLabels: { app: weather } }
  template:
    metadata: { labels: { app: weather } }
    spec:
      containers:
        - name: agent
          image: registry.example.com/weather:1.0.0
          env:
            - { name: MCP_MESH_AGENT_NAME, value: weather }
            - { name: MCP_MESH_REGISTRY_URL, value: http://registry.example.com:8000 }
`;
  const AGENT =
    'import mesh\n\n@mesh.tool(capability="rain")\ndef rain() -> str:\n    return "x"\n\n@mesh.agent(name="weather")\nclass A:\n    pass\n';

  test('compares manifests with code, and with the lock file', async () => {
    const manifest = file('weather.yaml', WORKLOAD);
    const code = file('weather.py', AGENT);
    expect(await run('check', manifest, '--source', code)).toEqual({
      code: 0,
      out: '1 object, no findings\n',
      err: '',
    });
    file('weather.py', AGENT.replace('"rain"', '"sun"'));
    const { code: exitCode, out } = await run('check', manifest, '--source', code);
    expect(exitCode).toBe(1);
    expect(out).toContain('error source-capability-differs');
    const lock = file('agents.json', (await run('read', code, '--format', 'json')).out);
    expect((await run('check', manifest, '--source', lock)).out).toBe(out);
  });

  test('code that cannot be used: exit code 2', async () => {
    const manifest = file('weather.yaml', WORKLOAD);
    const missing = join(folder, 'missing.json');
    const { code, out, err } = await run('check', manifest, '--source', missing);
    expect([code, out]).toEqual([2, '1 object, no findings\n']);
    expect(err).toContain(`  ${missing}: ENOENT`);
    mkdirSync(join(folder, 'empty'));
    expect((await run('check', manifest, '--source', join(folder, 'empty'))).err).toBe(
      `cdk8s-mcp-mesh: no agents in ${join(folder, 'empty')}\n`,
    );
    expect((await run('graph', manifest, '--source', 'x')).err).toBe(
      'cdk8s-mcp-mesh: --source: it is an option of check\n',
    );
  });
});

describe('init', () => {
  const AGENT = 'import mesh\n\n@mesh.agent(name="weather")\nclass Weather:\n    pass\n';

  test('an app; values files may be named by a pattern that the shell expands', async () => {
    const values = file('values-weather.yaml', 'replicaCount: 2\n');
    const out = join(folder, 'app');
    const first = await run('init', file('weather.py', AGENT), values, '--out', out);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(readFileSync(join(out, 'main.ts'), 'utf8')).toContain('  replicas: 2,\n');
    expect(await run('init', join(folder, 'weather.py'), '--out', out)).toEqual({
      code: 2,
      out: '',
      err: `cdk8s-mcp-mesh: ${join(out, 'main.ts')}, ${join(out, 'cdk8s.yaml')}: already there, and nothing is overwritten. Move it away, or name another folder by --out\n`,
    });
  });

  test('something is left to write: exit code 1; a file could not be read: exit code 2', async () => {
    const code = file('weather.py', AGENT.replace('"weather"', 'load()'));
    expect((await run('init', code, '--out', join(folder, 'a'))).code).toBe(1);
    const { code: exitCode, err } = await run(
      'init',
      code,
      '--values',
      join(folder, 'no.yaml'),
      '--out',
      join(folder, 'b'),
    );
    expect(exitCode).toBe(2);
    expect(err).toContain('no.yaml: there is no such file\n');
  });
});
