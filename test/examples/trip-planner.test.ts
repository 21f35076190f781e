import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { Cluster } from '../../src/cluster/cluster';
import { Pod } from '../../src/cluster/pods';
import { mayReach } from '../../src/cluster/reachability';
import { Manifest } from '../support/manifests';
import { barePod } from '../support/mesh-view';
import { calls, connections } from '../support/trip-planner';

/* A real mesh of thirteen agents: exactly what it declares is open, for all ordered pairs. */

const folder = join(__dirname, '..', '..', 'examples', 'trip-planner', 'manifests');
const objects: Manifest[] = readdirSync(folder)
  .sort()
  .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS()));

const stranger = barePod('trip-planner', 'stranger', { app: 'stranger' });
const ingress = barePod('ingress-nginx', 'controller', { app: 'nginx' });
const elsewhere = barePod('default', 'elsewhere', { 'app.kubernetes.io/component': 'agent' });
const dns = barePod('kube-system', 'coredns', { 'k8s-app': 'kube-dns' });
const cluster = new Cluster([...objects, stranger, ingress, elsewhere, dns]);

const named = (name: string): Pod =>
  cluster.pods.find(({ labels, name: own }) => (labels['app.kubernetes.io/name'] ?? own) === name)!;
const agents = cluster.pods.filter(
  ({ labels, namespace }) => labels['app.kubernetes.io/component'] === 'agent' && namespace === 'trip-planner',
);
const nameOf = ({ labels, name }: Pod) => labels['app.kubernetes.io/name'] ?? name;
const ports: { [name: string]: number } = {
  'mcp-mesh-registry': 8000,
  'mcp-mesh-dashboard': 3080,
  postgres: 5432,
  redis: 6379,
};
const portOf = (pod: Pod) => ports[nameOf(pod)] ?? 8080;

/** Every edge that is open between two pods of the namespace, on the port that the callee listens on. */
const open = () =>
  cluster.pods
    .filter(({ namespace }) => namespace === 'trip-planner')
    .flatMap((from, _, all) =>
      all
        .filter((to) => to.name !== from.name && mayReach(cluster, from, to, portOf(to)))
        .map((to) => `${nameOf(from)} → ${nameOf(to)}`),
    );

test('there are thirteen agents', () => {
  expect(agents).toHaveLength(13);
});

test('exactly the declared edges are open, of all ordered pairs in the namespace', () => {
  const within = connections.filter(([, to]) => to !== 'the internet').map(([from, to]) => `${from} → ${to}`);
  expect(Object.values(calls).flat()).toHaveLength(24);
  expect(within).toHaveLength(24 + 13 + 13 + 1 + 3);
  expect(open().sort()).toEqual(within.sort());
});

test('the list has a port for each connection, the one that the evaluator was asked about', () => {
  const within = connections.filter(([, to]) => to !== 'the internet');
  expect(within.map(([, , port]) => port)).toEqual(within.map(([, to]) => `TCP ${portOf(named(to))}`));
});

test('only the two providers reach the internet, on 443, and nobody the metadata service', () => {
  const reaches = (address: string, port: number) =>
    cluster.pods
      .filter(({ namespace }) => namespace === 'trip-planner')
      .filter((pod) => mayReach(cluster, pod, address, port))
      .map(nameOf)
      .sort();
  expect(reaches('203.0.113.7', 443)).toEqual(['claude-provider', 'openai-provider']);
  expect(connections.filter(([, to]) => to === 'the internet')).toEqual([
    ['claude-provider', 'the internet', 'TCP 443'],
    ['openai-provider', 'the internet', 'TCP 443'],
  ]);
  expect(reaches('203.0.113.7', 80)).toEqual([]);
  expect(reaches('169.254.169.254', 443)).toEqual([]);
});

test('the ingress controller reaches the gateway, and nothing else', () => {
  const reached = cluster.pods
    .filter((pod) => pod.namespace === 'trip-planner' && mayReach(cluster, named('controller'), pod, portOf(pod)))
    .map(nameOf);
  expect(reached).toEqual(['gateway']);
});

test('pods of other namespaces reach nothing, whatever their labels', () => {
  expect(
    cluster.pods.filter(
      (pod) => pod.namespace === 'trip-planner' && mayReach(cluster, named('elsewhere'), pod, portOf(pod)),
    ),
  ).toEqual([]);
});

test('every agent, the registry and the dashboard resolve names, by UDP and TCP; the data stores have no need to', () => {
  for (const protocol of ['UDP', 'TCP']) {
    const asking = cluster.pods
      .filter((pod) => pod.namespace === 'trip-planner' && mayReach(cluster, pod, named('coredns'), 53, protocol))
      .map(nameOf);
    expect(asking.sort()).toEqual([...agents.map(nameOf), 'mcp-mesh-registry', 'mcp-mesh-dashboard'].sort());
  }
});

test('keys come from Secrets, by reference', () => {
  const variables = objects
    .flatMap((object) => object.spec?.template?.spec?.containers ?? [])
    .flatMap(({ env = [] }) => env);
  const secret = variables.filter(({ name }) => /KEY|PASSWORD/.test(name));
  // The password of Postgres, the registry and the dashboard, and a key for each provider: nobody else calls an API.
  expect(secret).toHaveLength(3 + 2);
  expect(secret.every(({ value, valueFrom }) => value === undefined && valueFrom.secretKeyRef)).toBe(true);
});
