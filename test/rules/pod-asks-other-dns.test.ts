import { RULE } from '../../src/rules/pod-asks-other-dns';
import { deployment, object, said } from '../support/workload-manifests';

const orders = object('v1', 'Service', 'orders', { spec: { ports: [{ port: 8080 }] } });
const told = (pod: object, url: string = 'http://orders:8080') =>
  deployment({ env: [{ name: 'ORDERS_URL', value: url }] }, { pod });

const ON_HOST = 'Set dnsPolicy: ClusterFirstWithHostNet';

test.each([
  ['hostNetwork with dnsPolicy unset', { hostNetwork: true }, ON_HOST],
  ['hostNetwork with dnsPolicy ClusterFirst', { hostNetwork: true, dnsPolicy: 'ClusterFirst' }, ON_HOST],
  ['dnsPolicy Default', { hostNetwork: true, dnsPolicy: 'Default' }, ON_HOST],
  ['dnsPolicy Default', { dnsPolicy: 'Default' }, 'Leave dnsPolicy out, which means ClusterFirst'],
])('%s', (given, pod, fix) => {
  expect(said(RULE, [told(pod), orders])).toEqual([
    `Deployment mesh/weather-agent: ${given}: such a pod uses its node's DNS instead of the cluster's, so it cannot resolve "orders", which it uses. ${fix}.`,
  ]);
});

test.each([
  {},
  { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' },
  { dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.10'], searches: ['mesh.svc.cluster.local'] } },
  { dnsPolicy: 'None', dnsConfig: { nameservers: ['8.8.8.8', '10.96.0.10'], searches: ['svc.cluster.local.'] } },
  {
    dnsPolicy: 'None',
    dnsConfig: { nameservers: ['8.8.8.8'] },
    hostAliases: [{ ip: '192.0.2.7', hostnames: ['orders'] }],
  },
  { dnsPolicy: 'Default', dnsConfig: { nameservers: ['10.96.0.10'] } },
  { dnsPolicy: 'None', dnsConfig: {} },
  { hostNetwork: true, hostAliases: [{ ip: '192.0.2.7', hostnames: ['orders'] }] },
])('%o is fine', (pod) => {
  expect(said(RULE, [told(pod), orders])).toEqual([]);
});

test('a pod that is told no Service is fine', () => {
  expect(said(RULE, [told({ dnsPolicy: 'Default' }, 'https://example.com'), orders])).toEqual([]);
});

describe('dnsPolicy None', () => {
  const none = (dnsConfig: object) => ({ dnsPolicy: 'None', dnsConfig });

  test.each([['8.8.8.8'], ['1.1.1.1', '2606:4700:4700::1111']])('servers of the internet: %s', (...nameservers) => {
    const searches = ['mesh.svc.cluster.local'];
    expect(said(RULE, [told(none({ nameservers, searches })), orders])).toEqual([
      `Deployment mesh/weather-agent: dnsPolicy None with ${nameservers.map((each) => `nameserver ${each}`).join(' and ')}: such a pod asks only these, which do not know ` +
        'the names of the cluster, so it cannot resolve "orders", which it uses. Leave dnsPolicy out, which means ClusterFirst, or add the address of the ' +
        "cluster's DNS to nameservers.",
    ]);
  });

  test('a short name without search domains', () => {
    const pod = none({ nameservers: ['10.96.0.10'] });
    expect(said(RULE, [told(pod), orders])).toEqual([
      'Deployment mesh/weather-agent: dnsPolicy None without search domains of the cluster: such a pod asks for a short name as it stands, so it cannot resolve ' +
        '"orders", which it uses. Add <namespace>.svc.cluster.local and svc.cluster.local to searches, or write the whole name.',
    ]);
    expect(said(RULE, [told(pod, 'http://orders.mesh.svc.cluster.local:8080'), orders])).toEqual([]);
  });
});
