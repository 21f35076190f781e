import { tcp } from '../../src/edges/edge';
import { portsOf } from '../../src/edges/edges';
import { Subject } from '../../src/edges/end';
import { AgentDeclaration } from '../../src/edges/mesh-declaration';
import { agent, line, mesh, REGISTRY } from '../support/declared-edges';

const weather = agent('weather', { capabilities: [{ name: 'forecast', version: '1.2.0' }] });
const analysis = agent('analysis', { requirements: [{ name: 'forecast', versionRange: '^1.0.0' }] });
const OUTSIDE = {
  end: { kind: 'outside' as const, peers: [{ ipBlock: { cidr: '203.0.113.0/24' } }] },
  ports: tcp([443]),
};

describe('edges of declarations', () => {
  test('an agent calls those that meet its requirements, and all agents their registry', () => {
    expect(mesh([weather, analysis]).all.map(line)).toEqual([
      'agents of mesh → registry (registers)',
      'analysis → weather (requires)',
    ]);
  });

  test('several requirements that one agent meets are one edge, with all of them', () => {
    const both = [{ name: 'forecast' }, { name: 'forecast', versionRange: '>=1' }];
    const [, edge, ...others] = mesh([weather, agent('asks', { requirements: both })]).all;
    expect(edge.requirements).toEqual(both);
    expect(others).toEqual([]);
  });

  test('whoever offers another version is not called', () => {
    const old = agent('old', { capabilities: [{ name: 'forecast', version: '0.9.0' }] });
    expect(mesh([old, analysis]).from(endOf(analysis)).map(line)).toEqual(['agents of mesh → registry (registers)']);
  });

  test("the guide's form lets agents of every namespace call each other", () => {
    const far = agent('far', { namespace: 'other' });
    expect(
      mesh([weather, far], { anyAgent: true })
        .all.map(line)
        .filter((each) => each.includes('any-agent')),
    ).toEqual([
      'agents of mesh → agents of mesh (any-agent)',
      'agents of mesh → agents of other (any-agent)',
      'agents of other → agents of mesh (any-agent)',
      'agents of other → agents of other (any-agent)',
    ]);
  });

  test('everything else that a mesh may be told', () => {
    const edges = mesh([{ ...weather, ingressFrom: [OUTSIDE], egressTo: [OUTSIDE] }], {
      registryCallsAgents: true,
      dns: [OUTSIDE],
      controlPlane: [OUTSIDE],
      database: OUTSIDE,
      ingressFrom: [{ end: { kind: 'account', namespace: 'istio-ingress', account: 'gateway' } }],
      egressTo: [OUTSIDE],
      registryIngressFrom: [OUTSIDE],
      registryEgressTo: [OUTSIDE],
      tests: [{ kind: 'test', namespace: 'mesh', labels: { test: 'discovery' }, account: 'test' }],
    });
    expect(edges.all.map(line)).toEqual([
      'agents of mesh → registry (registers)',
      'test → registry (test)',
      'registry → agents of mesh (proxies)',
      'every-pod → outside (dns)',
      'every-pod → outside (control-plane)',
      'registry → outside (database)',
      'istio-ingress/gateway → every-agent (entrance)',
      'outside → weather (entrance)',
      'outside → registry (entrance)',
      'every-agent → outside (outside)',
      'weather → outside (outside)',
      'registry → outside (outside)',
      'test → agents of mesh on 8080 (test)',
    ]);
  });
});

describe('edges of one subject', () => {
  const edges = mesh([weather, analysis, agent('other', { namespace: 'other', port: 9000 })], {
    registryCallsAgents: true,
    dns: [OUTSIDE],
    egressTo: [OUTSIDE],
  });

  test('are those that name it, its namespace, every agent or every pod, in the order of all', () => {
    expect(edges.to(endOf(weather)).map(line)).toEqual([
      'analysis → weather (requires)',
      'registry → agents of mesh (proxies)',
    ]);
    expect(edges.from(endOf(analysis)).map(line)).toEqual([
      'agents of mesh → registry (registers)',
      'analysis → weather (requires)',
      'every-pod → outside (dns)',
      'every-agent → outside (outside)',
    ]);
    expect(edges.from(REGISTRY).map(line)).toEqual([
      'registry → agents of mesh (proxies)',
      'registry → agents of other (proxies)',
      'every-pod → outside (dns)',
    ]);
  });

  test('the exact ones leave out what is said of more than it', () => {
    expect(edges.ofExactly(endOf(weather))).toMatchObject({ from: [], to: [{ why: 'requires' }] });
  });

  test('one agent of many listens on its own port alone', () => {
    const [, proxied] = edges.to(endOf(weather));
    expect(portsOf(proxied, endOf(weather))).toEqual([{ protocol: 'TCP', port: 8080 }]);
  });
});

function endOf({ name: of, namespace, port }: AgentDeclaration): Subject {
  return { kind: 'agent', name: of, namespace, port };
}
