import { checkFields } from '../../src/api/check-fields';
import { drawSvg } from '../../src/diagram/svg';
import { meshGraph } from '../../src/graph/mesh-graph';
import { Mesh } from '../../src/mesh/mesh';
import { agent, generated, HOSTILE, hostile, registry, store, troubled } from '../graph/meshes';
import { Manifest } from '../support/manifests';

const draw = (objects: Manifest[]) => drawSvg(meshGraph(new Mesh(objects.map((each) => checkFields(each).object))));

const ATTRIBUTES = '(?:\\s+[a-zA-Z_:][\\w:.-]*="(?:[^<&"]|&#?\\w+;)*")*\\s*';
const TOKEN = new RegExp(
  `<\\?xml[^>]*\\?>|<(\\/?)([a-zA-Z][\\w:-]*)(${ATTRIBUTES})(\\/?)>|((?:[^<&]|&#?\\w+;)+)`,
  'uy',
);

interface Element {
  readonly name: string;
  readonly attributes: string[];
}

/** The elements of a document with their attributes, or the place where it is not well-formed XML. */
function elements(xml: string): Element[] {
  const open: string[] = [];
  const seen: Element[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(xml);
    if (token === null) {
      throw new Error(`not XML: ${xml.slice(at, at + 80)}`);
    }
    const [, closing, name, attributes, empty] = token;
    if (closing) {
      expect(open.pop()).toBe(name);
    } else if (name) {
      seen.push({ name, attributes: [...attributes.matchAll(/([\w:.-]+)="/g)].map(([, attribute]) => attribute) });
      open.push(...(empty ? [] : [name]));
    }
  }
  expect(open).toEqual([]);
  // eslint-disable-next-line no-control-regex
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  return seen;
}

const NAMED: { [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"' };
const plain = (words: string) =>
  words
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
      name === undefined ? String.fromCodePoint(Number(code)) : NAMED[name],
    );
const texts = (svg: string) => [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/g)].map(([, words]) => plain(words));
const titles = (svg: string) => [...svg.matchAll(/<title[^>]*>(.*?)<\/title>/g)].map(([, words]) => plain(words));
const edges = (svg: string) => [...svg.matchAll(/<g id="edge\d+" class="edge (\w+) (\w+)">([^]*?)<\/g>/g)];

describe.each<[string, Manifest[]]>([
  ['a small mesh', [...registry(), ...agent({ name: 'a' })]],
  ['a mesh with troubles', troubled()],
  ['names that mean something to XML or Graphviz', hostile()],
  ['no mesh', store('redis', 6379)],
  ['fifty agents', generated(50, 5)],
])('%s', (_, objects) => {
  let svg: string;
  beforeAll(async () => {
    svg = await draw(objects);
  });

  test('is well-formed, and needs nothing from anywhere', () => {
    const found = elements(svg);
    const foreign = (all: string[], known: string[]) => [...new Set(all)].filter((each) => !known.includes(each));
    expect(
      foreign(
        found.map(({ name }) => name),
        ['svg', 'title', 'desc', 'style', 'rect', 'g', 'path', 'polygon', 'polyline', 'text', 'tspan'],
      ),
    ).toEqual([]);
    expect(
      foreign(
        found.flatMap(({ attributes }) => attributes),
        [
          'xmlns',
          'id',
          'class',
          'role',
          'aria-labelledby',
          'width',
          'height',
          'viewBox',
          'transform',
          'x',
          'y',
          'd',
          'points',
          'fill',
          'stroke',
          'stroke-width',
          'stroke-dasharray',
          'text-anchor',
          'font-family',
          'font-size',
          'font-weight',
        ],
      ),
    ).toEqual([]);
    expect(/<style>(.*)<\/style>/.exec(svg)![1]).not.toMatch(/url|import/);
  });

  test('is white beneath, and says what it is', () => {
    expect(svg).toMatch(
      /<svg [^>]* role="img" aria-labelledby="mcp-mesh-title mcp-mesh-summary">\n<title id="mcp-mesh-title">MCP Mesh: .*<\/title>\n<desc id="mcp-mesh-summary">\d+ dependenc.*<\/desc>/,
    );
    expect(svg).toMatch(/<rect width="\d+" height="\d+" fill="white"\/>/);
  });

  test('is the same each time', async () => {
    expect(await draw(objects)).toBe(svg);
  });
});

test('boxes say who they are, what they offer and how many they are', async () => {
  const svg = await draw([
    ...registry(),
    ...agent({ name: 'a', capabilities: ['x', { name: 'llm', version: '1.2.0', tags: ['claude'] }], replicas: 3 }),
  ]);
  expect(texts(svg)).toEqual([
    'MCP Mesh: 1 agent, 1 registry',
    '0 dependencies, 0 unmet, 0 blocked by policy',
    'a ×3',
    'x',
    'llm 1.2.0 (claude)',
    'mcp-mesh-registry ×1',
    '1 agent registers here',
    'No NetworkPolicy closes anything: every pod of the cluster may call the registry and all agents.',
  ]);
});

test('arrows say as a sentence what they mean', async () => {
  const svg = await draw(troubled());
  expect(
    titles(svg)
      .filter((title) => /planner-agent|lost-agent|news-agent/.test(title))
      .sort(),
  ).toEqual([
    'front leads to planner-agent, but the NetworkPolicies over planner-agent do not allow it',
    'lost-agent',
    'lost-agent: nothing answers at mcp-mesh-registry:8080',
    'news-agent asks weather-agent for tides, but the NetworkPolicies over news-agent and weather-agent do not allow it',
    'news-agent may reach all of namespace monitoring :4317',
    'news-agent may reach redis',
    'news-agent registers with mcp-mesh-registry, but the NetworkPolicies over mcp-mesh-registry do not allow it',
    'news-agent, news',
    'planner-agent asks news-agent for news (optional), but the NetworkPolicies over news-agent do not allow it',
    'planner-agent asks weather-agent for weather, but the NetworkPolicies over planner-agent do not allow it',
    'planner-agent may reach 203.0.113.7 :443',
    'planner-agent, planning',
    'planner-agent: nobody provides llm ^2.0.0 (+claude, -beta)',
    'planner-agent: nobody provides translation',
  ]);
});

test('what is blocked or missing is red, and the legend explains what there is', async () => {
  const svg = await draw(troubled());
  const red = edges(svg)
    .filter(([, , , drawn]) => drawn.includes('#cf222e'))
    .map(([, from, to]) => `${from} ${to}`);
  expect(red.sort()).toEqual(['a0 a4', 'a0 r0', 'a1 m4', 'a2 m0', 'a3 a0', 'a3 a4', 'a3 m1', 'a3 m3', 'e0 a3']);
  expect(texts(svg)).toEqual(
    expect.arrayContaining([
      'can use (optional)',
      'may reach',
      'blocked by NetworkPolicy',
      'needs, and nobody is there',
      '× blocked: ingress',
    ]),
  );
  expect(texts(svg)).not.toContain('depends on');
});

test('namespaces are framed where there are several', async () => {
  const frames = (svg: string) =>
    [...svg.matchAll(/class="cluster">[^]*?<text[^>]*>(.*?)<\/text>/g)].map(([, name]) => name);
  expect(frames(await draw(troubled()))).toEqual(['data', 'edge', 'mesh']);
  expect(frames(await draw([...registry(), ...agent({ name: 'a' })]))).toEqual([]);
});

test('no name is lost', async () => {
  const shown = texts(await draw(hostile()))
    .filter((words) => words.endsWith(' ×1'))
    .map((words) => words.slice(0, -' ×1'.length));
  const expected = HOSTILE.map((name) =>
    name.replace(/[\n\u0000\u001b\u202e]|\ud800/g, '\ufffd').replace(/^(x{63})x+$/, '$1…'),
  );
  expect(shown.sort()).toEqual([...expected, 'mcp-mesh-registry'].sort());
});

test('words on arrows and frames mean nothing to Graphviz', async () => {
  const odd = '&lt;b&gt; \\n \\E';
  const svg = await draw([
    ...registry(),
    ...agent({ name: 'a', dependencies: [odd] }),
    ...agent({ name: 'b', capabilities: [odd, 'other'] }),
    ...agent({ name: 'c', namespace: odd }),
  ]);
  expect(texts(svg).filter((words) => words === odd)).toHaveLength(3); // the capability, the arrow to it, and the frame
});

test('fifty agents with five dependencies each: every arrow is there, in the colour of its caller, and no two boxes overlap', async () => {
  const svg = await draw(generated(50, 5));
  const found = edges(svg);
  expect(found).toHaveLength(250);
  const colours = new Map<string, Set<string>>();
  found.forEach(([, from, , drawn]) =>
    colours.set(from, (colours.get(from) ?? new Set()).add(/stroke="(#\w+)"/.exec(drawn)![1])),
  );
  expect([...colours.values()].every((each) => each.size === 1)).toBe(true);
  expect(new Set([...colours.values()].map((each) => [...each][0])).size).toBe(8);

  const boxes = [...svg.matchAll(/class="node [^]*?<\/g>/g)].map(([drawn]) => {
    const numbers = [.../ (?:d|points)="([^"]*)"/.exec(drawn)![1].matchAll(/(-?[\d.]+),(-?[\d.]+)/g)];
    const [xs, ys] = [1, 2].map((i) => numbers.map((each) => Number(each[i])));
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  });
  expect(boxes).toHaveLength(51);
  const overlapping = boxes.filter((one, i) =>
    boxes.some(
      (other, j) =>
        i < j && one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom,
    ),
  );
  expect(overlapping).toEqual([]);
});

test('pointing at a box leaves its arrows in sight', async () => {
  expect(await draw(troubled())).toContain('.mcp-mesh:has(#a3:hover) .edge.a3');
});

test('Graphviz is loaded when a picture is asked for, and not before', async () => {
  let loaded = 0;
  const { default: _, ...real } = jest.requireActual('@viz-js/viz');
  await jest.isolateModulesAsync(async () => {
    jest.doMock('@viz-js/viz', () => {
      loaded += 1;
      return real;
    });
    /* eslint-disable @typescript-eslint/no-require-imports */
    const svg: typeof import('../../src/diagram/svg') = require('../../src/diagram/svg');
    const mermaid: typeof import('../../src/diagram/mermaid') = require('../../src/diagram/mermaid');
    /* eslint-enable @typescript-eslint/no-require-imports */
    mermaid.drawMermaid({ nodes: [], edges: [], remarks: [] });
    expect(loaded).toBe(0);
    await svg.drawSvg({ nodes: [], edges: [], remarks: [] });
    expect(loaded).toBe(1);
  });
});
