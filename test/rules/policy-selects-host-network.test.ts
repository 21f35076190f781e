import { RULE } from '../../src/rules/policy-selects-host-network';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const policy = (podSelector: Manifest, ...to: Manifest[]) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'weather', { spec: { podSelector, egress: [{ to }] } });
const labelled = (app: string) => ({ matchLabels: { app } });
const onHost = deployment({}, { name: 'proxy', kind: 'DaemonSet', pod: { hostNetwork: true } });
const agent = deployment({});

test('the pods of a policy', () => {
  expect(said(RULE, [onHost, policy(labelled('proxy'))])).toEqual([
    'NetworkPolicy mesh/weather: podSelector selects pods of DaemonSet mesh/proxy, which have hostNetwork: true: such a pod has the address of its node, and most network ' +
      'plugins apply no NetworkPolicy to it: nothing is closed. Remove hostNetwork, or protect the node by its firewall or a policy for hosts of your plugin.',
  ]);
});

test('a peer', () => {
  expect(said(RULE, [onHost, agent, policy(labelled('weather-agent'), { podSelector: labelled('proxy') })])).toEqual([
    'NetworkPolicy mesh/weather: a peer selects pods of DaemonSet mesh/proxy, which have hostNetwork: true: such a pod has the address of its node, so for most network plugins ' +
      "this peer matches nothing. Name the nodes' range by an ipBlock, or remove hostNetwork.",
  ]);
});

test('NodeLocal DNSCache, which is not in the manifests', () => {
  const dns = { namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'node-local-dns' } } };
  expect(said(RULE, [agent, policy(labelled('weather-agent'), dns)])).toEqual([
    expect.stringContaining('(k8s-app: node-local-dns)'),
  ]);
});

test.each<[string, Manifest[]]>([
  ['pods of their own network', [agent, policy(labelled('weather-agent'), { podSelector: {} })]],
  ['pods of both', [agent, onHost, policy({}, { podSelector: {} })]],
  ['pods that are not here', [policy(labelled('proxy'), { podSelector: labelled('proxy') })]],
  ['a range', [onHost, agent, policy(labelled('weather-agent'), { ipBlock: { cidr: '169.254.20.10/32' } })]],
])('not %s', (_, objects) => expect(said(RULE, objects)).toEqual([]));
