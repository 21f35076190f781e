import { RULE } from '../../src/rules/authorization-policy-opens-more';
import { authorization, from, istioMesh, operation, over, principal } from '../support/istio-manifests';
import { Manifest } from '../support/manifests';
import { said } from '../support/mesh-manifests';

const NEWS = from(principal('news'));
const faults = (rules: Manifest[], name: string = 'weather', more: Manifest = {}) =>
  said(RULE, [...istioMesh(), authorization('weather', { ...over(name), rules, ...more })]);

test('from and to in two rules', () => {
  expect(faults([NEWS, operation({ ports: ['8080'] })])).toEqual([
    'AuthorizationPolicy mesh/weather: rules[1] has to without from, and another rule has from without to: one matching rule is enough, so this rule lets everybody call Deployment mesh/weather, and the other rule limits nothing. Write from and to into one rule: one "-", under which both stand.',
  ]);
  expect(faults([operation({ methods: ['POST'], paths: ['/mcp*'] }), NEWS])).toHaveLength(1);
  expect(faults([NEWS, operation({ ports: ['8000'] })], 'mcp-mesh-registry')).toHaveLength(1);
  expect(faults([NEWS, operation({ ports: ['9090'] }), operation({ ports: ['8080'] })])).toEqual([
    expect.stringContaining('rules[2] has to without from'),
  ]);
});

test('what agents serve, and what the registry serves', () => {
  expect(faults([NEWS, operation({ paths: ['/heartbeat'] })], 'mcp-mesh-registry')).toHaveLength(1);
  expect(faults([NEWS, operation({ paths: ['/heartbeat'] })])).toEqual([]);
  expect(faults([NEWS, operation({ paths: ['/mcp'] })], 'mcp-mesh-registry')).toEqual([]);
});

test('one policy over several pods is one finding, of the first', () => {
  const policy = authorization('all', { rules: [NEWS, operation({ paths: ['/mcp*'] })] });
  expect(said(RULE, [...istioMesh(), policy])).toHaveLength(1);
});

test.each<[string, Manifest[]]>([
  ['an operation of callers', [NEWS, { ...NEWS, ...operation({ ports: ['8080'] }) }]],
  ['callers of operations', [operation({ ports: ['8080'] }), { ...NEWS, ...operation({ ports: ['8080'] }) }]],
  ['callers on a condition', [{ ...NEWS, when: [{ key: 'source.ip' }] }, operation({ ports: ['8080'] })]],
  ['what is neither', [NEWS, {}]],
  ['in one rule', [{ ...NEWS, ...operation({ ports: ['8080'] }) }]],
  ['callers alone', [NEWS, from(principal('sports'))]],
  ['ports alone', [operation({ ports: ['8080'] })]],
  ['metrics for everybody', [NEWS, operation({ ports: ['9090'] })]],
  ['a path for everybody that agents do not call', [NEWS, operation({ paths: ['/health'] })]],
  [
    'another condition',
    [NEWS, { ...operation({ ports: ['8080'] }), when: [{ key: 'source.namespace', values: ['a'] }] }],
  ],
])('silent: %s', (_, rules) => {
  expect(faults(rules)).toEqual([]);
});

test('silent: what denies, and pods of others', () => {
  expect(faults([NEWS, operation({ ports: ['8080'] })], 'weather', { action: 'DENY' })).toEqual([]);
  expect(faults([NEWS, operation({ ports: ['8080'] })], 'postgres')).toEqual([]);
});
