import { Chart, Testing } from 'cdk8s';
import { MeshAgent, MeshNetworkPolicy, MeshPeer, MeshRegistry } from '../../src';
import { RULE } from '../../src/rules/shared-policy-beside-strict';
import { Manifest } from '../support/manifests';
import { said } from '../support/workload-manifests';

const image = 'registry.example.com/agent:1.0.0';

/** A mesh of three agents, of which one depends on another. */
function mesh({ strict, peers = false }: { strict: boolean; peers?: boolean }, namespace?: string): Manifest[] {
  const chart = new Chart(Testing.app(), 'mesh', { namespace });
  const registry = new MeshRegistry(chart, 'registry');
  const agents = [
    new MeshAgent(chart, 'weather', { registry, image, capabilities: ['weather'] }),
    new MeshAgent(chart, 'planner', { registry, image, dependencies: ['weather'] }),
    new MeshAgent(chart, 'history', { registry, image }),
  ];
  if (peers) {
    agents.forEach((agent) => {
      agent.allowEgress(MeshPeer.internet());
      agent.allowIngress(MeshPeer.namespace('ingress-nginx'));
    });
  }
  new MeshNetworkPolicy(chart, 'policy', { registry, strict, defaultDeny: true });
  return Testing.synth(chart);
}

/** What a cluster holds after an upgrade that pruned nothing. */
function over(before: Manifest[], after: Manifest[]): Manifest[] {
  const key = ({ kind, metadata }: Manifest) => `${kind} ${metadata.name}`;
  return [...new Map([...before, ...after].map((object) => [key(object), object])).values()];
}

const isShared = ({ metadata }: Manifest) => metadata.name === 'agent-communication-policy';

test('a shared policy that a change to strict policies left', () => {
  expect(said(RULE, over(mesh({ strict: false }, 'mesh'), mesh({ strict: true }, 'mesh')))).toEqual([
    'NetworkPolicy mesh/agent-communication-policy: spec.podSelector selects 3 agents, 3 of which have policies of their own that are enough to ' +
      'register: policies add up, so this one opens what those keep closed, such as "mcp-mesh-history" to "mcp-mesh-weather" on port 8080; a change ' +
      'to strict policies leaves the shared one on the cluster. If you no longer make it, delete it: kubectl delete networkpolicy ' +
      'agent-communication-policy -n mesh; if every agent may call every other, delete the policies of single agents.',
  ]);
});

/** The upgraded mesh without the policies of some agents. */
function upgradedBut(...names: string[]): Manifest[] {
  return over(mesh({ strict: false }, 'mesh'), mesh({ strict: true }, 'mesh')).filter(
    ({ kind, metadata }) => kind !== 'NetworkPolicy' || !names.includes(metadata.name),
  );
}

test('beside an agent that was left too, and has no policy of its own', () => {
  expect(said(RULE, upgradedBut('mcp-mesh-history'))).toEqual([
    expect.stringContaining('selects 3 agents, 2 of which have policies of their own that are enough to register'),
  ]);
});

test('in a mesh without a namespace', () => {
  expect(said(RULE, over(mesh({ strict: false }), mesh({ strict: true })))).toEqual([
    expect.stringContaining('delete it: kubectl delete networkpolicy agent-communication-policy; if'),
  ]);
});

describe('not', () => {
  test('either form alone', () => {
    expect(said(RULE, mesh({ strict: false }, 'mesh'))).toEqual([]);
    expect(said(RULE, mesh({ strict: true }, 'mesh'))).toEqual([]);
  });

  test('a shared policy beside what single agents may do beyond the others', () => {
    expect(said(RULE, mesh({ strict: false, peers: true }, 'mesh'))).toEqual([]);
  });

  test('a policy over all agents that opens nothing between them, such as one for a scraper', () => {
    const objects = over(mesh({ strict: false }, 'mesh'), mesh({ strict: true }, 'mesh'));
    const { spec } = objects.find(isShared)!;
    spec.ingress = [
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
        ports: [{ protocol: 'TCP', port: 8080 }],
      },
    ];
    expect(said(RULE, objects)).toEqual([]);
  });

  test('where one agent alone has a policy of its own', () => {
    expect(said(RULE, upgradedBut('mcp-mesh-history', 'mcp-mesh-weather'))).toEqual([]);
  });

  test("where the registry's pods are not known", () => {
    const objects = over(mesh({ strict: false }, 'mesh'), mesh({ strict: true }, 'mesh')).filter(
      ({ kind, metadata }) => kind !== 'Deployment' || metadata.name !== 'mcp-mesh-registry',
    );
    expect(said(RULE, objects)).toEqual([]);
  });
});
