import { AgentDeclaration } from '../../src/edges/mesh-declaration';
import { MeshEnds } from '../../src/edges/mesh-ends';

const REGISTRY = { kind: 'registry' as const, name: 'registry', namespace: 'mesh', port: 8000 };
const agent = (name: string, namespace: string | undefined, port: number): AgentDeclaration => ({
  name,
  namespace,
  port,
  capabilities: [],
  requirements: [],
});

const agents = [
  agent('zebra', 'west', 9000),
  agent('ant', 'west', 8080),
  agent('bee', 'west', 9000),
  agent('cat', 'east', 10000),
  agent('dog', 'east', 9000),
];
const ends = new MeshEnds({ registry: REGISTRY, agents, isShared: (namespace) => namespace === 'east' });

test('an agent is one end, however often it is asked for', () => {
  expect(ends.agent(agents[0])).toEqual({ kind: 'agent', name: 'zebra', namespace: 'west', port: 9000 });
  expect(ends.agent(agents[0])).toBe(ends.agent(agents[0]));
});

test('the agents of each namespace, in the order in which namespaces came; names sorted, each port once', () => {
  expect(ends.groups).toEqual([
    { kind: 'agents', namespace: 'west', names: ['ant', 'bee', 'zebra'], ports: [9000, 8080], byName: false },
    { kind: 'agents', namespace: 'east', names: ['cat', 'dog'], ports: [10000, 9000], byName: true },
  ]);
});

test('a namespace without agents is a group of none', () => {
  expect(ends.group('nowhere')).toEqual({ kind: 'agents', namespace: 'nowhere', names: [], ports: [], byName: false });
});

test('without another registry, labels that all agents have tell them apart well enough', () => {
  expect(new MeshEnds({ registry: REGISTRY, agents }).group('east').byName).toBe(false);
});

test('the agents on each port, namespaces and ports in ascending order, told apart by name', () => {
  const written = ends.groupsByPort.map(({ namespace, port, names, ports, byName }) => [
    namespace,
    port,
    names,
    ports,
    byName,
  ]);
  expect(written).toEqual([
    ['east', 9000, ['dog'], [9000], true],
    ['east', 10000, ['cat'], [10000], true],
    ['west', 8080, ['ant'], [8080], true],
    ['west', 9000, ['bee', 'zebra'], [9000], true],
  ]);
});
