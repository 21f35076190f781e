import { compare, isRefused } from '../../src/diff/comparison';
import { sectionsOf } from '../../src/diff/comparison-text';
import { parseManifests } from '../../src/input/manifest-parser';
import { tripPlanner } from '../support/trip-planner-manifests';

/** What a change of texts in the trip planner's manifests says, without what its title is not. */
function changes(...edits: [string | RegExp, string][]): { [title: string]: string[] } {
  const before = tripPlanner();
  const after = edits.reduce((text, [from, to]) => {
    expect(text.search(from)).not.toBe(-1);
    return text.replace(from, to);
  }, before);
  return changed(before, after);
}

function changed(before: string, after: string): { [title: string]: string[] } {
  const [old, current] = [before, after].map((text) => parseManifests('a.yaml', text).objects);
  return Object.fromEntries(sectionsOf(compare(old, current, {})).map(({ title, lines }) => [title, lines]));
}

test('nothing, if only the order differs', () => {
  const text = tripPlanner();
  const turned = text.split(/^---$/m).reverse().join('\n---\n');
  expect(changed(text, turned)).toEqual({});
});

const POLICY = (ports: string) => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: a, namespace: mesh }
spec:
  podSelector: { matchLabels: { app: a } }
  policyTypes: [Egress]
  egress: ${ports}
`;

const POD = (name: string, labels = `app: ${name}`) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: mesh, labels: { ${labels} } }
spec: { containers: [{ name: main, image: a:1, ports: [{ name: http, containerPort: 8080 }] }] }
`;

const mesh = (egress: string) => [POD('a'), POD('b'), POD('c'), POLICY(egress)].join('---');

describe('connections', () => {
  test.each<[string, string, string, { [title: string]: string[] }]>([
    [
      'a port',
      '[{ ports: [{ port: 443 }] }]',
      '[{ ports: [{ port: 443 }, { port: http }] }]',
      { 'Connections opened': ['Pod mesh/a may now reach Pod mesh/b, Pod mesh/c on TCP 8080'] },
    ],
    [
      'the internet',
      '[]',
      '[{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }], ports: [{ port: 443 }] }]',
      { 'Connections opened': ['Pod mesh/a may now reach the internet on TCP 443'] },
    ],
    [
      'a range, and of another protocol',
      '[{ to: [{ ipBlock: { cidr: 192.0.2.0/24 } }], ports: [{ port: 53, protocol: UDP }] }]',
      '[{ to: [{ ipBlock: { cidr: 192.0.2.0/24 } }], ports: [{ port: 50, endPort: 60, protocol: UDP }] }]',
      { 'Connections opened': ['Pod mesh/a may now reach 192.0.2.0/24 on UDP 50-52, 54-60'] },
    ],
    [
      'a peer',
      '[{ to: [{ podSelector: { matchLabels: { app: b } } }] }]',
      '[{ to: [{ podSelector: { matchLabels: { app: c } } }] }]',
      {
        'Connections opened': ['Pod mesh/a may now reach Pod mesh/c on every port'],
        'Connections closed': ['Pod mesh/a may no longer reach Pod mesh/b on every port'],
      },
    ],
  ])('%s', (_, before, after, expected) => {
    const {
      'Findings introduced': _introduced,
      'Findings fixed': _fixed,
      ...others
    } = changed(mesh(before), mesh(after));
    expect(others).toEqual(expected);
  });

  test('a label of the receiver', () => {
    const egress = '[{ to: [{ podSelector: { matchLabels: { app: b } } }] }]';
    expect(changed(mesh(egress), mesh(egress).replace('{ app: b } }\nspec', '{ app: bb } }\nspec'))).toEqual({
      'Connections closed': ['Pod mesh/a may no longer reach Pod mesh/b on every port'],
    });
  });
});

test('capabilities gained and lost', () => {
  const said = changes([/(capabilities: .*)"budget_analysis"/, '$1"budget_forecast"']);
  expect(said['Capabilities gained']).toEqual([
    expect.stringMatching(
      /^"budget_forecast".* of Deployment trip-planner\/budget-analyst \(no agent provided it before\)$/,
    ),
  ]);
  expect(said['Capabilities lost']).toEqual([
    expect.stringMatching(
      /^"budget_analysis".* of Deployment trip-planner\/budget-analyst \(no agent provides it any more\)$/,
    ),
  ]);
  expect(said['Findings introduced'].join()).toContain('requirement-unmet');
});

test('workloads added and removed', () => {
  expect(changed(POD('a'), POD('b'))).toEqual({
    'Workloads added': ['Pod mesh/b'],
    'Workloads removed': ['Pod mesh/a'],
  });
});

describe('fields that no update may change', () => {
  const title = 'Fields that no update may change';
  const object = (apiVersion: string, kind: string, fields: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a, namespace: mesh }\n${fields}\n`;
  const service = (spec: string) => object('v1', 'Service', `spec: { ${spec} }`);
  const map = (fields: string) => object('v1', 'ConfigMap', fields);

  test.each([
    [
      'spec.selector',
      object('apps/v1', 'Deployment', 'spec: { selector: { matchLabels: { app: a } } }'),
      object('apps/v1', 'Deployment', 'spec: { selector: { matchLabels: { app: b } } }'),
    ],
    [
      'spec.serviceName',
      object('apps/v1', 'StatefulSet', 'spec: { serviceName: a }'),
      object('apps/v1', 'StatefulSet', 'spec: { serviceName: b }'),
    ],
    [
      'spec.volumeClaimTemplates',
      object('apps/v1', 'StatefulSet', 'spec: { volumeClaimTemplates: [{ a: 1 }] }'),
      object('apps/v1', 'StatefulSet', 'spec: {}'),
    ],
    ['spec.clusterIP', service('clusterIP: None'), service('type: ClusterIP')],
    ['spec.clusterIP', service('clusterIP: 10.0.0.1'), service('clusterIP: 10.0.0.2')],
    ['data', map('immutable: true\ndata: { a: b }'), map('immutable: true\ndata: { a: c }')],
  ])('%s', (field, before, after) => {
    const comparison = compare(
      ...([before, after].map((text) => parseManifests('a.yaml', text).objects) as [never, never]),
      {},
    );
    expect(comparison.immutable.map(({ text }) => text)).toEqual([
      expect.stringContaining(`: ${field} differs, and no update can change it`),
    ]);
    expect(isRefused(comparison)).toBe(true);
  });

  test.each([
    ['an address that the cluster gave', service('clusterIP: 10.0.0.1'), service('type: ClusterIP')],
    [
      'the order of keys',
      object('apps/v1', 'Deployment', 'spec: { selector: { matchLabels: { a: b, c: d } } }'),
      object('apps/v1', 'Deployment', 'spec: { selector: { matchLabels: { c: d, a: b } } }'),
    ],
    ['data of a map that may change', map('data: { a: b }'), map('data: { a: c }')],
  ])('not %s', (_, before, after) => {
    expect(changed(before, after)[title]).toBeUndefined();
  });
});

test('capabilities with other tags', () => {
  const agent = (capabilities: string) => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: a
  namespace: mesh
  annotations: { cdk8s-mcp-mesh/capabilities: '${capabilities}' }
spec:
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec: { containers: [{ name: main, image: a:1, env: [{ name: MCP_MESH_AGENT_NAME, value: a }] }] }
`;
  const lines = (before: string, after: string) => changed(agent(before), agent(after));
  expect(lines('[{"name":"llm","tags":["gpt"]}]', '[{"name":"llm","tags":["claude","fast"]}]')).toEqual({
    'Capabilities with other tags': ['"llm" of Deployment mesh/a: claude, fast, before gpt'],
  });
  expect(lines('["llm"]', '[{"name":"llm","tags":["claude"]}]')).toEqual({
    'Capabilities with other tags': ['"llm" of Deployment mesh/a: claude, before none'],
  });
  expect(lines('[{"name":"llm","tags":["a","b"]}]', '[{"name":"llm","tags":["b","a"]}]')).toEqual({});
  // Which of two came for the one that went, nobody can say.
  expect(lines('[{"name":"llm","tags":["a"]}]', '[{"name":"llm","tags":["b"]},{"name":"llm","tags":["c"]}]')).toEqual({
    'Capabilities gained': ['"llm" (b) of Deployment mesh/a', '"llm" (c) of Deployment mesh/a'],
    'Capabilities lost': ['"llm" (a) of Deployment mesh/a'],
  });
});
