// Asks netpol-analyzer's diff and our own (src/diff/connections.ts) what a change of generated meshes opens and closes, and compares
// the answers: each ordered pair of workloads that are in both versions, and each workload with the addresses that we look at.
import { appendFileSync } from 'node:fs';
import { forEach, MESHES, ODD, plans, SEED, viewOf } from './meshes';
import {
  answer,
  isOpen,
  LAST_PORT,
  NETPOLICY_VERSION,
  number,
  OpenPorts,
  parsePorts,
  PROTOCOLS,
  rangeOf,
  VERIFY_ROWS,
  write,
} from './netpol-analyzer';
import { KubernetesObject } from '../../src/api/kubernetes-object';
import { Cluster } from '../../src/cluster/cluster';
import { ConnectionChange, connectionChanges, INTERNET } from '../../src/diff/connections';
import { PortRange } from '../../src/diff/port-ranges';
import { Manifest } from '../../test/support/manifests';
import { MeshPlan } from '../../test/support/mesh-plans';

/** Two versions of a mesh, and what is done to the first. */
interface Pair {
  readonly number: number;
  readonly change: string;
  readonly before: Cluster;
  readonly after: Cluster;
}

/** A way to change a mesh: another plan, or other objects. Gives nothing if the mesh has nothing of the kind. */
interface Change {
  readonly name: string;
  readonly plan?: (plan: MeshPlan) => MeshPlan;
  readonly isStrict?: boolean;
  readonly odd?: Manifest[];
  readonly objects?: (objects: KubernetesObject[], draw: number) => KubernetesObject[];
}

const policiesOf = (objects: KubernetesObject[]) =>
  objects.filter(({ kind }) => kind === 'NetworkPolicy') as Manifest[];

/** The same objects, and one of them changed. */
const withOther = (objects: KubernetesObject[], old: Manifest | undefined, other: (copy: Manifest) => void) =>
  objects.map((object) => {
    if (object !== old) {
      return object;
    }
    const copy = JSON.parse(JSON.stringify(object));
    other(copy);
    return copy;
  });

const CHANGES: Change[] = [
  { name: 'strict policies', isStrict: true },
  { name: 'policies of others', odd: ODD },
  {
    name: 'no dependencies',
    isStrict: true,
    plan: (plan) => ({ ...plan, agents: plan.agents.map((agent) => ({ ...agent, dependencies: [], llm: undefined })) }),
  },
  {
    name: 'another port',
    plan: (plan) => ({ ...plan, agents: plan.agents.map((agent, i) => (i === 0 ? { ...agent, port: 9001 } : agent)) }),
  },
  {
    name: 'a policy less',
    objects: (objects, draw) => {
      const policies = policiesOf(objects);
      return objects.filter((object) => object !== policies[draw % policies.length]);
    },
  },
  {
    name: 'a rule for every port',
    objects: (objects, draw) => {
      const ruled = policiesOf(objects).filter(({ spec }) => spec.ingress?.length);
      return withOther(objects, ruled[draw % ruled.length], ({ spec }) => delete spec.ingress[0].ports);
    },
  },
  {
    name: 'a rule for everybody, up to a port',
    objects: (objects, draw) => {
      const ruled = policiesOf(objects).filter(({ spec }) => spec.egress?.length);
      return withOther(objects, ruled[draw % ruled.length], ({ spec }) => {
        spec.egress[0] = { ports: [{ port: 8000, endPort: 8100 }] };
      });
    },
  },
  {
    name: 'a pod without a label',
    objects: (objects, draw) => {
      const pods = (objects as Manifest[]).filter(({ spec }) => spec?.template?.metadata?.labels);
      return withOther(objects, pods[draw % pods.length], ({ spec }) => {
        delete spec.template.metadata.labels['app.kubernetes.io/component'];
      });
    },
  },
];

/** The first so many pairs of which the library accepts both. */
function pairs(): Pair[] {
  const made: Pair[] = [];
  for (const { number: mesh, plan } of plans()) {
    const change = CHANGES[made.length % CHANGES.length];
    const pair = made.length < MESHES ? pairOf(mesh, plan, change) : undefined;
    if (pair) {
      made.push(pair);
    }
  }
  return made;
}

function pairOf(
  mesh: number,
  plan: MeshPlan,
  { name, plan: other, isStrict, odd = [], objects }: Change,
): Pair | undefined {
  const old = viewOf(plan, isStrict === true && other !== undefined, []);
  if (!old) {
    return undefined;
  }
  const current = other || isStrict || odd.length > 0 ? viewOf(other?.(plan) ?? plan, isStrict ?? false, odd) : old;
  if (!current) {
    return undefined;
  }
  const cluster = (all: KubernetesObject[]) => new Cluster(all, { pods: 'one' });
  const after = objects?.(current.cluster.objects, mesh) ?? current.cluster.objects;
  return { number: mesh, change: name, before: cluster(old.cluster.objects), after: cluster(after) };
}

/** A change of the tool's: two ends, and the open ports of both versions. */
interface Row {
  readonly from: string;
  readonly to: string;
  readonly before: OpenPorts;
  readonly after: OpenPorts;
}

/** The rows of pairs whose ends are in both versions. */
function parse(csv: string): Row[] {
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => [...line.matchAll(/"([^"]*)"|([^,"]+)/g)].map(([, quoted, plain]) => quoted ?? plain))
    .filter(([, , , , , ends]) => ends === undefined)
    .map(([, from, to, before, after]) => ({ from, to, before: parsePorts(before), after: parsePorts(after) }));
}

/** A workload in our words, which do not name the default namespace if the manifest does not; a range of addresses as it is. */
const ours = (name: string) => name.replace(/^(?:default\/)?(.*)\[(\w+)\]$/, '$2 $1');
const withoutDefault = (name: string) => name.replace(/ default\//, ' ');

/** The ports of one that are not among the other's, as text that is the same for the same ports. */
function more(ports: OpenPorts, than: OpenPorts): string {
  const turns = [ports, than].flatMap((each) => [...each.values()].flat()).flatMap(([low, high]) => [low, high + 1]);
  const starts = [...new Set([1, ...turns])].sort((one, other) => one - other);
  return PROTOCOLS.map((protocol) => {
    const open = starts.filter((port) => isOpen(ports, port, protocol) && !isOpen(than, port, protocol));
    return textOf(
      protocol,
      open.map((port) => [port, (starts[starts.indexOf(port) + 1] ?? LAST_PORT + 1) - 1]),
    );
  }).join(' ');
}

/** Ranges of our own answer, as the same text. */
const rangesOf = (ports: PortRange[]) =>
  PROTOCOLS.map((protocol) =>
    textOf(
      protocol,
      ports.filter((each) => each.protocol === protocol).map(({ first, last }) => [first, last]),
    ),
  ).join(' ');

/** Ranges that touch are one. */
function textOf(protocol: string, ranges: [number, number][]): string {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort(([one], [other]) => one - other)) {
    const end = merged[merged.length - 1];
    if (end?.[1] === first - 1) {
      end[1] = last;
    } else {
      merged.push([first, last]);
    }
  }
  return `${protocol} ${merged.map(([first, last]) => `${first}-${last}`).join(',')}`;
}

const NOTHING = rangesOf([]);
const count = { pairs: 0, changes: 0, wrong: 0 };
const wrongBy = new Map<string, number>();

function differs({ number: mesh, change }: Pair, text: string): void {
  count.wrong++;
  wrongBy.set(change, (wrongBy.get(change) ?? 0) + 1);
  if (count.wrong <= 20) {
    console.log(`  netpol-analyzer diff: mesh ${mesh} of seed ${SEED}, ${change}: ${text}`);
  }
}

async function compare(pair: Pair): Promise<void> {
  const { before, after } = pair;
  const folders = [before, after].map((cluster, i) => write(cluster, 'changes', `${pair.number}`, `${i}`));
  const rows = parse(await answer('diff', '--output', 'csv', '--dir1', folders[0], '--dir2', folders[1]));
  const { opened, closed } = connectionChanges(before, after);
  count.pairs++;
  for (const [what, changes, ports] of [
    ['opened', opened, (row: Row) => more(row.after, row.before)],
    ['closed', closed, (row: Row) => more(row.before, row.after)],
  ] as [string, ConnectionChange[], (row: Row) => string][]) {
    const theirs = rows
      .map((row) => ({ from: ours(row.from), to: ours(row.to), text: ports(row) }))
      .filter(({ text }) => text !== NOTHING);
    compareChanges(pair, what, changes, theirs);
  }
}

/** An end that is an address, as a number. */
const addressOf = (name: string) =>
  name === INTERNET.name
    ? number(INTERNET.address)
    : /^[\d.]+\/\d+$/.test(name)
      ? number(name.split('/')[0])
      : undefined;

type EndsAndPorts = { readonly from: string; readonly to: string; readonly text: string };

function compareChanges(pair: Pair, what: string, changes: ConnectionChange[], theirs: EndsAndPorts[]): void {
  const mine = changes.map(({ from, to, ports }) => ({
    from: withoutDefault(from),
    to: withoutDefault(to),
    text: rangesOf(ports),
  }));
  count.changes += theirs.length;
  for (const each of mine) {
    if (!theirs.some((other) => isSame(each, other))) {
      differs(pair, `${what} by us alone: ${each.from} => ${each.to} : ${each.text}`);
    }
  }
  for (const each of theirs) {
    const isOutside = [each.from, each.to].some((name) => rangeOf(name));
    // A range without one of the addresses that we look at must change as one of them does: it is the rest of a range with exceptions.
    if (!mine.some((other) => isSame(other, each) || (isOutside && isLike(other, each)))) {
      differs(pair, `${what} by the tool alone: ${each.from} => ${each.to} : ${each.text}`);
    }
  }
}

function isSame(mine: EndsAndPorts, theirs: EndsAndPorts): boolean {
  return mine.text === theirs.text && isEnd(mine.from, theirs.from) && isEnd(mine.to, theirs.to);
}

function isEnd(mine: string, theirs: string): boolean {
  const range = rangeOf(theirs);
  const address = addressOf(mine);
  return range && address !== undefined ? range.from <= address && address <= range.to : mine === theirs;
}

function isLike(mine: EndsAndPorts, theirs: EndsAndPorts): boolean {
  const outside = ({ from, to }: EndsAndPorts) =>
    [from, to].map((name) => addressOf(name) !== undefined || !!rangeOf(name));
  return (
    mine.text === theirs.text &&
    `${outside(mine)}` === `${outside(theirs)}` &&
    (mine.from === theirs.from || mine.to === theirs.to)
  );
}

async function main(): Promise<void> {
  const all = pairs();
  await forEach(all, compare);
  if (all.length < MESHES) {
    count.wrong++;
    console.log(`  netpol-analyzer diff: seed ${SEED} gave ${all.length} pairs, ${MESHES} were wanted`);
  }
  if (wrongBy.size > 0) {
    console.log(`  ${[...wrongBy].map(([change, times]) => `${change}: ${times}`).join('; ')}`);
  }
  appendFileSync(
    VERIFY_ROWS,
    `netpol-analyzer diff\t${NETPOLICY_VERSION}\t${count.pairs} generated changes, ${count.changes} connections\t` +
      `${count.wrong ? `${count.wrong} differ` : 'as our diff says, port by port'}\n`,
  );
  process.exit(count.wrong ? 1 : 0);
}

void main();
