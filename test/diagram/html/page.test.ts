import { createHash } from 'crypto';
import { checkFields } from '../../../src/api/check-fields';
import { drawHtml } from '../../../src/diagram/html/page';
import { edgeReasons } from '../../../src/graph/edge-reasons';
import { meshGraph } from '../../../src/graph/mesh-graph';
import { Mesh } from '../../../src/mesh/mesh';
import { agent, generated, hostile, registry, troubled } from '../../graph/meshes';
import { FakePage } from '../../support/fake-page';
import { Manifest } from '../../support/manifests';

function page(objects: Manifest[]): string {
  const mesh = new Mesh(objects.map((each) => checkFields(each).object));
  const graph = meshGraph(mesh);
  return drawHtml(graph, edgeReasons(mesh, graph));
}

const scripts = (html: string) => [...html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)];
const withoutData = (html: string) => html.replace(/(<script id="data"[^>]*>)[^]*?(<\/script>)/, '$1$2');

describe.each<[string, Manifest[]]>([
  ['a small mesh', [...registry(), ...agent({ name: 'a' })]],
  ['a mesh with troubles', troubled()],
  ['names that mean something to HTML', hostile()],
])('%s', (_, objects) => {
  const html = page(objects);

  test('loads nothing, and runs this script and this style alone', () => {
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)!;
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const [, style] = /<style>([^]*?)<\/style>/.exec(html)!;
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash(style)}; script-src ${hash(scripts(html)[1][2])}; base-uri 'none'; form-action 'none'`,
    );
    expect(withoutData(html)).not.toMatch(/\b(?:src|srcset|href)="(?!#)|url\(|@import|https?:(?!\/\/www\.w3\.org)/);
  });

  test('has two scripts, of which the first is data', () => {
    expect(scripts(html).map(([, attributes]) => attributes)).toEqual([' id="data" type="application/json"', '']);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<!--/g)).toBeNull();
  });

  test('has each name as text, in the list and in the picture', () => {
    const shown = new FakePage(html);
    const { nodes } = JSON.parse(scripts(html)[0][2]);
    expect(shown.entries().sort()).toEqual(nodes.map(({ name }: { name: string }) => name).sort());
    // Elements come from the script alone, whatever the names are.
    const made = new Set(
      ['list', 'picture', 'details'].flatMap((id) =>
        shown
          .part(id)
          .all()
          .map(({ name }) => name),
      ),
    );
    const known =
      'a b button caption div h2 input li p path section small span svg g table tbody td text th thead title tr ul';
    expect([...made].filter((name) => !known.split(' ').includes(name))).toEqual([]);
  });
});

test('the markup does not depend on the names in the manifests', () => {
  const bare = (html: string) =>
    withoutData(html)
      .replace(/<span><svg.*<\/span>/g, '')
      .replace(/<title>.*<\/title>|<h1>.*?<\/h1><p>.*?<\/p>/g, '');
  expect(bare(page(hostile()))).toBe(bare(page([...registry(), ...agent({ name: 'a' })])));
});

test('300 agents take less than some seconds', () => {
  const started = Date.now();
  const shown = new FakePage(page(generated(300, 5)));
  expect(shown.boxes()).toHaveLength(301);
  expect(Date.now() - started).toBeLessThan(15_000);
});
