// Compares what netpol-analyzer reads out of the NetworkPolicies with what the workloads declare by their labels and
// ports. Reads no policy itself.
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { declared } from '../declared.mjs';
import { examplesIn, objectsIn } from '../manifests.mjs';

const { EXAMPLES, NETPOLICY, NETPOLICY_VERSION, VERIFY_ROWS, WORK } = process.env;

const bystanders = join(import.meta.dirname, 'bystanders.yaml');

/** Is in a namespace of the mesh, and says nothing. */
const neighbour = (namespace) => JSON.stringify({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'neighbour', namespace },
  spec: {
    selector: { matchLabels: { app: 'neighbour' } },
    template: {
      metadata: { labels: { app: 'neighbour' } },
      spec: { containers: [{ name: 'it', image: 'it', ports: [{ containerPort: 8080 }] }] },
    },
  },
});

/** "TCP 80,8080-8081,UDP 53" as ["TCP 80", "TCP 8080", …]; "All Connections" as it is. */
function ports(connection) {
  let protocol;
  return connection === 'All Connections' ? [connection] : connection.split(',').flatMap((part) => {
    const [, named, from, to] = /^(?:([A-Z]+) )?(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (!from) {
      throw new Error(`netpol-analyzer: cannot read ${connection}`);
    }
    protocol = named ?? protocol;
    return Array.from({ length: Math.min(to ?? from, Number(from) + 100) - from + 1 }, (_, i) => `${protocol} ${Number(from) + i}`);
  });
}

/** Ranges that are nobody's on the internet: private, shared, loopback, link-local. */
const kept = ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'].map((range) => {
  const [address, bits] = range.split('/');
  return [number(address), number(address) + 2 ** (32 - bits) - 1];
});

function number(address) {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** A peer outside the cluster is a range of addresses. All that keep clear of the ranges above are the internet. */
function peer(name) {
  const [first, last] = /^[\d.]+-[\d.]+$/.test(name) ? name.split('-').map(number) : [];
  return last !== undefined && kept.every(([from, to]) => last < from || first > to) ? 'the internet' : name;
}

function allowed(folder) {
  // Never --fail, which can give an empty answer and exit 0.
  const { status, stdout, stderr } = spawnSync(NETPOLICY, ['list', '--quiet', '--output', 'json', '--dirpath', folder], { encoding: 'utf8' });
  if (status !== 0 || stderr.trim()) {
    throw new Error(`netpol-analyzer, exit ${status}: ${stderr}`);
  }
  return JSON.parse(stdout).flatMap(({ src, dst, conn }) => ports(conn).map((port) => ({ src: peer(src), dst: peer(dst), port })));
}

const text = ({ src, dst, port }) => `${src} => ${dst} : ${port}`;
let wrong = 0;
let pairs = 0;
let read = 0;
for (const [example, manifests] of examplesIn(EXAMPLES)) {
  if (!objectsIn(manifests).some(({ kind }) => kind === 'NetworkPolicy')) {
    continue; // everything is open, as its user declared
  }
  read++;
  const folder = join(WORK, example);
  mkdirSync(folder, { recursive: true });
  cpSync(manifests, folder, { recursive: true });
  cpSync(bystanders, join(folder, 'bystanders.yaml'));
  new Set(objectsIn(manifests).map(({ metadata }) => metadata.namespace))
    .forEach((namespace) => writeFileSync(join(folder, `neighbour-${namespace}.yaml`), neighbour(namespace)));

  const expected = declared(example, manifests);
  const want = new Set(expected.pairs.map(text));
  const ours = new Set(expected.workloads.map(({ name }) => name));
  const have = new Set(allowed(folder).filter(({ src, dst }) => ours.has(src) || ours.has(dst)).map(text));
  pairs += want.size;
  for (const [which, pair] of [
    ...[...want].filter((pair) => !have.has(pair)).map((pair) => ['closed, though declared', pair]),
    ...[...have].filter((pair) => !want.has(pair)).map((pair) => ['open, though nobody declared it', pair]),
  ]) {
    wrong++;
    console.log(`  netpol-analyzer: ${example}: ${which}: ${pair}`);
  }
}
appendFileSync(VERIFY_ROWS, `netpol-analyzer\t${NETPOLICY_VERSION}\t${read} examples, ${pairs} connections\t${wrong ? `${wrong} differ` : 'as declared, pair by pair'}\n`);
process.exit(wrong ? 1 : 0);
