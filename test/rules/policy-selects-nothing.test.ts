import { RULE } from '../../src/rules/policy-selects-nothing';
import { Manifest } from '../support/manifests';
import { deployment, policy, tcp } from '../support/mesh-manifests';
import { object, said } from '../support/workload-manifests';

const WEATHER = deployment('weather-agent', { labels: { tier: 'agents' } });
const NAME = 'app.kubernetes.io/name';
const over = (matchLabels: Manifest) => policy('p', { podSelector: { matchLabels }, policyTypes: ['Ingress'] });
const budget = (selector: Manifest) =>
  object('policy/v1', 'PodDisruptionBudget', 'b', { spec: { minAvailable: 1, selector } });
const peer = (from: Manifest) => policy('p', { podSelector: {}, ingress: [{ from: [from], ports: tcp(80) }] });
const namespace = (name: string, labels: Manifest = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

test('selectors of pods', () => {
  expect(said(RULE, [WEATHER, over({ [NAME]: 'wether-agent' })])).toEqual([
    `NetworkPolicy mesh/p: spec.podSelector ${NAME}: wether-agent: no pod in namespace "mesh" has this label (did you mean those of Deployment mesh/weather-agent? ` +
      `Their ${NAME} is "weather-agent"), so the policy applies to nothing. Write ${NAME}: weather-agent.`,
  ]);
  expect(said(RULE, [WEATHER, budget({ matchLabels: { app: 'weather-agent' } })])).toEqual([
    'PodDisruptionBudget mesh/b: spec.selector app: weather-agent: no pod in namespace "mesh" has this label (did you mean those of Deployment mesh/weather-agent? ' +
      `They have no app), so the budget protects nothing. Write ${NAME}: weather-agent.`,
  ]);
  expect(said(RULE, [WEATHER, peer({ podSelector: { matchLabels: { tier: 'agent' } } })])).toEqual([
    'NetworkPolicy mesh/p: spec.ingress[0]: podSelector tier: agent: no pod in namespace "mesh" has this label (did you mean those of Deployment mesh/weather-agent? ' +
      'Their tier is "agents"), so this peer allows no caller. Write tier: agents.',
  ]);
});

test.each<[string, Manifest]>([
  ['an expression', budget({ matchExpressions: [{ key: NAME, operator: 'In', values: ['weather-agnt'] }] })],
  ['a label more', over({ [NAME]: 'weather-agent', track: 'stable' })],
  [
    'a peer of a namespace by name',
    peer({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mesh' } },
      podSelector: { matchLabels: { [NAME]: 'weather-agen' } },
    }),
  ],
])('%s', (_, each) => {
  expect(said(RULE, [WEATHER, each])).toHaveLength(1);
});

test('selectors of namespaces', () => {
  expect(said(RULE, [WEATHER, peer({ namespaceSelector: { matchLabels: { name: 'mcp-mesh' } } })])).toEqual([
    'NetworkPolicy mesh/p: spec.ingress[0]: namespaceSelector name: mcp-mesh: namespaces have this label only if you add it, and no Namespace here has it, ' +
      'so this peer allows no caller. Write kubernetes.io/metadata.name: mcp-mesh, a label that Kubernetes gives to every namespace.',
  ]);
  expect(
    said(RULE, [
      namespace('monitoring'),
      peer({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitorng' } } }),
    ]),
  ).toEqual([
    'NetworkPolicy mesh/p: spec.ingress[0]: namespaceSelector kubernetes.io/metadata.name: monitorng: there is no namespace "monitorng" (did you mean "monitoring"?), ' +
      'so this peer allows no caller. Write monitoring.',
  ]);
});

test.each<[string, Manifest[]]>([
  ['it selects pods', [WEATHER, over({ [NAME]: 'weather-agent' })]],
  [
    'its pods are not shown',
    [WEATHER, over({ [NAME]: 'postgres' }), budget({ matchLabels: { 'k8s-app': 'kube-dns' } })],
  ],
  ['it selects everything', [WEATHER, over({}), budget({})]],
  ['another number is another thing', [deployment('shard-1'), over({ [NAME]: 'shard-2' })]],
  ['a controller sets the label', [WEATHER, over({ 'job-name': 'weather-agent' })]],
  [
    'the label of the namespace is shown',
    [namespace('x', { name: 'mcp-mesh' }), peer({ namespaceSelector: { matchLabels: { name: 'mcp-mesh' } } })],
  ],
  ['a team labels its namespaces', [WEATHER, peer({ namespaceSelector: { matchLabels: { team: 'core' } } })]],
  [
    'the namespace is not shown',
    [WEATHER, peer({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } })],
  ],
  [
    'it selects by more than values',
    [WEATHER, budget({ matchExpressions: [{ key: NAME, operator: 'NotIn', values: ['weather-agen'] }] })],
  ],
])('silent if %s', (_, objects) => {
  expect(said(RULE, objects)).toEqual([]);
});
