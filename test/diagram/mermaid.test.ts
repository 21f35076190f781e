import { checkFields } from '../../src/api/check-fields';
import { drawMermaid } from '../../src/diagram/mermaid';
import { meshGraph } from '../../src/graph/mesh-graph';
import { Mesh } from '../../src/mesh/mesh';
import { agent, generated, HOSTILE, hostile, policy, registry, store, troubled } from '../graph/meshes';
import { Manifest } from '../support/manifests';

const draw = (objects: Manifest[]) => drawMermaid(meshGraph(new Mesh(objects.map((each) => checkFields(each).object))));

/** Text as it may stand between quotes: codes for everything special, and no tags but the two that are meant. */
const TEXT = '(?:[^"#<>&`*\\[\\]{}|\\\\;%$@]|#\\d+;|<b>|</b>|<br/>)*';
const NODE = new RegExp(
  `^ {2,4}([aeilmnrtu]\\d+)(?:\\("${TEXT}"\\)|\\["${TEXT}"\\]|\\{\\{"${TEXT}"\\}\\}|\\[\\("${TEXT}"\\)\\]|\\(\\["${TEXT}"\\]\\))$`,
  'u',
);
const GROUP = new RegExp(`^ {2}subgraph (g\\d+)\\["${TEXT}"\\]$`, 'u');
const EDGE = new RegExp(`^ {2}(\\w+) (?:-->|-\\.->|==>|--x)(?:\\|"${TEXT}"\\|)? (\\w+(?: & \\w+)*)$`, 'u');
const ROW = /^ {2}(\w+(?: ~~~ \w+)+)$/;
const COLOUR = /^ {2}linkStyle (\d+(?:,\d+)*) stroke:#[0-9a-f]{6}(,stroke-width:2px)?$/;
const CLASS = /^ {2}class (\w+(?:,\w+)*) (\w+)$/;
const STYLE = /^ {2}classDef (\w+) \S+$/;
const HEAD = /^(%%.*|flowchart LR| {2}acc(Title|Descr): [A-Za-z0-9 ,:]+| {2}end)$/;

/** What a flowchart says, line by line; a line that is none of those that are meant fails. */
function parsed(chart: string) {
  const nodes: string[] = [];
  const edges: string[][] = [];
  const [coloured, classes, styled, used] = [
    new Set<number>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ];
  let depth = 0;
  for (const line of chart.split('\n').slice(0, -1)) {
    const [node, group, edge, row, colour, member, style] = [NODE, GROUP, EDGE, ROW, COLOUR, CLASS, STYLE].map((form) =>
      form.exec(line),
    );
    if (node) {
      nodes.push(node[1]);
    } else if (group) {
      nodes.push(group[1]);
      depth += 1;
    } else if (edge) {
      edge[2].split(' & ').forEach((to) => edges.push([edge[1], to]));
    } else if (row) {
      row[1].split(' ~~~ ').forEach((id) => used.add(id));
    } else if (colour) {
      colour[1].split(',').forEach((number) => coloured.add(Number(number)));
    } else if (member) {
      member[1].split(',').forEach((id) => used.add(id));
      classes.add(member[2]);
    } else if (style) {
      styled.add(style[1]);
    } else {
      expect(line).toMatch(HEAD);
      depth -= line === '  end' ? 1 : 0;
    }
    expect([0, 1]).toContain(depth);
  }
  edges.flat().forEach((id) => used.add(id));
  expect(new Set(nodes).size).toBe(nodes.length);
  // Whatever is spoken of is there, and whatever is there has its looks.
  expect([...used].sort()).toEqual([...nodes].sort());
  expect([...classes].sort()).toEqual([...styled].sort());
  expect([...coloured].every((number) => number < edges.length)).toBe(true);
  expect(depth).toBe(0);
  return { nodes, edges };
}

test('agents, registries and arrows, each with the words that it needs', () => {
  expect(
    draw([
      ...registry(),
      ...agent({
        name: 'planner-agent',
        capabilities: ['planning'],
        dependencies: ['weather', { name: 'tides', optional: true }, { name: 'llm', tags: ['+claude'] }],
        replicas: 2,
      }),
      ...agent({ name: 'weather-agent', capabilities: ['weather'] }),
      ...agent({
        name: 'claude-provider',
        capabilities: [{ name: 'llm', version: '1.2.0', tags: ['claude', 'chat'] }],
      }),
      ...agent({ name: 'openai-provider', capabilities: [{ name: 'llm', tags: ['openai'] }] }),
    ]),
  ).toMatchSnapshot();
});

test('troubles are red, crossed where a policy is in the way, and say which', () => {
  expect(draw(troubled())).toMatchSnapshot();
});

test.each<[string, Manifest[]]>([
  ['a small mesh', [...registry(), ...agent({ name: 'a' })]],
  ['a mesh with troubles', troubled()],
  ['names that mean something to Mermaid, Markdown or HTML', hostile()],
  ['no mesh', store('redis', 6379)],
  ['fifty agents', generated(50, 5)],
  ['fifty agents in tiers', generated(50, 2, 'tiers')],
])('%s is a flowchart, in which all that is spoken of is there', (_, objects) => {
  parsed(draw(objects));
});

test('no name is lost: each reads as it was written, as far as a screen can show it', () => {
  const shown = [...draw(hostile()).matchAll(/<b>(.*?)<\/b> ×1/g)].map(([, name]) =>
    name.replace(/#(\d+);/g, (__, code) => String.fromCodePoint(Number(code))).replace(/\u2060/g, ''),
  );
  const expected = HOSTILE.map((name) =>
    name.replace(/[\n\u0000\u001b\u202e]|\ud800/g, '\ufffd').replace(/^(x{63})x+$/, '$1…'),
  );
  expect(shown.sort()).toEqual([...expected, 'mcp-mesh-registry'].sort());
});

test('what Mermaid would take for a statement of its own is not one', () => {
  // It looks for "style", a colon and a "#" anywhere in a line, and takes the semicolon behind them away.
  expect(draw([...registry(), ...agent({ name: 'style a:b#c' })])).toContain('"<b>#115;tyle a:b#35;c</b> ×1"');
});

describe('a mesh with more arrows than can be followed', () => {
  const chart = draw(generated(50, 5));

  test('names them in the boxes, and says so', () => {
    expect(parsed(chart).edges).toEqual([]);
    expect([...chart.matchAll(/→ /g)]).toHaveLength(250);
    expect(chart).toMatch(
      /\("<b>intake-agent-0<\/b> ×1<br\/>capability_0<br\/>→ analysis-agent-15<br\/>→ booking-agent-29<br\/>→ intake-agent-1<br\/>→ planning-agent-8<br\/>→ pricing-agent-22"\)/,
    );
    expect(chart).toContain(
      'More dependencies than lines can show: the boxes name them, and --format svg draws them.'.replace(
        /--/,
        '#45;#45;',
      ),
    );
  });

  test('has lines for what is out of the ordinary', () => {
    const open = generated(50, 5);
    const cut = open.map((each) =>
      each.kind === 'NetworkPolicy' && each.metadata.name === 'intake-agent-1'
        ? { ...each, spec: { ...each.spec, ingress: [] } }
        : each,
    );
    const { edges } = parsed(draw(cut));
    // Those who ask it: numbers 0, 43, 36, 29 and 22.
    expect(edges).toHaveLength(5);
    expect(new Set(edges.map(([, to]) => to)).size).toBe(1);
  });

  test('a long chain is one too', () => {
    const chain = (length: number) => [
      ...registry(),
      ...Array.from({ length }, (_, i) =>
        agent({ name: `a${i}`, capabilities: [`c${i}`], dependencies: i ? [`c${i - 1}`] : [] }),
      ).flat(),
    ];
    expect(parsed(draw(chain(16))).edges).toHaveLength(15);
    expect(parsed(draw(chain(17))).edges).toHaveLength(0);
  });
});

test('says where renderers give up', () => {
  expect(draw(generated(300, 5)).split('\n')[0]).toMatch(
    /^%% \d+ characters: renderers of Mermaid stop at 50000\. Draw it with --format svg\.$/,
  );
  expect(draw(generated(100, 5)).split('\n')[0]).toMatch(/^%%\{init: /);
});

test('agents of one mesh register alike, and a line says so; with several registries each has an arrow', () => {
  const one = draw([...registry(), ...agent({ name: 'a' }), ...agent({ name: 'b' })]);
  expect(one).toContain('{{"<b>mcp-mesh-registry</b> ×1<br/>2 agents register here"}}');
  expect(parsed(one).edges).toEqual([]);
  const two = draw([
    ...registry(),
    ...registry('other'),
    ...agent({ name: 'a' }),
    ...agent({ name: 'b', url: 'http://other.mesh.svc.cluster.local:8000' }),
  ]);
  expect(two).toContain('{{"<b>other</b> ×1"}}');
  expect(parsed(two).edges).toEqual([
    ['a0', 'r0'],
    ['a1', 'r1'],
  ]);
});

test('what is open to all agents is a line too', () => {
  const mesh = (agents: number) =>
    draw([
      ...registry(),
      ...Array.from({ length: agents }, (_, i) => [
        ...agent({ name: `a${i}` }),
        policy(`a${i}`, { egress: [{ to: [{ ipBlock: { cidr: '203.0.113.7/32' } }] }] }),
      ]).flat(),
    ]);
  expect(mesh(4)).toContain('(["<b>203.0.113.7</b><br/>open to all 4 agents"])');
  expect(parsed(mesh(4)).edges).toEqual([
    ['a0', 'r0'],
    ['a1', 'r0'],
    ['a2', 'r0'],
    ['a3', 'r0'],
  ]); // to the registry, which these policies close
  expect(parsed(mesh(3)).edges).toContainEqual(['a2', 'u0']);
});

test('many capabilities are counted', () => {
  const capabilities = Array.from({ length: 20 }, (_, i) => `c${i}`);
  expect(draw([...registry(), ...agent({ name: 'a', capabilities })])).toContain('<br/>c4<br/>c5<br/>and 14 more")');
});
