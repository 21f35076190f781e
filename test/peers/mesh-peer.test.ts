import { MeshAgent, MeshNetworkPolicy, MeshPeer, MeshRegistry } from '../../src';
import { find, meshChart, synth } from '../support/manifests';

const image = 'registry.example.com/agent:1.0.0';

test('peers on UDP and SCTP', () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  new MeshAgent(chart, 'a', { registry, image }).allowIngress(MeshPeer.namespace('voice').onUdp([5060, 5004, 5060]));
  new MeshNetworkPolicy(chart, 'policy', {
    registry,
    egressTo: [MeshPeer.address('203.0.113.7', [443]).onUdp([443]).onSctp([3868])],
  });
  const objects = synth(chart);
  expect(find(objects, 'NetworkPolicy', 'agent-communication-policy').spec.egress).toContainEqual({
    to: [{ ipBlock: { cidr: '203.0.113.7/32' } }],
    ports: [
      { port: 443, protocol: 'TCP' },
      { port: 443, protocol: 'UDP' },
      { port: 3868, protocol: 'SCTP' },
    ],
  });
  expect(find(objects, 'NetworkPolicy', 'mcp-mesh-a').spec.ingress).toContainEqual({
    from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'voice' } } }],
    ports: [
      { port: 5004, protocol: 'UDP' },
      { port: 5060, protocol: 'UDP' },
    ],
  });
});

test('the internet by IPv6', () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  new MeshAgent(chart, 'a', { registry, image });
  new MeshNetworkPolicy(chart, 'policy', { registry, egressTo: [MeshPeer.internetByIpv6()] });
  expect(find(synth(chart), 'NetworkPolicy', 'agent-communication-policy').spec.egress).toContainEqual({
    to: [{ ipBlock: { cidr: '::/0', except: ['::1/128', 'fc00::/7', 'fe80::/10'] } }],
    ports: [{ port: 443, protocol: 'TCP' }],
  });
});
