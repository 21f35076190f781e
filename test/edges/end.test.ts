import { Port, tcp } from '../../src/edges/edge';
import { Edges, portsOf } from '../../src/edges/edges';
import { AgentsEnd, keyOf, keysCovering, listeningPorts, Subject } from '../../src/edges/end';

const AGENT: Subject = { kind: 'agent', name: 'weather', namespace: 'mesh', port: 8080 };
const AGENTS: AgentsEnd = { kind: 'agents', namespace: 'mesh', names: ['weather'], ports: [8080, 9000], byName: false };
const TEST: Subject = { kind: 'test', namespace: 'mesh', labels: { test: 'one' }, account: 'test' };
const REGISTRY: Subject = { kind: 'registry', name: 'registry', namespace: 'mesh', port: 8000 };

test('TCP ports are written each once, in ascending order of their numbers', () => {
  const expected: Port[] = [80, 443, 8080].map((port) => ({ protocol: 'TCP', port }));
  expect(tcp([8080, 443, 80, 443])).toEqual(expected);
});

test('what a subject listens on', () => {
  expect([AGENT, AGENTS, TEST, REGISTRY].map(listeningPorts)).toEqual([[8080], [8080, 9000], [], [8000]]);
});

describe('the key of an end', () => {
  test.each<[string, Parameters<typeof keyOf>[0], Parameters<typeof keyOf>[0]]>([
    ['agents by name', AGENT, { ...AGENT, name: 'other' }],
    ['agents by namespace', AGENT, { ...AGENT, namespace: 'other' }],
    ['an agent without a namespace from others', AGENT, { ...AGENT, namespace: undefined }],
    ['groups of agents by namespace', AGENTS, { ...AGENTS, namespace: 'other' }],
    ['groups of agents by port', { ...AGENTS, port: 8080 }, { ...AGENTS, port: 9000 }],
    ['all agents of a namespace from those on a port', AGENTS, { ...AGENTS, port: 8080 }],
    ['tests by label', TEST, { ...TEST, labels: { test: 'two' } }],
    ['tests by namespace', TEST, { ...TEST, namespace: 'other' }],
    [
      'accounts by name',
      { kind: 'account', namespace: 'ops', account: 'one' },
      { kind: 'account', namespace: 'ops', account: 'two' },
    ],
    [
      'accounts by namespace',
      { kind: 'account', namespace: 'ops', account: 'one' },
      { kind: 'account', namespace: 'web', account: 'one' },
    ],
    ['an agent from all agents', AGENT, { kind: 'every-agent' }],
    ['all agents from all pods', { kind: 'every-agent' }, { kind: 'every-pod' }],
  ])('tells apart %s', (_, one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  test('says nothing of what may change while an end stays the same', () => {
    expect(keyOf({ ...AGENT, port: 9000 })).toBe(keyOf(AGENT));
    expect(keyOf({ ...AGENTS, names: ['other'] })).toBe(keyOf(AGENTS));
  });
});

describe('a subject is part of', () => {
  const keysOf = (...ends: Parameters<typeof keyOf>[0][]) => ends.map(keyOf);
  const everybody = [{ kind: 'every-agent' as const }, { kind: 'every-pod' as const }];

  test('an agent: itself, the agents of its namespace, those on its port, every agent, every pod', () => {
    expect(keysCovering(AGENT)).toEqual(keysOf(AGENT, AGENTS, { ...AGENTS, port: 8080 }, ...everybody));
  });

  test('an agent without a namespace: agents without one', () => {
    const nowhere = { ...AGENTS, namespace: undefined };
    expect(keysCovering({ ...AGENT, namespace: undefined })).toEqual(
      keysOf({ ...AGENT, namespace: undefined }, nowhere, { ...nowhere, port: 8080 }, ...everybody),
    );
  });

  test('the agents of a namespace: themselves, every agent, every pod', () => {
    expect(keysCovering(AGENTS)).toEqual(keysOf(AGENTS, ...everybody));
  });

  test.each([TEST, REGISTRY])('the $kind: itself, and every pod, but no agent', (subject) => {
    expect(keysCovering(subject)).toEqual(keysOf(subject, { kind: 'every-pod' }));
  });
});

describe('the ports of an edge', () => {
  const edge = { from: TEST, to: AGENTS, why: 'test' as const };

  test('are those that were said', () => {
    expect(portsOf({ ...edge, ports: [{ protocol: 'UDP', port: 53 }] }, AGENT)).toEqual([
      { protocol: 'UDP', port: 53 },
    ]);
  });

  test('are those that the receiver listens on, otherwise: all of a group', () => {
    expect(portsOf(edge)).toEqual(tcp([8080, 9000]));
    expect(portsOf(edge, AGENT)).toEqual(tcp([8080]));
  });
});

test('edges of a subject come in the order of all edges, whatever makes them its own', () => {
  const outside = { end: { kind: 'outside' as const, peers: [] }, ports: tcp([443]) };
  const edges = new Edges({
    registry: { kind: 'registry', name: 'registry', namespace: 'mesh', port: 8000 },
    agents: [
      {
        name: 'weather',
        namespace: 'mesh',
        port: 8080,
        capabilities: [],
        requirements: [],
        ingressFrom: [outside],
        egressTo: [outside],
      },
    ],
    dns: [outside],
    egressTo: [outside],
    ingressFrom: [outside],
    tests: [{ kind: 'test', namespace: 'mesh', labels: { test: 'one' }, account: 'test' }],
  });
  const positions = (of: { why: string }[]) => of.map((edge) => edges.all.indexOf(edge as never));
  for (const seen of [positions(edges.from(AGENT)), positions(edges.to(AGENT))]) {
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual([...seen].sort((one, other) => one - other));
  }
  expect(edges.ofExactly(AGENT)).toMatchObject({ from: [{ why: 'outside' }], to: [{ why: 'entrance' }] });
});
