import { agent, linesOf, mesh } from '../../support/declared-edges';

test('an agent calls those whose address it was given, by name and namespace', () => {
  const caller = agent('caller', { calls: [{ name: 'processor', namespace: 'data' }] });
  const edges = mesh([caller, agent('processor', { namespace: 'data' }), agent('processor')]);
  expect(edges.all.filter(({ why }) => why === 'calls')).toEqual([
    {
      from: { kind: 'agent', name: 'caller', namespace: 'mesh', port: 8080 },
      to: { kind: 'agent', name: 'processor', namespace: 'data', port: 8080 },
      why: 'calls',
    },
  ]);
});

test('whoever is not of the registry is no agent of this mesh', () => {
  expect(linesOf('calls', mesh([agent('caller', { calls: [{ name: 'stranger', namespace: 'mesh' }] })]))).toEqual([]);
});
