// Asks netpol-analyzer and our evaluator (src/cluster/reachability.ts) about the same generated meshes, and
// compares the answers: each ordered pair of pods or addresses, TCP and UDP on every port from which an answer can differ from
// the one before (so on all), SCTP on a few.
import { appendFileSync } from 'node:fs';
import { forEach, MESHES, ODD, plans, SEED, viewOf } from './meshes';
import {
  answer,
  Connections,
  LAST_PORT,
  NETPOLICY_VERSION,
  peerOf,
  PROTOCOLS,
  VERIFY_ROWS,
  write,
} from './netpol-analyzer';
import { Cluster } from '../../src/cluster/cluster';
import { declaredPorts } from '../../src/cluster/container-ports';
import { End } from '../../src/cluster/policy-rules';
import { mayReach, policiesOver } from '../../src/cluster/reachability';
import { describeEnd, MeshView } from '../../test/support/mesh-view';

/** Nobody's addresses; those that a policy names come on top. */
const OUTSIDE = ['8.8.8.8', '8.9.9.9', '203.0.113.200'];
/** Asked of every pair. A pair that no policy isolates, and SCTP, which no policy names, is asked on these alone. */
const PORTS = [1, 53, 443, LAST_PORT];

interface Mesh {
  readonly number: number;
  readonly isStrict: boolean;
  readonly view: MeshView;
}

/** The first so many meshes that the library accepts, each second one with strict policies, each fifth with odd ones too. */
function meshes(): Mesh[] {
  const made: Mesh[] = [];
  for (const { number, plan } of plans()) {
    const view =
      made.length < MESHES ? viewOf(plan, made.length % 2 === 1, made.length % 10 < 2 ? ODD : []) : undefined;
    if (view) {
      made.push({ number, isStrict: made.length % 2 === 1, view });
    }
  }
  return made;
}

/** Both read the same objects: those of the cluster that the tests suppose, and its namespaces with their labels. */
async function asked({ number: mesh, view: { cluster } }: Mesh): Promise<Connections> {
  const folder = write(cluster, String(mesh));
  return new Connections(JSON.parse(await answer('list', '--output', 'json', '--dirpath', folder)));
}

/** Every port from which either answer can differ from the one before: those that rules and pods name, and the ones after. */
function portsOf({ cluster }: MeshView, { turns }: Connections): number[] {
  const ruled: (number | string | undefined)[] = cluster
    .all('NetworkPolicy')
    .flatMap(({ spec }) => [...(spec?.ingress ?? []), ...(spec?.egress ?? [])])
    .flatMap(({ ports = [] }) => ports)
    .flatMap(({ port, endPort }) => [port, endPort]);
  const opened = cluster.pods.flatMap(declaredPorts).map(({ containerPort }) => containerPort);
  const named = [...ruled, ...opened].filter((port) => typeof port === 'number');
  return [...new Set([...PORTS, ...turns, ...named.flatMap((port) => [port, port + 1])])].filter(
    (port) => port <= LAST_PORT,
  );
}

/** IPv4 addresses outside: the first of each block that a policy names, and some that none does. */
function addressesOf({ cluster }: MeshView): string[] {
  const named = JSON.stringify(cluster.all('NetworkPolicy')).matchAll(/"cidr":"([\d.]+)\//g);
  return [...new Set([...OUTSIDE, ...[...named].map(([, address]) => address)])];
}

const count = { pairs: 0, answers: 0, open: 0, same: 0, wrong: 0 };

async function compare(mesh: Mesh): Promise<void> {
  const { view } = mesh;
  const tool = await asked(mesh);
  const ports = portsOf(view, tool);
  // The same cluster, and nothing but policies to look through.
  const policies: Cluster = Object.assign(Object.create(view.cluster), { objects: view.cluster.all('NetworkPolicy') });
  const ends: End[] = [...view.cluster.pods, ...addressesOf(view)];
  for (const from of ends) {
    for (const to of ends) {
      if (typeof from === 'string' ? typeof to === 'string' : from === to) {
        continue; // nobody's business here, or itself, which no policy can close
      }
      if (typeof from !== 'string' && typeof to !== 'string' && peerOf(from) === peerOf(to)) {
        count.same++;
        continue; // of a workload with itself the tool says nothing
      }
      count.pairs++;
      const theirAnswer = tool.between(from, to);
      const isFree = policiesOver(policies, from, 'Egress').length + policiesOver(policies, to, 'Ingress').length === 0;
      for (const protocol of PROTOCOLS) {
        for (const port of isFree || protocol === 'SCTP' ? PORTS : ports) {
          const [ours, theirs] = [mayReach(policies, from, to, port, protocol), theirAnswer(port, protocol)];
          count.answers++;
          count.open += Number(ours);
          if (ours !== theirs) {
            count.wrong++;
            if (count.wrong <= 20) {
              console.log(
                `  netpol-analyzer: mesh ${mesh.number} of seed ${SEED}${mesh.isStrict ? ', strict' : ''}: ` +
                  `${describeEnd(from)} => ${describeEnd(to)} : ${protocol} ${port}: ` +
                  `${theirs ? 'open' : 'closed'}, our evaluator says ${ours ? 'open' : 'closed'}`,
              );
            }
          }
        }
      }
    }
  }
}

async function main(): Promise<void> {
  const all = meshes();
  await forEach(all, compare);
  if (all.length < MESHES) {
    count.wrong++;
    console.log(`  netpol-analyzer: seed ${SEED} gave ${all.length} meshes, ${MESHES} were wanted`);
  }
  console.log(
    `  ${all.length} meshes of seed ${SEED}, ${all.filter(({ isStrict }) => isStrict).length} of them strict: ` +
      `${count.answers} answers, ${count.open} of them open; ${count.same} pairs within a workload are not the tool's business`,
  );
  appendFileSync(
    VERIFY_ROWS,
    `netpol-analyzer\t${NETPOLICY_VERSION}\t${all.length} generated meshes, ${count.pairs} pairs\t` +
      `${count.wrong ? `${count.wrong} differ` : "as our tests' evaluator says, port by port"}\n`,
  );
  process.exit(count.wrong ? 1 : 0);
}

void main();
