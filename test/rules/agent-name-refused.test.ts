import { RULE } from '../../src/rules/agent-name-refused';
import { deployment, object, said } from '../support/workload-manifests';

const named = (variable: object) => deployment({ env: [{ name: 'MCP_MESH_AGENT_NAME', ...variable }] });

test('a name that the registry refuses', () => {
  expect(said(RULE, [named({ value: 'my_agent' })])).toEqual([
    'Deployment mesh/weather-agent: MCP_MESH_AGENT_NAME "my_agent": a registry refuses every agent whose name does not consist of at most 63 ' +
      'lower-case letters, digits and \'-\', with a letter or digit at both ends. Write "my-agent".',
  ]);
});

test.each(['MyAgent', 'my.agent', 'agent-', '-agent', 'my agent', 'a'.repeat(64)])('%s', (value) => {
  expect(said(RULE, [named({ value })])).toHaveLength(1);
});

test('nothing in it can be kept', () => {
  expect(said(RULE, [named({ value: '___' })])).toEqual([expect.stringMatching(/Give another name\.$/)]);
});

test('from a ConfigMap', () => {
  const map = object('v1', 'ConfigMap', 'names', { data: { name: 'MyAgent' } });
  const ref = { valueFrom: { configMapKeyRef: { name: 'names', key: 'name' } } };
  expect(said(RULE, [map, named(ref)])).toHaveLength(1);
});

test.each<[string, object]>([
  ['one letter', { value: 'a' }],
  ['digits', { value: '2-fast' }],
  ['63 characters', { value: 'a'.repeat(63) }],
  ['an empty name, which is none', { value: '' }],
  ['what another variable decides', { value: '$(NAME)' }],
  ['what a Secret decides', { valueFrom: { secretKeyRef: { name: 'x', key: 'y' } } }],
])('not %s', (_, variable) => expect(said(RULE, [named(variable)])).toEqual([]));
