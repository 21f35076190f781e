import { GraphBuilder } from '../../src/graph/graph-builder';
import { NodeContent } from '../../src/graph/graph-model';

const agent = (name: string, more: Partial<NodeContent> = {}): NodeContent => ({
  kind: 'agent',
  name,
  namespace: 'mesh',
  objectKind: 'Deployment',
  ...more,
});

test('what has one kind, namespace and name is one node, with all of its ports in numerical order', () => {
  const graph = new GraphBuilder();
  graph.addNode(agent('a', { ports: [':9121', ':80'] }));
  graph.addNode(agent('a', { ports: [':6379', ':80'] }));
  expect(graph.build([]).nodes).toEqual([{ ...agent('a'), id: 'a0', ports: [':80', ':6379', ':9121'] }]);
});

test('nodes have ids by kind, namespace and name, in whatever order they were added', () => {
  const graph = new GraphBuilder();
  graph.addNode({ kind: 'missing', name: 'no registry URL' });
  graph.addNode(agent('b'));
  graph.addNode(agent('z', { namespace: 'edge' }));
  graph.addNode(agent('b', { objectKind: 'StatefulSet' }));
  graph.addNode({ kind: 'registry', name: 'mcp-mesh-registry', namespace: 'mesh' });
  expect(graph.build([]).nodes.map(({ id, name }) => `${id} ${name}`)).toEqual([
    'a0 z',
    'a1 b',
    'a2 b',
    'r0 mcp-mesh-registry',
    'm0 no registry URL',
  ]);
});

test('two nodes have one edge of a kind, with the requirements of all', () => {
  const graph = new GraphBuilder();
  graph.addEdge('dependency', agent('a'), agent('b'), { requirements: [{ name: 'x' }] });
  graph.addEdge('dependency', agent('a'), agent('b'), { requirements: [{ name: 'y' }] });
  graph.addEdge('outbound', agent('a'), agent('b'));
  expect(graph.build([]).edges).toEqual([
    { kind: 'dependency', from: 'a0', to: 'a1', requirements: [{ name: 'x' }, { name: 'y' }], whys: [], blocked: [] },
    { kind: 'outbound', from: 'a0', to: 'a1', requirements: [], whys: [], blocked: [] },
  ]);
});

test.each([
  ['blocked', ['Egress'], ['Ingress'], ['Ingress']],
  ['open', ['Egress'], [], []],
  ['open', [], ['Egress'], []],
] as const)('an edge that is added twice is %s: %j, %j', (_, first, second, expected) => {
  const graph = new GraphBuilder();
  graph.addEdge('outbound', agent('a'), agent('b'), { blocked: [...first] });
  graph.addEdge('outbound', agent('a'), agent('b'), { blocked: [...second] });
  expect(graph.build([]).edges[0].blocked).toEqual(expected);
});
