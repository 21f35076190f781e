import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { AgentSource, MeshAgent, MeshCode, MeshNetworkPolicy, MeshRegistry } from '../../src';
import { KubernetesObject } from '../../src/api/kubernetes-object';
import { Cluster } from '../../src/cluster/cluster';
import { declaredPorts } from '../../src/cluster/container-ports';
import { decisionsOf } from '../../src/why/decisions';
import { removeTutorial, save, SavedFile, steps, tutorialFolder } from '../support/tutorial';

/* The pictures of docs/explanation/pictures.md, beside the mesh that the tutorial ends with. */

interface Picture {
  /** Texts of the boxes, line by line, by id. */
  readonly boxes: ReadonlyMap<string, readonly string[]>;
  readonly arrows: readonly { readonly from: string; readonly label: string; readonly to: string }[];
}

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'explanation', 'pictures.md'), 'utf8');
const [, agentPicture, policyPicture, addressPicture] = [...page.matchAll(/^```mermaid\n([\s\S]*?)^```/gm)].map(
  ([, text]) => pictureOf(text),
);

function pictureOf(text: string): Picture {
  const boxes = [...text.matchAll(/^ {2}(\w+)[[({]+"(.*)"[\])}]+$/gm)].map(([, id, label]): [string, string[]] => [
    id,
    label.replace(/<\/?b>/g, '').split('<br/>'),
  ]);
  const arrows = [...text.matchAll(/^ {2}([\w &]+) -- "(.*)" --> ([\w &]+)$/gm)].flatMap(([, froms, label, tos]) =>
    froms.split(' & ').flatMap((from) => tos.split(' & ').map((to) => ({ from, label, to }))),
  );
  return { boxes: new Map(boxes), arrows };
}

const objects = tutorialMesh();

function tutorialMesh(): KubernetesObject[] {
  const folder = tutorialFolder();
  steps.filter((step): step is SavedFile => 'path' in step).forEach((file) => save(folder, file));
  const chart = new Chart(new App(), 'mesh', { namespace: 'mcp-mesh' });
  const registry = new MeshRegistry(chart, 'registry');
  for (const name of ['weather', 'planner', 'activities']) {
    const source = AgentSource.fromFile(join(folder, 'agents', `${name}.py`));
    new MeshAgent(chart, name, { registry, source, code: MeshCode.mounted() });
  }
  new MeshNetworkPolicy(chart, 'network-policy', { registry, strict: true });
  const made = chart.toJson();
  removeTutorial(folder);
  return made;
}

const find = (kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);

test('the objects of an agent are all there, and no other', () => {
  const named = [...agentPicture.boxes.values()].map(([kind, name]) => `${kind} ${name}`);
  const ofAgent = objects
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    .filter((each) => / (mcp-mesh-weather(-code)?|mcp-agent-config)$/.test(each));
  expect(named.sort()).toEqual([...ofAgent, 'Service mcp-mesh-registry'].sort());
});

test.each(agentPicture.arrows)('$from refers to $to by $label', ({ from, label, to }) => {
  const [object, target] = [from, to].map((id) => {
    const [kind, name] = agentPicture.boxes.get(id)!;
    return find(kind, name) as any;
  });
  if (label === 'selector' || label === 'podSelector') {
    const { selector, podSelector } = object.spec;
    expect(target.spec.template.metadata.labels).toMatchObject(selector ?? podSelector.matchLabels);
  } else {
    const name = JSON.stringify(target.metadata.name);
    expect(JSON.stringify(object)).toMatch(new RegExp(`"${label}":(\\{"name":)?${name}`));
  }
});

test('each connection that strict policies open is in the picture, and no other', () => {
  const cluster = new Cluster(objects);
  const open = cluster.pods.flatMap((from) =>
    cluster.pods
      .filter((to) => to !== from)
      .flatMap((to) => declaredPorts(to).map(({ containerPort }) => ({ from, to, port: containerPort! })))
      .filter(({ to, port }) => decisionsOf(cluster, from, to, port, 'TCP').every(({ isOpen }) => isOpen))
      .map(({ to, port }) => `${from.owner.metadata.name} ${port} ${to.owner.metadata.name}`),
  );
  const name = (id: string) => policyPicture.boxes.get(id)!.join('');
  const drawn = policyPicture.arrows.map(({ from, label, to }) => `${name(from)} ${label} ${name(to)}`);
  expect(drawn.sort()).toEqual(open.sort());
  expect(open).toHaveLength(6);
});

test('the address is made of the label as the picture shows it', () => {
  const deployment = find('Deployment', 'mcp-mesh-weather') as any;
  const { labels } = deployment.spec.template.metadata;
  const { env } = deployment.spec.template.spec.containers[0];
  const variable = (wanted: string) => env.find(({ name }: { name: string }) => name === wanted);
  const text = (id: string) => addressPicture.boxes.get(id)!.slice(1).join('');
  const key = 'app.kubernetes.io/name';

  expect(text('label')).toBe(`${key}:${labels[key]}`);
  expect(text('name')).toBe(variable('SERVICE_NAME').valueFrom.fieldRef.fieldPath);
  expect(text('host')).toBe(variable('MCP_MESH_HTTP_HOST').value);
  const host = text('host').replace('$(SERVICE_NAME)', labels[key]).replace('$(NAMESPACE)', 'mcp-mesh');
  expect(text('registry')).toBe(`weather is at${host}:${variable('MCP_MESH_HTTP_PORT').value}`);
  expect((find('Service', text('service')) as any).spec.selector[key]).toBe(labels[key]);
});
