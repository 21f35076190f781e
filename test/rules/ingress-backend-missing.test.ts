import { RULE } from '../../src/rules/ingress-backend-missing';
import { object, said } from '../support/workload-manifests';

const shop = object('v1', 'Service', 'shop', { spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }] } });
const ingress = (name: string, port: object) =>
  object('networking.k8s.io/v1', 'Ingress', 'front', {
    spec: { rules: [{ http: { paths: [{ path: '/', backend: { service: { name, port } } }] } }] },
  });

test.each<[string, object, string]>([
  ['shop', { number: 8080 }, 'backend Service "shop", port 8080: the Service has no such port, only "http" (80)'],
  ['shop', { name: 'web' }, 'backend Service "shop", port "web": the Service has no such port'],
  ['shopp', { number: 80 }, 'backend Service "shopp": namespace "mesh" has no such Service (did you mean "shop"?)'],
])('%s %o', (name, port, text) => {
  expect(said(RULE, [shop, ingress(name, port)])).toEqual([expect.stringContaining(text)]);
});

test('a port of another protocol', () => {
  const dns = object('v1', 'Service', 'dns', {
    spec: {
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53, protocol: 'TCP' },
      ],
    },
  });
  expect(said(RULE, [dns, ingress('dns', { name: 'dns' })])).toEqual([
    'Ingress mesh/front: backend Service "dns", port "dns": the Service\'s port "dns" (53) is for UDP, an Ingress forwards HTTP over TCP, and the controller answers 404 ' +
      "or 503 in its place. Set the Service's port to protocol TCP, or name another port of it.",
  ]);
  expect(said(RULE, [dns, ingress('dns', { number: 53 })])).toEqual([]);
});

test('what it leaves alone', () => {
  const alias = object('v1', 'Service', 'alias', { spec: { type: 'ExternalName', externalName: 'example.com' } });
  expect(said(RULE, [shop, ingress('shop', { number: 80 })])).toEqual([]);
  expect(said(RULE, [shop, ingress('shop', { name: 'http' })])).toEqual([]);
  expect(said(RULE, [shop, ingress('shop', { name: 'use-annotation' })])).toEqual([]);
  expect(said(RULE, [shop, ingress('payments', { number: 80 })])).toEqual([]);
  expect(said(RULE, [alias, ingress('alias', { number: 80 })])).toEqual([]);
});
