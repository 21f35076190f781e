import { k8s } from 'cdk8s-plus-28';
import { tcp } from '../../src/edges/edge';
import { Edges } from '../../src/edges/edges';
import { AgentEnd, AgentsEnd, End, OutsideEnd } from '../../src/edges/end';
import { MeshDeclaration } from '../../src/edges/mesh-declaration';
import { PolicySpecs } from '../../src/network-policy/policy-spec';
import { ServiceMesh } from '../../src/service-mesh/service-mesh';

/* How edges are spelled, in a service mesh that carries TCP between its pods on a port of its own. */

const CARRIED = 15008;
const serviceMesh = { _implementation: { packetPorts: () => [CARRIED] } } as unknown as ServiceMesh;

const agent: AgentEnd = { kind: 'agent', name: 'planner', namespace: 'mesh', port: 8080 };
const pods = {
  matchLabels: { 'app.kubernetes.io/name': 'planner', 'app.kubernetes.io/component': 'agent' },
};
const nobody: OutsideEnd = { kind: 'outside', peers: [] };
const office: OutsideEnd = { kind: 'outside', peers: [{ ipBlock: { cidr: '203.0.113.0/24' } }] };

const specsOf = (mesh: Partial<MeshDeclaration> = {}, of: ServiceMesh = serviceMesh) => {
  const registry = { kind: 'registry', name: 'registry', namespace: 'mesh', port: 8000 } as const;
  const planner = { ...agent, capabilities: [], requirements: [] };
  return new PolicySpecs(new Edges({ registry, agents: [planner], ...mesh }), { serviceMesh: of });
};
const written = (spec: k8s.NetworkPolicySpec) => k8s.toJson_NetworkPolicySpec(spec)!;
const egress = (mesh: Partial<MeshDeclaration>) => written(specsOf(mesh).of(agent)).egress;
const ingress = (from: End, ports = tcp([9464]), to: AgentEnd | AgentsEnd = agent) =>
  written(specsOf().admitting(to, [{ from, to, ports, why: 'entrance' }])).ingress;

describe('ports', () => {
  test("of the mesh's pods are those on which the service mesh carries TCP", () => {
    expect(egress({})).toEqual([expect.objectContaining({ ports: [{ protocol: 'TCP', port: CARRIED }] })]);
    expect(ingress(office)).toEqual([{ from: office.peers, ports: [{ protocol: 'TCP', port: CARRIED }] }]);
  });

  test('by another protocol stay as they are: a service mesh carries TCP alone', () => {
    const ports = [...tcp([53]), { protocol: 'UDP', port: 53 } as const];
    expect(ingress(office, ports)[0].ports).toEqual([
      { protocol: 'TCP', port: CARRIED },
      { protocol: 'UDP', port: 53 },
    ]);
  });

  test('of servers beyond the mesh are their own', () => {
    const server = { end: { kind: 'server', address: 'redis:6379', peers: office.peers } as const, ports: tcp([6379]) };
    const planner = { ...agent, capabilities: [], requirements: [], cache: server };
    const dns = [{ end: office, ports: [{ protocol: 'UDP', port: 53 } as const] }];
    expect(egress({ agents: [planner], dns }).slice(1)).toEqual([
      { to: office.peers, ports: [{ protocol: 'UDP', port: 53 }] },
      { to: office.peers, ports: [{ protocol: 'TCP', port: 6379 }] },
    ]);
  });
});

describe('nobody', () => {
  test('is admitted by an edge without peers: a rule without peers would admit everybody', () => {
    expect(written(specsOf().admitting(agent, [{ from: nobody, to: agent, why: 'entrance' }]))).toEqual({
      podSelector: pods,
      policyTypes: ['Ingress'],
    });
  });

  test('is reached by an edge without peers: a rule without peers would let it go everywhere', () => {
    const withoutPeers = { end: { kind: 'server', address: 'redis:6379' } as const, ports: tcp([6379]) };
    const planner = { ...agent, capabilities: [], requirements: [], cache: withoutPeers };
    expect(egress({ agents: [planner], egressTo: [{ end: nobody, ports: tcp([443]) }] })).toHaveLength(1);
  });

  test('reaches a pod that only sends', () => {
    const spec = written(specsOf().ofSender(agent));
    expect(spec).toMatchObject({ podSelector: pods, policyTypes: ['Ingress', 'Egress'] });
    expect(spec).not.toHaveProperty('ingress');
  });

  test('that only an account identifies can be named: a NetworkPolicy knows no accounts', () => {
    expect(() => ingress({ kind: 'account', namespace: 'ops', account: 'prometheus' })).toThrow(
      'A NetworkPolicy cannot name an end of kind account.',
    );
  });
});

describe('agents', () => {
  const agents = { names: ['planner'], ports: [8080], byName: false };
  const inMesh = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mesh' } } };
  const every = { podSelector: { matchLabels: { 'app.kubernetes.io/component': 'agent' } } };

  test("of the policy's own namespace are named with it, and those on one port without", () => {
    const all: AgentsEnd = { kind: 'agents', namespace: 'mesh', ...agents };
    expect(ingress(all)[0].from).toEqual([{ ...inMesh, ...every }]);
    expect(ingress({ ...all, port: 8080 })[0].from).toEqual([every]);
    expect(ingress({ ...all, namespace: 'other', port: 8080 })[0].from).toEqual([
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } }, ...every },
    ]);
  });

  test('in a namespace that is not known are named without one', () => {
    expect(ingress({ kind: 'agents', ...agents })[0].from).toEqual([every]);
    expect(ingress({ ...agent, namespace: undefined })[0].from).toEqual([{ podSelector: pods }]);
  });

  test('share one rule if they call the port that the pods listen on, and have their own if they call others', () => {
    const other: AgentEnd = { ...agent, name: 'other' };
    const rules = specsOf({}, { _implementation: { packetPorts: (port: number) => [port] } } as any).admitting(agent, [
      { from: agent, to: agent, why: 'calls' },
      { from: other, to: agent, ports: tcp([9090]), why: 'calls' },
      { from: other, to: agent, why: 'calls' },
    ]);
    expect(
      written(rules).ingress.map(({ from, ports }: any) => [from.length, ports.map(({ port }: any) => port)]),
    ).toEqual([
      [2, [8080]],
      [1, [9090]],
    ]);
  });
});
