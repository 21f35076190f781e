import { agent, registry, troubled } from './meshes';
import { checkFields } from '../../src/api/check-fields';
import { edgeReasons } from '../../src/graph/edge-reasons';
import { meshGraph } from '../../src/graph/mesh-graph';
import { Mesh } from '../../src/mesh/mesh';
import { Manifest } from '../support/manifests';

/** "from → to: reasons" of each edge. */
function reasons(objects: Manifest[]): string[] {
  const mesh = new Mesh(objects.map((each) => checkFields(each).object));
  const graph = meshGraph(mesh);
  const names = new Map(graph.nodes.map(({ id, name }) => [id, name]));
  const of = edgeReasons(mesh, graph);
  return graph.edges.map((edge) => `${names.get(edge.from)} → ${names.get(edge.to)}: ${of(edge).join(' | ')}`);
}

test('without policies, none decides', () => {
  const found = reasons([
    ...registry(),
    ...agent({ name: 'a', dependencies: ['b'] }),
    ...agent({ name: 'b', capabilities: ['b'] }),
  ]);
  expect(found).toEqual([
    'a → b: open on TCP 8080: egress by no policy; ingress by no policy',
    'a → mcp-mesh-registry: open on TCP 8000: egress by no policy; ingress by no policy',
    'b → mcp-mesh-registry: open on TCP 8000: egress by no policy; ingress by no policy',
  ]);
});

test('rules that open, policies that close, and the policies over the end that the manifests have', () => {
  expect(reasons(troubled())).toMatchInlineSnapshot(`
   [
     "front → planner-agent: ingress by NetworkPolicy mesh/planner-agent",
     "news-agent → weather-agent: closed on TCP 8080: egress closed: no rule in spec.egress of NetworkPolicy edge/news-agent allows it; ingress closed: no rule in spec.ingress of NetworkPolicy mesh/weather-agent allows it",
     "news-agent → mcp-mesh-registry: closed on TCP 8000: ingress closed: no rule in spec.ingress of NetworkPolicy mesh/mcp-mesh-registry allows it",
     "news-agent → redis: open on TCP 6379: egress by NetworkPolicy edge/news-agent spec.egress[1]; ingress by no policy",
     "news-agent → all of namespace monitoring :4317: egress by NetworkPolicy edge/news-agent spec.egress[2]",
     "lost-agent → nothing answers at mcp-mesh-registry:8080: ",
     "mute-agent → no registry URL: ",
     "planner-agent → news-agent: closed on TCP 8080: ingress closed: no rule in spec.ingress of NetworkPolicy edge/news-agent allows it",
     "planner-agent → weather-agent: closed on TCP 8080: egress closed: no rule in spec.egress of NetworkPolicy mesh/planner-agent allows it",
     "planner-agent → mcp-mesh-registry: open on TCP 8000: egress by NetworkPolicy mesh/planner-agent spec.egress[0]; ingress by NetworkPolicy mesh/mcp-mesh-registry spec.ingress[0]",
     "planner-agent → 203.0.113.7 :443: egress by NetworkPolicy mesh/planner-agent spec.egress[2]",
     "planner-agent → nobody provides llm ^2.0.0 (+claude, -beta): ",
     "planner-agent → nobody provides translation: ",
     "weather-agent → mcp-mesh-registry: open on TCP 8000: egress by no policy; ingress by NetworkPolicy mesh/mcp-mesh-registry spec.ingress[0]",
     "weather-agent → nobody provides maps: ",
     "mcp-mesh-registry → postgres: open on TCP 5432: egress by no policy; ingress by no policy",
   ]
  `);
});
