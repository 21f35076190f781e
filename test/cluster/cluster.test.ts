import { parseAllDocuments } from 'yaml';
import { Cluster } from '../../src/cluster/cluster';
import { destinations, resolve, Resolver } from '../../src/cluster/dns';

/* https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/, and the pages on Services and StatefulSets. */

const cluster = new Cluster(
  parseAllDocuments(`
{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web, namespace: prod },
  spec: { replicas: 2, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, ports: [{ name: http, containerPort: 8080 }] }] } } } }
---
{ apiVersion: apps/v1, kind: Deployment, metadata: { name: old-web, namespace: prod },
  spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, ports: [{ name: http, containerPort: 9090 }] }] } } } }
---
{ apiVersion: v1, kind: Service, metadata: { name: web, namespace: prod }, spec: { selector: { app: web }, ports: [{ port: 80, targetPort: http }, { port: 81, targetPort: 7 }, { port: 82 }] } }
---
{ apiVersion: apps/v1, kind: StatefulSet, metadata: { name: db, namespace: prod },
  spec: { replicas: 3, serviceName: db-headless, template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: db, ports: [{ containerPort: 5432 }] }] } } } }
---
{ apiVersion: v1, kind: Service, metadata: { name: db-headless, namespace: prod }, spec: { clusterIP: None, selector: { app: db }, ports: [{ port: 5432 }] } }
---
{ apiVersion: v1, kind: Service, metadata: { name: nobody, namespace: prod }, spec: { clusterIP: None, selector: { app: nobody }, ports: [{ port: 1 }] } }
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: here } }
`).map((document) => document.toJS()),
  { clusterDomain: 'k8s.internal', namespaces: { dev: { team: 'a' } } },
);

/** Pods and ports behind a host and port. */
function behind(host: string, port: number, resolver: Resolver = { namespace: 'prod' }): string[] {
  return destinations(resolve(cluster, host, resolver), port).map((end) => `${end.pod.name}:${end.port}`);
}

test('namespaces carry their name, whether they were made, used or given', () => {
  expect(Object.fromEntries(cluster.namespaces)).toEqual({
    prod: { 'kubernetes.io/metadata.name': 'prod' },
    default: { 'kubernetes.io/metadata.name': 'default' },
    dev: { 'kubernetes.io/metadata.name': 'dev', team: 'a' },
  });
});

test('pods of a StatefulSet have ordinals in their names and labels', () => {
  expect(
    cluster.pods.filter(({ owner }) => owner.kind === 'StatefulSet').map(({ name, labels }) => [name, labels]),
  ).toEqual(
    [0, 1, 2].map((i) => [
      `db-${i}`,
      { app: 'db', 'statefulset.kubernetes.io/pod-name': `db-${i}`, 'apps.kubernetes.io/pod-index': String(i) },
    ]),
  );
});

test('every pod has an address of its own', () => {
  expect(new Set(cluster.pods.map(({ ip }) => ip)).size).toBe(6);
});

describe('a Service', () => {
  test.each([
    ['a named targetPort, pod by pod', 80, ['web-0:8080', 'web-1:8080', 'old-web-0:9090']],
    ['a number', 81, ['web-0:7', 'web-1:7', 'old-web-0:7']],
    ['none: the port itself', 82, ['web-0:82', 'web-1:82', 'old-web-0:82']],
    ['a port that it does not have', 8080, []],
  ])('leads by %s', (_, port, expected) => {
    expect(behind('web', port)).toEqual(expected);
  });

  test('that is headless translates no port', () => {
    expect(behind('db-headless', 99)).toEqual(['db-0:99', 'db-1:99', 'db-2:99']);
  });
});

describe('names', () => {
  const found = (host: string, resolver: Resolver) =>
    behind(host, host.includes('db') ? 5432 : 80, resolver).length > 0;
  const whole = 'web.prod.svc.k8s.internal';

  test.each<[string, Resolver, boolean]>([
    ['web', { namespace: 'prod' }, true],
    ['web', { namespace: 'prod', ndots: 1, libc: 'musl' }, true],
    ['web', { namespace: 'dev' }, false],
    ['web', { namespace: 'prod', ndots: 0, libc: 'musl' }, false],
    ['web.prod', { namespace: 'dev' }, true],
    ['web.prod', { namespace: 'dev', ndots: 1 }, true],
    ['web.prod', { namespace: 'dev', ndots: 1, libc: 'musl' }, false],
    ['web.prod.svc', { namespace: 'dev' }, true],
    [whole, { namespace: 'dev' }, true],
    [whole, { namespace: 'dev', ndots: 1, libc: 'musl' }, true],
    [`${whole}.`, { namespace: 'dev' }, true],
    ['web.', { namespace: 'prod' }, false],
    ['web.prod.svc.cluster.local', { namespace: 'prod' }, false],
    ['web-0.web.prod.svc.k8s.internal', { namespace: 'prod' }, false],
    ['nobody', { namespace: 'prod' }, false],
  ])('%s from %j: %s', (host, resolver, expected) => {
    expect(found(host, resolver)).toBe(expected);
  });

  test.each([
    ['db-0.db-headless.prod.svc.k8s.internal', ['db-0:5432']],
    ['db-2.db-headless', ['db-2:5432']],
    ['db-3.db-headless.prod.svc.k8s.internal', []],
    ['x.db-0.db-headless.prod.svc.k8s.internal', []],
  ])('%s leads to %j', (host, expected) => {
    expect(behind(host, 5432)).toEqual(expected);
  });

  test('an address is no name', () => {
    expect(resolve(cluster, '192.0.2.7', { namespace: 'prod' })).toEqual({ address: '192.0.2.7' });
  });
});
