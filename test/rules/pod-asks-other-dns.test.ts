import { RULE } from '../../src/rules/pod-asks-other-dns';
import { deployment, object, said } from '../support/workload-manifests';

const orders = object('v1', 'Service', 'orders', { spec: { ports: [{ port: 8080 }] } });
const told = (pod: object, url: string = 'http://orders:8080') =>
  deployment({ env: [{ name: 'ORDERS_URL', value: url }] }, { pod });

test.each([{ hostNetwork: true }, { hostNetwork: true, dnsPolicy: 'ClusterFirst' }, { dnsPolicy: 'Default' }])(
  '%o',
  (pod) => {
    expect(said(RULE, [told(pod), orders])).toEqual([
      expect.stringContaining(
        'asks its node\'s DNS and not the cluster\'s, so that it does not find "orders", which it is told',
      ),
    ]);
  },
);

test.each([
  {},
  { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' },
  { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.53'] } },
  { hostNetwork: true, hostAliases: [{ ip: '192.0.2.7', hostnames: ['orders'] }] },
])('%o is fine', (pod) => {
  expect(said(RULE, [told(pod), orders])).toEqual([]);
});

test('a pod that is told no Service is fine', () => {
  expect(said(RULE, [told({ dnsPolicy: 'Default' }, 'https://example.com'), orders])).toEqual([]);
});
