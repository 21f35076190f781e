// Asks netpol-analyzer and our evaluator (src/cluster/reachability.ts) about the same generated meshes, and
// compares the answers: each ordered pair of pods or addresses, TCP and UDP on every port from which an answer can differ from
// the one before (so on all), SCTP on a few.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { anyMesh } from '../../test/support/any-mesh';
import { problems } from '../../test/support/api-model';
import { Cluster } from '../../src/cluster/cluster';
import { Manifest } from '../../test/support/manifests';
import { build, MeshPlan, OTHERS } from '../../test/support/mesh-plans';
import { describeEnd, MeshView } from '../../test/support/mesh-view';
import { Pod } from '../../src/cluster/pods';
import { End } from '../../src/cluster/policy-rules';
import { mayReach, policiesOver } from '../../src/cluster/reachability';
import { declaredPorts } from '../../src/cluster/container-ports';

const { NETPOLICY, NETPOLICY_VERSION, VERIFY_ROWS, WORK } = process.env as { [name: string]: string };
const SEED = Number(process.env.SEED ?? 20260901);
const MESHES = Number(process.env.MESHES ?? 300);

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
/** Nobody's addresses; those that a policy names come on top. */
const OUTSIDE = ['8.8.8.8', '8.9.9.9', '203.0.113.200'];
/** Asked of every pair. A pair that no policy isolates, and SCTP, which no policy names, is asked on these alone. */
const PORTS = [1, 53, 443, 65535];

/** Policies of others, of the forms that ours do not have: no types, a range, a named port, expressions, exceptions. */
const ODD: Manifest[] = [
  {
    podSelector: { matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values: ['agent'] }] },
    ingress: [
      {
        from: [
          {
            namespaceSelector: {
              matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['two'] }],
            },
          },
        ],
        ports: [{ port: 'main' }, { port: 9000, endPort: 9010, protocol: 'UDP' }],
      },
    ],
  },
  {
    podSelector: { matchLabels: { 'app.kubernetes.io/component': 'registry' } },
    egress: [{ to: [{ ipBlock: { cidr: '8.0.0.0/8', except: ['8.8.0.0/16'] } }] }],
  },
  { podSelector: { matchLabels: { 'app.kubernetes.io/component': 'registry' } }, ingress: [{}], egress: [] },
].map((spec, i) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: `odd-${i}`, namespace: 'elsewhere' },
  spec,
}));

interface Mesh {
  readonly number: number;
  readonly isStrict: boolean;
  readonly view: MeshView;
}

/** The first so many meshes that the library accepts, each second one with strict policies, each fifth with odd ones too. */
function meshes(): Mesh[] {
  const made: Mesh[] = [];
  for (const [number, plan] of fc.sample(anyMesh, { seed: SEED, numRuns: 4 * MESHES }).entries()) {
    const view =
      made.length < MESHES ? viewOf(plan, made.length % 2 === 1, made.length % 10 < 2 ? ODD : []) : undefined;
    if (view) {
      made.push({ number, isStrict: made.length % 2 === 1, view });
    }
  }
  return made;
}

function viewOf(plan: MeshPlan, isStrict: boolean, odd: Manifest[]): MeshView | undefined {
  let objects: Manifest[];
  try {
    const { app } = build({ ...plan, policy: { ...plan.policy, strict: isStrict } });
    app.synthYaml();
    objects = app.charts.flatMap((chart) => chart.toJson());
  } catch {
    return undefined; // refused, which properties.slow.test.ts judges
  }
  if (problems(objects).length > 0 || !objects.some(({ kind }) => kind === 'NetworkPolicy')) {
    return undefined;
  }
  const secrets = [...new Set(objects.map(({ metadata }) => metadata.namespace))].map((namespace) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db', namespace },
    stringData: { password: 'x' },
  }));
  return new MeshView(objects, { clusterDomain: plan.clusterDomain, others: [...OTHERS, ...odd, ...secrets] });
}

/** What netpol-analyzer says: for each "from to" the open ranges of ports, by protocol. */
class Connections {
  /** Ports from which an answer differs from the one before. */
  public readonly turns = new Set<number>();
  private readonly open = new Map<string, Map<string, [number, number][]>>();
  private readonly ranges: { readonly name: string; readonly from: number; readonly to: number }[] = [];

  constructor(rows: { src: string; dst: string; conn: string }[]) {
    for (const { src, dst, conn } of rows) {
      this.open.set(`${src} ${dst}`, this.parse(conn));
      for (const name of [src, dst]) {
        const [, from, to] = /^([\d.]+)-([\d.]+)$/.exec(name) ?? [];
        if (to && !this.ranges.some((range) => range.name === name)) {
          this.ranges.push({ name, from: number(from), to: number(to) });
        }
      }
    }
  }

  /** Whether a port is open between two ends. */
  public between(from: End, to: End): (port: number, protocol: string) => boolean {
    const found = this.names(from).flatMap((src) =>
      this.names(to).flatMap((dst) => this.open.get(`${src} ${dst}`) ?? []),
    );
    return (port, protocol) =>
      found.some((open) => open.get(protocol)?.some(([low, high]) => low <= port && port <= high));
  }

  /** A workload is one peer; an address is in some of the ranges. */
  private names(end: End): string[] {
    if (typeof end !== 'string') {
      return [peerOf(end)];
    }
    const address = number(end);
    return this.ranges.filter(({ from, to }) => from <= address && address <= to).map(({ name }) => name);
  }

  /** "TCP 80,8080-8081,UDP 53", or "All Connections". */
  private parse(conn: string): Map<string, [number, number][]> {
    if (conn === 'All Connections') {
      return new Map(PROTOCOLS.map((protocol) => [protocol, [[1, 65535]]]));
    }
    const found = new Map<string, [number, number][]>();
    let protocol = '';
    for (const part of conn.split(',')) {
      const [, named, low, high] = /^(?:([A-Z]+) )?(\d+)(?:-(\d+))?$/.exec(part) ?? [];
      if (!low) {
        throw new Error(`netpol-analyzer: cannot read ${conn}`);
      }
      protocol = named ?? protocol;
      const range: [number, number] = [Number(low), Number(high ?? low)];
      found.set(protocol, [...(found.get(protocol) ?? []), range]);
      this.turns.add(range[0]).add(range[1] + 1);
    }
    return found;
  }
}

function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function peerOf({ namespace, owner }: Pod): string {
  return `${namespace}/${owner.metadata.name}[${owner.kind}]`;
}

/** Both read the same objects: those of the cluster that the tests suppose, and its namespaces with their labels. */
async function asked({ number: mesh, view: { cluster } }: Mesh): Promise<Connections> {
  const folder = join(WORK, String(mesh));
  mkdirSync(folder, { recursive: true });
  const namespaces = [...cluster.namespaces].map(([name, labels]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels },
  }));
  const objects = cluster.objects.filter(({ kind }) => kind !== 'Namespace');
  // JSON is YAML of every version (of which `yes` is a string in some); the first line says that this is YAML.
  writeFileSync(
    join(folder, 'all.yaml'),
    [...namespaces, ...objects].map((object) => `---\n${JSON.stringify(object)}\n`).join(''),
  );
  // Never --fail, which can give an empty answer and exit 0.
  const child = spawn(NETPOLICY, ['list', '--quiet', '--output', 'json', '--dirpath', folder]);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (status !== 0 || stderr.trim()) {
    throw new Error(`netpol-analyzer, exit ${status}, mesh ${mesh} of seed ${SEED}: ${stderr}`);
  }
  return new Connections(JSON.parse(stdout));
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
    (port) => port <= 65535,
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
  const waiting = [...all];
  await Promise.all(
    cpus()
      .slice(0, 4)
      .map(async () => {
        for (let mesh = waiting.shift(); mesh; mesh = waiting.shift()) {
          await compare(mesh);
        }
      }),
  );
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
