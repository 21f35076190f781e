import { checkFields } from '../../../src/api/check-fields';
import { drawHtml } from '../../../src/diagram/html/page';
import { edgeReasons } from '../../../src/graph/edge-reasons';
import { graphChanges } from '../../../src/graph/graph-changes';
import { meshGraph } from '../../../src/graph/mesh-graph';
import { Mesh } from '../../../src/mesh/mesh';
import { agent, registry } from '../../graph/meshes';
import { FakePage } from '../../support/fake-page';
import { Manifest } from '../../support/manifests';

/* The script as it is in the page, in a browser that the test plays. */

const policy = (name: string, callers: string[]): Manifest => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'mesh' },
  spec: {
    podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
    policyTypes: ['Ingress'],
    ingress: callers.map((caller) => ({
      from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': caller } } }],
    })),
  },
});

const small = [
  ...registry(),
  ...agent({ name: 'planner', dependencies: ['weather', 'maps'] }),
  ...agent({ name: 'weather', capabilities: ['weather'], replicas: 3 }),
  ...agent({ name: 'maps', capabilities: ['maps'] }),
  policy('weather', ['planner']),
  policy('maps', []),
];

const large = [
  ...registry(),
  ...Array.from({ length: 40 }, (_, i) => [
    ...agent({ name: `north-${i}`, namespace: 'north', capabilities: [`n${i}`], dependencies: [`s${i}`] }),
    ...agent({ name: `south-${i}`, namespace: 'south', capabilities: [`s${i}`] }),
  ]).flat(),
];

const meshOf = (objects: Manifest[]) => new Mesh(objects.map((each) => checkFields(each).object));

function open(objects: Manifest[]): FakePage {
  const mesh = meshOf(objects);
  const graph = meshGraph(mesh);
  return new FakePage(drawHtml(graph, edgeReasons(mesh, graph)));
}

const linkTo = (page: FakePage, name: string) =>
  page
    .part('list')
    .withClass('entry')
    .find(({ children }) => children[0] === name)!
    .attributes.get('href')!;

test('at first there is the whole mesh, and the table has what is wrong', () => {
  const page = open(small);
  expect(page.boxes().sort()).toEqual(['maps ×1', 'mcp-mesh-registry ×1', 'planner ×1', 'weather ×3']);
  expect(page.rows()).toEqual([
    [
      'planner',
      'maps',
      'planner asks maps for maps, but the NetworkPolicies over maps do not allow it',
      'closed on TCP 8080: ingress closed: no rule in spec.ingress of NetworkPolicy mesh/maps allows it',
    ],
  ]);
  expect(page.part('whole').hidden).toBe(true);
});

test('a link puts an agent into focus: its neighbours, its connections, and what decides about them', () => {
  const page = open(small);
  page.goTo(linkTo(page, 'weather'));
  expect(page.boxes().sort()).toEqual(['mcp-mesh-registry ×1', 'planner ×1', 'weather ×3']);
  expect(page.part('picture').withClass('focus')).toHaveLength(1);
  expect(page.rows()).toEqual([
    [
      'planner',
      'weather',
      'planner asks weather for weather',
      'open on TCP 8080: egress by no policy; ingress by NetworkPolicy mesh/weather spec.ingress[0]',
    ],
    [
      'weather',
      'mcp-mesh-registry',
      'weather registers with mcp-mesh-registry',
      'open on TCP 8000: egress by no policy; ingress by no policy',
    ],
  ]);
  expect(
    page
      .part('list')
      .all()
      .filter(({ attributes }) => attributes.get('aria-current') === 'true'),
  ).toHaveLength(1);

  page.part('whole').fire('click');
  expect(page.boxes()).toHaveLength(4);
});

test('the tooltip of an arrow has its policies too', () => {
  const page = open(small);
  expect(
    page
      .part('picture')
      .named('title')
      .map(({ textContent }) => textContent),
  ).toContain(
    'planner asks weather for weather\n  open on TCP 8080: egress by no policy; ingress by NetworkPolicy mesh/weather spec.ingress[0]',
  );
});

test('search looks at names and capabilities, by the keyboard alone', () => {
  const page = open(small);
  page.press('/');
  expect(page.focused).toBe(page.part('search'));
  page.type('WEATH');
  expect(page.entries()).toEqual(['weather']);
  expect(page.part('found').textContent).toBe('1 of 4');
  expect(
    page
      .part('picture')
      .withClass('box')
      .filter((box) => box.withClass('faded').length > 0),
  ).toHaveLength(3);

  page.part('search').fire('keydown', 'Enter');
  expect(page.part('details').named('h2')[0].textContent).toBe('weather');
  page.press('Escape');
  expect(page.part('search').value).toBe('');
  expect(page.entries()).toHaveLength(4);
  expect(page.boxes()).toHaveLength(4);
});

test('a search that finds nothing says so, and Enter goes nowhere', () => {
  const page = open(small);
  page.type('no such thing');
  page.part('search').fire('keydown', 'Enter');
  expect(page.entries()).toEqual([]);
  expect(page.part('found').textContent).toBe('0 of 4');
  expect(page.part('whole').hidden).toBe(true);
});

test('a large mesh begins with its namespaces folded, and the arrows between them are counted', () => {
  const page = open(large);
  expect(page.boxes().sort()).toEqual(['mesh', 'north', 'south']);
  const [arrow] = page.part('picture').withClass('arrow');
  expect(arrow.named('text')[0].textContent).toBe('40');
  expect(page.part('picture').withClass('arrow')).toHaveLength(1);
});

test('a namespace unfolds by its box and by its button, and folds again', () => {
  const page = open(large);
  const isNorth = ({ textContent }: { textContent: string }) => textContent.startsWith('north');
  page.part('picture').withClass('folded').find(isNorth)!.fire('click');
  expect(page.boxes()).toHaveLength(42);
  const buttons = page.part('list').named('button');
  expect(buttons.map(({ attributes }) => attributes.get('aria-pressed'))).toEqual(['true', 'false', 'true']);
  buttons[1].fire('click');
  expect(page.boxes()).toHaveLength(3);
});

test('a mesh in one namespace has nothing to fold', () => {
  expect(open(small).part('list').named('button')).toEqual([]);
});

test('the picture is as wide as its place, until somebody zooms', () => {
  const page = open(large);
  page
    .part('list')
    .named('button')
    .forEach((button) => button.fire('click'));
  expect(Number(page.part('zoom').value)).toBeGreaterThanOrEqual(60);
  page.part('zoom').value = '20';
  page.part('zoom').fire('input');
  page.goTo(linkTo(page, 'north-1'));
  expect(page.part('zoom').value).toBe('20');
  expect(page.part('picture').style.transform).toBe('scale(0.2)');
});

test('pointing at a box shows its arrows', () => {
  const page = open(small);
  const box = page
    .part('picture')
    .withClass('box')
    .find((each) => each.textContent.startsWith('weather'))!;
  box.fire('mouseenter');
  expect(page.part('picture').withClass('lit')).toHaveLength(1);
  box.fire('mouseleave');
  expect(page.part('picture').withClass('lit')).toHaveLength(0);
});

test('of two versions there is what opens and closes', () => {
  const isNoPolicy = ({ kind }: Manifest) => kind !== 'NetworkPolicy';
  const page = new FakePage(drawHtml(graphChanges(meshOf(small.filter(isNoPolicy)), meshOf(small)), () => []));
  expect(page.part('details').named('caption')[0].textContent).toBe('What changes');
  expect(page.rows()[0]).toEqual(['maps', 'weather', 'maps may reach weather on every port (closed)', '']);
});
