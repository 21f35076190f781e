import { DashboardDeclaration } from '../../../src/edges/mesh-declaration';
import { agent, linesOf, mesh } from '../../support/declared-edges';

const from = { kind: 'test', namespace: 'mesh', labels: { app: 'test' }, account: 'test' } as const;
const dashboard = (name: string): DashboardDeclaration => ({
  end: { kind: 'dashboard', name, namespace: 'mesh', port: 3080 },
  tracing: [],
  ingressFrom: [],
});

test('a test connects to the registry, its agents and its dashboards', () => {
  const edges = mesh([agent('history')], { tests: [from], dashboards: [dashboard('one'), dashboard('two')] });
  expect(linesOf('test', edges)).toEqual([
    'test → registry (test)',
    'test → agents of mesh on 8080 (test)',
    'test → dashboard (test)',
    'test → dashboard (test)',
  ]);
});

test('without a test nobody does', () => {
  expect(linesOf('test', mesh([agent('history')], { dashboards: [dashboard('one')] }))).toEqual([]);
});
